/* The node tree that all formats share. Nothing in it is interpreted: a YAML tag stays a tag, a plain scalar keeps its
 * raw text, `Fn::Sub` is a key like any other.
 *
 * A member of a map carries its key; a member of a list does not. YAML aliases are shallow copies of the anchored node
 * (own key and `next`, shared children), so the tree is a DAG whose written-out size the reader bounds by
 * LIMIT_EXPANDED_NODES: every walk over it ends. Of duplicate keys only the last is in the tree.
 *
 * A generated node (SAM expansion makes them) has no text in the file; `origin` is the source node that made it, and
 * node_source() is what reports point at. Nodes live in the arena of their document. */
#ifndef LL_SOURCE_NODE_H
#define LL_SOURCE_NODE_H

#include "analyzer/base/span.h"
#include "analyzer/base/str.h"

struct document;

enum node_kind { NODE_NULL, NODE_BOOLEAN, NODE_NUMBER, NODE_TEXT, NODE_LIST, NODE_MAP };

enum node_style {
    STYLE_PLAIN, /* YAML plain scalar; JSON number, true, false, null */
    STYLE_SINGLE_QUOTED,
    STYLE_DOUBLE_QUOTED, /* also every JSON string */
    STYLE_LITERAL,       /* YAML | */
    STYLE_FOLDED,        /* YAML > */
    STYLE_FLOW,          /* lists and maps in braces: all of JSON */
    STYLE_BLOCK,
    STYLE_GENERATED,
    STYLE_PERCENT, /* what the text of its parent, a scalar, says without percent-encoding (RFC 3986) */
};

struct node {
    enum node_kind kind;
    enum node_style style;
    uint32_t index;       /* number in its document; document.number << 32 | index is the node id */
    uint32_t child_count; /* lists and maps */
    struct span span;     /* scalar: with its quotes; block list or map: from first to last child */
    struct span key_span; /* member of a map: its key, with quotes; else {0, 0} */
    struct str key;       /* member of a map: decoded key; else empty */
    struct str text;      /* scalars: decoded text; raw text of plain ones ("0123" stays "0123") */
    struct str tag;       /* YAML tag as written ("!Ref"), empty when there is none */
    struct node *first_child;
    struct node *next;   /* next sibling; of a root: the root of the next YAML document in the same file */
    struct node *parent; /* NULL for a root; of shared children: the anchored node */
    struct document *document;
    const struct node *origin; /* generated nodes: what made them; NULL for nodes that stand in the file */
};

/* The member of a map with that key, or NULL (also when node is NULL or no map). */
struct node *node_member(const struct node *node, const char *key);
struct node *node_member_str(const struct node *node, struct str key);
/* The first and only member of a map with exactly one, else NULL. */
struct node *node_only_member(const struct node *node);
/* The child with that number, or NULL. */
struct node *node_child(const struct node *node, size_t number);
bool node_is_scalar(const struct node *node);
/* A scalar with that text; false for NULL. */
bool node_is_text(const struct node *node, const char *text);
/* The node itself when it stands in the file, else the source node that made it. Never NULL for a node of a document
 * that was read. */
const struct node *node_source(const struct node *node);
/* What a report underlines: a scalar's own span; of a list, map or resource its key; of a list member without a key its
 * first scalar. Works on generated nodes too (through node_source). */
struct span node_place(const struct node *node);
/* Keys and indexes from the root of the document: Resources/Fn/Properties/Layers/0 . Part of fingerprints. */
struct str node_path(struct arena *arena, const struct node *node);
uint64_t node_id(const struct node *node);

#define node_each(child, parent)                                                                                       \
    for (struct node *child = (parent) ? (parent)->first_child : NULL; child; child = child->next)

/* Generated nodes. The origin may itself be generated; its source is taken. */
struct node *node_new_map(struct document *document, const struct node *origin);
struct node *node_new_list(struct document *document, const struct node *origin);
struct node *node_new_text(struct document *document, const struct node *origin, struct str text);
struct node *node_new_boolean(struct document *document, const struct node *origin, bool value);
struct node *node_new_number(struct document *document, const struct node *origin, int64_t value);
/* A shallow copy (shared children) that may be put somewhere else; it keeps its place in the file. */
struct node *node_new_copy(struct document *document, const struct node *node);
/* Adds a node that is in no list or map yet. node_set replaces a member of the same key. */
void node_set(struct node *map, struct str key, struct node *value);
void node_append(struct node *list, struct node *value);
/* Puts a new node behind *link, the end of a list or map that is being filled: node_append walks there each time. */
void node_put(struct node *parent, struct node ***link, struct str key, struct node *child);

#endif
