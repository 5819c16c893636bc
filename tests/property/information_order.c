/* Every rule over every file named on the command line:
 *   information order: with less information a verdict may only become NULL (analyzer/facts/mutate.h);
 *   worlds are invisible: all worlds at once give the rows that each world alone gives;
 *   every NULL has a reason.
 * A rule that means the text as it is written, holes and all, says so: `-- lint: allow x_partial: reason`; then x is
 * not forgotten. Deterministic. Prints what is wrong; the last line is the count. */
#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/facts.h"
#include "analyzer/facts/mutate.h"
#include "rulesets/registry.h"
#include "tests/differential/read_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Mutants of one rule over one file; beyond that a fixed sample. */
enum { MUTANT_CAP = 60 };

enum verdict { VERDICT_NONE, VERDICT_PASS, VERDICT_UNDECIDED, VERDICT_FINDING };

/* One row of a rule: its verdict and the declared entities that it names. */
struct result {
    enum verdict verdict;
    VEC(int64_t) entities;
    bool names_outside; /* and something that is not declared */
    struct str text;    /* all cells */
    int64_t world;
};

struct results {
    VEC(struct result) list;
};

/* One rule over one file; also the sum of all. */
struct trial {
    struct facts *facts;
    const char *path;
    const struct rule *rule;
    struct query *query;
    struct arena arena;
    struct results rows; /* nothing forgotten */
    size_t mutants;
    size_t wrong;
};

/* -- running a rule ---------------------------------------------------------------------------------------------- */

static bool holds_ids(const struct rule *rule, struct str column) {
    if (str_is(column, "entity"))
        return true;
    for (size_t i = 0; i < rule->related.count; i++)
        if (str_equal(rule->related.items[i].column, column))
            return true;
    for (size_t i = 0; i < rule->flow.count; i++)
        if (str_equal(rule->flow.items[i], column))
            return true;
    return false;
}

static enum verdict verdict_of(struct cell cell) {
    if (cell.kind == CELL_NULL)
        return VERDICT_UNDECIDED;
    return cell.kind == CELL_INTEGER && cell.integer == 0 ? VERDICT_PASS : VERDICT_FINDING;
}

static void add_cell(struct buf *text, struct cell cell) {
    switch (cell.kind) {
    case CELL_NULL:
        buf_add_z(text, "NULL");
        break;
    case CELL_INTEGER:
        buf_printf(text, "%lld", (long long)cell.integer);
        break;
    case CELL_REAL:
        buf_printf(text, "%g", cell.real);
        break;
    case CELL_TEXT:
        buf_add(text, cell.text);
        break;
    }
    buf_add_char(text, '|');
}

static struct result read_row(struct trial *trial, struct arena *arena) {
    struct result result = {0};
    struct buf text;
    buf_init(&text, arena);
    for (size_t c = 0; c < query_column_count(trial->query); c++) {
        struct str name = query_column_name(trial->query, c);
        struct cell cell = query_cell(trial->query, c);
        add_cell(&text, cell);
        if (str_is(name, "violates"))
            result.verdict = verdict_of(cell);
        const struct entity *entity =
            holds_ids(trial->rule, name) && cell.kind == CELL_INTEGER ? facts_entity(trial->facts, cell.integer) : NULL;
        result.names_outside = result.names_outside || (entity && !entity->declared);
        if (!entity || !entity->declared)
            continue;
        vec_push(arena, &result.entities, entity->id);
        result.world = result.world ? result.world : entity->world;
    }
    result.text = buf_str(&text);
    return result;
}

static int compare_results(const void *a, const void *b) {
    return str_compare(((const struct result *)a)->text, ((const struct result *)b)->text);
}

/* The rows that name something declared, in the order of their text. */
static struct results run(struct trial *trial, struct arena *arena) {
    struct results results = {0};
    query_rewind(trial->query);
    while (query_step(trial->query) > 0) {
        struct result result = read_row(trial, arena);
        if (result.entities.count > 0)
            vec_push(arena, &results.list, result);
    }
    if (results.list.count > 0)
        qsort(results.list.items, results.list.count, sizeof *results.list.items, compare_results);
    return results;
}

static bool names(const struct result *result, int64_t entity) {
    for (size_t i = 0; i < result->entities.count; i++)
        if (result->entities.items[i] == entity)
            return true;
    return false;
}

static enum verdict verdict_about(const struct results *results, int64_t entity) {
    enum verdict verdict = VERDICT_NONE;
    for (size_t i = 0; i < results->list.count; i++)
        if (results->list.items[i].verdict > verdict && names(&results->list.items[i], entity))
            verdict = results->list.items[i].verdict;
    return verdict;
}

/* -- the information order --------------------------------------------------------------------------------------- */

static const char *verdict_name(enum verdict verdict) {
    static const char *const words[] = {"no row", "0", "NULL", "1"};
    return words[verdict];
}

static void complain(struct trial *trial, const struct mutant *mutant, int64_t entity, enum verdict before,
                     enum verdict after) {
    static const char *const kinds[] = {"value of", "target of", "completeness of", "property"};
    const struct entity *about = facts_entity(trial->facts, entity);
    const struct entity *row = facts_entity(trial->facts, mutant->row);
    trial->wrong++;
    printf("%s: %.*s: %s '%.*s' goes from %s to %s when the %s %s.%s of '%.*s' is forgotten\n", trial->path,
           STR_ARG(trial->rule->id), about->table, STR_ARG(about->label), verdict_name(before), verdict_name(after),
           kinds[mutant->kind], mutant->table, mutant->column, STR_ARG(row->label));
}

/* Does a row that is no pass name it? */
static bool is_doubted(const struct results *results, int64_t entity, enum verdict verdict) {
    for (size_t i = 0; i < results->list.count; i++) {
        enum verdict now = results->list.items[i].verdict;
        if ((now == VERDICT_UNDECIDED || now == verdict) && names(&results->list.items[i], entity))
            return true;
    }
    return false;
}

/* A row that lost its way to an entity keeps its verdict, or says NULL, about another that it names. When that is not
 * declared, the row now speaks of things outside the input only. */
static bool is_excused(const struct mutant *mutant, const struct results *before, const struct results *after,
                       int64_t entity, enum verdict verdict) {
    if (mutant->kind != MUTANT_TARGET)
        return false;
    for (size_t i = 0; i < before->list.count; i++) {
        const struct result *result = &before->list.items[i];
        if (result->verdict != verdict || !names(result, entity))
            continue;
        bool other = result->names_outside;
        for (size_t e = 0; e < result->entities.count; e++)
            other =
                other || (result->entities.items[e] != entity && is_doubted(after, result->entities.items[e], verdict));
        if (!other)
            return false;
    }
    return true;
}

static bool in_order(enum verdict before, enum verdict after) {
    if (after == VERDICT_UNDECIDED || before == after)
        return true;
    return before <= VERDICT_PASS && after <= VERDICT_PASS;
}

static void compare(struct trial *trial, const struct mutant *mutant, const struct results *before,
                    const struct results *after) {
    const struct results *both[] = {before, after};
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < both[side]->list.count; i++)
            for (size_t e = 0; e < both[side]->list.items[i].entities.count; e++) {
                int64_t entity = both[side]->list.items[i].entities.items[e];
                enum verdict old = verdict_about(before, entity);
                enum verdict new = verdict_about(after, entity);
                if (in_order(old, new) || (new < old &&is_excused(mutant, before, after, entity, old)))
                    continue;
                complain(trial, mutant, entity, old, new);
                return; /* one complaint for a mutant */
            }
}

/* A fixed shuffle: the sample is the same in every run. */
static void shuffle(struct mutants *mutants) {
    uint64_t state = 20261125;
    for (size_t i = mutants->list.count; i > 1; i--) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        size_t other = (size_t)(state >> 33) % i;
        struct mutant swap = mutants->list.items[i - 1];
        mutants->list.items[i - 1] = mutants->list.items[other];
        mutants->list.items[other] = swap;
    }
}

static bool means_the_text(struct trial *trial, const struct mutant *mutant) {
    struct str exception = str_format(&trial->arena, "lint: allow %s_partial: ", mutant->column);
    return mutant->kind == MUTANT_VALUE && str_find(trial->rule->query, exception, 0) != SIZE_MAX;
}

static void check_order(struct trial *trial, const struct results *before) {
    struct mutants mutants = {0};
    mutants_list(trial->facts, trial->query, &trial->arena, &mutants);
    shuffle(&mutants);
    for (size_t i = 0; i < mutants.list.count && i < MUTANT_CAP; i++) {
        struct arena_mark mark = arena_mark(&trial->arena);
        if (means_the_text(trial, &mutants.list.items[i]))
            continue;
        mutant_apply(trial->facts, &mutants.list.items[i]);
        struct results after = run(trial, &trial->arena);
        compare(trial, &mutants.list.items[i], before, &after);
        query_rewind(trial->query);
        mutate_undo(trial->facts);
        arena_reset(&trial->arena, mark);
        trial->mutants++;
    }
}

/* -- worlds ------------------------------------------------------------------------------------------------------ */

static void compare_world(struct trial *trial, int64_t world) {
    struct arena_mark mark = arena_mark(&trial->arena);
    struct results alone = run(trial, &trial->arena);
    query_rewind(trial->query);
    size_t at = 0;
    bool equal = true;
    for (size_t i = 0; i < trial->rows.list.count; i++) {
        const struct result *row = &trial->rows.list.items[i];
        if (row->world != world)
            continue;
        equal = equal && at < alone.list.count && str_equal(row->text, alone.list.items[at].text);
        at++;
    }
    equal = equal && at == alone.list.count;
    arena_reset(&trial->arena, mark);
    if (equal)
        return;
    trial->wrong++;
    printf("%s: %.*s: world %lld alone gives other rows\n", trial->path, STR_ARG(trial->rule->id), (long long)world);
}

static void check_worlds(struct trial *trials, size_t count) {
    struct facts *facts = trials[0].facts;
    if (!facts_world(facts, 2).unit)
        return;
    for (int64_t world = 1; facts_world(facts, world).unit; world++) {
        mutate_keep_world(facts, world);
        for (size_t i = 0; i < count; i++)
            if (trials[i].query)
                compare_world(&trials[i], world);
        mutate_undo(facts);
    }
}

/* -- files ------------------------------------------------------------------------------------------------------- */

static void check_rule(struct trial *trial) {
    arena_init(&trial->arena);
    struct str error = STR_NONE;
    trial->query = query_new(trial->facts, trial->rule->query, QUERY_RULE, &trial->arena, &error);
    if (trial->query) {
        trial->rows = run(trial, &trial->arena);
        check_order(trial, &trial->rows);
    } else {
        trial->wrong++;
        printf("%.*s: %.*s\n", STR_ARG(trial->rule->id), STR_ARG(error));
    }
}

static void report_missing(void *context, int64_t entity, const char *table, const char *column) {
    const struct trial *trial = context;
    const struct entity *row = facts_entity(trial->facts, entity);
    printf("%s: %s.%s of '%.*s' is NULL without a reason\n", trial->path, table, column, STR_ARG(row->label));
}

static void check_facts(struct trial *total, const struct rules *rules, struct arena *arena) {
    total->wrong += facts_missing_reasons(total->facts, report_missing, total);
    mutate_begin(total->facts);
    size_t count = rules->list.count;
    struct trial *trials = arena_alloc_array(arena, count, sizeof *trials);
    for (size_t i = 0; i < count; i++) {
        trials[i] = (struct trial){.facts = total->facts, .path = total->path, .rule = rules->list.items[i]};
        check_rule(&trials[i]);
    }
    check_worlds(trials, count);
    for (size_t i = 0; i < count; i++) {
        total->mutants += trials[i].mutants;
        total->wrong += trials[i].wrong;
        query_free(trials[i].query);
        arena_done(&trials[i].arena);
    }
    fflush(stdout);
}

static void check_file(struct trial *trial, const struct rules *rules) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct str bytes = STR_NONE;
    read_file(trial->path, &arena, &bytes);
    struct document *document = document_read(1, str_from(trial->path), bytes, &diags);
    const char *why;
    enum document_kind kind = document->root ? dialect_recognise(document, &why) : KIND_NONE;
    struct bindings bindings = {0};
    if (kind != KIND_NONE) {
        trial->facts = facts_open((struct facts_options){.as_of = STR("2026-11-25")}, &diags);
        facts_load(trial->facts, dialect_load(kind, document, &bindings, &arena, &diags));
        facts_seal(trial->facts);
        check_facts(trial, rules, &arena);
        facts_close(trial->facts);
    }
    document_free(document);
    arena_done(&arena);
}

int main(int argc, char **argv) {
    struct arena arena;
    arena_init(&arena);
    struct rules rules;
    registry_builtin(&arena, &rules);
    struct trial trial = {0};
    for (int i = 1; i < argc; i++) {
        trial.path = argv[i];
        check_file(&trial, &rules);
    }
    printf("information order: %zu rules, %d files, %zu mutants, %zu wrong\n", rules.list.count, argc - 1,
           trial.mutants, trial.wrong);
    arena_done(&arena);
    return trial.wrong > 0;
}
