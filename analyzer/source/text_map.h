/* From bytes of a scalar's decoded text back to the bytes of the file that they were written with: exact whatever
 * escapes, line folding or indentation lie between. Private to this room.
 *
 * A map is a list of pieces. In a verbatim piece every decoded byte is one source byte; another piece was decoded as a
 * whole (an escape, a folded line break) and any part of it stands for all of its source. Source bytes that no piece
 * covers (indentation, a folded line's white space) decode to nothing. */
#ifndef LL_SOURCE_TEXT_MAP_H
#define LL_SOURCE_TEXT_MAP_H

#include "analyzer/base/vec.h"
#include "analyzer/source/node.h"

struct text_piece {
    uint32_t text; /* where the piece begins in the decoded text */
    uint32_t text_size;
    uint32_t source; /* where it begins in the source */
    uint32_t source_size;
    bool verbatim;
};

struct text_map {
    VEC(struct text_piece) pieces; /* ascending in text and in source, without gaps in text */
    struct span whole;             /* the scalar's place: what stands for an empty text */
    const struct text_map *outer;  /* when the source is itself the decoded text of a scalar; NULL: it is the file */
};

/* The map of a scalar that stands in a file, or of a generated one (all of it stands for its source node). The scalar
 * may stand in JSON that is the text of another scalar. Lives in the arena. */
const struct text_map *text_map_new(struct arena *arena, const struct node *scalar);
/* Place in the file of the bytes [from, to) of the decoded text. */
struct span text_map_span(const struct text_map *map, size_t from, size_t to);

#endif
