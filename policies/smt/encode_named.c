#include "policies/smt/encode_named.h"

#include "policies/arn.h"
#include "policies/layers.h"

static const struct formula *acts(struct encoding *encoding, const char *const *actions) {
    struct arena *arena = encoding->arena;
    struct atom atom = {.kind = ATOM_ACTION};
    struct buf name;
    buf_init(&name, arena);
    buf_add_z(&name, "actions");
    for (; *actions; actions++) {
        struct glob glob;
        glob_init(&glob, true);
        glob_add_pattern(arena, &glob, str_from(*actions));
        vec_push(arena, &atom.globs.list, glob);
        buf_printf(&name, " %s", *actions);
    }
    return atom_named(encoding, buf_str(&name), &atom);
}

const struct formula *encode_on(struct encoding *encoding, const char *const *actions, const char *resource) {
    struct arena *arena = encoding->arena;
    struct atom having = {.kind = ATOM_RESOURCE};
    bool fixed = encoding->question->action.size > 0;
    if (fixed && !iam_is_one_of(encoding->question->action, actions))
        return formula_of(false);
    const struct formula *act = fixed ? formula_of(true) : acts(encoding, actions);
    if (!resource)
        return act;
    struct glob pattern, text, glob;
    glob_init(&pattern, false);
    glob_add_pattern(arena, &pattern, str_from(resource));
    if (encoding->question->resource.size) {
        glob_init(&text, false);
        glob_add_text(arena, &text, encoding->question->resource);
        return formula_and(arena, act, formula_of(arn_pattern_matches(arena, &pattern, &text, ARN_STRICT)));
    }
    if (!arn_pattern_in_reading(arena, &pattern, ARN_STRICT, &glob))
        return formula_of(false);
    vec_push(arena, &having.globs.list, glob);
    return formula_and(arena, act, atom_named(encoding, str_format(arena, "resource %s", resource), &having));
}

const struct formula *encode_assumes_role(struct encoding *encoding) {
    static const char *const STS[] = {"sts:*", NULL};
    return encode_on(encoding, STS, "arn:*:iam:*:*:role/*");
}

const struct formula *encode_on_key_or_role(struct encoding *encoding) {
    static const char *const KMS[] = {"kms:*", NULL};
    return formula_or(encoding->arena, encode_on(encoding, KMS, "arn:*:kms:*:*:key/*"), encode_assumes_role(encoding));
}

const struct formula *encode_rcps_cover(struct encoding *encoding) {
    return formula_and(encoding->arena, encode_on(encoding, iam_rcp_actions(), NULL),
                       formula_not(encoding->arena, encode_on(encoding, iam_rcp_exempt_actions(), NULL)));
}

/* All that the statement in focus is about may be something that AWS owns. */
static bool focus_is_owned(const struct encoding *encoding) {
    const struct reached_list *list = encoding->focus.resources;
    bool owned = list && !list->negated && !list->open;
    for (size_t i = 0; owned && i < list->items.count; i++) {
        struct str text = list->items.items[i].text->text;
        owned = str_contains(text, "::aws:policy/") || str_contains(text, ":role/aws-") ||
                str_contains(text, ":alias/aws/");
    }
    return owned;
}

const struct formula *encode_owned(struct encoding *encoding) {
    const struct prove_question *question = encoding->question;
    const struct formula *any = formula_of(false);
    if (!question->action.size && !question->resource.size && !focus_is_owned(encoding))
        return any;
    for (const struct iam_owned *owned = iam_owned_by_aws(); owned->resource; owned++)
        any = formula_or(encoding->arena, any, encode_on(encoding, owned->actions, owned->resource));
    return any;
}
