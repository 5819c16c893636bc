/* Rows for what is not declared, so that joins never lose what is unknown (facts.md 2.2).
 *
 * Every undeclared row has its own phantom in each of its child tables; but what those phantoms and the row itself link
 * to is one shared anonymous row for each kind of link, written once for the whole database in world 0. Otherwise an
 * unknown function would drag a role, its policies and their statements behind it, over and over. */
#include "analyzer/facts/facts_internal.h"

#include <string.h>

static void add_phantoms(struct facts *facts, const struct table *table, int64_t parent);

static bool seen_in(const struct record *record, const struct table *table) {
    return (record->tables_seen >> table->number & 1) != 0;
}

static void mark_seen(struct record *record, const struct table *table) {
    record->tables_seen |= (uint64_t)1 << table->number;
}

void close_write(struct row *row) {
    struct facts *facts = row_facts(row);
    struct table *table = row_table(row);
    int64_t id = row_id(row);
    mark_seen(row_record(row), table);
    row_forget_rest(row);
    row_write(row);
    add_phantoms(facts, table, id);
}

/* Writes a row without knowledge for the record in each of the tables where it has none yet. */
static void write_in(struct facts *facts, struct record *record, const char *const *tables) {
    for (; *tables; tables++) {
        struct table *table = schema_table(&facts->schema, *tables);
        if (!seen_in(record, table))
            close_write(row_open_in(facts, table, record));
    }
}

/* -- shared anonymous rows --------------------------------------------------------------------------------------- */

int64_t close_shared(struct facts *facts, const struct table *table, const struct column *column) {
    const char *one[2];
    const char *const *candidates = link_candidates(table, column, one);
    bool any = candidates != one;
    struct table *target = any ? NULL : schema_table(&facts->schema, one[0]);
    int64_t *shared = any ? &facts->shared_any : &target->shared;
    struct record *record = registry_get(&facts->registry, *shared);
    if (!record) {
        const struct row_origin origin = {.present = -1, .label = STR("(unknown)")};
        record = registry_add_record(&facts->registry, target, &origin);
        record->maybe = true;
        record->shared = true;
        *shared = record->entity.id; /* before the rows are written: links may come back here */
    }
    write_in(facts, record, candidates);
    return record->entity.id;
}

/* -- external and anonymous rows --------------------------------------------------------------------------------- */

static struct record *new_anonymous(struct facts *facts, const struct table *table, int64_t world,
                                    const struct node *node, struct str reason) {
    const struct row_origin origin = {.world = world, .present = -1, .node = node, .label = STR("(unknown)")};
    struct record *record = registry_add_record(&facts->registry, table, &origin);
    record->maybe = true;
    registry_add_gap(&facts->registry, record, (struct gap){GAP_ROW, {reason, node}});
    return record;
}

static struct str why_external(struct facts *facts, const struct table *table, struct str identity) {
    static const struct {
        const char *table; /* NULL: any */
        const char *scheme;
        const char *before;
        const char *after;
    } reasons[] = {
        {NULL, "param:", "it is whatever parameter '", "' names"},
        {NULL, "import:", "it is imported as '", "'"},
        {NULL, "exports:", "'", "' is exported by several of the templates"},
        {NULL, "nested:", "it is the output '", "' of a nested stack"},
        {NULL, "name:", "'", "' is not defined in this file"},
        {"runtime", "", "'", "' is no runtime that this lambdalint knows"},
        {NULL, "", "'", "' is not in the input"},
    };
    size_t i = 0;
    while (!str_starts(identity, reasons[i].scheme) ||
           (reasons[i].table && (!table || strcmp(reasons[i].table, table->name) != 0)))
        i++;
    struct str name = str_slice(identity, strlen(reasons[i].scheme), identity.size);
    return str_format(&facts->arena, "%s%.*s%s", reasons[i].before, STR_ARG(name), reasons[i].after);
}

static struct record *external_record(struct facts *facts, const struct table *table, int64_t world,
                                      struct str identity, struct str label, const struct node *node) {
    struct str key = str_format(&facts->arena, "%lld %.*s", (long long)world, STR_ARG(identity));
    struct record *record = map_get(&facts->externals, key);
    if (record)
        return record;
    const struct row_origin origin = {
        .world = world, .present = 1, .node = node, .label = label.size ? label : identity, .identity = identity};
    record = registry_add_record(&facts->registry, table, &origin);
    registry_add_gap(&facts->registry, record, (struct gap){GAP_ROW, {why_external(facts, table, identity), node}});
    map_put(&facts->externals, key, record);
    return record;
}

struct row *close_external_open(struct facts *facts, const char *table, int64_t world, struct str identity,
                                struct str label, const struct node *node, int64_t *ret_id) {
    struct table *wanted = schema_table(&facts->schema, table);
    struct record *record = external_record(facts, wanted, world, identity, label, node);
    *ret_id = record->entity.id;
    return seen_in(record, wanted) ? NULL : row_open_in(facts, wanted, record);
}

int64_t close_anonymous(struct facts *facts, const char *table, int64_t world, const struct node *node,
                        struct str reason) {
    struct table *wanted = schema_table(&facts->schema, table);
    struct record *record = new_anonymous(facts, wanted, world, node, reason);
    close_write(row_open_in(facts, wanted, record));
    return record->entity.id;
}

int64_t close_target(struct facts *facts, const char *table, const char *column, int64_t world, struct str identity,
                     struct str label, const struct node *node, struct str reason) {
    const struct table *from = schema_table(&facts->schema, table);
    const char *one[2];
    const char *const *candidates = link_candidates(from, &from->columns[table_column(from, column)], one);
    const struct table *target = candidates == one ? schema_table(&facts->schema, one[0]) : NULL;
    struct record *record = identity.size ? external_record(facts, target, world, identity, label, node)
                                          : new_anonymous(facts, target, world, node, reason);
    write_in(facts, record, candidates);
    return record->entity.id;
}

/* -- phantoms ---------------------------------------------------------------------------------------------------- */

static int64_t add_phantom(struct facts *facts, const struct child_table *child, int64_t parent,
                           const struct node *node, struct str reason) {
    const struct record *owner = registry_get(&facts->registry, parent);
    const struct row_origin origin = {.world = owner->entity.world,
                                      .declared = owner->entity.declared,
                                      .present = -1,
                                      .parent = parent,
                                      .node = node ? node : owner->entity.node,
                                      .label = STR("(unknown)"),
                                      .resource = owner->entity.resource};
    struct record *record = registry_add_record(&facts->registry, child->table, &origin);
    record->maybe = true;
    if (reason.size)
        registry_add_gap(&facts->registry, record, (struct gap){GAP_ROW, {reason, origin.node}});
    struct row *row = row_open_in(facts, child->table, record);
    row_link_number(row, child->column, parent, NULL);
    close_write(row);
    return record->entity.id;
}

static void add_phantoms(struct facts *facts, const struct table *table, int64_t parent) {
    for (size_t i = 0; i < table->children.count; i++)
        add_phantom(facts, &table->children.items[i], parent, NULL, STR_NONE);
}

int64_t close_phantom(struct facts *facts, const char *table, int64_t parent, const struct node *node,
                      struct str reason) {
    struct table *child = schema_table(&facts->schema, table);
    for (size_t i = 0; i < child->column_count; i++)
        if (child->columns[i].member)
            return add_phantom(facts, &(struct child_table){child, i}, parent, node, reason);
    return 0;
}
