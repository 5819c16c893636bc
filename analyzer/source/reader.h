/* What the readers of formats share. Private to this room. */
#ifndef LL_SOURCE_READER_H
#define LL_SOURCE_READER_H

#include "analyzer/source/document.h"

struct text_map;

/* Why a text could not be read. */
struct read_failure {
    enum diag_kind kind;
    struct span span; /* in the document */
    struct str message;
};

/* Reads one JSON value, a list or map, that fills the text but for white space. The text is UTF-8. It accepts RFC 8259,
 * less \u0000 and unpaired surrogates, which no name in AWS may hold; nesting is bounded by LIMIT_DEPTH.
 * A NULL map says that the text is document->bytes and reading starts at `from`; else the map gives the places.
 * NULL and *ret_failure when it is no JSON. Duplicate keys are told to diags unless it is NULL. */
struct node *json_read(struct document *document, struct str text, size_t from, const struct text_map *map,
                       struct diags *diags, struct read_failure *ret_failure);

/* Reads one such value after the other, at least one, and chains their roots as those of YAML documents are. */
struct node *json_read_values(struct document *document, size_t from, struct diags *diags,
                              struct read_failure *ret_failure);

/* Reads all YAML documents of document->bytes from that byte on and collects the comments. An empty file has a null
 * root. NULL and *ret_failure on a syntax error. */
struct node *yaml_read(struct document *document, size_t from, struct diags *diags, struct read_failure *ret_failure);

/* Takes all but the last of members with equal keys out of a map that is complete. */
void reader_drop_duplicates(struct node *map, struct diags *diags);

#endif
