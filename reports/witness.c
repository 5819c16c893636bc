#include "reports/witness.h"

static struct str masked(const struct masks *masks, struct str text) {
    return masks ? masks_text(masks, text) : text;
}

static void put_context(struct json_out *out, const struct witness *witness, const struct masks *masks) {
    json_put_key(out, "context");
    json_begin_object(out);
    for (size_t i = 0; i < witness->context.count; i++) {
        const struct witness_key *key = &witness->context.items[i];
        json_put_key_str(out, key->key);
        if (key->is_list)
            json_begin_array(out);
        for (size_t j = 0; j < key->values.count; j++)
            json_put_string(out, masked(masks, key->values.items[j]));
        if (key->is_list)
            json_end_array(out);
    }
    json_end_object(out);
}

void witness_put(struct json_out *out, const struct witness *witness, const struct masks *masks) {
    json_begin_object(out);
    json_member_string(out, "principal", masked(masks, witness->principal));
    json_member_string(out, "action", masked(masks, witness->action));
    json_member_string(out, "resource", masked(masks, witness->resource));
    json_member_string(out, "resource_account", witness->resource_account);
    put_context(out, witness, masks);
    json_end_object(out);
}

void witness_put_members(struct json_out *out, const struct witness *witness, const struct masks *masks) {
    bool missing = witness && witness->kind == WITNESS_MISSING;
    json_put_key(out, "witness");
    if (witness && !missing)
        witness_put(out, witness, masks);
    else
        json_put_null(out);
    json_put_key(out, "missing");
    if (!missing) {
        json_put_null(out);
        return;
    }
    json_begin_object(out);
    json_member_string(out, "action", masked(masks, witness->action));
    json_member_string(out, "resource", masked(masks, witness->resource));
    json_end_object(out);
}

static void add_context(struct buf *buf, const struct witness *witness) {
    for (size_t i = 0; i < witness->context.count; i++) {
        const struct witness_key *key = &witness->context.items[i];
        buf_printf(buf, "%s%.*s = ", i == 0 ? ", where " : ", ", STR_ARG(key->key));
        for (size_t j = 0; j < key->values.count; j++)
            buf_printf(buf, "%s%.*s", j ? " and " : "", STR_ARG(key->values.items[j]));
    }
}

struct str witness_sentence(struct arena *arena, const struct witness *witness) {
    struct buf buf;
    buf_init(&buf, arena);
    if (witness->kind == WITNESS_ALLOWED) {
        struct str who = witness->of_role                          ? STR("the role")
                         : str_is(witness->principal, "anonymous") ? STR("an anonymous caller")
                                                                   : witness->principal;
        buf_printf(&buf, "%.*s may ", STR_ARG(who));
    }
    buf_printf(&buf, "%.*s on %.*s", STR_ARG(witness->action), STR_ARG(witness->resource));
    switch (witness->kind) {
    case WITNESS_ALLOWED:
        break;
    case WITNESS_MISSING:
        buf_add_z(&buf, " is not allowed");
        if (!witness->of_role)
            buf_printf(&buf, " to %.*s", STR_ARG(witness->principal));
        return buf_str(&buf);
    case WITNESS_REPEATED:
        buf_add_z(&buf, " is in another statement too");
        break;
    case WITNESS_DENIED:
        buf_add_z(&buf, " is denied all the same");
        break;
    case WITNESS_UNGRANTED:
        buf_add_z(&buf, " is not allowed in the first place");
        break;
    }
    add_context(&buf, witness);
    return buf_str(&buf);
}
