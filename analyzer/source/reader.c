#include "analyzer/source/reader.h"

#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"

/* Maps of at most this many members are compared pair by pair. */
enum { FEW = 16 };

static bool few_are_distinct(const struct node *map) {
    for (const struct node *a = map->first_child; a; a = a->next)
        for (const struct node *b = a->next; b; b = b->next)
            if (str_equal(a->key, b->key))
                return false;
    return true;
}

static void tell(struct diags *diags, const struct node *dropped, const struct node *kept) {
    struct document *document = kept->document;
    if (!diags || document->duplicate_keys >= LIMIT_DIAGS_PER_FILE)
        return;
    document->duplicate_keys++;
    struct position place = document_position(document, dropped->key_span.start);
    diag_add(diags, DIAG_DUPLICATE_KEY, NULL, document->path, document, kept->key_span,
             "duplicate key '%.*s': this one counts, the one at %u:%u is ignored", STR_ARG(kept->key), place.line,
             place.column);
}

void reader_drop_duplicates(struct node *map, struct diags *diags) {
    if (map->child_count <= FEW && few_are_distinct(map))
        return;
    struct arena scratch;
    arena_init(&scratch);
    struct map last;
    map_init(&last, &scratch);
    for (struct node *child = map->first_child; child; child = child->next)
        map_put(&last, child->key, child);
    struct node **link = &map->first_child;
    while (*link) {
        const struct node *kept = map_get(&last, (*link)->key);
        if (kept != *link) {
            tell(diags, *link, kept);
            vec_push(&map->document->arena, &map->document->repeated, map_get(&last, (*link)->key));
            *link = (*link)->next;
            map->child_count--;
        } else {
            link = &(*link)->next;
        }
    }
    arena_done(&scratch);
}
