/* SQL functions that know names and values: sensitive(name), secret_kind(value[, name]), placeholder(value),
 * aws_publisher(account). Their data stand in data/ and are read at the first call. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/secrets.h"

#include <sqlite3.h>

/* Calls add for each line that is no comment. */
typedef void add_line(struct word_lists *lists, struct arena *arena, struct str line);

struct word_lists {
    struct sensitive_names names;
    struct secret_tokens tokens;
    struct map publishers; /* account → any pointer */
};

static void read_lines(const char *path, struct word_lists *lists, struct arena *arena, add_line *add) {
    struct str rest = embedded_get(path);
    struct str line;
    while (str_cut(rest, '\n', &line, &rest))
        if (line.size > 0 && line.data[0] != '#')
            add(lists, arena, line);
}

static void add_name(struct word_lists *lists, struct arena *arena, struct str line) {
    sensitive_names_add(&lists->names, arena, line);
}

static void add_token(struct word_lists *lists, struct arena *arena, struct str line) {
    secret_tokens_add(&lists->tokens, arena, line);
}

static void add_publisher(struct word_lists *lists, struct arena *arena, struct str line) {
    (void)arena;
    struct str account;
    struct str product;
    if (str_cut(line, '\t', &account, &product))
        map_put(&lists->publishers, account, lists);
}

static struct word_lists *words(sqlite3_context *context) {
    struct facts *facts = sqlite3_user_data(context);
    if (facts->words)
        return facts->words;
    struct word_lists *lists = ARENA_NEW(&facts->arena, struct word_lists);
    map_init(&lists->publishers, &facts->arena);
    read_lines("analyzer/facts/data/sensitive_names.tsv", lists, &facts->arena, add_name);
    read_lines("analyzer/facts/data/secret_tokens.tsv", lists, &facts->arena, add_token);
    read_lines("analyzer/facts/data/layer_publishers.tsv", lists, &facts->arena, add_publisher);
    facts->words = lists;
    return lists;
}

static void sql_sensitive(sqlite3_context *context, int count, sqlite3_value **values) {
    if (!function_any_null(count, values))
        function_result_truth(context, name_is_sensitive(&words(context)->names, function_text(values[0])));
}

/* Where a hole of a partial text ends ("{ref:Queue}" at from), 0 when there is none. */
static size_t hole_end(struct str text, size_t from) {
    static const char *const kinds[] = {
        "{param:", "{pseudo:", "{ref:", "{attr:", "{name:", "{import:", "{exports:", "{nested:", "{resolve:"};
    struct str rest = str_slice(text, from, text.size);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t end = str_starts(rest, kinds[i]) ? str_find(rest, STR("}"), 0) : SIZE_MAX;
        if (end != SIZE_MAX)
            return from + end;
    }
    return 0;
}

/* Holes without the names of what fills them: a logical id of 40 letters is no key. */
static struct str without_names(struct arena *arena, struct str text) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < text.size; i++) {
        size_t end = text.data[i] == '{' ? hole_end(text, i) : 0;
        buf_add_char(&buf, text.data[i]);
        i = end ? end - 1 : i;
    }
    return buf_str(&buf);
}

/* The value may be a partial text. A NULL name is a name that we do not know: then the value decides alone. */
static void sql_secret_kind(sqlite3_context *context, int count, sqlite3_value **values) {
    if (sqlite3_value_type(values[0]) == SQLITE_NULL)
        return;
    const struct word_lists *lists = words(context);
    bool context_speaks = count > 1 && name_speaks_of_keys(&lists->names, function_text(values[1]));
    struct arena *arena = &((struct facts *)sqlite3_user_data(context))->arena;
    struct arena_mark mark = arena_mark(arena);
    struct str value = without_names(arena, function_text(values[0]));
    struct str kind = secret_kind(&lists->tokens, value, context_speaks);
    sqlite3_result_text64(context, kind.data, kind.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_reset(arena, mark);
}

static void sql_placeholder(sqlite3_context *context, int count, sqlite3_value **values) {
    if (!function_any_null(count, values))
        function_result_truth(context, value_is_placeholder(function_text(values[0])));
}

static void sql_aws_publisher(sqlite3_context *context, int count, sqlite3_value **values) {
    if (!function_any_null(count, values))
        function_result_truth(context, map_has(&words(context)->publishers, function_text(values[0])));
}

void functions_register_words(struct facts *facts) {
    function_add(facts, "sensitive", 1, sql_sensitive);
    function_add(facts, "secret_kind", 1, sql_secret_kind);
    function_add(facts, "secret_kind", 2, sql_secret_kind);
    function_add(facts, "placeholder", 1, sql_placeholder);
    function_add(facts, "aws_publisher", 1, sql_aws_publisher);
}
