/* A span is a half-open range of bytes [start, end) in one document. Lines and columns are derived from it only
 * where something is reported (source/document.h). Documents are smaller than 4 GiB by limits.h. */
#ifndef LL_BASE_SPAN_H
#define LL_BASE_SPAN_H

#include <stdint.h>

struct span {
    uint32_t start;
    uint32_t end;
};

#endif
