#include "tests/unit/load_fixture.h"

void loaded_open(struct loaded *loaded, const char *template, const char *parameter) {
    unit_of_open(&loaded->of, template, parameter);
    loaded->facts = facts_open((struct facts_options){.as_of = STR("2026-11-25")}, &loaded->of.diags);
    facts_load(loaded->facts, loaded->of.unit);
    facts_seal(loaded->facts);
}

void loaded_close(struct loaded *loaded) {
    facts_close(loaded->facts);
    unit_of_close(&loaded->of);
}

static void add_cell(struct buf *answer, struct cell cell) {
    switch (cell.kind) {
    case CELL_NULL:
        buf_add_z(answer, "NULL");
        break;
    case CELL_INTEGER:
        buf_printf(answer, "%lld", (long long)cell.integer);
        break;
    case CELL_REAL:
        buf_printf(answer, "%g", cell.real);
        break;
    case CELL_TEXT:
        buf_add(answer, cell.text.size ? cell.text : STR("''"));
        break;
    }
}

struct str loaded_ask(struct loaded *loaded, const char *sql) {
    struct str error = STR_NONE;
    struct query *query = query_new(loaded->facts, str_from(sql), QUERY_USER, &loaded->of.arena, &error);
    if (!query)
        return error;
    struct buf answer;
    buf_init(&answer, &loaded->of.arena);
    while (query_step(query) > 0) {
        if (answer.size > 0)
            buf_add_z(&answer, "; ");
        for (size_t i = 0; i < query_column_count(query); i++) {
            if (i > 0)
                buf_add_char(&answer, ' ');
            add_cell(&answer, query_cell(query, i));
        }
    }
    struct str failed = query_error(query);
    if (failed.size > 0)
        buf_add(&answer, failed);
    query_free(query);
    return buf_str(&answer);
}

struct str loaded_place(struct loaded *loaded, const char *sql, const char *column) {
    int64_t id;
    struct str first = loaded_ask(loaded, sql);
    str_cut(first, ';', &first, &(struct str){0});
    if (!str_integer(first, &id))
        return first;
    const struct node *node = facts_place(loaded->facts, id, str_from(column));
    if (!node)
        return STR("nowhere");
    struct span span = node_place(node);
    return str_slice(node_source(node)->document->bytes, span.start, span.end);
}

void loaded_check_at(const char *template, const char *sql, const char *expected, const char *file, int line) {
    struct loaded loaded;
    loaded_open(&loaded, template, NULL);
    test_check_str(loaded_ask(&loaded, sql), expected, file, line);
    loaded_close(&loaded);
}
