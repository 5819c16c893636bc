#include "reports/message.h"

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

struct str message_when(struct arena *arena, const struct finding *finding) {
    if (finding->when.size == 0)
        return STR_NONE;
    return str_format(arena, "(%s %.*s)", finding->when_counted ? "in" : "when", STR_ARG(finding->when));
}

struct str message_full(struct masks *masks, const struct finding *finding) {
    struct str when = message_when(masks->arena, finding);
    struct str text =
        str_format(masks->arena, "%.*s%s%.*s", STR_ARG(finding->message), when.size ? " " : "", STR_ARG(when));
    return masks_text(masks, text);
}

bool diagnostic_is_shown(const struct diag *diag, bool verbose) {
    return verbose || (diag->kind != DIAG_NOTE && diag->kind != DIAG_UNRESOLVED);
}
