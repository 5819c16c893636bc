#include "tests/unit/sam_template.h"

#include "analyzer/dialect/sam.h"
#include "tests/unit/test.h"

void sam_template_init(struct sam_template *template, const char *text) {
    arena_init(&template->arena);
    diags_init(&template->diags, &template->arena);
    template->document = document_read(1, STR("template.yaml"), str_from(text), &template->diags);
    REQUIRE(template->document->root != NULL);
    template->root = sam_expand(template->document, template->document->root, &template->diags);
}

void sam_template_done(struct sam_template *template) {
    document_free(template->document);
    arena_done(&template->arena);
}

const struct node *sam_template_at(const struct sam_template *template, const char *path) {
    const struct node *node = template->root;
    struct str rest = str_from(path), step;
    for (bool more = true; node && more;) {
        int64_t number;
        more = str_cut(rest, '/', &step, &rest);
        if (!more)
            step = rest;
        node = str_integer(step, &number) && node->kind == NODE_LIST ? node_child(node, (size_t)number)
                                                                     : node_member_str(node, step);
    }
    return node;
}

static void print(struct buf *buf, const struct node *node);

static void print_bare(struct buf *buf, const struct node *node) {
    const char *comma = "";
    if (node_is_scalar(node)) {
        bool quoted = node->kind == NODE_TEXT;
        buf_printf(buf, quoted ? "'%.*s'" : "%.*s", STR_ARG(node->text));
        return;
    }
    buf_add_char(buf, node->kind == NODE_MAP ? '{' : '[');
    node_each(child, node) {
        buf_add_z(buf, comma);
        comma = ",";
        if (node->kind == NODE_MAP)
            buf_printf(buf, "'%.*s':", STR_ARG(child->key));
        print(buf, child);
    }
    buf_add_char(buf, node->kind == NODE_MAP ? '}' : ']');
}

static void print(struct buf *buf, const struct node *node) {
    if (node->tag.size > 1) {
        struct str name = str_slice(node->tag, 1, node->tag.size);
        buf_printf(buf, "{'%s%.*s':", str_is(name, "Ref") ? "" : "Fn::", STR_ARG(name));
    }
    print_bare(buf, node);
    if (node->tag.size > 1)
        buf_add_char(buf, '}');
}

struct str sam_template_json(struct sam_template *template, const char *path) {
    const struct node *node = sam_template_at(template, path);
    struct buf buf;
    buf_init(&buf, &template->arena);
    if (!node)
        return STR("absent");
    print(&buf, node);
    return buf_str(&buf);
}

uint32_t sam_template_line(const struct sam_template *template, const char *path) {
    const struct node *node = sam_template_at(template, path);
    REQUIRE(node != NULL);
    return document_position(template->document, node_place(node).start).line;
}
