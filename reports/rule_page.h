/* The list of rules and the page of one rule, made of its metadata (design.md, "A rule"): `lambdalint rules`,
 * `lambdalint explain`, docs/rules/. */
#ifndef LL_REPORTS_RULE_PAGE_H
#define LL_REPORTS_RULE_PAGE_H

#include "analyzer/base/str.h"
#include "rulesets/rule.h"

enum rule_format { RULE_TEXT, RULE_JSON, RULE_MARKDOWN };

bool rule_format_from_name(struct str name, enum rule_format *ret_format); /* "text", "json", "markdown" */
void rule_list_print(const struct rules *rules, enum rule_format format, struct buf *out);
void rule_page_print(const struct rule *rule, enum rule_format format, struct buf *out);

#endif
