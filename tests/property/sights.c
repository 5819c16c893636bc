#include "tests/property/sights.h"

#include "rulesets/rows.h"

#include <stdlib.h>

static int compare_places(const struct node *a, const struct node *b) {
    int order = str_compare(node_source(a)->document->path, node_source(b)->document->path);
    struct span left = node_place(a), right = node_place(b);
    if (order)
        return order;
    if (left.start != right.start)
        return left.start < right.start ? -1 : 1;
    return (left.end > right.end) - (left.end < right.end);
}

static int compare(const void *left, const void *right) {
    const struct sight *a = left, *b = right;
    int order = str_compare(a->rule->id, b->rule->id);
    if (order == 0)
        order = compare_places(a->node, b->node);
    if (order == 0)
        order = b->finding - a->finding;
    return order ? order : str_compare(a->words, b->words);
}

static bool same_place(const struct sight *a, const struct sight *b) {
    return a->rule == b->rule && compare_places(a->node, b->node) == 0;
}

static struct str words_of(const struct row *row, struct arena *arena) {
    struct buf words;
    buf_init(&words, arena);
    for (size_t i = 0; row->values && i < row->prepared->column_count; i++)
        if (row->ids[i] == 0) /* an id of another database is another number */
            buf_printf(&words, "%.*s|", STR_ARG(row->values[i]));
    return buf_str(&words);
}

/* One sight for each place: a finding goes before an undecided one. */
static void tidy(struct sights *sights) {
    size_t kept = 0;
    if (sights->list.count)
        qsort(sights->list.items, sights->list.count, sizeof *sights->list.items, compare);
    for (size_t i = 0; i < sights->list.count; i++)
        if (!kept || !same_place(&sights->list.items[kept - 1], &sights->list.items[i]))
            sights->list.items[kept++] = sights->list.items[i];
    sights->list.count = kept;
}

static void ask(struct facts *facts, const struct rule *rule, struct sights *sights, struct arena *arena,
                struct diags *diags) {
    struct rows rows = {0};
    struct prepared *prepared = prepare(facts, rule, arena, diags);
    if (!prepared)
        return;
    rows_collect(facts, prepared, arena, diags, &rows);
    for (size_t i = 0; i < rows.list.count; i++) {
        const struct row *row = &rows.list.items[i];
        struct sight sight = {rule, row->node, row->verdict == VERDICT_FINDING, words_of(row, arena)};
        vec_push(arena, &sights[row->world - 1].list, sight);
    }
    query_free(prepared->query);
}

struct sights *sights_of(const struct rules *rules, const struct view *view, struct arena *arena) {
    size_t worlds = 0;
    struct diags diags;
    diags_init(&diags, arena);
    struct facts *facts =
        facts_open((struct facts_options){.as_of = STR("2026-11-25"), .account = view->account}, &diags);
    for (size_t i = 0; i < view->count; i++) {
        facts_load(facts, view->units[i]);
        worlds += view->worlds[i];
    }
    facts_seal(facts);
    struct sights *sights = arena_alloc_array(arena, worlds, sizeof *sights);
    for (size_t i = 0; i < rules->list.count; i++)
        ask(facts, rules->list.items[i], sights, arena, &diags);
    for (size_t i = 0; i < worlds; i++)
        tidy(&sights[i]);
    facts_close(facts);
    return sights;
}

struct sights sights_alone(const struct rules *rules, const struct unit *unit, struct world world, struct str account,
                           struct arena *arena) {
    struct unit alone = *unit;
    const struct unit *units[] = {&alone};
    alone.worlds.items = &world;
    alone.worlds.count = 1;
    return sights_of(rules, &(struct view){units, &(size_t){1}, 1, account}, arena)[0];
}

void sights_each(const struct sights *before, const struct sights *after, compare_sights *each, void *context) {
    for (size_t i = 0, k = 0; i < before->list.count || k < after->list.count;) {
        const struct sight *a = i < before->list.count ? &before->list.items[i] : NULL;
        const struct sight *b = k < after->list.count ? &after->list.items[k] : NULL;
        int order = a && b && !same_place(a, b) ? compare(a, b) : 0;
        if (!b || order < 0)
            b = NULL;
        else if (!a || order > 0)
            a = NULL;
        each(context, a, b);
        i += a != NULL;
        k += b != NULL;
    }
}
