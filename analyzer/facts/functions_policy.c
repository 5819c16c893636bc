/* may_deny(role, action): whether a Deny among the policies of a role may take an action, or part of an action pattern,
 * away. Text only, until the prover answers: 1 some Deny has an action pattern that meets it, whatever its resources
 * and conditions; NULL a statement that may be such a Deny is not known; 0 none. Errs towards 1.
 *
 * Rules ask this for every action of every role, so the Denies of a role are read once. */
#include "analyzer/facts/functions_internal.h"
#include "policies/pattern.h"

#include <sqlite3.h>
#include <stdlib.h>

static const char DENIES[] = "SELECT statement.effect IS NULL, statement.not_action, action.action "
                             "FROM role_policy AS attached JOIN statement ON statement.policy = attached.policy "
                             "JOIN statement_action AS action ON action.statement = statement.id "
                             "WHERE attached.role = ?1 AND (statement.effect = 'Deny' OR statement.effect IS NULL)";

struct deny {
    bool certain;       /* the effect is known, and the pattern */
    struct str pattern; /* in lower case; "*" for NotAction and unknown actions */
};

struct denies {
    VEC(struct deny) list;
    uint64_t age; /* of the rows when they were read */
};

struct policy_memo {
    struct sqlite3_stmt *statement; /* finalized with the database */
    struct map by_role;             /* id as text → struct denies * */
};

static struct str lower(struct arena *arena, struct str text) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        buf_add_char(&buf, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    return buf_str(&buf);
}

static struct deny read_deny(struct arena *arena, sqlite3_stmt *statement) {
    bool any = sqlite3_column_type(statement, 1) == SQLITE_NULL || sqlite3_column_int(statement, 1) != 0;
    bool unknown = sqlite3_column_type(statement, 2) == SQLITE_NULL;
    struct str action = STR("*");
    if (!any && !unknown)
        action = str_from((const char *)sqlite3_column_text(statement, 2));
    return (struct deny){.certain = !sqlite3_column_int(statement, 0) && !unknown, .pattern = lower(arena, action)};
}

static struct policy_memo *memo_of(struct facts *facts) {
    if (facts->policies)
        return facts->policies;
    struct policy_memo *memo = ARENA_NEW(&facts->arena, struct policy_memo);
    map_init(&memo->by_role, &facts->arena);
    if (sqlite3_prepare_v2(facts->db, DENIES, -1, &memo->statement, NULL) != SQLITE_OK)
        abort();
    facts->policies = memo;
    return memo;
}

void functions_policy_close(struct facts *facts) {
    if (facts->policies)
        sqlite3_finalize(facts->policies->statement);
}

static const struct denies *denies_of(struct facts *facts, int64_t role) {
    struct policy_memo *memo = memo_of(facts);
    struct str key = {(const char *)&role, sizeof role};
    struct denies *denies = map_get(&memo->by_role, key);
    uint64_t age = (uint64_t)sqlite3_total_changes(facts->db) + facts->undone;
    if (denies && denies->age == age)
        return denies;
    if (!denies)
        map_put(&memo->by_role, str_copy(&facts->arena, key), denies = ARENA_NEW(&facts->arena, struct denies));
    *denies = (struct denies){.age = age};
    sqlite3_bind_int64(memo->statement, 1, role);
    while (sqlite3_step(memo->statement) == SQLITE_ROW)
        vec_push(&facts->arena, &denies->list, read_deny(&facts->arena, memo->statement));
    sqlite3_reset(memo->statement);
    return denies;
}

static bool meets(struct deny deny, struct str action) {
    return pattern_meets(deny.pattern, action);
}

static void sql_may_deny(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct facts *facts = sqlite3_user_data(context);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    const struct denies *denies = denies_of(facts, sqlite3_value_int64(values[0]));
    bool unknown = sqlite3_value_type(values[1]) == SQLITE_NULL;
    int truth = 0;
    for (size_t i = 0; i < denies->list.count && truth != 1; i++) {
        struct deny deny = denies->list.items[i];
        struct arena_mark mark = arena_mark(&facts->arena);
        if (unknown || meets(deny, lower(&facts->arena, function_text(values[1]))))
            truth = deny.certain && !unknown ? 1 : -1;
        arena_reset(&facts->arena, mark);
    }
    function_result_truth(context, truth);
}

void functions_register_policies(struct facts *facts) {
    function_add(facts, "may_deny", 2, sql_may_deny);
}
