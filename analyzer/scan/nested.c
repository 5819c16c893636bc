#include "analyzer/scan/nested.h"

#include "analyzer/scan/files.h"
#include "analyzer/scan/includes.h"
#include "reports/files.h"

struct nested_use {
    const struct node *parameters; /* of the first parent; NULL: none given */
    size_t count;                  /* of parents */
};

static bool is_template(const struct scanned_file *file) {
    return (file->kind == KIND_CLOUDFORMATION || file->kind == KIND_SAM || file->kind == KIND_CDK) && file->document &&
           file->document->root;
}

static const struct node *text_member(const struct node *node, const char *key) {
    const struct node *member = node_member(node, key);
    return member && member->kind == NODE_TEXT ? member : NULL;
}

/* Where a resource says that its template is: text, or NULL. The CDK uploads nested templates and says in the metadata
 * which file they were: https://docs.aws.amazon.com/cdk/v2/guide/assets.html */
static const struct node *location_of(const struct node *resource) {
    const struct node *type = node_member(resource, "Type");
    const struct node *properties = node_member(resource, "Properties");
    if (node_is_text(type, "AWS::Serverless::Application"))
        return text_member(properties, "Location");
    if (!node_is_text(type, "AWS::CloudFormation::Stack"))
        return NULL;
    const struct node *url = text_member(properties, "TemplateURL");
    return url ? url : text_member(node_member(resource, "Metadata"), "aws:asset:path");
}

/* The path of the nested template when it is a file of the scan, else empty. */
static struct str local_path(struct scan *scan, const struct nested *nested, const struct scanned_file *parent,
                             const struct node *resource) {
    const struct node *location = location_of(resource);
    if (!location || str_contains(location->text, "://"))
        return STR_NONE;
    struct str path =
        str_format(&scan->arena, "%.*s/%.*s", STR_ARG(path_folder(parent->path)), STR_ARG(location->text));
    path = files_shown(&scan->arena, path);
    const struct scanned_file *file = map_get(&nested->files, path);
    return file && file != parent ? path : STR_NONE;
}

static void add_use(struct scan *scan, struct nested *nested, struct str path, const struct node *resource) {
    struct nested_use *use = map_get(&nested->uses, path);
    if (!use) {
        use = ARENA_NEW(&scan->arena, struct nested_use);
        use->parameters = node_member(node_member(resource, "Properties"), "Parameters");
        map_put(&nested->uses, path, use);
    }
    use->count++;
}

void nested_find(struct scan *scan, struct nested *ret_nested) {
    map_init(&ret_nested->files, &scan->arena);
    map_init(&ret_nested->uses, &scan->arena);
    for (size_t i = 0; i < scan->files.count; i++)
        if (is_template(&scan->files.items[i]))
            map_put(&ret_nested->files, files_shown(&scan->arena, scan->files.items[i].path), &scan->files.items[i]);
    for (size_t i = 0; i < scan->files.count; i++) {
        const struct scanned_file *file = &scan->files.items[i];
        if (!is_template(file))
            continue;
        node_each(resource, node_member(file->document->root, "Resources")) {
            struct str path = local_path(scan, ret_nested, file, resource);
            if (path.size)
                add_use(scan, ret_nested, path, resource);
        }
    }
}

/* A parameter that is read from the Parameter Store is given the name of its value. */
static bool is_stored(const struct document *template, struct str name) {
    const struct node *parameter = node_member_str(node_member(template->root, "Parameters"), name);
    const struct node *type = text_member(parameter, "Type");
    return !parameter || (type && str_starts(type->text, "AWS::SSM::"));
}

/* Only what is written down is certain; references to the parent's resources stay unknown. */
static void add_bindings(struct scan *scan, const struct nested_use *use, const struct scanned_file *file,
                         struct bindings *bindings) {
    if (!use || use->count != 1)
        return;
    node_each(value, use->parameters) {
        bool literal = node_is_scalar(value) && value->kind != NODE_NULL && !value->tag.size;
        if (literal && !is_stored(file->document, value->key))
            vec_push(&scan->arena, &bindings->list, (struct binding){.name = value->key, .value = value->text});
    }
}

struct bindings *nested_bindings(struct scan *scan, const struct nested *nested, const struct scanned_file *file,
                                 const struct bindings *given) {
    struct map *local_stacks = ARENA_NEW(&scan->arena, struct map);
    struct bindings *bindings = ARENA_NEW(&scan->arena, struct bindings);
    *bindings = (struct bindings){.imports = given->imports,
                                  .local_stacks = local_stacks,
                                  .includer = includes_of(scan, file),
                                  .no_defaults = given->no_defaults};
    map_init(local_stacks, &scan->arena);
    if (is_template(file))
        node_each(resource,
                  node_member(file->document->root, "Resources")) if (local_path(scan, nested, file, resource).size)
            map_put(local_stacks, resource->key, NULL);
    add_bindings(scan, map_get(&nested->uses, files_shown(&scan->arena, file->path)), file, bindings);
    for (size_t i = 0; i < given->list.count; i++)
        vec_push(&scan->arena, &bindings->list, given->list.items[i]);
    for (size_t i = 0; i < given->files.count; i++)
        vec_push(&scan->arena, &bindings->files, given->files.items[i]);
    return bindings;
}

void nested_note_used(const struct bindings *bindings, struct bindings *given) {
    size_t own = bindings->list.count - given->list.count;
    for (size_t i = 0; i < given->list.count; i++)
        given->list.items[i].used = given->list.items[i].used || bindings->list.items[own + i].used;
}
