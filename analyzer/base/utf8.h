/* UTF-8, as The Unicode Standard, table 3-7 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#ifndef LL_BASE_UTF8_H
#define LL_BASE_UTF8_H

#include "analyzer/base/str.h"

/* Bytes of the sequence that begins with this byte, 1 to 4, in text that is known to be UTF-8. */
size_t utf8_width(char first);
/* Length of the well-formed sequence at the beginning of a text that is not empty, or 0. */
size_t utf8_sequence(struct str text);
/* The offset of the first byte that is no well-formed UTF-8, else bytes.size. *ret_ascii says whether all bytes before
 * it are ASCII. */
size_t utf8_check(struct str bytes, bool *ret_ascii);
/* Writes a code point; the result is the number of bytes, 1 to 4. */
size_t utf8_put(uint32_t code_point, char ret_bytes[4]);

#endif
