/* The page of a rule and the list of all rules: `lambdalint explain`, `lambdalint rules`, docs/rules/ and the help
 * texts of SARIF come from here, so that they cannot differ. */
#ifndef LL_REPORTS_RULE_PAGE_H
#define LL_REPORTS_RULE_PAGE_H

#include "reports/report.h"

enum page_format { PAGE_TEXT, PAGE_MARKDOWN, PAGE_JSON };

/* "text", "markdown", "json" */
bool page_format_from_name(struct str name, enum page_format *ret_format);

/* The page of one rule. Of the options only colour, links and width count, and only for text. */
void rule_page(const struct rule *rule, enum page_format format, const struct report_options *options, struct buf *out);
/* The page of a diagnostic that has an id or name ("LL002", "unused-suppression"); false when there is none. */
bool rule_page_diagnostic(struct str word, enum page_format format, const struct report_options *options,
                          struct buf *out);
/* All rules of the list, one line each, and behind them the diagnostics. */
void rule_list(const struct rules *rules, enum page_format format, const struct report_options *options,
               struct buf *out);

/* The short page for SARIF: what is wrong and what to do. */
struct str rule_page_help(struct arena *arena, const struct rule *rule);
struct str rule_page_help_markdown(struct arena *arena, const struct rule *rule);

#endif
