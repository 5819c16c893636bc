/* Reads one rule file: YAML → struct rule. Strict: what it does not know is an error, so that a misspelt key never
 * switches something off silently. Used by the registry only. */
#ifndef LL_RULESETS_RULE_FILE_H
#define LL_RULESETS_RULE_FILE_H

#include "analyzer/source/document.h"
#include "rulesets/rule.h"

/* The rule in arena (its texts are copied: it does not need the document), or NULL and one DIAG_RULE diagnostic. */
struct rule *rule_file_read(struct arena *arena, const struct document *document, struct diags *diags);

#endif
