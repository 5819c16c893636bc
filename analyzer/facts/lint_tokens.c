#include "analyzer/facts/lint_internal.h"

#include <ctype.h>

static bool is_word(char c) {
    unsigned char u = (unsigned char)c;
    return isalnum(u) || c == '_' || u >= 0x80;
}

bool token_is(const struct token *token, const char *word) {
    return (token->kind == TOKEN_WORD || token->kind == TOKEN_SIGN) && str_equal_nocase(token->text, str_from(word));
}

bool token_is_name(const struct token *token) {
    return token->kind == TOKEN_WORD || token->kind == TOKEN_NAME;
}

/* The end of a quoted text that begins at from; a doubled quote stands for itself. */
static size_t quoted_end(struct str sql, size_t from) {
    char quote = sql.data[from];
    size_t at = from + 1;
    while (at < sql.size) {
        if (sql.data[at++] != quote)
            continue;
        if (at >= sql.size || sql.data[at] != quote)
            return at;
        at++;
    }
    return at;
}

static void read_comment(struct str comment, uint32_t line, struct arena *arena, struct tokens *tokens) {
    static const char mark[] = "lint: allow ";
    size_t at = str_find(comment, str_from(mark), 0);
    struct str word;
    struct str reason;
    if (at == SIZE_MAX || !str_cut(str_slice(comment, at + sizeof mark - 1, comment.size), ':', &word, &reason))
        return;
    if (str_trim(reason).size > 0)
        vec_push(arena, &tokens->allowances, (struct allowance){str_trim(word), line});
}

static size_t read_one(struct str sql, size_t at, uint32_t line, struct token *ret_token) {
    char c = sql.data[at];
    size_t end = at + 1;
    *ret_token = (struct token){.kind = TOKEN_SIGN, .line = line};
    if (c == '\'' || c == '"' || c == '`') {
        end = quoted_end(sql, at);
        ret_token->kind = c == '\'' ? TOKEN_STRING : TOKEN_NAME;
        ret_token->text = str_slice(sql, at + 1, end > at + 1 ? end - 1 : end);
        return end;
    }
    if (is_word(c)) {
        while (end < sql.size && (is_word(sql.data[end]) || (isdigit((unsigned char)c) && sql.data[end] == '.')))
            end++;
        ret_token->kind = isdigit((unsigned char)c) ? TOKEN_NUMBER : TOKEN_WORD;
    } else if (end < sql.size) {
        static const char *const pairs[] = {"<>", "<=", ">=", "!=", "==", "||", "->"};
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
            if (c == pairs[i][0] && sql.data[end] == pairs[i][1]) {
                end++;
                break;
            }
    }
    ret_token->text = str_slice(sql, at, end);
    return end;
}

static bool match_parentheses(struct tokens *tokens, struct arena *arena) {
    VEC(size_t) open = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        tokens->items[i].close = i;
        if (token_is(&tokens->items[i], "(")) {
            vec_push(arena, &open, i);
        } else if (token_is(&tokens->items[i], ")")) {
            if (open.count == 0)
                return false;
            tokens->items[open.items[--open.count]].close = i;
        }
    }
    return open.count == 0;
}

bool tokens_read(struct str sql, struct arena *arena, struct tokens *ret_tokens) {
    *ret_tokens = (struct tokens){0};
    uint32_t line = 1;
    for (size_t at = 0; at < sql.size;) {
        if (sql.data[at] == '\n')
            line++;
        if (isspace((unsigned char)sql.data[at])) {
            at++;
            continue;
        }
        if (str_starts(str_slice(sql, at, sql.size), "--")) {
            size_t end = str_find(sql, STR("\n"), at);
            end = end == SIZE_MAX ? sql.size : end;
            read_comment(str_slice(sql, at, end), line, arena, ret_tokens);
            at = end;
            continue;
        }
        struct token token;
        size_t end = read_one(sql, at, line, &token);
        for (size_t i = at; i < end; i++)
            line += sql.data[i] == '\n';
        at = end;
        vec_push(arena, ret_tokens, token);
    }
    bool matched = match_parentheses(ret_tokens, arena);
    vec_push(arena, ret_tokens, (struct token){.kind = TOKEN_END, .line = line, .close = ret_tokens->count});
    ret_tokens->count--; /* the end stands behind the tokens */
    return matched;
}
