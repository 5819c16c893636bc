/* A row names entities: `entity`, then those in the columns of `related` and `flow`. It counts when one of them is
 * declared; the place is the first that is declared and stands somewhere (facts.md 2.5). */
#include "rulesets/rows.h"

#include "analyzer/source/node.h"
#include "rulesets/message.h"

static bool is_id_column(const struct prepared *prepared, size_t column) {
    if (column == prepared->entity)
        return true;
    for (size_t i = 0; i < prepared->rule->related.count; i++)
        if (prepared->related[i] == column)
            return true;
    for (size_t i = 0; i < prepared->rule->flow.count; i++)
        if (prepared->flow[i] == column)
            return true;
    return false;
}

/* The entity that a column names, NULL when it names none. */
static const struct entity *entity_in(const struct facts *facts, const struct prepared *prepared, size_t column) {
    struct cell cell = query_cell(prepared->query, column);
    return cell.kind == CELL_INTEGER ? facts_entity(facts, cell.integer) : NULL;
}

/* -- place -------------------------------------------------------------------------------------------------------- */

static struct str attribute_in(const struct prepared *prepared) {
    if (prepared->attribute == COLUMN_NONE)
        return STR_NONE;
    struct cell cell = query_cell(prepared->query, prepared->attribute);
    return cell.kind == CELL_TEXT ? cell.text : STR_NONE;
}

static bool place_at(const struct facts *facts, const struct entity *entity, struct str attribute, struct row *row) {
    if (!entity || !entity->declared)
        return false;
    const struct node *node = facts_place(facts, entity->id, attribute);
    if (!node)
        return false;
    row->node = node_source(node);
    row->entity = entity->id;
    row->world = entity->world;
    return true;
}

static bool find_place(const struct facts *facts, struct arena *arena, struct row *row) {
    const struct prepared *prepared = row->prepared;
    struct str attribute = attribute_in(prepared);
    if (place_at(facts, entity_in(facts, prepared, prepared->entity), attribute, row)) {
        row->attribute = str_copy(arena, attribute);
        return true;
    }
    for (size_t i = 0; i < prepared->column_count; i++)
        if (i != prepared->entity && is_id_column(prepared, i) &&
            place_at(facts, entity_in(facts, prepared, i), STR_NONE, row))
            return true;
    return false;
}

/* What once_per merges by: the same over all worlds, in which ids differ. */
static struct str group_in(const struct facts *facts, const struct row *row, struct arena *arena) {
    const struct prepared *prepared = row->prepared;
    if (prepared->once_per == COLUMN_NONE)
        return STR_NONE;
    struct cell cell = query_cell(prepared->query, prepared->once_per);
    if (cell.kind == CELL_TEXT)
        return str_copy(arena, cell.text);
    const struct entity *entity = entity_in(facts, prepared, prepared->once_per);
    if (!entity)
        return str_format(arena, "%lld", cell.kind == CELL_INTEGER ? (long long)cell.integer : -1);
    if (entity->identity.size) {
        struct str unit = entity->world ? facts_world(facts, entity->world).unit->name : STR_NONE;
        return str_format(arena, "%.*s@%.*s", STR_ARG(entity->identity), STR_ARG(unit));
    }
    const struct node *node = entity->node ? node_source(entity->node) : row->node;
    return str_format(arena, "node %llu", (unsigned long long)node_id(node));
}

/* -- cells -------------------------------------------------------------------------------------------------------- */

static struct str label_of(const struct entity *entity, struct arena *arena) {
    if (!entity || entity->label.size + entity->identity.size == 0)
        return STR("(unknown)");
    return message_readable(arena, entity->label.size ? entity->label : entity->identity);
}

static struct str cell_text(struct cell cell, struct arena *arena) {
    switch (cell.kind) {
    case CELL_NULL:
        return STR("(unknown)");
    case CELL_INTEGER:
        return str_format(arena, "%lld", (long long)cell.integer);
    case CELL_REAL:
        return str_format(arena, "%g", cell.real);
    case CELL_TEXT:
        return message_readable(arena, cell.text);
    }
    return STR_NONE;
}

static void read_values(const struct facts *facts, struct row *row, struct arena *arena) {
    const struct prepared *prepared = row->prepared;
    row->values = arena_alloc_array(arena, prepared->column_count, sizeof *row->values);
    row->ids = arena_alloc_array(arena, prepared->column_count, sizeof *row->ids);
    for (size_t i = 0; i < prepared->column_count; i++) {
        struct cell cell = query_cell(prepared->query, i);
        if (is_id_column(prepared, i)) {
            row->ids[i] = cell.kind == CELL_INTEGER ? cell.integer : 0;
            row->values[i] = label_of(entity_in(facts, prepared, i), arena);
        } else {
            row->values[i] = cell_text(cell, arena);
        }
    }
}

static bool read_verdict(struct row *row) {
    struct cell cell = query_cell(row->prepared->query, row->prepared->violates);
    if (cell.kind == CELL_NULL)
        row->verdict = VERDICT_UNDECIDED;
    else if (cell.kind == CELL_INTEGER && (cell.integer == 0 || cell.integer == 1))
        row->verdict = cell.integer ? VERDICT_FINDING : VERDICT_PASS;
    else
        return false;
    return true;
}

static bool read_severity(struct row *row) {
    row->severity = row->prepared->rule->severity;
    if (row->prepared->severity == COLUMN_NONE)
        return true;
    struct cell cell = query_cell(row->prepared->query, row->prepared->severity);
    if (cell.kind == CELL_NULL)
        return true;
    return cell.kind == CELL_TEXT && severity_from_name(cell.text, &row->severity);
}

static bool read_persona(struct row *row) {
    row->persona = row->prepared->rule->persona;
    if (row->prepared->persona == COLUMN_NONE)
        return true;
    struct cell cell = query_cell(row->prepared->query, row->prepared->persona);
    if (cell.kind == CELL_NULL)
        return true;
    return cell.kind == CELL_TEXT && persona_from_name(cell.text, &row->persona);
}

/* -- reasons ------------------------------------------------------------------------------------------------------ */

/* A role may have dozens of policies that are not in the input. */
#define REASONS_SHOWN 3

/* "a; b; c; 4 more" */
static struct str join_reasons(const struct reasons *reasons, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, arena);
    size_t count = reasons->list.count;
    for (size_t i = 0; i < count && i < REASONS_SHOWN; i++) {
        buf_add_z(&buf, buf.size ? "; " : "");
        buf_add(&buf, message_readable(arena, reasons->list.items[i].text));
    }
    if (count > REASONS_SHOWN)
        buf_printf(&buf, "; %s%zu more", reasons->more ? "at least " : "", count - REASONS_SHOWN);
    return buf_str(&buf);
}

static void add_reasons(const struct row *row, size_t column, struct arena *arena, struct reasons *reasons) {
    struct cell cell = query_cell(row->prepared->query, column);
    if (cell.kind == CELL_INTEGER)
        query_reasons(row->prepared->query, cell.integer, arena, reasons);
}

static struct str reason_in(const struct row *row, struct arena *arena) {
    if (row->prepared->reason == COLUMN_NONE)
        return STR_NONE;
    struct cell cell = query_cell(row->prepared->query, row->prepared->reason);
    return cell.kind == CELL_TEXT ? str_copy(arena, cell.text) : STR_NONE;
}

/* Why the entity itself is not known, else what the rule says, else why what it depends on is not known. */
static struct str reasons_of(const struct row *row, struct arena *arena) {
    const struct prepared *prepared = row->prepared;
    struct reasons reasons = {0};
    add_reasons(row, prepared->entity, arena, &reasons);
    struct str joined = join_reasons(&reasons, arena);
    if (joined.size == 0)
        joined = reason_in(row, arena);
    if (joined.size > 0)
        return joined;
    for (size_t i = 0; i < prepared->column_count; i++)
        if (i != prepared->entity && is_id_column(prepared, i))
            add_reasons(row, i, arena, &reasons);
    joined = join_reasons(&reasons, arena);
    return joined.size > 0 ? joined : STR("what decides it cannot be told from the input");
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

/* False when the row has a cell that no rule may yield. */
static bool read_row(struct facts *facts, const struct prepared *prepared, struct arena *arena, struct rows *rows) {
    struct row row = {.prepared = prepared};
    if (!read_verdict(&row) || !read_severity(&row) || !read_persona(&row))
        return false;
    if (row.verdict == VERDICT_PASS || !find_place(facts, arena, &row))
        return true;
    row.group = group_in(facts, &row, arena);
    if (row.verdict == VERDICT_UNDECIDED) {
        row.reasons = reasons_of(&row, arena);
    } else {
        read_values(facts, &row, arena);
        row.witness = query_witness(prepared->query, prepared->rule->shows_missing);
    }
    vec_push(arena, &rows->list, row);
    return true;
}

void rows_collect(struct facts *facts, const struct prepared *prepared, struct arena *arena, struct diags *diags,
                  struct rows *rows) {
    const struct rule *rule = prepared->rule;
    bool good = true;
    int step;
    while ((step = query_step(prepared->query)) == 1) {
        bool fine = read_row(facts, prepared, arena, rows);
        if (!fine && good)
            rule_fault(rule, rule->query_span, diags,
                       "'violates' must be 1, 0 or NULL, 'severity' one of the five words and 'persona' one of the "
                       "three or NULL");
        good = good && fine;
    }
    if (step < 0)
        rule_fault(rule, rule->query_span, diags, "the query stopped: %.*s", STR_ARG(query_error(prepared->query)));
}

/* -- functions ---------------------------------------------------------------------------------------------------- */

void rows_read_users(struct facts *facts, struct arena *arena, struct rows *rows) {
    struct str sql = STR("SELECT role, id FROM function WHERE declared ORDER BY role, id");
    struct str error;
    struct query *query = query_new(facts, sql, QUERY_RULE, arena, &error);
    if (!query)
        return;
    while (query_step(query) == 1) {
        struct role_user user = {query_cell(query, 0).integer, query_cell(query, 1).integer};
        vec_push(arena, &rows->users, user);
    }
    query_free(query);
}

static void add_users(const struct rows *rows, int64_t role, struct arena *arena, struct function_ids *functions) {
    size_t at;
    vec_search(&rows->users, role, role, &at);
    for (; at < rows->users.count && rows->users.items[at].role == role; at++)
        vec_push(arena, &functions->list, rows->users.items[at].function);
}

void row_functions(const struct facts *facts, const struct rows *rows, const struct row *row, struct arena *arena,
                   struct function_ids *ret_functions) {
    size_t columns = row->ids ? row->prepared->column_count : 0;
    int64_t own = facts_function_of(facts, row->entity);
    for (size_t i = 0; !own && i < columns; i++)
        own = row->ids[i] ? facts_function_of(facts, row->ids[i]) : 0;
    if (own) {
        vec_push(arena, &ret_functions->list, own);
        return;
    }
    for (const struct entity *at = facts_entity(facts, row->entity); at; at = facts_entity(facts, at->parent))
        add_users(rows, at->id, arena, ret_functions);
    for (size_t i = 0; i < columns; i++)
        if (row->ids[i] && row->ids[i] != row->entity)
            add_users(rows, row->ids[i], arena, ret_functions);
}
