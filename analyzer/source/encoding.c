#include "analyzer/source/encoding.h"

#include "analyzer/base/utf8.h"

size_t encoding_bom(struct str bytes) {
    return str_starts(bytes, "\xEF\xBB\xBF") ? 3 : 0;
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
        buf_add(&text, (struct str){utf8, utf8_put(code_point, utf8)});
    }
    *ret_text = buf_str(&text);
    return true;
}
