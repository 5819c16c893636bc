/* Files that lambdalint itself owns: configuration, baseline. Whoever wrote them should see where they are wrong, so a
 * problem is a DIAG_SYNTAX without an id (reports show a frame), and the run ends with 2. */
#ifndef LL_SCAN_OWN_FILE_H
#define LL_SCAN_OWN_FILE_H

#include "analyzer/source/document.h"

/* Parses bytes as the file of that name: false and one diagnostic when they cannot be parsed or say a key twice. The
 * document comes in either case; the caller frees it when the diagnostics, which point into it, are printed. */
bool own_file_parse(struct str path, struct str bytes, struct diags *diags, struct document **ret_document);
/* The problem at a place of such a file; {0, 0}: the file as a whole. document may be NULL. */
void own_file_problem(struct diags *diags, struct str path, const struct document *document, struct span span,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
