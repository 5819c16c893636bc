/* Computed as github/codeql-action does in src/fingerprints.ts, so that upload-sarif finds its own value and does not
 * warn. A line is hashed together with what follows it: a hundred UTF-16 units, blanks left out. */
#include "reports/line_hash.h"

#include "analyzer/source/document.h"
#include "reports/report.h"
#include "reports/width.h"

enum { HASH_UNITS = 100, HASH_FACTOR = 37, HASH_END_UNIT = 65535 };

/* What of a text counts, unit for unit. */
struct units {
    struct arena *arena;
    uint16_t *list; /* of the whole text; HASH_UNITS zeros stand behind it */
    size_t count;
    bool line_begins;  /* with the next unit */
    VEC(size_t) lines; /* where each begins in list */
};

static void add_unit(struct units *units, uint32_t unit) {
    if (units->line_begins)
        vec_push(units->arena, &units->lines, units->count);
    units->line_begins = unit == '\n';
    units->list[units->count++] = (uint16_t)unit;
}

static void add_glyph(struct units *units, uint32_t code) {
    if (code > 0xFFFF) {
        add_unit(units, 0xD800 + ((code - 0x10000) >> 10));
        add_unit(units, 0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
        add_unit(units, code == '\r' ? '\n' : code);
    }
}

static void units_read(struct units *units, struct arena *arena, struct str text) {
    *units = (struct units){.arena = arena, .line_begins = true};
    units->list = arena_alloc_array(arena, text.size + 1 + HASH_UNITS, sizeof *units->list);
    bool after_return = false;
    for (size_t i = 0; i < text.size;) {
        struct glyph glyph = glyph_read(str_slice(text, i, text.size));
        bool dropped = glyph.code == ' ' || glyph.code == '\t' || (glyph.code == '\n' && after_return);
        if (!dropped)
            add_glyph(units, glyph.code);
        after_return = glyph.code == '\r';
        i += glyph.size;
    }
    add_unit(units, HASH_END_UNIT);
}

static uint64_t hash_at(const struct units *units, size_t start) {
    uint64_t hash = 0;
    for (size_t i = 0; i < HASH_UNITS; i++)
        hash = hash * HASH_FACTOR + units->list[start + i];
    return hash;
}

struct line_hashes *line_hashes_new(struct arena *arena, struct str text) {
    struct line_hashes *hashes = ARENA_NEW(arena, struct line_hashes);
    struct units units;
    units_read(&units, arena, text);
    for (size_t i = 0; i < units.lines.count; i++)
        vec_push(arena, &hashes->list, hash_at(&units, units.lines.items[i]));
    return hashes;
}

struct str line_hashes_get(const struct line_hashes *hashes, struct arena *arena, uint32_t line) {
    size_t last = line < hashes->list.count ? line : hashes->list.count;
    uint64_t hash = hashes->list.items[last ? last - 1 : 0];
    size_t occurrence = last ? 0 : 1;
    for (size_t i = 0; i < last; i++)
        occurrence += hashes->list.items[i] == hash;
    return str_format(arena, "%llx:%zu", (unsigned long long)hash, occurrence);
}
