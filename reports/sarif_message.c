/* GitHub shows only the first sentence where there is little room, and cuts it at 150 characters (cli-and-reports.md
 * c.2). */
#include "reports/message.h"
#include "reports/sarif.h"
#include "reports/width.h"

enum { SENTENCE_CHARACTERS = 149 };

static size_t characters(struct str text) {
    size_t count = 0;
    for (size_t i = 0; i < text.size; count++)
        i += glyph_read(str_slice(text, i, text.size)).size;
    return count;
}

struct str sarif_sentence(struct arena *arena, struct str text) {
    struct buf out;
    buf_init(&out, arena);
    buf_add(&out, str_trim(text));
    if (out.size && out.data[0] >= 'a' && out.data[0] <= 'z')
        out.data[0] = (char)(out.data[0] - 'a' + 'A');
    if (out.size == 0 || out.data[out.size - 1] != '.')
        buf_add_char(&out, '.');
    return buf_str(&out);
}

/* The beginning of a text, up to a space, with an ellipsis. */
static struct str shortened(struct arena *arena, struct str text) {
    size_t end = 0;
    size_t word = 0;
    for (size_t count = 0; end < text.size && count < SENTENCE_CHARACTERS - 5; count++) {
        if (text.data[end] == ' ')
            word = end;
        end += glyph_read(str_slice(text, end, text.size)).size;
    }
    struct str head = str_slice(text, 0, word ? word : end);
    return str_format(arena, "%.*s ...", STR_ARG(head));
}

/* Brackets that would read as an embedded link are escaped (SARIF 2.1.0, 3.11.6). */
static struct str escaped(struct arena *arena, struct str text) {
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '[' || text.data[i] == ']' || text.data[i] == '\\')
            buf_add_char(&out, '\\');
        buf_add_char(&out, text.data[i]);
    }
    return buf_str(&out);
}

static void add_links(struct buf *out, struct sarif_report *sarif, const struct finding *finding) {
    for (size_t i = 0; i < finding->related.count; i++) {
        struct str label = text_clean(sarif->arena, masks_text(&sarif->masks, finding->related.items[i].label));
        label = escaped(sarif->arena, label.size ? label : STR("related place"));
        buf_printf(out, "%s[%.*s](%zu)", i ? ", " : " See ", STR_ARG(label), i + 1);
    }
    if (finding->related.count)
        buf_add_char(out, '.');
}

struct str sarif_message(struct sarif_report *sarif, const struct finding *finding) {
    struct arena *arena = sarif->arena;
    struct str message = text_clean(arena, masks_text(&sarif->masks, finding->message));
    struct str when = text_clean(arena, masks_text(&sarif->masks, message_when(arena, finding)));
    struct str whole = text_clean(arena, message_full(&sarif->masks, finding));
    if (str_contains(whole, "](")) {
        message = escaped(arena, message);
        whole = escaped(arena, whole);
        when = escaped(arena, when);
    }
    struct buf out;
    buf_init(&out, arena);
    if (characters(whole) < SENTENCE_CHARACTERS) {
        buf_add(&out, sarif_sentence(arena, whole));
    } else if (characters(message) < SENTENCE_CHARACTERS) {
        buf_add(&out, sarif_sentence(arena, message));
        if (when.size)
            buf_printf(&out, " %.*s.", STR_ARG(when));
    } else {
        buf_add(&out, sarif_sentence(arena, shortened(arena, message)));
        buf_add_char(&out, ' ');
        buf_add(&out, sarif_sentence(arena, whole));
    }
    add_links(&out, sarif, finding);
    return buf_str(&out);
}
