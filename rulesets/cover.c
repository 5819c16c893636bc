/* One cause is one finding: a rule names in `covers` the rules that would say the same less well. A finding takes away
 * their findings and undecided rows, an undecided row takes away their undecided rows. It does so where they speak of
 * the same entity, of a member of it (the policy of a queue is one of the queue), of its statement, at its place, or of
 * something that they relate to it.
 * Rows are compared within one world, where ids are comparable; so "in the same worlds" comes by itself. */
#include "analyzer/base/map.h"
#include "rulesets/rows.h"

/* What a row is about, as texts that can be compared. */
struct subjects {
    VEC(struct str) keys;
};

static int64_t statement_of(const struct facts *facts, int64_t id) {
    const struct entity *entity = facts_entity(facts, id);
    while (entity && !str_is(str_from(entity->table), "statement"))
        entity = facts_entity(facts, entity->parent);
    return entity ? entity->id : 0;
}

static void add_entity(struct subjects *subjects, struct arena *arena, const struct row *row, int64_t entity) {
    vec_push(arena, &subjects->keys, str_format(arena, "%lld entity %lld", (long long)row->world, (long long)entity));
}

static void add_place(struct subjects *subjects, struct arena *arena, const struct row *row) {
    struct span place = node_place(row->node);
    vec_push(arena, &subjects->keys,
             str_format(arena, "%lld place %u %u %u", (long long)row->world, row->node->document->number, place.start,
                        place.end));
}

/* The entity, its statement, the place. */
static struct subjects subjects_covering(const struct facts *facts, const struct row *row, struct arena *arena) {
    struct subjects subjects = {0};
    add_entity(&subjects, arena, row, row->entity);
    add_place(&subjects, arena, row);
    int64_t statement = statement_of(facts, row->entity);
    if (statement)
        add_entity(&subjects, arena, row, statement);
    return subjects;
}

/* The entity, all that it is a member of, the place; of a finding what it relates too. */
static struct subjects subjects_covered(const struct facts *facts, const struct row *row, struct arena *arena) {
    struct subjects subjects = {0};
    add_place(&subjects, arena, row);
    for (const struct entity *at = facts_entity(facts, row->entity); at; at = facts_entity(facts, at->parent))
        add_entity(&subjects, arena, row, at->id);
    for (size_t i = 0; row->ids && i < row->prepared->rule->related.count; i++)
        add_entity(&subjects, arena, row, row->ids[row->prepared->related[i]]);
    return subjects;
}

static bool covers(const struct rule *rule, const struct rule *other) {
    for (size_t i = 0; i < rule->covers.count; i++)
        if (str_equal(rule->covers.items[i], other->id))
            return true;
    return false;
}

/* The subjects of the rows of one rule with that verdict. */
static void collect_subjects(const struct facts *facts, const struct rows *rows, const struct rule *rule,
                             enum verdict verdict, struct arena *arena, struct map *ret_subjects) {
    map_init(ret_subjects, arena);
    for (size_t i = 0; i < rows->list.count; i++) {
        const struct row *row = &rows->list.items[i];
        if (row->prepared->rule != rule || row->verdict != verdict)
            continue;
        struct subjects subjects = subjects_covering(facts, row, arena);
        for (size_t k = 0; k < subjects.keys.count; k++)
            map_put(ret_subjects, subjects.keys.items[k], NULL);
    }
}

static void cover_by(const struct facts *facts, const struct rule *rule, struct arena *arena, struct rows *rows) {
    struct map said, open;
    collect_subjects(facts, rows, rule, VERDICT_FINDING, arena, &said);
    collect_subjects(facts, rows, rule, VERDICT_UNDECIDED, arena, &open);
    for (size_t i = 0; said.count + open.count && i < rows->list.count; i++) {
        struct row *row = &rows->list.items[i];
        if (!covers(rule, row->prepared->rule))
            continue;
        struct subjects subjects = subjects_covered(facts, row, arena);
        for (size_t k = 0; k < subjects.keys.count; k++)
            row->covered = row->covered || map_has(&said, subjects.keys.items[k]) ||
                           (row->verdict == VERDICT_UNDECIDED && map_has(&open, subjects.keys.items[k]));
    }
}

void rows_cover(const struct facts *facts, struct arena *arena, struct rows *rows) {
    const struct rule *done = NULL;
    for (size_t i = 0; i < rows->list.count; i++) {
        const struct rule *rule = rows->list.items[i].prepared->rule;
        if (rule != done && rule->covers.count)
            cover_by(facts, rule, arena, rows);
        done = rule;
    }
}
