/* How reports name files: relative to the root for machines, relative to the working directory for people. */
#ifndef LL_REPORTS_FILES_H
#define LL_REPORTS_FILES_H

#include "reports/report.h"

/* Like report_file, for a path as documents know it. */
struct str files_from_root(struct arena *arena, const struct report *report, struct str path);
/* The path as documents know it, without "./". */
struct str files_shown(struct arena *arena, struct str path);
/* A relative URI reference: percent-encoded (RFC 3986), never absolute, never with "." or ".." segments. GitHub rejects
 * an upload with any other; so a file outside the root loses what leads out of it. */
struct str files_uri(struct arena *arena, const struct report *report, struct str path);

#endif
