#include "analyzer/scan/nested.h"

#include "analyzer/scan/files.h"
#include "analyzer/scan/includes.h"

/* A template that is scanned, or that a nested stack of one names. */
struct nested_file {
    const struct scanned_file *file;    /* NULL: it is not scanned */
    VEC(struct nested_file *) children; /* once for each nested stack */
    size_t stacks;                      /* that have it as their template */
    bool inner;                         /* a parent is scanned */
    bool reached;
    const struct nested_file *asked_for; /* by `contains`, last */
};

static bool is_template(const struct scanned_file *file) {
    return (file->kind == KIND_CLOUDFORMATION || file->kind == KIND_SAM || file->kind == KIND_CDK) && file->document &&
           file->document->root;
}

/* -- who has whom as a nested stack -------------------------------------------------------------------------------- */

static const struct node *text_member(const struct node *node, const char *key) {
    const struct node *member = node_member(node, key);
    return member && member->kind == NODE_TEXT && !member->tag.size ? member : NULL;
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

static struct nested_file *file_at(struct nested *nested, struct str path) {
    struct nested_file *known = map_get(&nested->files, path);
    if (known)
        return known;
    struct nested_file *file = ARENA_NEW(&nested->scan->arena, struct nested_file);
    map_put(&nested->files, path, file);
    return file;
}

static struct str real_path(struct nested *nested, const struct document *from, struct str location) {
    struct arena *arena = &nested->scan->arena;
    return path_real(includes_path(arena, from, location), arena);
}

/* Resources, and what loops make of them. */
static void find_children(struct nested *nested, struct nested_file *parent, const struct node *node) {
    node_each(child, node) {
        const struct node *location = location_of(child);
        if (str_starts(child->key, "Fn::ForEach") || node->kind == NODE_LIST)
            find_children(nested, parent, child);
        if (!location || str_contains(location->text, "://"))
            continue;
        struct str path = real_path(nested, parent->file->document, location->text);
        struct nested_file *file = file_at(nested, path);
        vec_push(&nested->scan->arena, &parent->children, file);
        file->stacks++;
        file->inner = file->inner || file != parent;
    }
}

static void reach(struct nested_file *file) {
    if (file->reached)
        return;
    file->reached = true;
    for (size_t i = 0; i < file->children.count; i++)
        reach(file->children.items[i]);
}

/* Whether it is a nested stack of itself, at whatever depth. */
static bool contains(struct nested_file *file, struct nested_file *wanted) {
    file->asked_for = wanted;
    for (size_t i = 0; i < file->children.count; i++) {
        struct nested_file *child = file->children.items[i];
        if (child == wanted || (child->asked_for != wanted && contains(child, wanted)))
            return true;
    }
    return false;
}

static void find_templates(struct nested *nested) {
    struct scan *scan = nested->scan;
    nested->of_file = arena_alloc_array(&scan->arena, scan->files.count, sizeof(struct nested_file *));
    for (size_t i = 0; i < scan->files.count; i++) {
        const struct scanned_file *file = &scan->files.items[i];
        if (!is_template(file))
            continue;
        nested->of_file[i] = file_at(nested, path_real(file->path, &scan->arena));
        nested->of_file[i]->file = file;
    }
}

void nested_find(struct scan *scan, struct nested *ret_nested) {
    ret_nested->scan = scan;
    map_init(&ret_nested->files, &scan->arena);
    find_templates(ret_nested);
    struct nested_file *const *files = ret_nested->of_file;
    for (size_t i = 0; i < scan->files.count; i++)
        if (files[i])
            find_children(ret_nested, files[i], node_member(files[i]->file->document->root, "Resources"));
    for (size_t i = 0; i < scan->files.count; i++)
        if (files[i] && !files[i]->inner)
            reach(files[i]);
    for (size_t i = 0; i < scan->files.count; i++) { /* those that contain each other: the first is the outer one */
        if (!files[i] || files[i]->reached || !contains(files[i], files[i]))
            continue;
        files[i]->inner = false;
        reach(files[i]);
    }
}

bool nested_is_inner(const struct nested *nested, const struct scanned_file *file) {
    const struct nested_file *known = nested->of_file[file - nested->scan->files.items];
    return known && known->inner;
}

/* -- the way to templates ------------------------------------------------------------------------------------------ */

struct nester {
    struct nesting nesting;
    struct nested *nested;
    const struct includer *includer;
};

static struct document *open_nested(void *context, const struct document *from, struct str location,
                                    enum document_kind *ret_kind, bool *ret_several, struct str *ret_why) {
    const struct nester *nester = context;
    const struct nested_file *file = map_get(&nester->nested->files, real_path(nester->nested, from, location));
    *ret_several = file && file->stacks > 1;
    if (file && file->file) {
        *ret_kind = file->file->kind;
        return file->file->document;
    }
    struct document *document = nester->includer->open(nester->includer->context, from, location, ret_why);
    const char *why;
    *ret_kind = document ? dialect_recognise(document, &why) : KIND_NONE;
    if (*ret_kind == KIND_CLOUDFORMATION || *ret_kind == KIND_SAM)
        return document;
    if (document)
        *ret_why = STR("it is no template");
    return NULL;
}

struct bindings *nested_bindings(struct nested *nested, const struct scanned_file *file, const struct bindings *given) {
    struct arena *arena = &nested->scan->arena;
    struct nester *nester = ARENA_NEW(arena, struct nester);
    struct bindings *bindings = ARENA_NEW(arena, struct bindings);
    *nester = (struct nester){{open_nested, nester}, nested, includes_of(nested->scan, file)};
    *bindings = (struct bindings){.imports = given->imports,
                                  .nesting = &nester->nesting,
                                  .includer = nester->includer,
                                  .is_read = facts_reads,
                                  .no_defaults = given->no_defaults};
    for (size_t i = 0; i < given->list.count; i++)
        vec_push(arena, &bindings->list, given->list.items[i]);
    for (size_t i = 0; i < given->files.count; i++)
        vec_push(arena, &bindings->files, given->files.items[i]);
    return bindings;
}

void nested_note_used(const struct bindings *bindings, struct bindings *given) {
    for (size_t i = 0; i < given->list.count; i++)
        given->list.items[i].used = given->list.items[i].used || bindings->list.items[i].used;
}
