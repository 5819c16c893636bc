#include "tests/unit/policy_value.h"

#include "analyzer/base/vec.h"

#include <stdlib.h>
#include <string.h>

struct cursor {
    struct arena *arena;
    const char *start;
    const char *at;
};

static char skip_space(struct cursor *cursor) {
    cursor->at += strspn(cursor->at, " \n");
    return *cursor->at;
}

static void expect(struct cursor *cursor, char c) {
    if (skip_space(cursor) != c)
        abort();
    cursor->at++;
}

static struct node *node_here(const struct cursor *cursor) {
    struct node *node = ARENA_NEW(cursor->arena, struct node);
    node->span.start = (uint32_t)(cursor->at - cursor->start);
    return node;
}

static struct str quoted(struct cursor *cursor) {
    char quote = skip_space(cursor);
    if (quote != '\'' && quote != '"')
        abort();
    struct str text = {cursor->at + 1, strcspn(cursor->at + 1, quote == '"' ? "\"" : "'")};
    cursor->at += 1 + text.size;
    expect(cursor, quote);
    return text;
}

static struct value *scalar(struct cursor *cursor, struct value *value) {
    if (*cursor->at == '\'' || *cursor->at == '"') {
        struct str text = quoted(cursor);
        bool unknown = str_starts(text, "$") && !str_starts(text, "${");
        value->kind = unknown ? VALUE_UNKNOWN : VALUE_TEXT;
        *(unknown ? &value->identity : &value->text) = unknown ? str_slice(text, 1, text.size) : text;
        return value;
    }
    size_t size = strcspn(cursor->at, ",]} \n");
    value->text = (struct str){cursor->at, size};
    value->kind = *cursor->at == 't' || *cursor->at == 'f' ? VALUE_BOOLEAN : VALUE_NUMBER;
    cursor->at += size;
    return value;
}

static struct value *read_value(struct cursor *cursor) {
    char first = skip_space(cursor);
    struct value *value = ARENA_NEW(cursor->arena, struct value);
    value->node = node_here(cursor);
    if (first != '[' && first != '{')
        return scalar(cursor, value);
    VEC(struct value_member) members = {0};
    char last = first == '[' ? ']' : '}';
    value->kind = first == '[' ? VALUE_LIST : VALUE_MAP;
    cursor->at++;
    while (skip_space(cursor) != last) {
        struct value_member member = {0};
        if (last == '}') {
            member.key_node = node_here(cursor);
            member.key = quoted(cursor);
            expect(cursor, ':');
        }
        member.value = read_value(cursor);
        bool dots = str_is(last == '}' ? member.key : member.value->text, "...");
        if (dots)
            value->open = true;
        else
            vec_push(cursor->arena, &members, member);
        if (skip_space(cursor) == ',')
            cursor->at++;
    }
    cursor->at++;
    value->members = members.items;
    value->count = members.count;
    return value;
}

const struct value *test_value(struct arena *arena, const char *text) {
    struct cursor cursor = {arena, text, text};
    return read_value(&cursor);
}
