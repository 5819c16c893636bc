/* What the files of analyzer/facts share; nobody else includes it. SQLite's types are only named here. */
#ifndef LL_FACTS_FACTS_INTERNAL_H
#define LL_FACTS_FACTS_INTERNAL_H

#include "analyzer/base/map.h"
#include "analyzer/facts/facts.h"
#include "analyzer/facts/row.h"

struct catalog;

/* Where a template is taken to be deployed: what the pseudo parameters give. Empty: examples. */
struct deployment {
    struct str partition, region, account;
};
struct sqlite3;
struct sqlite3_stmt;

/* -- schema.c: schema.sql as data -------------------------------------------------------------------------------- */

enum { COLUMN_ID, COLUMN_WORLD, COLUMN_DECLARED, COLUMN_PRESENT, COLUMN_FIRST };

struct column {
    struct str name;
    const char *target; /* link: the table that it points to, "entity" for any; else "" */
    bool member;        /* the link of a member to what it is a member of (ON DELETE CASCADE) */
    bool not_null;      /* also every link and id */
    bool text;          /* TEXT, else INTEGER */
    int partial;        /* number of the column <name>_partial; -1: none */
    struct cell absent; /* DEFAULT; CELL_NULL: none */
};

/* A table whose rows are members of another table's rows. */
struct child_table {
    struct table *table;
    size_t column; /* its link to the parent */
};

struct table {
    const char *name;
    size_t number;
    struct column *columns;
    size_t column_count;
    struct map column_by_name; /* → struct column * */
    VEC(struct child_table) children;
    bool entities;               /* begins with id, world, declared, present */
    struct sqlite3_stmt *insert; /* prepared at the first row */
    struct row *free_rows;       /* for reuse */
    size_t row_count;
    int64_t shared; /* the shared anonymous row of close.c; 0: not written yet */
};

struct schema {
    struct table *tables;
    size_t count;
    struct map by_name; /* → struct table * */
};

/* Reads the text of schema.sql (one column a line, see its head). Aborts on what it does not understand: it is ours. */
void schema_read(struct str sql, struct arena *arena, struct schema *ret_schema);
/* Aborts when there is no such table or column: names are ours. */
struct table *schema_table(const struct schema *schema, const char *name);
size_t table_column(const struct table *table, const char *name);
/* -1 when there is none. */
int table_find_column(const struct table *table, struct str name);
/* Tables that an unknown target of a REFERENCES entity column may be in (NULL ends the list); for other links their
 * one target. */
const char *const *link_candidates(const struct table *table, const struct column *column, const char *ret_one[2]);

/* -- registry.c: entities ---------------------------------------------------------------------------------------- */

struct placed {
    uint32_t column;
    const struct node *node;
};

#define GAP_ROW UINT32_MAX /* the whole row is unknown */
struct gap {
    uint32_t column;
    struct reason reason;
};

struct record {
    struct entity entity;
    const struct table *table; /* NULL: a row of no table (an entity of a type that has none) */
    struct placed *places;
    struct gap *gaps;
    uint32_t place_count;
    uint32_t gap_count;
    int64_t function;     /* the function that one of its links names; 0 none */
    int64_t first_member; /* rows whose parent it is */
    int64_t next_member;
    bool maybe;           /* present is NULL */
    bool shared;          /* stands for many unknown things at once: not even the same as itself */
    uint64_t tables_seen; /* external rows: bit n set: it has a row in table n */
};

struct registry {
    struct arena *arena;
    VEC(struct record *) chunks;
    int64_t count;
};

struct record *registry_add_record(struct registry *registry, const struct table *table,
                                   const struct row_origin *origin);
struct record *registry_get(const struct registry *registry, int64_t id); /* NULL: no such id */
void registry_set_parent(struct registry *registry, struct record *record, int64_t parent);
void registry_add_gap(struct registry *registry, struct record *record, struct gap gap);

/* -- the database ------------------------------------------------------------------------------------------------ */

struct query;
struct word_lists;
struct facts_prover;

struct facts {
    struct arena arena;
    struct facts_options options;
    struct diags *diags;
    struct sqlite3 *db;
    struct schema schema;
    struct registry registry;
    VEC(struct world_facts) worlds; /* world n is item n - 1 */
    struct map externals;           /* "world identity" → struct record * */
    struct map runtimes;            /* name → struct record * */
    int64_t shared_any;             /* shared anonymous row behind REFERENCES entity */
    struct query *preparing;        /* for the authorizer: whose statement is compiled */
    struct query *stepping;         /* whose step runs: SQL functions record reasons there */
    struct word_lists *words;       /* functions_words.c: data of sensitive() and so on */
    uint64_t undone;                /* how often mutate.c took changes back, which SQLite does not count as changes */
    struct facts_prover *prover;    /* functions_prover.c: policies as they were read, and answers about them */
    const struct map *addresses;    /* prover/expand.c: "world address" → entity */
    struct map tallies;             /* functions_same.c: table, column → what its rows name in each world */
    struct map settings;            /* "world address" → properties, for setting() and the table property */
    struct {
        const struct entity *entity;
        const struct value *properties; /* NULL: nothing is forgotten */
    } forgotten;                        /* mutate.c: what facts_replace_properties takes back */
    uint64_t step_limit;                /* LIMIT_QUERY_STEPS; tests lower it */
    struct deployment deployment;
    struct catalog *catalog;  /* facts_catalog opens it; NULL before */
    struct map known_actions; /* functions_catalog.c: text of an Action → what the catalogue knows of it */
    int64_t guardrail;        /* its row of `policy`; 0: none */
    bool sealed;
};

/* Registers a world of the unit (both must outlive the facts) and writes its row of `world`. */
int64_t facts_add_world(struct facts *facts, const struct unit *unit, const struct world *world);
/* The row of the table of runtimes with that name; 0 when the table does not know it: make an external row then. */
int64_t facts_runtime(const struct facts *facts, struct str name);
/* The catalogue, opened when first asked for. */
struct catalog *facts_catalog(struct facts *facts);
/* Runs a statement of ours; aborts when it fails. */
void facts_execute(struct facts *facts, const char *sql);

/* -- row.c ------------------------------------------------------------------------------------------------------- */

/* Every column that was not set becomes unknown: NULL, links to the shared anonymous rows. No reason is recorded for
 * single columns: the row as a whole has one (GAP_ROW). */
void row_forget_rest(struct row *row);
struct record *row_record(const struct row *row);
struct table *row_table(const struct row *row);
struct facts *row_facts(const struct row *row);
void row_link_number(struct row *row, size_t column, int64_t id, const struct node *node);
/* Opens a row of a table under an id that is registered already (an external row in a second table). */
struct row *row_open_in(struct facts *facts, struct table *table, struct record *record);

/* -- close.c: rows for what is not declared (facts.md 2.2) ------------------------------------------------------- */

/* The external row of that identity in that world: a literal ARN or name, "param:X", "import:X" …; never empty. One
 * identity has one id in a world, also when it is asked for in several tables. NULL when the row is there already (then
 * *ret_id is all you need); else set the columns that the text tells and call close_write. */
struct row *close_external_open(struct facts *facts, const char *table, int64_t world, struct str identity,
                                struct str label, const struct node *node, int64_t *ret_id);
/* Makes the rest of an undeclared row unknown, writes it and gives it a phantom in each of its child tables. */
void close_write(struct row *row);
/* A new row that stands for something of which we know nothing, not even whether it exists. */
int64_t close_anonymous(struct facts *facts, const char *table, int64_t world, const struct node *node,
                        struct str reason);
/* A target for a link column, whatever it points to: external when identity is not empty, else anonymous. Behind a
 * REFERENCES entity column it has a row in each table that the target may be of, under one id. */
int64_t close_target(struct facts *facts, const char *table, const char *column, int64_t world, struct str identity,
                     struct str label, const struct node *node, struct str reason);
/* A member that the parent may have beside those shown: a row of the child table, linked to its parent, all else
 * unknown, with phantoms below it. node NULL: the parent's. */
int64_t close_phantom(struct facts *facts, const char *table, int64_t parent, const struct node *node,
                      struct str reason);
/* The shared anonymous row behind a link column of a table. */
int64_t close_shared(struct facts *facts, const struct table *table, const struct column *column);

#endif
