#include "reports/diagnostics.h"

#include <stdlib.h>

const struct diagnostic_rule DIAGNOSTIC_RULES[] = {
    {"LL001", "unreadable-input", "A file cannot be read or parsed.",
     "Mend the file, or leave it out with --exclude. Nothing in it was checked."},
    {"LL002", "unused-suppression", "A comment ignores a rule that is unknown or reports nothing here.",
     "Remove the comment, or correct the rule's id or name in it."},
    {"LL003", "expired-suppression", "A comment ignores a rule until a date that has passed.",
     "Mend what the rule reports, or give the comment a later date."},
    {"LL004", "unreasoned-suppression", "A comment ignores a rule without saying why.",
     "Write the reason behind the brackets of the comment."},
    {NULL, NULL, NULL, NULL},
};

static int by_place(const void *left, const void *right) {
    const struct diag *a = *(const struct diag *const *)left;
    const struct diag *b = *(const struct diag *const *)right;
    int order = str_compare(a->file, b->file);
    if (order)
        return order;
    if (a->span.start != b->span.start)
        return a->span.start < b->span.start ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    return str_compare(a->message, b->message);
}

struct diagnostics diagnostics_sorted(struct arena *arena, const struct diags *diags) {
    struct diagnostics sorted = {0};
    for (size_t i = 0; diags && i < diags->list.count; i++)
        vec_push(arena, &sorted.list, &diags->list.items[i]);
    if (sorted.list.count == 0)
        return sorted;
    qsort(sorted.list.items, sorted.list.count, sizeof *sorted.list.items, by_place);
    size_t kept = 1;
    for (size_t i = 1; i < sorted.list.count; i++)
        if (by_place(&sorted.list.items[i], &sorted.list.items[kept - 1]) != 0)
            sorted.list.items[kept++] = sorted.list.items[i];
    sorted.list.count = kept;
    return sorted;
}

bool diagnostic_is_shown(const struct diag *diag, bool verbose) {
    return verbose || (diag->kind != DIAG_NOTE && diag->kind != DIAG_UNRESOLVED);
}

const char *diagnostic_level(const struct diag *diag) {
    switch (diag->kind) {
    case DIAG_UNREADABLE:
    case DIAG_SYNTAX:
    case DIAG_RULE:
        return "error";
    case DIAG_DUPLICATE_KEY:
    case DIAG_REJECTED:
    case DIAG_LIMIT:
    case DIAG_SUPPRESSION:
    case DIAG_PARAMETER:
    case DIAG_RULE_LINT:
        return "warning";
    case DIAG_TEMPLATED:
    case DIAG_UNRESOLVED:
    case DIAG_UNSUPPORTED:
    case DIAG_WORLDS_TRUNCATED:
    case DIAG_BASELINE:
    case DIAG_NOTE:
        break;
    }
    return "note";
}
