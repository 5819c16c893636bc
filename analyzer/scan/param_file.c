#include "analyzer/scan/param_file.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/own_file.h"

struct reader {
    struct arena *arena;
    struct diags *diags;
    struct parameter_file *file;
};

static bool fail(struct reader *reader, const struct node *node, const char *what) {
    own_file_problem(reader->diags, reader->file->name, reader->file->document, node_place(node), "%s", what);
    return false;
}

static bool is_value(const struct node *node) {
    return node_is_scalar(node) && node->kind != NODE_NULL;
}

static void add(struct reader *reader, const struct node *place, struct str name, struct str value) {
    struct binding binding = {
        .name = str_copy(reader->arena, name), .value = str_copy(reader->arena, value), .span = node_place(place)};
    vec_push(reader->arena, &reader->file->list, binding);
}

/* Lists are joined by commas, as CloudFormation splits them. */
static bool add_value(struct reader *reader, const struct node *place, struct str name, const struct node *value) {
    struct buf buf;
    if (is_value(value)) {
        add(reader, place, name, value->text);
        return true;
    }
    if (value->kind != NODE_LIST)
        return fail(reader, value, "the value of a parameter is a text or a list of texts");
    buf_init(&buf, reader->arena);
    node_each(item, value) {
        if (!is_value(item))
            return fail(reader, item, "the value of a parameter is a text or a list of texts");
        buf_add_z(&buf, item == value->first_child ? "" : ",");
        buf_add(&buf, item->text);
    }
    add(reader, place, name, buf_str(&buf));
    return true;
}

static bool read_pair(struct reader *reader, const struct node *node) {
    struct str name, value;
    if (!str_cut(node->text, '=', &name, &value) || !name.size)
        return fail(reader, node, "a parameter is written \"NAME=VALUE\"");
    add(reader, node, name, value);
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
    return add_value(reader, name, name->text, value);
}

static bool read_map(struct reader *reader, const struct node *map) {
    if (map->kind != NODE_MAP)
        return fail(reader, map, "'Parameters' is a map of names and values");
    bool fine = true;
    node_each(member, map) fine = add_value(reader, member, member->key, member) && fine;
    return fine;
}

static bool read_root(struct reader *reader, const struct node *root) {
    const struct node *parameters = node_member(root, "Parameters");
    if (parameters)
        return read_map(reader, parameters);
    if (root->kind == NODE_MAP)
        return read_map(reader, root);
    if (root->kind != NODE_LIST)
        return fail(reader, root, "this is neither a list nor a map of parameters");
    bool fine = true;
    node_each(item, root) fine = read_item(reader, item) && fine;
    return fine;
}

bool param_file_read(struct str path, struct arena *arena, struct diags *diags, struct parameter_file *ret_file,
                     struct document **ret_document) {
    struct str bytes, why;
    *ret_document = NULL;
    *ret_file = (struct parameter_file){.name = path};
    if (!file_read(path, LIMIT_FILE_BYTES, arena, &bytes, &why)) {
        own_file_problem(diags, path, NULL, (struct span){0, 0}, "%.*s", STR_ARG(why));
        return false;
    }
    if (!own_file_parse(path, bytes, diags, ret_document))
        return false;
    ret_file->document = *ret_document;
    struct reader reader = {arena, diags, ret_file};
    if ((*ret_document)->root)
        return read_root(&reader, (*ret_document)->root);
    own_file_problem(diags, path, *ret_document, (struct span){0, 0}, "the file is empty");
    return false;
}
