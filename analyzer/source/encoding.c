#include "analyzer/source/encoding.h"

#include "analyzer/base/arena.h"

#include <string.h>

size_t encoding_bom(struct str bytes) {
    return str_starts(bytes, "\xEF\xBB\xBF") ? 3 : 0;
}

size_t encoding_width(char first) {
    unsigned char byte = (unsigned char)first;
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

size_t encoding_put(uint32_t code_point, char ret_bytes[4]) {
    if (code_point < 0x80) {
        ret_bytes[0] = (char)code_point;
        return 1;
    }
    size_t width = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = width - 1; i > 0; i--) {
        ret_bytes[i] = (char)(unsigned char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    uint32_t mark = width == 2 ? 0xC0 : width == 3 ? 0xE0 : 0xF0;
    ret_bytes[0] = (char)(unsigned char)(mark | code_point);
    return width;
}

static uint32_t unit_at(struct str bytes, size_t offset, bool big_endian) {
    unsigned char a = (unsigned char)bytes.data[offset];
    unsigned char b = (unsigned char)bytes.data[offset + 1];
    return big_endian ? (uint32_t)(a << 8 | b) : (uint32_t)(b << 8 | a);
}

bool encoding_from_utf16(struct arena *arena, struct str bytes, struct str *ret_text) {
    bool big_endian = str_starts(bytes, "\xFE\xFF");
    if (!big_endian && !str_starts(bytes, "\xFF\xFE"))
        return false;
    struct buf text;
    buf_init(&text, arena);
    for (size_t i = 2; i + 1 < bytes.size; i += 2) {
        uint32_t code_point = unit_at(bytes, i, big_endian);
        if (code_point >= 0xD800 && code_point < 0xDC00 && i + 3 < bytes.size) {
            uint32_t low = unit_at(bytes, i + 2, big_endian);
            if (low >= 0xDC00 && low < 0xE000) {
                code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (code_point >= 0xD800 && code_point < 0xE000)
            code_point = 0xFFFD;
        char utf8[4];
        buf_add(&text, (struct str){utf8, encoding_put(code_point, utf8)});
    }
    *ret_text = buf_str(&text);
    return true;
}

/* Length of the well-formed sequence at the beginning of the text (The Unicode Standard, table 3-7), or 0. */
static size_t well_formed(struct str text) {
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t width = encoding_width(text.data[0]);
    if (width == 1 || width > text.size || bytes[0] < 0xC2 || bytes[0] > 0xF4)
        return 0;
    unsigned low = bytes[0] == 0xE0 ? 0xA0 : bytes[0] == 0xF0 ? 0x90 : 0x80;
    unsigned high = bytes[0] == 0xED ? 0x9F : bytes[0] == 0xF4 ? 0x8F : 0xBF;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < width; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    return width;
}

size_t encoding_check(struct str bytes, bool *ret_ascii) {
    *ret_ascii = true;
    size_t at = 0;
    while (at < bytes.size) {
        uint64_t eight;
        while (bytes.size - at >= sizeof eight) {
            memcpy(&eight, bytes.data + at, sizeof eight);
            if (eight & 0x8080808080808080u)
                break;
            at += sizeof eight;
        }
        if (at == bytes.size)
            break;
        if ((unsigned char)bytes.data[at] < 0x80) {
            at++;
            continue;
        }
        *ret_ascii = false;
        size_t width = well_formed(str_slice(bytes, at, bytes.size));
        if (!width)
            return at;
        at += width;
    }
    return at;
}
