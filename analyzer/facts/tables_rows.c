/* The rows of the virtual tables. */
#include "analyzer/facts/tables_internal.h"

#include "analyzer/base/embedded.h"
#include "analyzer/base/limits.h"
#include "analyzer/facts/functions_internal.h"

#include <string.h>

static void add_integer(struct generic_rows *rows, int64_t number) {
    vec_push(rows->arena, &rows->cells, (struct cell){.kind = CELL_INTEGER, .integer = number});
}

static void add_text(struct generic_rows *rows, struct str text) {
    vec_push(rows->arena, &rows->cells, (struct cell){.kind = CELL_TEXT, .text = text});
}

static void add_null(struct generic_rows *rows) {
    vec_push(rows->arena, &rows->cells, (struct cell){.kind = CELL_NULL});
}

/* The id of the node in the file; 0 when nobody wrote it. */
static void add_node(struct generic_rows *rows, const struct node *node) {
    add_integer(rows, node && node->document ? (int64_t)node_id(node_source(node)) : 0);
}

/* -- entity, unknown --------------------------------------------------------------------------------------------- */

/* Calls write_one for the entity with that key, or for all. */
typedef void write_record(struct facts *facts, const struct record *record, struct generic_rows *rows);

static void each_record(struct facts *facts, int64_t key, struct generic_rows *rows, write_record *write_one) {
    if (key != GENERIC_ALL) {
        const struct record *record = registry_get(&facts->registry, key);
        if (record)
            write_one(facts, record, rows);
        return;
    }
    for (int64_t id = 1; id <= facts->registry.count; id++)
        write_one(facts, registry_get(&facts->registry, id), rows);
}

static void write_entity(struct facts *facts, const struct record *record, struct generic_rows *rows) {
    (void)facts;
    const struct entity *entity = &record->entity;
    add_integer(rows, entity->id);
    add_integer(rows, entity->world);
    add_text(rows, str_from(entity->table));
    add_node(rows, entity->node);
    add_integer(rows, entity->declared);
    add_text(rows, entity->label);
    add_text(rows, entity->identity);
    add_integer(rows, entity->parent);
}

static void write_entities(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    each_record(facts, *key, rows, write_entity);
}

const struct generic_table GENERIC_ENTITY = {
    "entity",      "CREATE TABLE entity(id, world, kind, node, declared, label, identity, parent)", 8, 1, false,
    write_entities};

static void write_gaps(struct facts *facts, const struct record *record, struct generic_rows *rows) {
    (void)facts;
    for (size_t i = 0; i < record->gap_count; i++) {
        const struct gap *gap = &record->gaps[i];
        add_integer(rows, record->entity.id);
        add_text(rows, gap->column == GAP_ROW || !record->table ? STR("*") : record->table->columns[gap->column].name);
        add_text(rows, gap->reason.text);
        add_node(rows, gap->reason.node);
    }
}

static void write_unknowns(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    each_record(facts, *key, rows, write_gaps);
}

const struct generic_table GENERIC_UNKNOWN = {
    "unknown", "CREATE TABLE unknown(entity, \"column\", reason, node)", 4, 1, false, write_unknowns};

/* -- node -------------------------------------------------------------------------------------------------------- */

static void write_node(const struct node *node, struct generic_rows *rows) {
    const struct document *document = node->document;
    struct span span = node_place(node);
    struct position start = document_position(document, span.start);
    struct position end = document_position(document, span.end);
    add_integer(rows, (int64_t)node_id(node));
    add_text(rows, document->path);
    add_integer(rows, start.line);
    add_integer(rows, start.column);
    add_integer(rows, end.line);
    add_integer(rows, end.column);
    add_text(rows, node_path(rows->arena, node));
    if (node_is_scalar(node))
        add_text(rows, node->text);
    else
        add_null(rows);
}

static void write_document(const struct document *document, int64_t key, struct generic_rows *rows) {
    for (uint32_t n = 0; n < document->node_count; n++) {
        const struct node *node = document_node(document, n);
        if (node->style != STYLE_GENERATED && (key == GENERIC_ALL || (int64_t)node_id(node) == key))
            write_node(node, rows);
    }
}

/* The documents of the loaded units, each once: worlds of one unit follow each other. */
static void write_nodes(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    const struct document *before = NULL;
    for (size_t w = 0; w < facts->worlds.count; w++) {
        const struct unit *unit = facts->worlds.items[w].unit;
        if (!unit->document || unit->document == before)
            continue;
        before = unit->document;
        write_document(unit->document, *key, rows);
        for (size_t i = 0; i < unit->more_documents.count; i++)
            write_document(unit->more_documents.items[i], *key, rows);
    }
}

const struct generic_table GENERIC_NODE = {
    "node",     "CREATE TABLE node(id, file, line, \"column\", end_line, end_column, path, text)", 8, 1, false,
    write_nodes};

/* -- resource ---------------------------------------------------------------------------------------------------- */

/* The row that stands for a resource is the first one registered for it in that world. */
static bool is_resource(struct facts *facts, const struct record *record) {
    const struct entity *entity = &record->entity;
    if (!entity->resource || entity->parent != 0 || entity->node != entity->resource->node)
        return false;
    for (int64_t id = entity->id - 1; id > 0; id--) {
        const struct entity *other = &registry_get(&facts->registry, id)->entity;
        if (other->world != entity->world && other->world != 0)
            break;
        if (other->resource == entity->resource && other->parent == 0 && other->node == entity->node)
            return false;
    }
    return true;
}

static void write_resource(struct facts *facts, const struct record *record, struct generic_rows *rows) {
    if (!is_resource(facts, record))
        return;
    add_integer(rows, record->entity.id);
    add_integer(rows, record->entity.world);
    add_text(rows, record->entity.resource->type);
    add_text(rows, record->entity.resource->name);
    add_node(rows, record->entity.node);
}

static void write_resources(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    each_record(facts, *key, rows, write_resource);
}

const struct generic_table GENERIC_RESOURCE = {
    "resource", "CREATE TABLE resource(id, world, type, name, node)", 5, 1, false, write_resources};

/* -- property ---------------------------------------------------------------------------------------------------- */

static const char *kind_name(enum value_kind kind) {
    switch (kind) {
    case VALUE_ABSENT:
        return "null";
    case VALUE_TEXT:
        return "text";
    case VALUE_NUMBER:
        return "number";
    case VALUE_BOOLEAN:
        return "boolean";
    case VALUE_LIST:
        return "list";
    case VALUE_MAP:
        return "map";
    case VALUE_CONCAT:
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        break;
    }
    return "unknown";
}

static void add_property(struct generic_rows *rows, int64_t resource, struct str path, const struct value *value) {
    add_integer(rows, resource);
    add_text(rows, path);
    add_text(rows, str_from(kind_name(value->kind)));
    if (value_is_known_scalar(value))
        add_text(rows, value->text);
    else
        add_null(rows);
    add_node(rows, value->node);
}

static struct str member_path(struct arena *arena, struct str path, const struct value *value, size_t number) {
    if (value->kind == VALUE_LIST)
        return str_format(arena, "%.*s[%zu]", STR_ARG(path), number);
    struct str key = value->members[number].key;
    return path.size ? str_format(arena, "%.*s.%.*s", STR_ARG(path), STR_ARG(key)) : key;
}

/* One row for each leaf; empty and open lists and maps have one of their own. */
static void write_value(struct generic_rows *rows, int64_t resource, struct str path, const struct value *value,
                        size_t depth) {
    bool inner = value->kind == VALUE_LIST || value->kind == VALUE_MAP;
    if (!inner || value->count == 0 || depth >= LIMIT_DEPTH) {
        add_property(rows, resource, path, value);
        return;
    }
    for (size_t i = 0; i < value->count && rows->cells.count / rows->columns < LIMIT_EXPANDED_NODES; i++)
        write_value(rows, resource, member_path(rows->arena, path, value, i), value->members[i].value, depth + 1);
    const struct value rest = {.kind = VALUE_UNKNOWN, .node = value->node};
    if (value->open)
        add_property(rows, resource, str_format(rows->arena, "%.*s.*", STR_ARG(path)), &rest);
}

static void write_property(struct facts *facts, const struct record *record, struct generic_rows *rows) {
    if (!is_resource(facts, record))
        return;
    const struct value *properties = facts_properties(facts, &record->entity);
    if (properties && properties->kind != VALUE_ABSENT)
        write_value(rows, record->entity.id, STR_NONE, properties, 0);
}

static void write_properties(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    each_record(facts, *key, rows, write_property);
}

const struct generic_table GENERIC_PROPERTY = {
    "property", "CREATE TABLE property(resource, path, kind, value, node)", 5, 1, false, write_properties};

/* -- escalation_way ---------------------------------------------------------------------------------------------- */

/* They are the same for each role: it is there for the rules, which reach the rows by it. */
static void write_ways(struct facts *facts, const int64_t *key, struct generic_rows *rows) {
    (void)facts;
    struct str rest = *key == GENERIC_ALL ? STR_NONE : embedded_get("analyzer/facts/data/escalation_ways.tsv");
    struct str line, cell;
    while (str_cut(rest, '\n', &line, &rest)) {
        if (str_starts(line, "#"))
            continue;
        add_integer(rows, *key);
        while (str_cut(line, '\t', &cell, &line))
            add_text(rows, cell);
        add_text(rows, line);
    }
}

const struct generic_table GENERIC_ESCALATION_WAY = {
    "escalation_way", "CREATE TABLE escalation_way(role, how, pass, prepare, start)", 5, 1, true, write_ways};
