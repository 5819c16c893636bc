/* Between SQL and findings: one result row of one rule, placed and scoped. Used by the engine's own files only. */
#ifndef LL_RULESETS_ROWS_H
#define LL_RULESETS_ROWS_H

#include "analyzer/facts/facts.h"
#include "rulesets/finding.h"
#include "rulesets/rule.h"

#define COLUMN_NONE SIZE_MAX

enum verdict { VERDICT_PASS, VERDICT_UNDECIDED, VERDICT_FINDING };

/* A rule whose query is prepared and whose columns are known. */
struct prepared {
    const struct rule *rule;
    struct query *query;
    size_t column_count;
    size_t entity;
    size_t violates;
    size_t attribute; /* these five may be COLUMN_NONE */
    size_t severity;
    size_t persona;
    size_t reason;
    size_t once_per;
    size_t *related; /* columns of rule->related, in that order */
    size_t *flow;    /* columns of rule->flow */
};

struct row {
    const struct prepared *prepared;
    enum verdict verdict;
    bool covered; /* another rule says it already: counts as a pass */
    int64_t world;
    int64_t entity;          /* the one that gave the place */
    const struct node *node; /* the place: a source node */
    struct str group;        /* once_per: what rows are merged by; empty: the place */
    struct str attribute;    /* empty when it plays no part in the place */
    enum severity severity;
    enum persona persona;
    /* By column. Only findings have them. */
    struct str *values;
    int64_t *ids;
    const struct witness *witness; /* or NULL */
    struct str reasons;            /* of the undecided: "a; b" */
    size_t number;                 /* order in which rows came, set by rows_merge */
};

/* A function that runs with a role. */
struct role_user {
    int64_t role;
    int64_t function;
};

struct rows {
    VEC(struct row) list;
    VEC(struct role_user) users; /* sorted by role */
};

/* NULL and one DIAG_RULE diagnostic when the query or the columns it should have are broken. What the lint says about a
 * rule of the user adds DIAG_RULE_LINT diagnostics. */
struct prepared *prepare(struct facts *facts, const struct rule *rule, struct arena *arena, struct diags *diags);

/* COLUMN_NONE when the query has no such column. */
size_t prepared_column(const struct prepared *prepared, struct str name);

/* Runs the query and appends its rows; passes are left out, and rows about nothing declared. A cell that no rule may
 * yield (and an error of the query) adds one DIAG_RULE diagnostic. */
void rows_collect(struct facts *facts, const struct prepared *prepared, struct arena *arena, struct diags *diags,
                  struct rows *rows);

/* Reads which functions run with which role: what a row about a role or its policies is about. */
void rows_read_users(struct facts *facts, struct arena *arena, struct rows *rows);

/* Marks the rows that a rule with `covers` says already: in the same world of the same entity, a member of it or
 * something related to it, in the same statement, or at the same place. */
void rows_cover(const struct facts *facts, struct arena *arena, struct rows *rows);

/* Turns the rows into findings and undecided places: rows of one rule with one place are one verdict, worlds are one
 * verdict (facts.md 1.8, 5). Reorders rows. */
void rows_merge(const struct facts *facts, struct arena *arena, struct rows *rows, struct report *report);

struct function_ids {
    VEC(int64_t) list;
};

/* Appends the functions that the row is about: its own, else the first among its columns, else those that run with the
 * role that it is about. */
void row_functions(const struct facts *facts, const struct rows *rows, const struct row *row, struct arena *arena,
                   struct function_ids *ret_functions);

/* For the diagnostics about a rule. */
void rule_fault(const struct rule *rule, struct span span, struct diags *diags, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
