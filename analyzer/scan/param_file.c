#include "analyzer/scan/param_file.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/own_file.h"

struct reader {
    struct arena *arena;
    struct diags *diags;
    const struct document *document;
    struct bindings *bindings;
};

static bool fail(struct reader *reader, const struct node *node, const char *what) {
    own_file_problem(reader->diags, reader->document->path, reader->document, node_place(node), "%s", what);
    return false;
}

static bool add(struct reader *reader, struct str name, const struct node *value) {
    if (!node_is_scalar(value) || value->kind == NODE_NULL)
        return fail(reader, value, "the value of a parameter is a text");
    struct binding binding = {.name = str_copy(reader->arena, name), .value = str_copy(reader->arena, value->text)};
    vec_push(reader->arena, &reader->bindings->list, binding);
    return true;
}

static bool read_pair(struct reader *reader, const struct node *node) {
    struct binding binding = {0};
    if (!str_cut(node->text, '=', &binding.name, &binding.value) || !binding.name.size)
        return fail(reader, node, "a parameter is written \"NAME=VALUE\"");
    binding.name = str_copy(reader->arena, binding.name);
    binding.value = str_copy(reader->arena, binding.value);
    vec_push(reader->arena, &reader->bindings->list, binding);
    return true;
}

static bool read_item(struct reader *reader, const struct node *node) {
    if (node->kind == NODE_TEXT)
        return read_pair(reader, node);
    const struct node *name = node_member(node, "ParameterKey");
    const struct node *value = node_member(node, "ParameterValue");
    if (!name || name->kind != NODE_TEXT)
        return fail(reader, node, "a parameter is {\"ParameterKey\": …, \"ParameterValue\": …} or \"NAME=VALUE\"");
    if (!value)
        return node_is_text(node_member(node, "UsePreviousValue"), "true") ||
               fail(reader, node, "this parameter has no ParameterValue");
    return add(reader, name->text, value);
}

static bool read_map(struct reader *reader, const struct node *map) {
    if (map->kind != NODE_MAP)
        return fail(reader, map, "'Parameters' is a map of names and values");
    bool fine = true;
    node_each(member, map) fine = add(reader, member->key, member) && fine;
    return fine;
}

static bool read_root(struct reader *reader, const struct node *root) {
    const struct node *parameters = node_member(root, "Parameters");
    if (parameters)
        return read_map(reader, parameters);
    if (root->kind != NODE_LIST)
        return fail(reader, root, "this is neither a list of parameters nor {\"Parameters\": {…}}");
    bool fine = true;
    node_each(item, root) fine = read_item(reader, item) && fine;
    return fine;
}

bool param_file_read(struct str path, struct arena *arena, struct diags *diags, struct bindings *bindings,
                     struct document **ret_document) {
    struct str bytes, why;
    *ret_document = NULL;
    if (!file_read(path, LIMIT_FILE_BYTES, arena, &bytes, &why)) {
        own_file_problem(diags, path, NULL, (struct span){0, 0}, "%.*s", STR_ARG(why));
        return false;
    }
    if (!own_file_parse(path, bytes, diags, ret_document))
        return false;
    struct reader reader = {arena, diags, *ret_document, bindings};
    if ((*ret_document)->root)
        return read_root(&reader, (*ret_document)->root);
    own_file_problem(diags, path, *ret_document, (struct span){0, 0}, "the file is empty");
    return false;
}
