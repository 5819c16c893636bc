/* The facts database: one in-memory SQLite database with typed tables in AWS's own terms (schema.sql), free of any
 * dialect. SQLite itself is used only behind this header. Three values everywhere: NULL is unknown (facts.md 2).
 *
 * Life: facts_open → facts_load for each unit → facts_seal → queries. */
#ifndef LL_FACTS_FACTS_H
#define LL_FACTS_FACTS_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"
#include "analyzer/dialect/unit.h"
#include "analyzer/facts/witness.h"

struct facts;
struct iam_policy;

struct facts_options {
    struct str as_of;   /* YYYY-MM-DD, never empty */
    struct str account; /* own account, empty when not known */
    struct str catalog; /* file of another catalogue than the program's own (policies/catalog.h); empty: that one */
    const struct iam_policy *guardrail; /* what roles may do at most (an identity policy); NULL: none is configured */
    void (*dump)(void *context, struct str text); /* a prove_dump (policies/prove.h); NULL: none */
    void *dump_context;
};

/* Opens the database and creates the tables. Aborts only on a bug (the schema is ours). */
struct facts *facts_open(struct facts_options options, struct diags *diags);
void facts_close(struct facts *facts);
/* Plans the worlds of the unit and writes its rows. The unit must outlive the facts. */
void facts_load(struct facts *facts, const struct unit *unit);
/* Creates the indexes. After this only queries. */
void facts_seal(struct facts *facts);

/* -- entities, places, worlds, reasons --------------------------------------------------------------------------- */

struct entity {
    int64_t id;
    int64_t world;           /* id of a row of `world`; 0 for rows of the catalogue (runtime) */
    const char *table;       /* static name */
    const struct node *node; /* the narrowest node that stands for the row; NULL for rows nobody wrote */
    bool declared;
    int64_t parent;                  /* the row this one is a member of (a statement of a policy), 0 none */
    struct str label;                /* for messages: logical id, variable name, action text */
    struct str identity;             /* logical address, "param:X", "import:X", an ARN; "" for anonymous */
    const struct resource *resource; /* the resource it comes from (members: their resource); NULL for external rows */
};

/* NULL for 0 and for numbers that are no id. */
const struct entity *facts_entity(const struct facts *facts, int64_t id);
/* The node of a column of that entity (what was read for it), else the entity's own node, else that of its parent. */
const struct node *facts_place(const struct facts *facts, int64_t id, struct str column);
/* The function an entity belongs to or names by itself ("function" in JSON), 0 when none. */
int64_t facts_function_of(const struct facts *facts, int64_t id);

/* The worlds of one unit have consecutive ids; both are NULL where there is no world of that id. */
struct world_facts {
    const struct unit *unit;
    const struct world *world;
};
struct world_facts facts_world(const struct facts *facts, int64_t world);

struct reason {
    struct str text;         /* "parameter 'Timeout' has no default" */
    const struct node *node; /* where, or NULL */
};

/* -- queries ----------------------------------------------------------------------------------------------------- */

struct query;

enum query_mode {
    QUERY_RULE, /* one of ours or a user's rule: :as_of bound, reads recorded, authorizer on */
    QUERY_USER, /* `lambdalint query`: the same and `property` allowed, LIMIT_QUERY_STEPS */
};

enum cell_kind { CELL_NULL, CELL_INTEGER, CELL_REAL, CELL_TEXT };

struct cell {
    enum cell_kind kind;
    int64_t integer;
    double real;
    struct str text; /* valid until the next step */
};

/* NULL on a broken or forbidden statement: *ret_error (in arena) is SQLite's message, for the caller's diagnostic. */
struct query *query_new(struct facts *facts, struct str sql, enum query_mode mode, struct arena *arena,
                        struct str *ret_error);
void query_free(struct query *query);
/* 1 a row, 0 the end, -1 an error (limit reached): query_error says which. */
int query_step(struct query *query);
struct str query_error(const struct query *query);
void query_rewind(struct query *query);
size_t query_column_count(const struct query *query);
struct str query_column_name(const struct query *query, size_t column);
struct cell query_cell(const struct query *query, size_t column);
/* Whether the statement reads that column of that table (from the authorizer). */
bool query_reads(const struct query *query, const char *table, const char *column);
/* Why entity has NULLs among the columns that the query reads, its members included; plus what SQL functions recorded
 * during the last step. Appends to *reasons, up to LIMIT_REASONS different texts. */
struct reasons {
    VEC(struct reason) list;
    bool more; /* than these */
};
void query_reasons(const struct query *query, int64_t entity, struct arena *arena, struct reasons *reasons);

/* The request that shows what the prover's functions said during the last step, or the permission that is missing: NULL
 * when they were not asked, or no single request shows it. To be asked about rows that are findings only: it may take
 * as long as the question did. */
const struct witness *query_witness(struct query *query, bool missing);

/* Text lint of a rule's SQL (facts.md 8, L1…L10): calls report for each violation. Returns the number of them. */
typedef void lint_report(void *context, const char *lint /* "L1" */, struct str message);
size_t facts_lint(struct facts *facts, struct str sql, lint_report *report, void *context);

/* Figures for summaries: rows with declared = 1 over distinct places (a resource in two worlds counts once). */
/* Whether resources of that type have rows of their own, or make some. */
bool facts_reads(struct str type);
size_t facts_count(const struct facts *facts, const char *table);

#endif
