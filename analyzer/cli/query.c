/* lambdalint query SQL [PATH…]: read-only SQL over the facts. A value that a rule about secrets names is masked. */
#include "analyzer/base/json_out.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/problems.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/cli/verbs.h"
#include "reports/mask.h"

#include <stdio.h>

struct table {
    VEC(struct str) heads;
    VEC(struct cell *) rows; /* each with a cell for every head */
};

/* Runs the rules about secrets: what they find must not be printed. */
static bool find_secrets(struct scan *scan, struct options *options, struct masks *ret_masks) {
    options->scan.selection.persona = PERSONA_AUDITOR;
    options->scan.has_persona = true;
    bool fine = scan_check(scan, &options->scan);
    masks_init(ret_masks, &scan->arena, &scan->report);
    return fine;
}

/* Runs the query; false after printing what is wrong with it. */
static bool fill_table(struct scan *scan, struct str sql, const struct masks *masks, struct table *ret_table) {
    struct str error = STR_NONE;
    struct arena *arena = &scan->arena;
    struct query *query = query_new(scan->facts, sql, QUERY_USER, arena, &error);
    if (!query) {
        fprintf(stderr, "lambdalint: query: %.*s\n", STR_ARG(error));
        return false;
    }
    size_t columns = query_column_count(query);
    for (size_t i = 0; i < columns; i++)
        vec_push(arena, &ret_table->heads, str_copy(arena, query_column_name(query, i)));
    int more;
    while ((more = query_step(query)) == 1) {
        struct cell *row = arena_alloc_array(arena, columns, sizeof *row);
        for (size_t i = 0; i < columns; i++) {
            row[i] = query_cell(query, i);
            if (row[i].kind == CELL_TEXT)
                row[i].text = masks_text(masks, str_copy(arena, row[i].text));
        }
        vec_push(arena, &ret_table->rows, row);
    }
    if (more < 0)
        fprintf(stderr, "lambdalint: query: %.*s\n", STR_ARG(query_error(query)));
    query_free(query);
    return more == 0;
}

static struct str cell_text(const struct cell *cell, struct arena *arena) {
    switch (cell->kind) {
    case CELL_NULL:
        return STR("NULL");
    case CELL_INTEGER:
        return str_format(arena, "%lld", (long long)cell->integer);
    case CELL_REAL:
        return str_format(arena, "%g", cell->real);
    case CELL_TEXT:
        return cell->text;
    }
    return STR_NONE;
}

/* Bytes that begin a code point: good enough a width for a table. */
static size_t width_of(struct str text) {
    size_t width = 0;
    for (size_t i = 0; i < text.size; i++)
        width += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return width;
}

static void pad(struct buf *out, struct str text, size_t width) {
    for (size_t i = 0; i < text.size; i++)
        buf_add_char(out, text.data[i] == '\n' || text.data[i] == '\t' || text.data[i] == '\r' ? ' ' : text.data[i]);
    for (size_t i = width_of(text); i < width; i++)
        buf_add_char(out, ' ');
}

static void end_line(struct buf *out) {
    while (out->size && out->data[out->size - 1] == ' ')
        out->size--;
    buf_add_char(out, '\n');
}

static size_t column_width(const struct table *table, size_t column, struct arena *arena) {
    size_t widest = width_of(table->heads.items[column]);
    for (size_t i = 0; i < table->rows.count; i++) {
        size_t width = width_of(cell_text(&table->rows.items[i][column], arena));
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void print_table(const struct table *table, struct arena *arena, struct buf *out) {
    size_t columns = table->heads.count;
    size_t *widths = arena_alloc_array(arena, columns, sizeof *widths);
    for (size_t i = 0; i < columns; i++) {
        widths[i] = column_width(table, i, arena);
        pad(out, table->heads.items[i], widths[i] + 2);
    }
    end_line(out);
    for (size_t i = 0; i < columns; i++) {
        for (size_t j = 0; j < widths[i]; j++)
            buf_add_char(out, '-');
        buf_add_z(out, "  ");
    }
    end_line(out);
    for (size_t row = 0; row < table->rows.count; row++) {
        for (size_t i = 0; i < columns; i++)
            pad(out, cell_text(&table->rows.items[row][i], arena), widths[i] + 2);
        end_line(out);
    }
}

/* RFC 4180. A cell that a spreadsheet would take for a formula gets a quote before it. */
static void print_csv_cell(struct str text, struct buf *out) {
    bool formula =
        text.size && (text.data[0] == '=' || text.data[0] == '+' || text.data[0] == '-' || text.data[0] == '@');
    int64_t number;
    if (formula && str_integer(text, &number))
        formula = false;
    buf_add_z(out, formula ? "\"'" : "\"");
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"')
            buf_add_char(out, '"');
        buf_add_char(out, text.data[i]);
    }
    buf_add_char(out, '"');
}

static void print_csv(const struct table *table, struct arena *arena, struct buf *out) {
    for (size_t i = 0; i < table->heads.count; i++) {
        buf_add_z(out, i ? "," : "");
        print_csv_cell(table->heads.items[i], out);
    }
    buf_add_z(out, "\r\n");
    for (size_t row = 0; row < table->rows.count; row++) {
        for (size_t i = 0; i < table->heads.count; i++) {
            const struct cell *cell = &table->rows.items[row][i];
            buf_add_z(out, i ? "," : "");
            if (cell->kind != CELL_NULL)
                print_csv_cell(cell_text(cell, arena), out);
        }
        buf_add_z(out, "\r\n");
    }
}

static void print_json_cell(struct json_out *json, const struct cell *cell) {
    switch (cell->kind) {
    case CELL_NULL:
        json_put_null(json);
        break;
    case CELL_INTEGER:
        json_put_integer(json, cell->integer);
        break;
    case CELL_REAL:
        json_put_real(json, cell->real);
        break;
    case CELL_TEXT:
        json_put_string(json, cell->text);
        break;
    }
}

static void print_json(const struct table *table, struct buf *out) {
    struct json_out *json = json_out_new();
    json_begin_array(json);
    for (size_t row = 0; row < table->rows.count; row++) {
        json_begin_object(json);
        for (size_t i = 0; i < table->heads.count; i++) {
            json_put_key_str(json, table->heads.items[i]);
            print_json_cell(json, &table->rows.items[row][i]);
        }
        json_end_object(json);
    }
    json_end_array(json);
    json_out_text(json, JSON_INDENTED, out);
    json_out_free(json);
    buf_add_char(out, '\n');
}

static int run_query(struct options *options, struct str sql) {
    struct scan scan = {0};
    struct masks masks;
    struct table table = {0};
    progress_start(&options->scan);
    bool fine = scan_load(&scan, &options->scan) && find_secrets(&scan, options, &masks);
    progress_end();
    if (!fine)
        problems_print(options, &scan.diags);
    fine = fine && fill_table(&scan, sql, &masks, &table);
    if (fine) {
        struct buf out;
        buf_init(&out, &scan.arena);
        if (str_is(options->query_format, "json"))
            print_json(&table, &out);
        else if (str_is(options->query_format, "csv"))
            print_csv(&table, &scan.arena, &out);
        else
            print_table(&table, &scan.arena, &out);
        struct str text = buf_str(&out);
        fwrite(text.data, 1, text.size, stdout);
    }
    scan_done(&scan);
    return fine ? EXIT_CLEAN : EXIT_USAGE;
}

static int take_sql(struct options *options, const struct str_list *words) {
    if (words->list.count == 0) {
        fprintf(stderr, "lambdalint: query needs SQL: lambdalint query 'SELECT name, timeout FROM function' ./infra\n");
        return EXIT_USAGE;
    }
    options_take_inputs(options, words, 1);
    return run_query(options, words->list.items[0]);
}

static int run(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, take_sql);
}

const struct verb VERB_QUERY = {.name = "query",
                                .arguments = "SQL [PATH...]",
                                .summary = "Runs read-only SQL over the facts (docs/schema.md).",
                                .flags = QUERY_FLAGS,
                                .run = run};
