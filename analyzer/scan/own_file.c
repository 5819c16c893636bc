#include "analyzer/scan/own_file.h"

bool own_file_parse(struct str path, struct str bytes, struct diags *diags, struct document **ret_document) {
    struct diags complaints;
    diags_init(&complaints, diags->arena);
    *ret_document = document_read(0, path, bytes, &complaints);
    if (!complaints.list.count)
        return true;
    const struct diag *first = &complaints.list.items[0];
    own_file_problem(diags, path, first->document, first->span, "%.*s", STR_ARG(first->message));
    return false;
}

void own_file_problem(struct diags *diags, struct str path, const struct document *document, struct span span,
                      const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct str message = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    diag_add(diags, DIAG_SYNTAX, NULL, path, document, span, "%.*s", STR_ARG(message));
}
