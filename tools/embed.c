/* Prints C source that holds the named files as bytes: analyzer/base/embedded.h declares the result. The YAML of rules
 * becomes JSON, which the program reads in a seventh of the time, at every start; comments stay behind. */
#include "analyzer/base/diag.h"
#include "analyzer/base/json_out.h"
#include "analyzer/source/document.h"

#include <stdio.h>

static bool read_file(struct arena *arena, const char *path, struct str *ret_bytes) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        return false;
    }
    struct buf buf;
    buf_init(&buf, arena);
    int c;
    while ((c = getc(file)) != EOF)
        buf_add_char(&buf, (char)c);
    fclose(file);
    *ret_bytes = buf_str(&buf);
    return true;
}

static void put_node(struct json_out *out, const struct node *node) {
    if (node->kind == NODE_MAP) {
        json_begin_object(out);
        node_each(member, node) {
            json_put_key_str(out, member->key);
            put_node(out, member);
        }
        json_end_object(out);
    } else if (node->kind == NODE_LIST) {
        json_begin_array(out);
        node_each(member, node) put_node(out, member);
        json_end_array(out);
    } else if (node->kind == NODE_NULL) {
        json_put_null(out);
    } else if (node->kind == NODE_BOOLEAN) {
        json_put_bool(out, node_is_text(node, "true"));
    } else { /* numbers too: rules are read by their texts */
        json_put_string(out, node->text);
    }
}

static bool rule_as_json(struct arena *arena, const char *path, struct str *bytes) {
    struct diags diags;
    diags_init(&diags, arena);
    struct document *document = document_read(1, str_from(path), *bytes, &diags);
    bool good = document->root && diags.list.count == 0;
    if (good) {
        struct json_out *out = json_out_new();
        struct buf buf;
        buf_init(&buf, arena);
        put_node(out, document->root);
        json_out_text(out, JSON_ONE_LINE, &buf);
        json_out_free(out);
        *bytes = buf_str(&buf);
    }
    for (size_t i = 0; i < diags.list.count; i++)
        fprintf(stderr, "%s: %.*s\n", path, STR_ARG(diags.list.items[i].message));
    document_free(document);
    return good;
}

static bool print_file(int number, const char *path) {
    struct arena arena;
    arena_init(&arena);
    struct str bytes;
    bool rule = str_starts(str_from(path), "rulesets/") && str_ends(str_from(path), ".yaml");
    bool good = read_file(&arena, path, &bytes) && (!rule || rule_as_json(&arena, path, &bytes));
    printf("static const unsigned char bytes_%d[] = {", number);
    for (size_t i = 0; good && i < bytes.size; i++)
        printf("%s%d,", i % 32 == 0 ? "\n" : "", (unsigned char)bytes.data[i]);
    printf("\n0};\n");
    arena_done(&arena);
    return good;
}

int main(int argc, char **argv) {
    printf("#include \"analyzer/base/embedded.h\"\n");
    for (int i = 1; i < argc; i++)
        if (!print_file(i, argv[i]))
            return 1;
    printf("const struct embedded_file EMBEDDED_FILES[] = {\n");
    for (int i = 1; i < argc; i++)
        printf("    {\"%s\", bytes_%d, sizeof bytes_%d - 1},\n", argv[i], i, i);
    printf("    {0, 0, 0}};\n");
    return 0;
}
