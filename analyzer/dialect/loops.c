/* Fn::ForEach of the transform AWS::LanguageExtensions: tree to tree, once per unit and before SAM, as CloudFormation
 * does it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 *
 * The body is copied for each element of the collection; in keys and texts of the copy, ${Identifier} is the element
 * and &{Identifier} its letters and digits; Ref of the identifier is the element too. What is copied unchanged keeps
 * its place in the file, a text that is filled in has the text of the body as its origin.
 *
 * Collections are evaluated with the values of --param and the defaults of parameters, whatever conditions say about
 * them. A loop over what is not known stays as it is: whoever meets the key "Fn::ForEach::…" knows that there may be
 * more members, and a diagnostic says why. */
#include "analyzer/dialect/template.h"

#include <ctype.h>

/* An identifier and what stands for it; of nested loops the inner one first. */
struct loop_value {
    const struct loop_value *outer;
    struct str identifier;
    struct str text;
    const struct node *element; /* where it is written */
};

struct loops {
    struct template *template;
    struct document *document;
    struct arena *arena;
    uint32_t nodes_left;
    uint32_t text_left;
    bool stopped;
};

/* A map that is being filled; keys are those that are there. */
struct filling {
    struct node *map;
    struct node **link;
    struct map keys;
    bool resources; /* the section Resources: where each one comes from is kept */
};

static struct node *copy_tree(struct loops *loops, const struct node *node, const struct loop_value *values);
static void fill_map(struct loops *loops, struct filling *filling, const struct node *from,
                     const struct loop_value *values);

static bool is_loop(const struct node *member) {
    return str_starts(member->key, "Fn::ForEach");
}

/* -- texts --------------------------------------------------------------------------------------------------------- */

static void add_alphanumeric(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (isalnum((unsigned char)text.data[i]))
            buf_add_char(buf, text.data[i]);
}

static const struct loop_value *value_of(const struct loop_value *values, struct str identifier) {
    while (values && !str_equal(values->identifier, identifier))
        values = values->outer;
    return values;
}

/* The end of the placeholder that begins at `at`, 0 when none does. */
static size_t placeholder_end(struct str text, size_t at, const struct loop_value *values,
                              const struct loop_value **ret_value) {
    if (at + 2 >= text.size || (text.data[at] != '$' && text.data[at] != '&') || text.data[at + 1] != '{')
        return 0;
    size_t close = str_find(text, STR("}"), at);
    *ret_value = close == SIZE_MAX ? NULL : value_of(values, str_slice(text, at + 2, close));
    return *ret_value ? close + 1 : 0;
}

/* The text with all placeholders filled in; the text itself when it has none. */
static struct str fill_text(struct loops *loops, struct str text, const struct loop_value *values) {
    if (!values || str_find(text, STR("{"), 0) == SIZE_MAX)
        return text;
    struct buf buf;
    bool filled = false;
    buf_init(&buf, loops->arena);
    for (size_t at = 0; at < text.size && buf.size <= loops->text_left;) {
        const struct loop_value *value;
        size_t end = placeholder_end(text, at, values, &value);
        if (end == 0) {
            buf_add_char(&buf, text.data[at++]);
            continue;
        }
        if (text.data[at] == '&')
            add_alphanumeric(&buf, value->text);
        else
            buf_add(&buf, value->text);
        filled = true;
        at = end;
    }
    if (!filled)
        return text;
    loops->text_left -= (uint32_t)(buf.size < loops->text_left ? buf.size : loops->text_left);
    return buf_str(&buf);
}

/* -- copies -------------------------------------------------------------------------------------------------------- */

/* What is copied outside of loops is no more than what is written. */
static bool may_copy(struct loops *loops, const struct node *node, const struct loop_value *values) {
    if (!values)
        return true;
    if (loops->nodes_left > 0 && loops->text_left > 0) {
        loops->nodes_left--;
        return true;
    }
    if (!loops->stopped)
        template_diag(loops->template, DIAG_LIMIT, node,
                      "the loops of the template make more than %u parts or %u bytes of text: the rest is left out",
                      LIMIT_LOOP_NODES, LIMIT_TEXT_BYTES);
    loops->template->unit->more = loops->stopped = true;
    return false;
}

static struct node *new_text(struct loops *loops, const struct node *node, struct str text) {
    struct node *copy = node_new_copy(loops->document, node);
    if (str_equal(text, node->text))
        return copy;
    copy->kind = NODE_TEXT;
    copy->style = STYLE_GENERATED;
    copy->text = text;
    copy->origin = node_source(node);
    return copy;
}

/* What a call in the body comes to when the values of the loops alone decide it: Ref of an identifier, or a Fn::Sub
 * that has no other hole (it names a parameter or resource in Ref, GetAtt and conditions). NULL when they do not. */
static struct node *fold_call(struct loops *loops, const struct node *node, const struct loop_value *values) {
    struct call call = call_of(node);
    bool text = values && call.kind != CALL_NONE && call.argument->kind == NODE_TEXT;
    const struct loop_value *value = text && call.kind == CALL_REF ? value_of(values, call.argument->text) : NULL;
    struct str result = value ? value->text : STR_NONE;
    if (text && call.kind == CALL_SUB)
        result = fill_text(loops, call.argument->text, values);
    bool folded = value || (text && call.kind == CALL_SUB && !str_contains(result, "${"));
    if (!folded)
        return NULL;
    struct node *copy = new_text(loops, call.argument, result);
    copy->key = node->key;
    copy->key_span = node->key_span;
    copy->tag = STR_NONE;
    return copy;
}

static struct node *copy_list(struct loops *loops, const struct node *node, const struct loop_value *values) {
    struct node *copy = node_new_copy(loops->document, node);
    struct node **link = &copy->first_child;
    copy->first_child = NULL;
    copy->child_count = 0;
    node_each(child, node) {
        struct node *part = copy_tree(loops, child, values);
        if (part)
            node_put(copy, &link, STR_NONE, part);
    }
    return copy;
}

static struct node *copy_map(struct loops *loops, const struct node *node, const struct loop_value *values,
                             bool resources) {
    struct filling filling = {.map = node_new_copy(loops->document, node), .resources = resources};
    filling.map->first_child = NULL;
    filling.map->child_count = 0;
    filling.link = &filling.map->first_child;
    map_init(&filling.keys, loops->arena);
    fill_map(loops, &filling, node, values);
    return filling.map;
}

/* NULL when there is no room left. */
static struct node *copy_tree(struct loops *loops, const struct node *node, const struct loop_value *values) {
    if (!may_copy(loops, node, values))
        return NULL;
    struct node *folded = fold_call(loops, node, values);
    if (folded)
        return folded;
    if (node->kind == NODE_MAP)
        return copy_map(loops, node, values, false);
    if (node->kind == NODE_LIST)
        return copy_list(loops, node, values);
    return new_text(loops, node, fill_text(loops, node->text, values));
}

/* -- loops --------------------------------------------------------------------------------------------------------- */

struct loop {
    const struct node *member; /* of a map: its key is "Fn::ForEach::Name" */
    const struct node *identifier;
    const struct node *body;
    const struct value *collection; /* a list of known texts */
};

static bool is_known_list(const struct value *value, struct str *ret_reason) {
    if (value->kind != VALUE_LIST || value->open) {
        *ret_reason = value_reason(value);
        return false;
    }
    for (size_t i = 0; i < value->count; i++)
        if (!value_is_known_scalar(value->members[i].value)) {
            *ret_reason = value_reason(value->members[i].value);
            return false;
        }
    return true;
}

/* False, with a diagnostic, when it is not written as a loop or nobody knows what it runs over. */
static bool read_loop(struct loops *loops, const struct node *member, const struct loop_value *values,
                      struct loop *ret_loop) {
    struct template *template = loops->template;
    const struct node *collection = member->kind == NODE_LIST ? node_child(member, 1) : NULL;
    struct loop loop = {member, node_child(member, 0), node_child(member, 2), NULL};
    if (!collection || !loop.body || loop.body->kind != NODE_MAP || loop.identifier->kind != NODE_TEXT) {
        template_diag(template, DIAG_UNSUPPORTED, member, "'%.*s' is no list of an identifier, a collection and a map",
                      STR_ARG(member->key));
        return false;
    }
    struct resolver resolver = {.unit = template->unit, .arena = loops->arena, .scope = template};
    struct node *written = copy_tree(loops, collection, values);
    struct str reason = STR_NONE;
    if (!written)
        return false;
    loop.collection = intrinsic_resolve(&resolver, written);
    if (!is_known_list(loop.collection, &reason)) {
        template_diag(template, DIAG_UNSUPPORTED, collection, "the elements of '%.*s' are not known: %.*s",
                      STR_ARG(member->key), STR_ARG(reason.size ? reason : STR("they are no list")));
        return false;
    }
    *ret_loop = loop;
    return true;
}

static void put_member(struct loops *loops, struct filling *filling, const struct node *member, struct str key,
                       const struct loop_value *values) {
    if (map_has(&filling->keys, key)) {
        template_diag(loops->template, DIAG_UNSUPPORTED, member, "a loop makes '%.*s' although it is there",
                      STR_ARG(key));
        return;
    }
    struct node *copy = copy_tree(loops, member, values);
    if (!copy)
        return;
    node_put(filling->map, &filling->link, key, copy);
    map_put(&filling->keys, key, copy);
    if (filling->resources && values)
        map_put(&loops->template->looped, key, node_new_copy(loops->document, values->element));
}

static void run_loop(struct loops *loops, struct filling *filling, const struct loop *loop,
                     const struct loop_value *values) {
    for (size_t i = 0; i < loop->collection->count && !loops->stopped; i++) {
        const struct value *element = loop->collection->members[i].value;
        struct loop_value value = {values, loop->identifier->text, element->text, element->node};
        fill_map(loops, filling, loop->body, &value);
    }
}

static void fill_map(struct loops *loops, struct filling *filling, const struct node *from,
                     const struct loop_value *values) {
    node_each(member, from) {
        struct loop loop;
        if (is_loop(member) && read_loop(loops, member, values, &loop))
            run_loop(loops, filling, &loop, values);
        else
            put_member(loops, filling, member, fill_text(loops, member->key, values), values);
    }
}

/* -- the template -------------------------------------------------------------------------------------------------- */

static const struct node *first_loop(const struct node *node) {
    if (!node)
        return NULL;
    node_each(child, node) {
        const struct node *loop = is_loop(child) ? child : first_loop(child);
        if (loop)
            return loop;
    }
    return NULL;
}

/* Where loops may stand. */
static const char *const SECTIONS[] = {"Conditions", "Resources", "Outputs"};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

void loops_expand(struct template *template, bool extended) {
    struct loops loops = {.template = template,
                          .document = template->document,
                          .arena = template->arena,
                          .nodes_left = LIMIT_LOOP_NODES,
                          .text_left = LIMIT_TEXT_BYTES};
    const struct node *first = NULL;
    struct node *root = NULL;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct node *section = node_member(template->root, SECTIONS[i]);
        const struct node *loop = first_loop(section);
        if (!loop || section->kind != NODE_MAP)
            continue;
        first = first ? first : loop;
        root = root ? root : node_new_copy(loops.document, template->root);
        node_set(root, section->key, copy_map(&loops, section, NULL, str_is(section->key, "Resources")));
    }
    template->root = root ? root : template->root;
    if (first && !extended)
        template_diag(template, DIAG_UNSUPPORTED, first,
                      "Fn::ForEach works only with 'Transform: AWS::LanguageExtensions'");
}
