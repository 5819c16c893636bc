/* What the bytes of a file are before any format is looked at. Private to this room. */
#ifndef LL_SOURCE_ENCODING_H
#define LL_SOURCE_ENCODING_H

#include "analyzer/base/str.h"

/* 3 when the text begins with the UTF-8 byte order mark, else 0. */
size_t encoding_bom(struct str bytes);
/* UTF-16 with a byte order mark (Windows PowerShell writes redirected output so) as UTF-8 without one; unpaired
 * surrogates become U+FFFD. false when it is not UTF-16. */
bool encoding_from_utf16(struct arena *arena, struct str bytes, struct str *ret_text);
/* The offset of the first byte that is no well-formed UTF-8, else bytes.size. *ret_ascii says whether all bytes before
 * it are ASCII. */
size_t encoding_check(struct str bytes, bool *ret_ascii);
/* Bytes of the UTF-8 sequence that begins with this byte: 1 to 4 (1 for a byte that begins none). */
size_t encoding_width(char first);
/* Writes a code point as UTF-8; the result is the number of bytes, 1 to 4. */
size_t encoding_put(uint32_t code_point, char ret_bytes[4]);

#endif
