/* A document: the bytes of one file, its lines and its node tree. It owns one arena and lives until the reports are
 * written, because code frames, suppressions and line hashes need it. */
#ifndef LL_SOURCE_DOCUMENT_H
#define LL_SOURCE_DOCUMENT_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/base/map.h"
#include "analyzer/base/span.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"
#include "analyzer/source/node.h"

enum document_format { FORMAT_JSON, FORMAT_YAML };

/* 1-based. Columns count UTF-16 units, as SARIF's default does; byte is the 0-based offset in the file. */
struct position {
    uint32_t line;
    uint32_t column;
    uint32_t byte;
};

/* A `#` comment of a YAML file, from the # to the end of its line. */
struct comment {
    struct span span;
    bool own_line; /* nothing but white space before it on its line */
};

enum { DOCUMENT_NODE_BLOCK = 16 };

struct document {
    uint32_t number; /* unique in a run, from 1 */
    struct str path; /* as given or found, relative to the working directory, forward slashes; "<stdin>" or its name */
    struct str bytes;
    enum document_format format;
    struct arena arena;
    struct node *root;         /* NULL when the file does not parse; further YAML documents hang on root->next */
    VEC(uint32_t) line_starts; /* byte offsets; LF, CRLF and lone CR end a line */
    VEC(struct comment) comments;
    VEC(struct node *) node_blocks; /* DOCUMENT_NODE_BLOCK nodes each: document_node finds one */
    uint32_t node_count;
    bool ascii;                  /* every byte is ASCII: columns are bytes */
    uint32_t duplicate_keys;     /* told so far */
    VEC(struct node *) repeated; /* members whose key stands in their map before, too */
    struct map embedded;         /* what document_embedded has read, by text and place of the scalar */
};

/* Reads bytes (copied) into a new document. JSON when the first token is { or [ and the name does not say YAML; a YAML
 * name with a JSON-like start that is no JSON is read as YAML. A syntax error gives root NULL and one LL001 diagnostic
 * with the position; duplicate keys give a diagnostic each and the last one counts. */
struct document *document_read(uint32_t number, struct str path, struct str bytes, struct diags *diags);
/* The same for JSON values that stand one after the other (JSON Lines, answers appended to one file), whatever the
 * name: their roots are chained as those of YAML documents are. document_read does so for .jsonl and .ndjson. */
struct document *document_read_values(uint32_t number, struct str path, struct str bytes, struct diags *diags);
/* A file that is no tree of nodes: only its lines. NULL when it is not text. */
struct document *document_read_text(uint32_t number, struct str path, struct str bytes);
void document_free(struct document *document);

/* Parses the text of a scalar as JSON: a policy written as a string. The nodes belong to the same document and their
 * spans are exact places in the file, whatever escapes, folding or indentation lie between. Their `parent` chain ends
 * at the scalar (the root's parent is the scalar, of aliases the first one read; its key is empty), so node_path says
 * where the policy stands. NULL when it is no JSON; then, and only if diags is not NULL, one diagnostic says where. */
struct node *document_embedded(struct document *document, const struct node *scalar, struct diags *diags);

/* A member whose key stands in that map before, too; it is the one that counts. NULL: there is none. */
const struct node *document_repeated(const struct node *map);

struct position document_position(const struct document *document, uint32_t offset);
uint32_t document_line_count(const struct document *document);
/* The text of a line (1-based) without its line end; empty beyond the last. */
struct str document_line(const struct document *document, uint32_t line);
/* The byte offset where a line (1-based) begins. */
uint32_t document_line_start(const struct document *document, uint32_t line);
/* The span of the scalar's content that corresponds to bytes [from, to) of its decoded text: exact for all styles. */
struct span document_text_span(const struct document *document, const struct node *scalar, size_t from, size_t to);

/* The node with that index, which must be below node_count. */
struct node *document_node(const struct document *document, uint32_t index);
/* Used by the readers and by node_new_*: a zeroed node of the document with its index set. */
struct node *document_new_node(struct document *document);

#endif
