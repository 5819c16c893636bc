/* Applies what the configuration allows and inline suppressions to findings, and reports the comments that do nothing
 * (cli-and-reports.md b.5): LL002 unused or misspelt, LL003 expired, LL004 without a reason. They bind to the primary
 * place of a finding only. */
#include "analyzer/base/date.h"
#include "analyzer/scan/profile.h"
#include "analyzer/source/suppression.h"
#include "policies/glob.h"

/* In "IAM001(s3:GetObject)" the part in parentheses names one finding of many: the text at its place, or its key. */
static bool names_finding(const struct suppression *suppression, const struct finding *finding) {
    if (!suppression->match.size)
        return true;
    const struct node *node = finding->place.node;
    struct str match = suppression->match;
    if (node && str_equal(node->text, match))
        return true;
    struct str column, value;
    return str_equal(finding->key, match) || (str_cut(finding->key, '=', &column, &value) && str_equal(value, match));
}

/* -- what the configuration allows ----------------------------------------------------------------------------------
 */

static bool is_like(struct scan *scan, const struct glob *pattern, struct str text) {
    struct glob glob;
    glob_init(&glob, true);
    glob_add_text(&scan->arena, &glob, text);
    return text.size && glob_matches(pattern, &glob);
}

static bool is_allowed(struct scan *scan, const struct config_allow *allow, const struct finding *finding) {
    struct glob pattern;
    glob_init(&pattern, true);
    glob_add_pattern(&scan->arena, &pattern, allow->pattern);
    struct str column, value = finding->key;
    str_cut(finding->key, '=', &column, &value);
    return is_like(scan, &pattern, finding->resource) || is_like(scan, &pattern, value) ||
           (finding->place.node && is_like(scan, &pattern, finding->place.node->text));
}

static const struct config_allow *allow_of(struct scan *scan, const struct finding *finding) {
    const struct config *config = profile_of(scan, finding->place.document)->config;
    for (size_t i = 0; i < config->rules.count; i++) {
        const struct config_rule *said = &config->rules.items[i];
        if (!said->allows.count || registry_match(finding->rule, said->word) == RULE_MATCH_NONE)
            continue;
        for (size_t a = 0; a < said->allows.count; a++)
            if (is_allowed(scan, &said->allows.items[a], finding))
                return &said->allows.items[a];
    }
    return NULL;
}

static void apply_allows(struct scan *scan) {
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        const struct config_allow *allow = allow_of(scan, finding);
        if (!allow)
            continue;
        finding->suppressed = true;
        finding->by_configuration = true;
        finding->suppression_reason =
            allow->reason.size ? allow->reason
                               : str_format(&scan->arena, "the configuration allows '%.*s'", STR_ARG(allow->pattern));
    }
}

/* -- comments -------------------------------------------------------------------------------------------------------
 */

static bool covers(const struct suppression *suppression, const struct location *place) {
    return place->span.start >= suppression->covers.start && place->span.start < suppression->covers.end;
}

static bool is_expired(const struct suppression *suppression, const struct scan_options *options) {
    return suppression->until.size && str_compare(suppression->until, options->as_of) < 0;
}

static void apply(struct scan *scan, const struct document *document, struct suppression *suppression,
                  const struct rule *rule) {
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        if (finding->rule == rule && finding->place.document == document && covers(suppression, &finding->place) &&
            names_finding(suppression, finding)) {
            finding->suppressed = true;
            finding->suppression_reason = suppression->reason;
            suppression->used = true;
        }
    }
    for (size_t i = 0; i < scan->report.undecided.count; i++) {
        struct undecided *undecided = scan->report.undecided.items[i];
        if (undecided->rule == rule && undecided->place.document == document &&
            covers(suppression, &undecided->place) && !suppression->match.size) {
            undecided->suppressed = true;
            suppression->used = true;
        }
    }
}

static void complain(struct scan *scan, const struct document *document, const struct suppression *suppression,
                     const char *id, const char *what) {
    diag_add(&scan->diags, DIAG_SUPPRESSION, id, document->path, document, suppression->span, "%s", what);
}

static void complain_unknown(struct scan *scan, const struct document *document,
                             const struct suppression *suppression) {
    struct str near = registry_suggest(&scan->rules, suppression->rule);
    struct str what = str_format(&scan->arena, "no rule is called '%.*s'%s%.*s%s", STR_ARG(suppression->rule),
                                 near.size ? ", did you mean '" : "", STR_ARG(near), near.size ? "'?" : "");
    complain(scan, document, suppression, "LL002", what.data);
}

/* What the configuration asks of suppressions beyond being right; the id of the diagnostic, or NULL when it is fine. */
static const char *refused(struct scan *scan, const struct scan_options *options, const struct document *document,
                           const struct suppression *suppression, const struct rule *rule, struct str *ret_why) {
    const struct config *config = profile_of(scan, document)->config;
    if (config_rule_settings(config, rule).locked) {
        *ret_why = STR("this suppresses nothing: the configuration locks the rule");
        return "LL002";
    }
    if (config->require_reason && !suppression->reason.size) {
        *ret_why = STR("this suppresses nothing: the configuration requires a reason");
        return "LL004";
    }
    int64_t days = suppression->until.size ? date_days(suppression->until) - date_days(options->as_of) : INT64_MAX;
    if (config->max_age_days && days > config->max_age_days) {
        *ret_why = str_format(&scan->arena,
                              "this suppresses nothing: the configuration requires 'until=' at most %lld days ahead",
                              (long long)config->max_age_days);
        return "LL003";
    }
    return NULL;
}

static void apply_one(struct scan *scan, const struct scan_options *options, const struct document *document,
                      struct suppression *suppression) {
    if (!suppression->rule.size) {
        complain(scan, document, suppression, "LL002",
                 "this suppresses nothing: write 'lambdalint: ignore[RULE] reason'");
        return;
    }
    const struct rule *rule = registry_find(&scan->rules, suppression->rule);
    if (!rule) {
        complain_unknown(scan, document, suppression);
        return;
    }
    if (is_expired(suppression, options)) {
        complain(scan, document, suppression, "LL003", "this suppression has expired");
        return;
    }
    struct str why;
    const char *id = refused(scan, options, document, suppression, rule, &why);
    if (id) {
        complain(scan, document, suppression, id, why.data);
        return;
    }
    apply(scan, document, suppression, rule);
    if (!suppression->used) {
        if (profile_runs(profile_of(scan, document),
                         rule)) /* a rule that did not run may well be the reason why nothing was suppressed */
            complain(scan, document, suppression, "LL002", "this suppresses nothing: no such finding here");
    } else if (!suppression->reason.size) {
        complain(scan, document, suppression, "LL004", "a suppression should say why: add a reason");
    }
}

void scan_apply_suppressions(struct scan *scan, const struct scan_options *options) {
    apply_allows(scan);
    if (options->no_ignores)
        return;
    for (size_t i = 0; i < scan->documents.count; i++) {
        struct document *document = scan->documents.items[i];
        if (!document->root)
            continue;
        struct suppressions suppressions = {0};
        suppressions_read(document, &scan->arena, &suppressions);
        for (size_t j = 0; j < suppressions.list.count; j++)
            apply_one(scan, options, document, &suppressions.list.items[j]);
    }
}
