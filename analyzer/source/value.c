#include "analyzer/source/value.h"

#include "analyzer/base/limits.h"
#include "analyzer/base/vec.h"

#include <string.h>

const struct value VALUE_NOTHING = {.kind = VALUE_ABSENT};
static const struct value ANYTHING = {.kind = VALUE_UNKNOWN};

/* -- members ------------------------------------------------------------------------------------------------------- */

static const struct value *unseen_member(const struct value *value) {
    if (value->beyond)
        return value->beyond;
    return value->kind == VALUE_UNKNOWN && value->identity.size == 0 ? value : &ANYTHING;
}

const struct value *value_member_str(const struct value *value, struct str key) {
    switch (value->kind) {
    case VALUE_MAP:
        for (size_t i = 0; i < value->count; i++)
            if (str_equal(value->members[i].key, key))
                return value->members[i].value;
        return value->open ? unseen_member(value) : &VALUE_NOTHING;
    case VALUE_UNKNOWN:
    case VALUE_REFERENCE:
    case VALUE_CONCAT:
        return unseen_member(value);
    case VALUE_ABSENT:
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
    case VALUE_LIST:
        break;
    }
    return &VALUE_NOTHING;
}

const struct value *value_member(const struct value *value, const char *key) {
    return value_member_str(value, str_from(key));
}

const struct value *value_at(const struct value *value, const char *path) {
    struct str rest = str_from(path);
    struct str head;
    while (str_cut(rest, '.', &head, &rest))
        value = value_member_str(value, head);
    return value_member_str(value, rest);
}

/* -- questions ----------------------------------------------------------------------------------------------------- */

bool value_is_known_scalar(const struct value *value) {
    return value->kind == VALUE_TEXT || value->kind == VALUE_NUMBER || value->kind == VALUE_BOOLEAN;
}

bool value_is_text(const struct value *value, const char *text) {
    return value_is_known_scalar(value) && str_is(value->text, text);
}

int value_presence(const struct value *value) {
    if (value->kind == VALUE_ABSENT)
        return 0;
    return value->kind == VALUE_UNKNOWN && value->identity.size == 0 ? -1 : 1;
}

bool value_is_present(const struct value *value) {
    return value_presence(value) == 1;
}

static void add_literal(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '{' || text.data[i] == '}')
            buf_add_char(buf, text.data[i]);
        buf_add_char(buf, text.data[i]);
    }
}

/* Braces end a hole, so an identity made of others ("import:{param:Env}-x") is written with parentheses. */
static void add_hole(struct buf *buf, struct str identity) {
    buf_add_char(buf, '{');
    for (size_t i = 0; i < identity.size; i++)
        buf_add_char(buf, identity.data[i] == '{' ? '(' : identity.data[i] == '}' ? ')' : identity.data[i]);
    buf_add_char(buf, '}');
}

struct str value_partial(struct arena *arena, const struct value *value) {
    struct buf buf;
    buf_init(&buf, arena);
    switch (value->kind) {
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        add_literal(&buf, value->text);
        break;
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        add_hole(&buf, value->identity);
        break;
    case VALUE_CONCAT:
        for (size_t i = 0; i < value->count; i++) {
            const struct value *part = value->parts[i];
            if (part->kind == VALUE_TEXT)
                add_literal(&buf, part->text);
            else
                add_hole(&buf, part->identity);
        }
        break;
    case VALUE_ABSENT:
    case VALUE_LIST:
    case VALUE_MAP:
        break;
    }
    return buf_str(&buf);
}

bool value_is_deployed(struct str identity) {
    return str_starts(identity, "pseudo:") || str_starts(identity, "ref:") || str_starts(identity, "attr:");
}

/* "30.0" is how some tools write the number 30. */
static struct str without_zero_fraction(struct str text) {
    size_t point = str_find(text, STR("."), 0);
    if (point == SIZE_MAX || point == 0 || point + 1 == text.size)
        return text;
    for (size_t i = point + 1; i < text.size; i++)
        if (text.data[i] != '0')
            return text;
    return str_slice(text, 0, point);
}

bool value_integer(const struct value *value, int64_t *ret_number) {
    if (value->kind != VALUE_TEXT && value->kind != VALUE_NUMBER)
        return false;
    return str_integer(without_zero_fraction(str_trim(value->text)), ret_number);
}

int value_boolean(const struct value *value) {
    if (!value_is_known_scalar(value))
        return -1;
    if (str_equal_nocase(value->text, STR("true")))
        return 1;
    return str_equal_nocase(value->text, STR("false")) ? 0 : -1;
}

/* An account or a region is known only at deployment, but seldom decides: other reasons go before it. */
static struct str reason_of_members(const struct value *value) {
    for (int pseudo = 0; pseudo <= 1; pseudo++)
        for (size_t i = 0; i < value->count; i++) {
            const struct value *member = value->kind == VALUE_CONCAT ? value->parts[i] : value->members[i].value;
            struct str reason = value_reason(member);
            if (reason.size && str_starts(member->identity, "pseudo:") == pseudo)
                return reason;
        }
    return value->beyond ? value->beyond->reason : STR_NONE;
}

struct str value_reason(const struct value *value) {
    if (value->reason.size)
        return value->reason;
    return value->count ? reason_of_members(value) : value->beyond ? value->beyond->reason : STR_NONE;
}

/* -- making them --------------------------------------------------------------------------------------------------- */

const struct value *value_new_text(struct arena *arena, const struct node *node, struct str text) {
    struct value *value = ARENA_NEW(arena, struct value);
    *value = (struct value){.kind = VALUE_TEXT, .node = node, .text = text};
    return value;
}

static const struct value *new_anonymous(struct arena *arena, const struct node *node, struct str reason) {
    struct value *value = ARENA_NEW(arena, struct value);
    *value = (struct value){.kind = VALUE_UNKNOWN, .node = node, .reason = reason};
    return value;
}

const struct value *value_new_unknown(struct arena *arena, const struct node *node, struct str identity,
                                      struct str reason) {
    const struct value *anonymous = new_anonymous(arena, node, reason);
    if (identity.size == 0)
        return anonymous;
    struct value *value = ARENA_NEW(arena, struct value);
    *value = *anonymous;
    value->identity = identity;
    value->beyond = anonymous;
    return value;
}

const struct value *value_new_reference(struct arena *arena, const struct node *node, struct str resource,
                                        struct str attribute) {
    struct value *value = ARENA_NEW(arena, struct value);
    *value = (struct value){.kind = VALUE_REFERENCE, .node = node, .resource = resource, .attribute = attribute};
    if (attribute.size) {
        value->identity = str_format(arena, "attr:%.*s.%.*s", STR_ARG(resource), STR_ARG(attribute));
        value->reason = str_format(arena, "attribute '%.*s' of '%.*s' is known only after deployment",
                                   STR_ARG(attribute), STR_ARG(resource));
    } else {
        value->identity = str_format(arena, "ref:%.*s", STR_ARG(resource));
        value->reason = str_format(arena, "the name of '%.*s' is known only after deployment", STR_ARG(resource));
    }
    value->beyond = new_anonymous(arena, node, value->reason);
    return value;
}

const struct value *value_new_members(struct arena *arena, const struct node *node, enum value_kind kind,
                                      const struct value_member *members, size_t count, bool open, struct str reason) {
    struct value *value = ARENA_NEW(arena, struct value);
    *value = (struct value){.kind = kind, .node = node, .members = members, .count = count, .open = open};
    if (open)
        value->beyond = new_anonymous(arena, node, reason);
    return value;
}

const struct value *value_at_node(struct arena *arena, const struct value *value, const struct node *node) {
    if (value->node == node || value->kind == VALUE_ABSENT)
        return value;
    struct value *copy = ARENA_NEW(arena, struct value);
    *copy = *value;
    copy->node = node;
    if (value->beyond)
        copy->beyond = new_anonymous(arena, node, value->beyond->reason);
    return copy;
}

/* The pieces of a text under construction: `text` is the run of known bytes before the next hole. */
struct pieces {
    struct arena *arena;
    const struct node *node;
    VEC(const struct value *) parts;
    struct buf text;
};

static void flush_text(struct pieces *pieces) {
    if (pieces->text.size == 0)
        return;
    const struct value *text = value_new_text(pieces->arena, pieces->node, buf_str(&pieces->text));
    vec_push(pieces->arena, &pieces->parts, text);
    buf_init(&pieces->text, pieces->arena);
}

static void add_part(struct pieces *pieces, const struct value *part) {
    switch (part->kind) {
    case VALUE_ABSENT:
        return;
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        buf_add(&pieces->text, part->text);
        return;
    case VALUE_CONCAT:
        for (size_t i = 0; i < part->count; i++)
            add_part(pieces, part->parts[i]);
        return;
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        break;
    case VALUE_LIST:
    case VALUE_MAP:
        part = new_anonymous(pieces->arena, part->node, STR("a list or map stands where text is expected"));
        break;
    }
    flush_text(pieces);
    vec_push(pieces->arena, &pieces->parts, part);
}

/* What a part adds to a text; holes count too, for templates may double them at each level of nesting. */
static size_t part_size(const struct value *value) {
    enum { HOLE = 16 };
    if (value->kind != VALUE_CONCAT)
        return value_is_known_scalar(value) ? value->text.size : HOLE;
    size_t size = 0;
    for (size_t i = 0; i < value->count; i++)
        size += part_size(value->parts[i]);
    return size;
}

const struct value *value_new_concat(struct arena *arena, const struct node *node, const struct value *const *parts,
                                     size_t count) {
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += part_size(parts[i]);
    if (size > LIMIT_TEXT_BYTES)
        return value_new_unknown(arena, node, STR_NONE, STR("the text is longer than we build"));
    if (count == 1 && (parts[0]->kind == VALUE_TEXT || parts[0]->kind == VALUE_CONCAT))
        return value_at_node(arena, parts[0], node);
    struct pieces pieces = {.arena = arena, .node = node};
    buf_init(&pieces.text, arena);
    for (size_t i = 0; i < count; i++)
        add_part(&pieces, parts[i]);
    if (pieces.parts.count == 0)
        return value_new_text(arena, node, buf_str(&pieces.text));
    flush_text(&pieces);
    if (pieces.parts.count == 1)
        return value_at_node(arena, pieces.parts.items[0], node);
    struct value *value = ARENA_NEW(arena, struct value);
    *value =
        (struct value){.kind = VALUE_CONCAT, .node = node, .parts = pieces.parts.items, .count = pieces.parts.count};
    return value;
}
