/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
 * A template may refer to what SAM generates: Ref "Function.Version", GetAtt "Function.Alias.Arn", Sub "${Api.Stage}".
 * Trees are copied only along the way to such a reference. */
#include "analyzer/dialect/sam_expander.h"

void sam_name(struct sam *sam, const struct sam_resource *owner, const char *name, struct str id) {
    struct str *copy = ARENA_NEW(sam->arena, struct str);
    *copy = id;
    map_put(&sam->references, str_format(sam->arena, "%.*s.%s", STR_ARG(owner->id), name), copy);
}

/* "Function.Alias" and "Function.Alias.Arn" with the logical id instead; false when it is no such reference. */
static bool renamed(struct sam *sam, struct str text, struct str *ret_text) {
    size_t first = str_find(text, STR("."), 0);
    if (first == SIZE_MAX)
        return false;
    size_t end = str_find(text, STR("."), first + 1);
    const struct str *id = map_get(&sam->references, str_slice(text, 0, end));
    if (!id)
        return false;
    struct str rest = end == SIZE_MAX ? STR_NONE : str_slice(text, end, text.size);
    *ret_text = str_format(sam->arena, "%.*s%.*s", STR_ARG(*id), STR_ARG(rest));
    return true;
}

static bool renamed_template(struct sam *sam, struct str text, struct str *ret_text) {
    struct buf buf;
    buf_init(&buf, sam->arena);
    bool any = false;
    size_t from = 0;
    for (size_t open = str_find(text, STR("${"), 0); open != SIZE_MAX; open = str_find(text, STR("${"), from)) {
        size_t close = str_find(text, STR("}"), open);
        struct str name;
        if (close == SIZE_MAX)
            break;
        buf_add(&buf, str_slice(text, from, open + 2));
        bool found = renamed(sam, str_slice(text, open + 2, close), &name);
        buf_add(&buf, found ? name : str_slice(text, open + 2, close));
        any = any || found;
        from = close;
    }
    buf_add(&buf, str_slice(text, from, text.size));
    if (any)
        *ret_text = buf_str(&buf);
    return any;
}

static struct node *with_text(struct sam *sam, const struct node *node, struct str text) {
    struct node *copy = node_new_copy(sam->document, node);
    copy->text = text;
    return copy;
}

/* The argument of a function: the text itself, or the first item of a list. */
static struct node *rename_argument(struct sam *sam, struct node *node, bool template) {
    struct str text;
    if (node->kind == NODE_TEXT)
        return (template ? renamed_template : renamed)(sam, node->text, &text) ? with_text(sam, node, text) : node;
    struct node *first = node->kind == NODE_LIST ? node->first_child : NULL;
    if (!first || first->kind != NODE_TEXT || !(template ? renamed_template : renamed)(sam, first->text, &text))
        return node;
    struct node *list = node_new_list(sam->document, node);
    list->tag = node->tag;
    node_append(list, with_text(sam, first, text));
    for (struct node *rest = first->next; rest; rest = rest->next)
        node_append(list, node_new_copy(sam->document, rest));
    return list;
}

static struct node *rename_node(struct sam *sam, struct node *node);

static struct node *rename_children(struct sam *sam, struct node *node) {
    bool changed = false;
    struct node *first = NULL, **link = &first;
    node_each(child, node) {
        struct node *new = rename_node(sam, child);
        changed = changed || new != child;
        *link = new == child ? node_new_copy(sam->document, child) : new;
        (*link)->key = child->key;
        link = &(*link)->next;
    }
    if (!changed)
        return node;
    struct node *copy = node_new_copy(sam->document, node);
    copy->first_child = first;
    node_each(child, copy) child->parent = copy;
    return copy;
}

static struct node *rename_node(struct sam *sam, struct node *node) {
    struct call call = call_of(node);
    bool template = call.kind == CALL_SUB;
    if (call.kind != CALL_REF && call.kind != CALL_GET_ATT && !template)
        return node_is_scalar(node) ? node : rename_children(sam, node);
    if (call.tagged) {
        struct node *new = rename_argument(sam, node, template);
        return new == node && !node_is_scalar(node) ? rename_children(sam, node) : new;
    }
    struct node *argument = node->first_child;
    struct node *new = rename_argument(sam, argument, template);
    if (new == argument)
        return rename_children(sam, node);
    struct node *copy = node_new_copy(sam->document, node);
    node_set(copy, argument->key, new);
    return copy;
}

struct node *sam_rename(struct sam *sam, struct node *tree) {
    return sam->references.count ? rename_node(sam, tree) : tree;
}
