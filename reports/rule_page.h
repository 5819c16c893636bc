/* The list of rules and the page of one rule, made of its metadata (design.md, "A rule"): `lambdalint rules`,
 * `lambdalint explain`, docs/rules/ and the help texts of SARIF come from here, so that they cannot differ. */
#ifndef LL_REPORTS_RULE_PAGE_H
#define LL_REPORTS_RULE_PAGE_H

#include "analyzer/base/str.h"
#include "rulesets/rule.h"

enum rule_format { RULE_TEXT, RULE_JSON, RULE_MARKDOWN };

bool rule_format_from_name(struct str name, enum rule_format *ret_format); /* "text", "json", "markdown" */
/* All rules of the list, one line each, and the diagnostics that have an id behind them. */
void rule_list_print(const struct rules *rules, enum rule_format format, struct buf *out);
void rule_page_print(const struct rule *rule, enum rule_format format, struct buf *out);
/* The page of a diagnostic, by id or name ("LL002", "unused-suppression"); false when there is none. */
bool rule_page_print_diagnostic(struct str word, enum rule_format format, struct buf *out);

/* The short page for SARIF: what is wrong and what to do. */
struct str rule_page_help(struct arena *arena, const struct rule *rule);
struct str rule_page_help_markdown(struct arena *arena, const struct rule *rule);

#endif
