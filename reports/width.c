#include "reports/width.h"

#include "analyzer/base/arena.h"

struct range {
    uint32_t first;
    uint32_t last;
};

/* East_Asian_Width W or F of Unicode 14.0 (EastAsianWidth.txt); unassigned code points between two such are included.
 */
static const struct range WIDE[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},   {0x23F0, 0x23F0},
    {0x23F3, 0x23F3},   {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x2648, 0x2653},   {0x267F, 0x267F},
    {0x2693, 0x2693},   {0x26A1, 0x26A1},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x26C4, 0x26C5},
    {0x26CE, 0x26CE},   {0x26D4, 0x26D4},   {0x26EA, 0x26EA},   {0x26F2, 0x26F3},   {0x26F5, 0x26F5},
    {0x26FA, 0x26FA},   {0x26FD, 0x26FD},   {0x2705, 0x2705},   {0x270A, 0x270B},   {0x2728, 0x2728},
    {0x274C, 0x274C},   {0x274E, 0x274E},   {0x2753, 0x2755},   {0x2757, 0x2757},   {0x2795, 0x2797},
    {0x27B0, 0x27B0},   {0x27BF, 0x27BF},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B50},   {0x2B55, 0x2B55},
    {0x2E80, 0x3029},   {0x302E, 0x303E},   {0x3041, 0x3096},   {0x309B, 0x3247},   {0x3250, 0x4DBF},
    {0x4E00, 0xA4C6},   {0xA960, 0xA97C},   {0xAC00, 0xD7A3},   {0xF900, 0xFAD9},   {0xFE10, 0xFE19},
    {0xFE30, 0xFE6B},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x16FE3}, {0x16FF0, 0x1B2FB},
    {0x1F004, 0x1F004}, {0x1F0CF, 0x1F0CF}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320},
    {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA}, {0x1F3CF, 0x1F3D3},
    {0x1F3E0, 0x1F3F0}, {0x1F3F4, 0x1F3F4}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F54E}, {0x1F550, 0x1F567}, {0x1F57A, 0x1F57A}, {0x1F595, 0x1F596},
    {0x1F5A4, 0x1F5A4}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5}, {0x1F6CC, 0x1F6CC}, {0x1F6D0, 0x1F6D2},
    {0x1F6D5, 0x1F6DF}, {0x1F6EB, 0x1F6EC}, {0x1F6F4, 0x1F6FC}, {0x1F7E0, 0x1F7F0}, {0x1F90C, 0x1F93A},
    {0x1F93C, 0x1F945}, {0x1F947, 0x1F9FF}, {0x1FA70, 0x1FAF6}, {0x20000, 0x3134A},
};

/* The combining marks and joiners of everyday text; marks of further scripts count one column. */
static const struct range ZERO[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x200B, 0x200D},
    {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF},
};

/* C0 and C1 controls, line and paragraph separators, bidirectional formatting ("Trojan Source"). The tab is not among
 * them. */
static const struct range HOSTILE[] = {
    {0x0000, 0x0008}, {0x000A, 0x001F}, {0x007F, 0x009F}, {0x2028, 0x202E}, {0x2066, 0x2069},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool in_ranges(const struct range *ranges, size_t count, uint32_t code) {
    for (size_t i = 0; i < count && ranges[i].first <= code; i++)
        if (code <= ranges[i].last)
            return true;
    return false;
}

/* Bytes of the UTF-8 sequence that begins with this byte, 0 when none does. */
static uint32_t sequence_size(unsigned char first) {
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first < 0xE0)
        return 2;
    if (first >= 0xE0 && first < 0xF0)
        return 3;
    return first >= 0xF0 && first < 0xF5 ? 4 : 0;
}

static uint32_t glyph_width(uint32_t code) {
    if (code == '\t')
        return WIDTH_TAB;
    if (code < 0x300)
        return 1;
    if (in_ranges(ZERO, COUNT(ZERO), code))
        return 0;
    return in_ranges(WIDE, COUNT(WIDE), code) ? 2 : 1;
}

struct glyph glyph_read(struct str text) {
    const unsigned char *bytes = (const unsigned char *)text.data;
    uint32_t size = sequence_size(bytes[0]);
    if (size == 0 || size > text.size)
        return (struct glyph){0xFFFD, 1, 1, true};
    uint32_t code = size == 1 ? bytes[0] : bytes[0] & (0xFFu >> (size + 1));
    for (uint32_t i = 1; i < size; i++) {
        if ((bytes[i] & 0xC0) != 0x80)
            return (struct glyph){0xFFFD, 1, 1, true};
        code = code << 6 | (bytes[i] & 0x3Fu);
    }
    if (in_ranges(HOSTILE, COUNT(HOSTILE), code))
        return (struct glyph){code, size, 1, true};
    return (struct glyph){code, size, glyph_width(code), false};
}

uint32_t text_width(struct str text) {
    uint32_t width = 0;
    for (size_t i = 0; i < text.size;) {
        struct glyph glyph = glyph_read(str_slice(text, i, text.size));
        width += glyph.width;
        i += glyph.size;
    }
    return width;
}

struct str text_clean(struct arena *arena, struct str text) {
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < text.size;) {
        struct glyph glyph = glyph_read(str_slice(text, i, text.size));
        if (glyph.code == '\n' || glyph.code == '\r' || glyph.code == '\t')
            buf_add_char(&out, ' ');
        else if (glyph.hostile)
            buf_add(&out, STR("\xEF\xBF\xBD"));
        else
            buf_add(&out, str_slice(text, i, i + glyph.size));
        i += glyph.size;
    }
    return buf_str(&out);
}

static void add_spaces(struct buf *out, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        buf_add_char(out, ' ');
}

void text_wrap(struct buf *out, struct str text, struct str margin, uint32_t indent, uint32_t width) {
    uint32_t column = indent;
    bool first = true;
    while (text.size) {
        struct str word = text;
        struct str rest = STR_NONE;
        str_cut(text, ' ', &word, &rest);
        uint32_t size = text_width(word);
        if (!first && column + 1 + size > width) {
            buf_add_char(out, '\n');
            buf_add(out, margin);
            add_spaces(out, indent - (margin.size < indent ? (uint32_t)margin.size : indent));
            column = indent;
        } else if (!first) {
            buf_add_char(out, ' ');
            column++;
        }
        buf_add(out, word);
        column += size;
        first = false;
        text = rest;
    }
}
