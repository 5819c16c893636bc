/* SQL functions (facts.md 2.4). Three-valued throughout: NULL in gives NULL out, and what cannot be told is NULL.
 *
 * Aggregates over no row: SQLite calls xFinal without xStep and the context is NULL then; `some` of nothing is 0 and
 * `every` of nothing is 1. */
#include "analyzer/facts/query_internal.h"

#include "analyzer/facts/functions_internal.h"

#include <sqlite3.h>
#include <stdlib.h>

void function_result_truth(sqlite3_context *context, int truth) {
    if (truth < 0)
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, truth);
}

bool function_any_null(int count, sqlite3_value **values) {
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL)
            return true;
    return false;
}

struct str function_text(sqlite3_value *value) {
    const char *text = (const char *)sqlite3_value_text(value);
    return text ? (struct str){text, (size_t)sqlite3_value_bytes(value)} : STR_NONE;
}

/* -- some, every, at_least --------------------------------------------------------------------------------------- */

struct tally {
    int64_t wanted; /* at_least: n */
    int64_t ones;
    int64_t zeros;
    int64_t nulls;
    bool no_bound; /* n is NULL */
};

static void tally_value(struct tally *tally, sqlite3_value *value) {
    if (sqlite3_value_type(value) == SQLITE_NULL)
        tally->nulls++;
    else if (sqlite3_value_double(value) != 0.0)
        tally->ones++;
    else
        tally->zeros++;
}

static void step_tally(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct tally *tally = sqlite3_aggregate_context(context, sizeof *tally);
    if (tally)
        tally_value(tally, values[0]);
}

static void finish_some(sqlite3_context *context) {
    const struct tally *tally = sqlite3_aggregate_context(context, 0);
    function_result_truth(context, !tally ? 0 : tally->ones ? 1 : tally->nulls ? -1 : 0);
}

static void finish_every(sqlite3_context *context) {
    const struct tally *tally = sqlite3_aggregate_context(context, 0);
    function_result_truth(context, !tally ? 1 : tally->zeros ? 0 : tally->nulls ? -1 : 1);
}

static void step_at_least(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct tally *tally = sqlite3_aggregate_context(context, sizeof *tally);
    if (!tally)
        return;
    tally->no_bound = sqlite3_value_type(values[0]) == SQLITE_NULL;
    tally->wanted = sqlite3_value_int64(values[0]);
    tally_value(tally, values[1]);
}

static void finish_at_least(sqlite3_context *context) {
    const struct tally *tally = sqlite3_aggregate_context(context, 0);
    if (!tally)
        function_result_truth(context, 0);
    else if (tally->no_bound)
        function_result_truth(context, -1);
    else
        function_result_truth(context, tally->ones >= tally->wanted ? 1 : tally->nulls ? -1 : 0);
}

/* -- sum_exceeds ------------------------------------------------------------------------------------------------- */

struct sum {
    double bound;
    double total;
    bool unknown;
    bool no_bound;
};

static void step_sum(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct sum *sum = sqlite3_aggregate_context(context, sizeof *sum);
    if (!sum)
        return;
    sum->no_bound = sqlite3_value_type(values[0]) == SQLITE_NULL;
    sum->bound = sqlite3_value_double(values[0]);
    if (sqlite3_value_type(values[1]) == SQLITE_NULL)
        sum->unknown = true;
    else
        sum->total += sqlite3_value_double(values[1]);
}

static void finish_sum(sqlite3_context *context) {
    const struct sum *sum = sqlite3_aggregate_context(context, 0);
    if (!sum)
        function_result_truth(context, 0);
    else if (sum->no_bound)
        function_result_truth(context, -1);
    else
        function_result_truth(context, sum->total > sum->bound ? 1 : sum->unknown ? -1 : 0);
}

/* -- distinct_at_least ------------------------------------------------------------------------------------------- */

struct distinct {
    int64_t wanted;
    int64_t count;
    struct distinct_value *first;
    bool unknown;
    bool no_bound;
};

struct distinct_value {
    sqlite3_value *value;
    struct distinct_value *next;
};

static bool holds_value(const struct distinct *distinct, sqlite3_value *value) {
    for (const struct distinct_value *seen = distinct->first; seen; seen = seen->next)
        if (str_equal(function_text(seen->value), function_text(value)))
            return true;
    return false;
}

static void step_distinct(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    struct distinct *distinct = sqlite3_aggregate_context(context, sizeof *distinct);
    if (!distinct)
        return;
    distinct->no_bound = sqlite3_value_type(values[0]) == SQLITE_NULL;
    distinct->wanted = sqlite3_value_int64(values[0]);
    if (sqlite3_value_type(values[1]) == SQLITE_NULL) {
        distinct->unknown = true;
        return;
    }
    if (distinct->count >= distinct->wanted || holds_value(distinct, values[1]))
        return;
    struct distinct_value *seen = sqlite3_malloc(sizeof *seen);
    sqlite3_value *copy = sqlite3_value_dup(values[1]);
    if (!seen || !copy)
        abort();
    *seen = (struct distinct_value){copy, distinct->first};
    distinct->first = seen;
    distinct->count++;
}

static void finish_distinct(sqlite3_context *context) {
    struct distinct *distinct = sqlite3_aggregate_context(context, 0);
    if (!distinct) {
        function_result_truth(context, 0);
        return;
    }
    while (distinct->first) {
        struct distinct_value *seen = distinct->first;
        distinct->first = seen->next;
        sqlite3_value_free(seen->value);
        sqlite3_free(seen);
    }
    int truth = distinct->count >= distinct->wanted ? 1 : distinct->unknown ? -1 : 0;
    function_result_truth(context, distinct->no_bound ? -1 : truth);
}

/* -- registration ------------------------------------------------------------------------------------------------ */

enum { FLAGS = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS };

void function_add(struct facts *facts, const char *name, int arguments, function_scalar *scalar) {
    /* SQLite calls a deterministic function without arguments once a statement: only the first row would get the reason
     * that it notes. */
    int flags = arguments ? FLAGS : FLAGS & ~SQLITE_DETERMINISTIC;
    if (sqlite3_create_function_v2(facts->db, name, arguments, flags, facts, scalar, NULL, NULL, NULL) != SQLITE_OK)
        abort();
}

static void add_aggregate(struct facts *facts, const char *name, int arguments, function_scalar *step,
                          void (*finish)(sqlite3_context *)) {
    if (sqlite3_create_function_v2(facts->db, name, arguments, FLAGS, facts, NULL, step, finish, NULL) != SQLITE_OK)
        abort();
}

void functions_register(struct facts *facts) {
    add_aggregate(facts, "some", 1, step_tally, finish_some);
    add_aggregate(facts, "every", 1, step_tally, finish_every);
    add_aggregate(facts, "at_least", 2, step_at_least, finish_at_least);
    add_aggregate(facts, "distinct_at_least", 2, step_distinct, finish_distinct);
    add_aggregate(facts, "sum_exceeds", 2, step_sum, finish_sum);
    functions_register_entities(facts);
    functions_register_same(facts);
    functions_register_words(facts);
    functions_register_prover(facts);
    functions_register_guardrail(facts);
    functions_register_statements(facts);
    functions_register_catalog(facts);
    functions_register_conditions(facts);
}
