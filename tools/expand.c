/* Shows what the analyzer makes of a template; for debugging and for comparing SAM expansion with the translator.
 *
 *   expand FILE…          the properties of each resource in each world, as JSON
 *   expand --tree FILE    the template after SAM expansion, intrinsics in their long form, as JSON
 *   expand --survey       one line for each file named on standard input: kind, resources, worlds, combinations */
#include "analyzer/base/json_out.h"
#include "analyzer/dialect/sam.h"
#include "analyzer/dialect/template.h"
#include "analyzer/facts/worlds.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_file(const char *path, struct arena *arena, struct str *ret_bytes) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    struct buf buf;
    buf_init(&buf, arena);
    char block[65536];
    size_t size;
    while ((size = fread(block, 1, sizeof block, file)) > 0 && buf.size <= LIMIT_FILE_BYTES)
        buf_add(&buf, (struct str){block, size});
    fclose(file);
    *ret_bytes = buf_str(&buf);
    return true;
}

static void print_json(struct json_out *out, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, arena);
    json_out_text(out, JSON_INDENTED, &buf);
    printf("%.*s\n", STR_ARG(buf_str(&buf)));
    json_out_free(out);
}

/* -- the tree ------------------------------------------------------------------------------------------------------ */

static void put_node(struct json_out *out, const struct node *node);

static void put_number(struct json_out *out, struct str text) {
    int64_t number;
    if (str_integer(text, &number))
        json_put_integer(out, number);
    else
        json_put_string(out, text);
}

static void put_content(struct json_out *out, const struct node *node) {
    switch (node->kind) {
    case NODE_NULL:
        json_put_null(out);
        return;
    case NODE_BOOLEAN:
        json_put_bool(out, str_is(scalar_text(node), "true"));
        return;
    case NODE_NUMBER:
        put_number(out, node->text);
        return;
    case NODE_TEXT:
        json_put_string(out, node->text);
        return;
    case NODE_LIST:
        json_begin_array(out);
        node_each(child, node) put_node(out, child);
        json_end_array(out);
        return;
    case NODE_MAP:
        break;
    }
    json_begin_object(out);
    node_each(child, node) {
        if (str_starts(child->key, "lambdalint:"))
            continue;
        json_put_key_str(out, child->key);
        put_node(out, child);
    }
    json_end_object(out);
}

/* A tag in its long form. */
static void put_node(struct json_out *out, const struct node *node) {
    struct call call = call_of(node);
    struct str resource, attribute;
    char key[256];
    if (!call.tagged) {
        put_content(out, node);
        return;
    }
    bool bare = call.kind == CALL_REF || call.kind == CALL_CONDITION;
    snprintf(key, sizeof key, "%s%.*s", bare ? "" : "Fn::", STR_ARG(call.name));
    json_begin_object(out);
    json_put_key(out, key);
    if (call.kind == CALL_GET_ATT && node->kind == NODE_TEXT && str_cut(node->text, '.', &resource, &attribute)) {
        json_begin_array(out);
        json_put_string(out, resource);
        json_put_string(out, attribute);
        json_end_array(out);
    } else {
        put_content(out, node);
    }
    json_end_object(out);
}

/* -- values -------------------------------------------------------------------------------------------------------- */

static void put_value(struct json_out *out, struct arena *arena, const struct value *value) {
    switch (value->kind) {
    case VALUE_ABSENT:
        json_put_null(out);
        return;
    case VALUE_TEXT:
        json_put_string(out, value->text);
        return;
    case VALUE_NUMBER:
        put_number(out, value->text);
        return;
    case VALUE_BOOLEAN:
        json_put_bool(out, value_boolean(value) == 1);
        return;
    case VALUE_LIST:
        json_begin_array(out);
        for (size_t i = 0; i < value->count; i++)
            put_value(out, arena, value->members[i].value);
        if (value->open)
            json_put_string(out, STR("{…}"));
        json_end_array(out);
        return;
    case VALUE_CONCAT:
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        json_put_string(out, value_partial(arena, value));
        return;
    case VALUE_MAP:
        break;
    }
    json_begin_object(out);
    for (size_t i = 0; i < value->count; i++) {
        json_put_key_str(out, value->members[i].key);
        put_value(out, arena, value->members[i].value);
    }
    if (value->open)
        json_member_z(out, "{…}", "{…}");
    json_end_object(out);
}

static void put_world(struct json_out *out, struct arena *arena, const struct unit *unit, const struct world *world) {
    json_begin_object(out);
    json_member_string(out, "world", world->name);
    json_put_key(out, "resources");
    json_begin_object(out);
    for (size_t i = 0; i < unit->resources.count; i++) {
        const struct resource *resource = &unit->resources.items[i];
        struct resolver resolver = {.unit = unit, .world = world, .arena = arena};
        if (!formula_holds(resource->condition, world))
            continue;
        json_put_key_str(out, resource->address);
        json_begin_object(out);
        json_member_string(out, "type", resource->type);
        json_put_key(out, "properties");
        put_value(out, arena, resolver_properties(&resolver, resource));
        json_end_object(out);
    }
    json_end_object(out);
    json_end_object(out);
}

static void print_worlds(struct arena *arena, const struct unit *unit, const struct worlds *worlds) {
    struct json_out *out = json_out_new();
    json_begin_array(out);
    for (size_t i = 0; i < worlds->count; i++)
        put_world(out, arena, unit, &worlds->items[i]);
    json_end_array(out);
    print_json(out, arena);
}

/* -- the survey ---------------------------------------------------------------------------------------------------- */

static size_t count_unknown(const struct value *value) {
    size_t count = value->kind == VALUE_UNKNOWN;
    for (size_t i = 0; (value->kind == VALUE_LIST || value->kind == VALUE_MAP) && i < value->count; i++)
        count += count_unknown(value->members[i].value);
    return count;
}

static void print_survey(const char *path, enum document_kind kind, const struct unit *unit,
                         const struct worlds *worlds) {
    size_t rows = 0, unknown = 0;
    struct arena arena;
    arena_init(&arena);
    for (size_t w = 0; w < worlds->count; w++)
        for (size_t i = 0; i < unit->resources.count; i++) {
            struct resolver resolver = {.unit = unit, .world = &worlds->items[w], .arena = &arena};
            if (!formula_holds(unit->resources.items[i].condition, &worlds->items[w]))
                continue;
            rows++;
            unknown += count_unknown(resolver_properties(&resolver, &unit->resources.items[i]));
        }
    arena_done(&arena);
    printf("%s\t%zu resources\t%zu conditions\t%zu factors\t%zu worlds\t%zu/%zu\t%zu rows\t%zu unknown\t%s\n",
           document_kind_name(kind), unit->resources.count, unit->conditions.count, unit->factors.count, worlds->count,
           worlds->examined, worlds->wanted, rows, unknown, path);
}

/* -- */

enum mode { MODE_WORLDS, MODE_TREE, MODE_SURVEY };

static void expand(const char *path, enum mode mode) {
    static const char *const MODES[] = {"worlds", "tree", "survey"};
    struct arena arena;
    struct diags diags;
    struct worlds worlds;
    struct str bytes;
    const char *why;
    arena_init(&arena);
    diags_init(&diags, &arena);
    if (!read_file(path, &arena, &bytes)) {
        perror(path);
        arena_done(&arena);
        return;
    }
    struct document *document = document_read(1, str_from(path), bytes, &diags);
    enum document_kind kind = dialect_recognise(document, &why);
    if (kind == KIND_NONE) {
        printf("%s\t%s\t%s\n", MODES[mode], why, path);
    } else if (mode == MODE_TREE) {
        struct json_out *out = json_out_new();
        put_node(out, kind == KIND_SAM ? sam_expand(document, document->root, &diags) : document->root);
        print_json(out, &arena);
    } else {
        struct unit *unit = dialect_load(kind, document, NULL, &arena, &diags);
        worlds_plan(unit, &arena, &diags, &worlds);
        if (mode == MODE_SURVEY)
            print_survey(path, kind, unit, &worlds);
        else
            print_worlds(&arena, unit, &worlds);
    }
    for (size_t i = 0; mode != MODE_SURVEY && i < diags.list.count; i++)
        fprintf(stderr, "%s: %.*s\n", diag_kind_name(diags.list.items[i].kind), STR_ARG(diags.list.items[i].message));
    document_free(document);
    arena_done(&arena);
}

int main(int argc, char **argv) {
    char path[4096];
    if (argc == 2 && strcmp(argv[1], "--survey") == 0) {
        while (fgets(path, sizeof path, stdin)) {
            path[strcspn(path, "\n")] = 0;
            expand(path, MODE_SURVEY);
        }
        return 0;
    }
    bool tree = argc > 1 && strcmp(argv[1], "--tree") == 0;
    if (argc < 2 + tree) {
        fputs("usage: expand [--tree] FILE… | expand --survey < NAMES\n", stderr);
        return 2;
    }
    for (int i = 1 + tree; i < argc; i++)
        expand(argv[i], tree ? MODE_TREE : MODE_WORLDS);
    return 0;
}
