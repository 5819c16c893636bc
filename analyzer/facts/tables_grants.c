/* The table-valued functions effective_grant(role) and excess(role, policy): one row for each action of the catalogue
 * that the role may do, over all its policies with every Deny and its boundary, and that the policy does not grant. */
#include "analyzer/facts/tables_internal.h"

#include "analyzer/facts/prover/call.h"
#include "policies/catalog.h"

#include <stdlib.h>

/* What an Allow may mean; all: by NotAction, or an action that is not known. */
static void add_candidates(struct facts *facts, struct arena *arena, const struct iam_statement *statement,
                           struct catalog_actions *actions) {
    bool all = statement->actions.negated || statement->actions.open;
    for (size_t i = 0; i < statement->actions.items.count && !all; i++)
        all = !statement->actions.items.items[i].known;
    if (all)
        catalog_actions(facts_catalog(facts), STR("*"), arena, actions);
    for (size_t i = 0; i < statement->actions.items.count && !all; i++)
        catalog_actions(facts_catalog(facts), statement->actions.items.items[i].text, arena, actions);
}

static int by_name(const void *a, const void *b) {
    const struct catalog_action *left = a, *right = b;
    return str_compare(left->name, right->name);
}

static struct catalog_actions candidates(struct facts *facts, struct arena *arena,
                                         const struct prover_policies *policies) {
    struct catalog_actions actions = {0}, once = {0};
    for (size_t i = 0; i < policies->list.count; i++)
        for (size_t j = 0; j < policies->list.items[i]->statements.count; j++)
            if (policies->list.items[i]->statements.items[j].effect != IAM_DENY)
                add_candidates(facts, arena, &policies->list.items[i]->statements.items[j], &actions);
    if (actions.list.count)
        qsort(actions.list.items, actions.list.count, sizeof *actions.list.items, by_name);
    for (size_t i = 0; i < actions.list.count; i++)
        if (i == 0 || !str_equal(actions.list.items[i].name, actions.list.items[i - 1].name))
            vec_push(arena, &once.list, actions.list.items[i]);
    return once;
}

/* "List, Write", as the Service Authorization Reference has it. */
static struct str levels(struct arena *arena, unsigned levels) {
    static const struct {
        enum catalog_level level;
        const char *name;
    } LEVELS[] = {{CATALOG_LIST, "List"},
                  {CATALOG_READ, "Read"},
                  {CATALOG_WRITE, "Write"},
                  {CATALOG_PERMISSIONS, "Permissions management"},
                  {CATALOG_TAGGING, "Tagging"}};
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++)
        if (levels & LEVELS[i].level)
            buf_printf(&buf, "%s%s", buf.size ? ", " : "", LEVELS[i].name);
    return buf_str(&buf);
}

struct listing {
    struct facts *facts;
    struct generic_rows *rows;
    size_t keys;
    const int64_t *key;
    const struct prover_beyond *about;
    bool compares; /* with the base */
};

static void add_text_or_null(struct generic_rows *rows, struct str text) {
    struct cell cell = {.kind = text.size ? CELL_TEXT : CELL_NULL, .text = str_copy(rows->arena, text)};
    vec_push(rows->arena, &rows->cells, cell);
}

static void add_row(const struct listing *listing, struct str action, struct str level, struct str resource,
                    const struct prover_answer *answer) {
    struct generic_rows *rows = listing->rows;
    for (size_t i = 0; i < listing->keys; i++)
        vec_push(rows->arena, &rows->cells, (struct cell){.kind = CELL_INTEGER, .integer = listing->key[i]});
    add_text_or_null(rows, action);
    add_text_or_null(rows, level);
    add_text_or_null(rows, resource);
    vec_push(rows->arena, &rows->cells,
             answer->truth < 0 ? (struct cell){.kind = CELL_NULL} : (struct cell){.kind = CELL_INTEGER, .integer = 1});
    add_text_or_null(rows, answer->truth < 0 ? answer->reason : STR_NONE);
}

static struct prover_answer ask(const struct listing *listing, struct arena *arena, struct str action,
                                struct iam_request *ret_request) {
    struct facts *facts = listing->facts;
    struct prover *prover = prover_opened(facts_prover_of(facts));
    bool none = action.size && catalog_takes_no_resource(facts_catalog(facts), action, arena);
    struct str glob = none ? STR("-") : STR("*");
    struct prover_question question = {.action = action,
                                       .target = {.any = !none, .none = none, .partial = glob, .glob = glob},
                                       .identity = &listing->about->identity.policies,
                                       .boundary = &listing->about->boundary.policies,
                                       .ret_witness = ret_request};
    prover_use_catalog(prover, facts_catalog(facts));
    struct prover_answer answer = listing->compares
                                      ? prover_goes_beyond(prover, arena, &question, &listing->about->base.policies)
                                      : prover_allows_some(prover, arena, &question);
    prover_use_catalog(prover, NULL);
    return answer;
}

/* Returns whether there is a row. */
static bool list_action(const struct listing *listing, const struct catalog_action *action) {
    struct iam_request request = {0};
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = ask(listing, &arena, action->name, &request);
    struct str resource = str_is(request.resource, "-") ? STR("*") : request.resource;
    if (answer.truth != 0)
        add_row(listing, action->name, levels(listing->rows->arena, action->levels), resource, &answer);
    arena_done(&arena);
    return answer.truth != 0;
}

/* Actions that the catalogue does not know, and policies of which not all is known: one row for all of them. */
static void list_rest(const struct listing *listing, bool any) {
    struct iam_request request = {0};
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = {0, STR_NONE};
    if (listing->compares && !any)
        answer = ask(listing, &arena, STR_NONE, &request);
    const struct prover_policies *policies = &listing->about->identity.policies;
    for (size_t i = 0; i < policies->list.count && answer.truth == 0; i++)
        if (policies->list.items[i]->open)
            answer = (struct prover_answer){-1, policies->list.items[i]->reason};
    if (answer.truth != 0)
        add_row(listing, request.action, STR_NONE, request.resource, &answer);
    arena_done(&arena);
}

static void write_listing(struct facts *facts, const int64_t *key, size_t keys, bool compares,
                          struct generic_rows *rows) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_beyond about = prover_beyond_of(facts, key[0], compares ? key[1] : 0);
    struct listing listing = {facts, rows, keys, key, &about, compares};
    struct catalog_actions actions = candidates(facts, rows->arena, &about.identity.policies);
    bool any = false;
    for (size_t i = 0; i < actions.list.count; i++)
        any = list_action(&listing, &actions.list.items[i]) || any;
    list_rest(&listing, any);
    arena_reset(&prover->scratch, mark);
}

static void write_effective_grant(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    write_listing(facts, key, 1, false, rows);
}

const struct generic_table GENERIC_EFFECTIVE_GRANT = {
    "effective_grant",
    "CREATE TABLE effective_grant(role HIDDEN, action, level, resource, granted, reason)",
    6,
    1,
    true,
    write_effective_grant};

/* No policy (0) is no bound. */
static void write_excess(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    if (key[1] != 0)
        write_listing(facts, key, 2, true, rows);
}

const struct generic_table GENERIC_EXCESS = {
    "excess",    "CREATE TABLE excess(role HIDDEN, policy HIDDEN, action, level, resource, beyond, reason)", 7, 2, true,
    write_excess};
