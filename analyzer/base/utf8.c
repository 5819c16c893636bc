#include "analyzer/base/utf8.h"

#include <string.h>

size_t utf8_width(char first) {
    unsigned char byte = (unsigned char)first;
    return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

size_t utf8_put(uint32_t code_point, char ret_bytes[4]) {
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

size_t utf8_sequence(struct str text) {
    const unsigned char *bytes = (const unsigned char *)text.data;
    size_t width = utf8_width(text.data[0]);
    if (bytes[0] < 0x80)
        return 1;
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

size_t utf8_check(struct str bytes, bool *ret_ascii) {
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
        size_t width = utf8_sequence(str_slice(bytes, at, bytes.size));
        if (!width)
            return at;
        at += width;
    }
    return at;
}
