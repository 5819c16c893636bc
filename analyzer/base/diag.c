#include "analyzer/base/diag.h"

#include <stdlib.h>

void diags_init(struct diags *diags, struct arena *arena) {
    *diags = (struct diags){.arena = arena};
}

void diag_add(struct diags *diags, enum diag_kind kind, const char *id, struct str file,
              const struct document *document, struct span span, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct str message = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    vec_push(
        diags->arena, &diags->list,
        (struct diag){.kind = kind, .id = id, .message = message, .file = file, .document = document, .span = span});
}

const char *diag_kind_name(enum diag_kind kind) {
    switch (kind) {
    case DIAG_UNREADABLE:
        return "unreadable";
    case DIAG_SYNTAX:
        return "syntax";
    case DIAG_DUPLICATE_KEY:
        return "duplicate-key";
    case DIAG_TEMPLATED:
        return "templated";
    case DIAG_UNRESOLVED:
        return "unresolved";
    case DIAG_UNSUPPORTED:
        return "unsupported";
    case DIAG_REJECTED:
        return "rejected";
    case DIAG_LIMIT:
        return "limit";
    case DIAG_WORLDS_TRUNCATED:
        return "worlds-truncated";
    case DIAG_SUPPRESSION:
        return "suppression";
    case DIAG_PARAMETER:
        return "parameter";
    case DIAG_BASELINE:
        return "baseline";
    case DIAG_RULE:
        return "rule";
    case DIAG_RULE_LINT:
        return "rule-lint";
    case DIAG_NOTE:
        return "note";
    }
    abort();
}
