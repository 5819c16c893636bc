/* AWS::Include: the members of an included file stand where Fn::Transform says so; as a Transform of the whole template
 * they are members of its sections. Tree to tree, before loops and SAM.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
 *
 * Files are read by struct includer, never here. `aws cloudformation package` uploads local files, so a template in
 * source control names them by path. What comes from a file keeps its place there. An included file that includes
 * others is followed too; everything together is bounded as if it were written out. */
#include "analyzer/dialect/template.h"

struct included {
    const struct node *root; /* with what it includes itself; NULL: it cannot be used */
    uint64_t weight;         /* nodes, as if written out */
    bool open;               /* being expanded: whoever meets it again includes itself */
};

struct includes {
    struct template *template;
    struct map files; /* path of a document → struct included * */
    uint64_t left;    /* nodes that may still be included */
    uint32_t depth;
};

struct parts {
    VEC(const struct node *) list;
};

static struct node *expand(struct includes *includes, const struct node *node);

/* -- what is included ---------------------------------------------------------------------------------------------- */

/* The macro itself: {Name, Parameters}, also in a list of its own. */
static const struct node *macro_of(const struct node *node) {
    return node->kind == NODE_LIST && node->child_count == 1 ? node->first_child : node;
}

bool include_is(const struct node *node) {
    return node_is_text(node_member(macro_of(node), "Name"), "AWS::Include");
}

static uint64_t weight_of(const struct node *node) {
    uint64_t weight = 1;
    node_each(child, node) weight += weight_of(child);
    return weight;
}

static void fail(struct includes *includes, const struct node *node, struct str location, struct str why) {
    template_diag(includes->template, DIAG_UNSUPPORTED, node, "what '%.*s' holds is not known: %.*s", STR_ARG(location),
                  STR_ARG(why));
}

/* Looked for before the tree is walked. */
static bool mentions(const struct document *document) {
    return str_contains(document->bytes, "AWS::Include");
}

/* The tree of a document with its own includes in place, made once. */
static struct included *included_of(struct includes *includes, const struct document *document) {
    struct included *included = map_get(&includes->files, document->path);
    if (included)
        return included;
    included = ARENA_NEW(includes->template->arena, struct included);
    map_put(&includes->files, document->path, included);
    included->open = true;
    uint64_t before = includes->left;
    const struct node *expanded = mentions(document) ? expand(includes, document->root) : NULL;
    included->root = expanded ? expanded : document->root;
    included->weight = weight_of(document->root) + before - includes->left;
    includes->left = before;
    included->open = false;
    return included;
}

static const struct node *take(struct includes *includes, const struct node *node, struct str location,
                               const struct document *document) {
    if (includes->depth >= LIMIT_RESOLVE_DEPTH) {
        fail(includes, node, location, STR("files include each other too deeply"));
        return NULL;
    }
    includes->depth++;
    const struct included *included = included_of(includes, document);
    includes->depth--;
    if (included->open) {
        fail(includes, node, location, STR("it includes itself"));
        return NULL;
    }
    if (included->weight > includes->left) {
        template_diag(includes->template, DIAG_LIMIT, node,
                      "'%.*s' is left out: included files hold more than %u parts", STR_ARG(location),
                      LIMIT_EXPANDED_NODES);
        return NULL;
    }
    includes->left -= included->weight;
    return included->root;
}

/* What a macro includes; NULL, with a diagnostic, when that is not known. */
static const struct node *include(struct includes *includes, const struct node *node) {
    struct template *template = includes->template;
    const struct node *written = node_member(node_member(macro_of(node), "Parameters"), "Location");
    if (!written) {
        template_diag(template, DIAG_UNSUPPORTED, node, "AWS::Include has no Location");
        return NULL;
    }
    struct resolver resolver = {.unit = template->unit, .arena = template->arena, .scope = template};
    const struct value *location = intrinsic_resolve(&resolver, written);
    if (location->kind != VALUE_TEXT) {
        template_diag(template, DIAG_UNSUPPORTED, written, "what is included is not known: %.*s",
                      STR_ARG(value_reason(location)));
        return NULL;
    }
    const struct includer *includer = template->bindings ? template->bindings->includer : NULL;
    struct str why = STR("it lies elsewhere");
    struct document *document = NULL;
    if (includer && !str_contains(location->text, "://"))
        document = includer->open(includer->context, node_source(written)->document, location->text, &why);
    if (document)
        return take(includes, written, location->text, document);
    fail(includes, written, location->text, why);
    return NULL;
}

/* -- putting it in place ------------------------------------------------------------------------------------------- */

/* A copy of the node with these parts as its children. */
static struct node *rebuild(struct includes *includes, const struct node *node, const struct parts *parts) {
    struct document *document = includes->template->document;
    struct node *copy = node_new_copy(document, node);
    struct node **link = &copy->first_child;
    copy->first_child = NULL;
    copy->child_count = 0;
    for (size_t i = 0; i < parts->list.count; i++)
        node_put(copy, &link, parts->list.items[i]->key, node_new_copy(document, parts->list.items[i]));
    return copy;
}

/* The members of an included map beside those of the map that includes it. */
static void add_members(struct includes *includes, struct parts *parts, const struct map *own,
                        const struct node *from) {
    node_each(member, from) {
        if (map_has(own, member->key))
            template_diag(includes->template, DIAG_UNSUPPORTED, member, "'%.*s' is there already: this one is left out",
                          STR_ARG(member->key));
        else
            vec_push(includes->template->arena, &parts->list, member);
    }
}

/* A map or list some of whose parts include something; NULL when none does. */
static struct node *expand_children(struct includes *includes, const struct node *node) {
    struct arena *arena = includes->template->arena;
    struct parts parts = {0};
    bool changed = false;
    node_each(child, node) {
        bool beside = str_is(child->key, "Fn::Transform") && include_is(child);
        const struct node *root = beside ? include(includes, child) : NULL;
        struct node *expanded = beside ? NULL : expand(includes, child);
        changed = changed || root || expanded;
        if (!root || root->kind != NODE_MAP) {
            vec_push(arena, &parts.list, expanded ? expanded : child);
            continue;
        }
        struct map own;
        map_init(&own, arena);
        node_each(member, node) map_put(&own, member->key, member);
        add_members(includes, &parts, &own, root);
    }
    return changed ? rebuild(includes, node, &parts) : NULL;
}

/* What stands in place of the node; NULL: the node itself. */
static struct node *expand(struct includes *includes, const struct node *node) {
    struct call call = call_of(node);
    if (call.kind != CALL_TRANSFORM || !include_is(call.argument))
        return expand_children(includes, node);
    const struct node *root = include(includes, call.argument);
    if (!root)
        return NULL;
    struct node *copy = node_new_copy(includes->template->document, root);
    copy->key = node->key;
    copy->key_span = node->key_span;
    return copy;
}

/* -- the template -------------------------------------------------------------------------------------------------- */

/* Members of an included template become members of the sections of the same name. */
static void merge_sections(struct includes *includes, struct node *root, const struct node *from) {
    node_each(section, from) {
        struct parts parts = {0};
        struct map own;
        const struct node *there = node_member_str(root, section->key);
        if (!there) {
            node_set(root, section->key, node_new_copy(includes->template->document, section));
            continue;
        }
        if (there->kind != NODE_MAP || section->kind != NODE_MAP)
            continue; /* AWSTemplateFormatVersion, Description */
        map_init(&own, includes->template->arena);
        node_each(member, there) {
            map_put(&own, member->key, member);
            vec_push(includes->template->arena, &parts.list, member);
        }
        add_members(includes, &parts, &own, section);
        node_set(root, section->key, rebuild(includes, there, &parts));
    }
}

/* Transform: {Name: AWS::Include, …}, alone or in a list. What is in place is no macro any more. */
static void include_transform(struct includes *includes, const struct node *transform, bool in_list) {
    struct template *template = includes->template;
    struct parts kept = {0};
    struct node *root = NULL;
    for (const struct node *macro = in_list ? transform->first_child : transform; macro; macro = macro->next) {
        const struct node *from = include_is(macro) ? include(includes, macro) : NULL;
        if (from && from->kind == NODE_MAP) {
            root = root ? root : node_new_copy(template->document, template->root);
            merge_sections(includes, root, from);
        } else {
            vec_push(template->arena, &kept.list, macro);
        }
        if (!in_list)
            break;
    }
    if (!root)
        return;
    struct node *rest = rebuild(includes, in_list ? transform : node_new_list(template->document, transform), &kept);
    node_set(root, STR("Transform"), rest);
    template->root = root;
}

void includes_expand(struct template *template) {
    if (!mentions(template->document))
        return;
    struct includes includes = {.template = template, .left = LIMIT_EXPANDED_NODES};
    map_init(&includes.files, template->arena);
    struct included *self = ARENA_NEW(template->arena, struct included);
    self->open = true;
    map_put(&includes.files, template->document->path, self);
    const struct node *transform = node_member(template->root, "Transform");
    if (transform && (transform->kind == NODE_LIST || transform->kind == NODE_MAP))
        include_transform(&includes, transform, transform->kind == NODE_LIST);
    const struct node *root = expand(&includes, template->root);
    template->root = root ? root : template->root;
}
