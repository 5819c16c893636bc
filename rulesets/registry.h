/* All rules: the built-in ones (embedded in the binary as YAML) and those of --rules DIR. */
#ifndef LL_RULESETS_REGISTRY_H
#define LL_RULESETS_REGISTRY_H

#include "rulesets/rule.h"

/* Reads the embedded rules. A broken one is a bug (tests check each) and aborts. */
void registry_builtin(struct arena *arena, struct rules *ret_rules);
/* Reads one rule file into rules (keeps them sorted); false and one DIAG_RULE diagnostic with the position otherwise.
 * An id or name that exists already is an error. */
bool registry_add(struct arena *arena, struct str file, struct str bytes, struct diags *diags, struct rules *rules);

/* Frees the documents of the users' rules; diagnostics may point into them until then. */
void registry_done(struct rules *rules);

/* By id, name or alias; NULL when unknown. */
const struct rule *registry_find(const struct rules *rules, struct str word);
/* The rule id or name nearest to a misspelt word; empty when none is near. */
struct str registry_suggest(const struct rules *rules, struct str word);

enum rule_match { RULE_MATCH_NONE, RULE_MATCH_PREFIX, RULE_MATCH_EXACT };
/* How a word names a rule: by id, name or alias, or as a prefix of its id ("NET"). */
enum rule_match registry_match(const struct rule *rule, struct str word);

struct rule_severity {
    const struct rule *rule;
    enum severity severity;
};

struct selection {
    enum persona persona;
    enum severity min_severity;
    enum confidence min_confidence;
    VEC(struct str) select; /* empty: all; ids, names, aliases, prefixes of ids ("NET") */
    VEC(struct str) extend_select;
    VEC(struct str) ignore;
    VEC(struct rule_severity) severities; /* of the configuration: these count for min_severity */
};

/* The rules that run. An exact id or name in select or extend_select runs a rule whatever its persona, a prefix does
 * not. A word that matches nothing adds a diagnostic (the caller exits with 2). */
bool registry_select(const struct rules *all, const struct selection *selection, struct arena *arena,
                     struct diags *diags, struct rules *ret_selected);

#endif
