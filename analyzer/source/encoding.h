/* What the bytes of a file are before any format is looked at. Private to this room. */
#ifndef LL_SOURCE_ENCODING_H
#define LL_SOURCE_ENCODING_H

#include "analyzer/base/str.h"

/* 3 when the text begins with the UTF-8 byte order mark, else 0. */
size_t encoding_bom(struct str bytes);
/* UTF-16 with a byte order mark (Windows PowerShell writes redirected output so) as UTF-8 without one; unpaired
 * surrogates become U+FFFD. false when it is not UTF-16. */
bool encoding_from_utf16(struct arena *arena, struct str bytes, struct str *ret_text);

#endif
