#include "rulesets/engine.h"

#include "rulesets/place.h"
#include "rulesets/rows.h"

#include <stdlib.h>

static int compare_places(const struct location *a, const struct rule *a_rule, const struct location *b,
                          const struct rule *b_rule) {
    int order = str_compare(a->document->path, b->document->path);
    if (order == 0)
        order = (a->span.start > b->span.start) - (a->span.start < b->span.start);
    if (order == 0)
        order = str_compare(a_rule->id, b_rule->id);
    if (order == 0)
        order = (a->span.end > b->span.end) - (a->span.end < b->span.end);
    return order;
}

static int compare_findings(const void *left, const void *right) {
    const struct finding *a = *(const struct finding *const *)left, *b = *(const struct finding *const *)right;
    int order = compare_places(&a->place, a->rule, &b->place, b->rule);
    if (order == 0)
        order = str_compare(a->message, b->message);
    return order ? order : str_compare(a->when, b->when);
}

static int compare_undecided(const void *left, const void *right) {
    const struct undecided *a = *(const struct undecided *const *)left, *b = *(const struct undecided *const *)right;
    int order = compare_places(&a->place, a->rule, &b->place, b->rule);
    return order ? order : str_compare(a->reason, b->reason);
}

void engine_sort(struct report *report) {
    if (report->findings.count)
        qsort(report->findings.items, report->findings.count, sizeof *report->findings.items, compare_findings);
    if (report->undecided.count)
        qsort(report->undecided.items, report->undecided.count, sizeof *report->undecided.items, compare_undecided);
}

void engine_run(struct facts *facts, const struct rules *selected, struct arena *arena, struct diags *diags,
                struct report *report) {
    VEC(struct prepared *) all = {0};
    struct rows rows = {0};
    for (size_t i = 0; i < selected->list.count; i++) {
        struct prepared *prepared = prepare(facts, selected->list.items[i], arena, diags);
        if (!prepared)
            continue;
        vec_push(arena, &all, prepared);
        rows_collect(facts, prepared, arena, diags, &rows);
    }
    rows_read_users(facts, arena, &rows);
    rows_cover(facts, arena, &rows);
    rows_merge(facts, arena, &rows, report);
    for (size_t i = 0; i < all.count; i++)
        query_free(all.items[i]->query);
    engine_sort(report);
}
