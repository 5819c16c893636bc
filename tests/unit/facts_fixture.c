#include "tests/unit/facts_fixture.h"

#include <string.h>

void fixture_open(struct fixture *fixture) {
    memset(fixture, 0, sizeof *fixture);
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->unit.name = STR("template.yaml");
    fixture->facts = facts_open((struct facts_options){.as_of = STR("2026-11-25")}, &fixture->diags);
    fixture->first_world = facts_add_world(fixture->facts, &fixture->unit, &fixture->world);
}

void fixture_close(struct fixture *fixture) {
    facts_close(fixture->facts);
    arena_done(&fixture->arena);
}

int64_t fixture_external(struct fixture *fixture, const char *table, int64_t world, const char *identity) {
    int64_t id;
    struct row *row = close_external_open(fixture->facts, table, world, str_from(identity), STR_NONE, NULL, &id);
    if (row)
        close_write(row);
    return id;
}

struct row *fixture_open_row(struct fixture *fixture, const char *table, int64_t parent) {
    const struct row_origin origin = {
        .world = fixture->first_world, .declared = true, .present = 1, .parent = parent, .label = STR("Thing")};
    struct row *row = row_new(fixture->facts, table, &origin);
    const struct table *known = row_table(row);
    for (size_t i = 0; i < known->column_count; i++)
        if (known->columns[i].member)
            row_link_number(row, i, parent, NULL);
    return row;
}

int64_t fixture_row(struct fixture *fixture, const char *table, int64_t parent) {
    struct row *row = fixture_open_row(fixture, table, parent);
    int64_t id = row_id(row);
    row_write(row);
    return id;
}

struct str fixture_ask(struct fixture *fixture, const char *sql) {
    struct arena *arena = &fixture->arena;
    struct str error = STR_NONE;
    struct query *query = query_new(fixture->facts, str_from(sql), QUERY_RULE, arena, &error);
    if (!query)
        return str_format(arena, "error: %.*s", STR_ARG(error));
    struct str answer = STR("no row");
    int step = query_step(query);
    struct cell cell = step > 0 ? query_cell(query, 0) : (struct cell){0};
    if (step < 0)
        answer = str_format(arena, "error: %.*s", STR_ARG(query_error(query)));
    else if (step > 0 && cell.kind == CELL_NULL)
        answer = STR("NULL");
    else if (step > 0 && cell.kind == CELL_INTEGER)
        answer = str_format(arena, "%lld", (long long)cell.integer);
    else if (step > 0 && cell.kind == CELL_TEXT)
        answer = str_copy(arena, cell.text);
    query_free(query);
    return answer;
}
