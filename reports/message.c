#include "reports/message.h"

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
