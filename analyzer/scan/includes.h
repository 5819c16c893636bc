/* Files that templates include (AWS::Include), by a path relative to the file that names them. They must lie below the
 * root: a template says nothing about other files of the machine. */
#ifndef LL_SCAN_INCLUDES_H
#define LL_SCAN_INCLUDES_H

#include "analyzer/scan/scan.h"

/* The includer of a template that is scanned; findings in what it reads count as findings of that template. */
const struct includer *includes_of(struct scan *scan, const struct scanned_file *template);

/* The path of a location, as the file that names it means it. */
struct str includes_path(struct arena *arena, const struct document *from, struct str location);

#endif
