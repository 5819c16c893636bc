/* Which values are secrets. Length and alphabet alone decide nothing: names, paths, hashes and URLs share both with
 * keys. So either the issuer's prefix speaks, or the structure (PEM, JWT, user:password@), or, for the 40 characters of
 * an AWS secret key, how random they look. */
#include "analyzer/facts/secrets.h"

#include <ctype.h>
#include <string.h>

static bool in_class(struct str class, char c) {
    unsigned char u = (unsigned char)c;
    if (str_is(class, "alnum"))
        return isalnum(u) != 0;
    if (str_is(class, "base32"))
        return isupper(u) || (c >= '2' && c <= '7');
    if (str_is(class, "hex"))
        return isdigit(u) || (c >= 'a' && c <= 'f');
    if (str_is(class, "upper"))
        return isupper(u) || isdigit(u);
    if (str_is(class, "dotted"))
        return isalnum(u) || c == '_' || c == '-' || c == '.';
    if (str_is(class, "path"))
        return isalnum(u) || c == '_' || c == '-' || c == '/';
    return isalnum(u) || c == '_' || c == '-';
}

void secret_tokens_add(struct secret_tokens *tokens, struct arena *arena, struct str line) {
    struct secret_token token = {0};
    struct str least;
    struct str most;
    int64_t number;
    if (!str_cut(line, '\t', &token.kind, &line) || !str_cut(line, '\t', &token.prefix, &line) ||
        !str_cut(line, '\t', &token.class, &line) || !str_cut(line, '\t', &least, &most))
        return;
    if (str_integer(least, &number))
        token.least = (size_t)number;
    if (str_integer(most, &number))
        token.most = (size_t)number;
    vec_push(arena, &tokens->list, token);
}

static size_t run_of(struct str value, size_t from, struct str class) {
    size_t size = 0;
    while (from + size < value.size && in_class(class, value.data[from + size]))
        size++;
    return size;
}

/* Is there no letter or digit before the place? */
static bool begins_there(struct str value, size_t at) {
    return at == 0 || !(isalnum((unsigned char)value.data[at - 1]) || value.data[at - 1] == '_');
}

static bool holds_token(struct str value, const struct secret_token *token) {
    size_t at = 0;
    while ((at = str_find(value, token->prefix, at)) != SIZE_MAX) {
        size_t run = run_of(value, at + token->prefix.size, token->class);
        if (begins_there(value, at) && run >= token->least && run <= token->most)
            return true;
        at += token->prefix.size;
    }
    return false;
}

static bool holds_private_key(struct str value) {
    size_t at = str_find(value, STR("-----BEGIN "), 0);
    if (at == SIZE_MAX)
        return false;
    struct str head = str_slice(value, at, at + 64);
    return str_contains(head, "PRIVATE KEY");
}

/* Header and payload of a JWT are JSON objects in base64url: both begin with eyJ. */
static bool holds_jwt(struct str value) {
    size_t at = 0;
    while ((at = str_find(value, STR("eyJ"), at)) != SIZE_MAX) {
        size_t header = run_of(value, at, STR("word"));
        size_t payload = at + header + 1;
        if (begins_there(value, at) && header >= 10 && str_starts(str_slice(value, payload - 1, value.size), ".eyJ") &&
            run_of(value, payload, STR("word")) >= 10)
            return true;
        at += 3;
    }
    return false;
}

/* -- placeholders ------------------------------------------------------------------------------------------------ */

static bool is_filler(struct str value) {
    static const char *const fillers[] = {
        "changeme", "change_me",  "change-me",    "replaceme",     "replace_me",    "replace-me", "example", "password",
        "passwd",   "pass",       "secret",       "token",         "todo",          "tbd",        "none",    "null",
        "nil",      "undefined",  "true",         "false",         "yes",           "no",         "on",      "off",
        "dummy",    "fake",       "test",         "placeholder",   "default",       "empty",      "local",   "enabled",
        "disabled", "mypassword", "yourpassword", "your-password", "your_password", "user",       "username"};
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (str_equal_nocase(value, str_from(fillers[i])))
            return true;
    return false;
}

static bool is_repeated(struct str value) {
    for (size_t i = 1; i < value.size; i++)
        if (value.data[i] != value.data[0])
            return false;
    return true;
}

static bool says_your_own(struct str value) {
    static const char *const beginnings[] = {"your", "YOUR", "Your", "<",       "${",    "{{",
                                             "%",    "xxx",  "XXX",  "REPLACE", "INSERT"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
        if (str_starts(value, beginnings[i]))
            return true;
    return false;
}

static bool is_short_number(struct str value) {
    int64_t number;
    return value.size <= 6 && str_integer(value, &number);
}

/* scheme://…, without user:password@; arn:…; /path, ./path, a dynamic reference. */
static bool is_pointer(struct str value) {
    if (str_starts(value, "arn:") || str_starts(value, "/") || str_starts(value, "./"))
        return true;
    size_t scheme = str_find(value, STR("://"), 0);
    return scheme != SIZE_MAX && str_find(value, STR("@"), scheme) == SIZE_MAX;
}

/* orders/prod/database: small letters in levels, as a secret is named. */
static bool is_path_of_words(struct str value) {
    for (size_t i = 0; i < value.size; i++)
        if (!islower((unsigned char)value.data[i]) && !strchr("/-_", value.data[i]))
            return false;
    return str_contains(value, "/");
}

/* What KMS encrypted, in base64, begins so; without the key it tells nothing. */
static bool is_ciphertext(struct str value) {
    return str_starts(value, "AQICAH") || str_starts(value, "AQECAH");
}

bool value_is_placeholder(struct str value) {
    struct str text = str_trim(value);
    return is_repeated(text) || is_filler(text) || says_your_own(text) || is_short_number(text) || is_pointer(text) ||
           is_path_of_words(text) || is_ciphertext(text);
}

/* -- connection strings ------------------------------------------------------------------------------------------ */

static bool is_real_password(struct str password) {
    return password.size > 0 && !is_repeated(password) && !is_filler(password) && !says_your_own(password) &&
           !str_contains(password, "{");
}

/* scheme://user:password@host */
static bool holds_url_password(struct str value) {
    size_t at = 0;
    while ((at = str_find(value, STR("://"), at)) != SIZE_MAX) {
        at += 3;
        size_t end = at;
        while (end < value.size && !strchr("/ \t\r\n\"'?#", value.data[end]))
            end++;
        struct str authority = str_slice(value, at, end);
        struct str user;
        struct str rest;
        size_t host = SIZE_MAX;
        for (size_t i = 0; (i = str_find(authority, STR("@"), i)) != SIZE_MAX; i++)
            host = i;
        if (host != SIZE_MAX && str_cut(str_slice(authority, 0, host), ':', &user, &rest) && is_real_password(rest))
            return true;
    }
    return false;
}

/* Server=…;Password=…; as ADO and JDBC write it: at least one more member has to be there. */
static bool holds_member_password(struct str value) {
    struct str rest = value;
    bool more = true;
    size_t members = 0;
    bool password = false;
    while (more) {
        struct str member;
        more = str_cut(rest, ';', &member, &rest);
        if (!more)
            member = rest;
        struct str key;
        struct str text;
        if (!str_cut(member, '=', &key, &text))
            continue;
        members++;
        key = str_trim(key);
        if ((str_equal_nocase(key, STR("password")) || str_equal_nocase(key, STR("pwd"))) &&
            is_real_password(str_trim(text)))
            password = true;
    }
    return password && members >= 2;
}

/* -- AWS secret keys --------------------------------------------------------------------------------------------- */

enum { KEY_SIZE = 40 };

static bool is_key_character(char c) {
    return isalnum((unsigned char)c) || c == '/' || c == '+';
}

static int character_class(char c) {
    unsigned char u = (unsigned char)c;
    return isupper(u) ? 0 : islower(u) ? 1 : isdigit(u) ? 2 : 3;
}

/* 40 characters drawn at random from 64 have about 30 different ones, and about 25 changes between capitals, small
 * letters, digits and signs; words, paths and hashes have far fewer of one or the other. */
static bool looks_random(struct str run, bool name_speaks) {
    bool seen[256] = {false};
    bool classes[4] = {false};
    size_t distinct = 0;
    size_t changes = 0;
    for (size_t i = 0; i < run.size; i++) {
        unsigned char c = (unsigned char)run.data[i];
        distinct += !seen[c];
        seen[c] = true;
        classes[character_class(run.data[i])] = true;
        changes += i > 0 && character_class(run.data[i]) != character_class(run.data[i - 1]);
    }
    if (!classes[0] || !classes[1] || !classes[2])
        return false;
    return name_speaks ? distinct >= 22 && changes >= 13 : distinct >= 25 && changes >= 16;
}

static bool holds_aws_secret_key(struct str value, bool name_speaks) {
    size_t start = 0;
    for (size_t i = 0; i <= value.size; i++) {
        if (i < value.size && is_key_character(value.data[i]))
            continue;
        struct str run = str_slice(value, start, i);
        bool padded = i < value.size && value.data[i] == '='; /* base64 of something longer */
        if (run.size == KEY_SIZE && !padded && looks_random(run, name_speaks))
            return true;
        start = i + 1;
    }
    return false;
}

struct str secret_kind(const struct secret_tokens *tokens, struct str value, bool name_speaks) {
    for (size_t i = 0; i < tokens->list.count; i++)
        if (holds_token(value, &tokens->list.items[i]))
            return tokens->list.items[i].kind;
    if (holds_private_key(value))
        return STR("private-key");
    if (holds_jwt(value))
        return STR("jwt");
    if (holds_url_password(value) || holds_member_password(value))
        return STR("connection-string");
    if (holds_aws_secret_key(value, name_speaks))
        return STR("aws-secret-access-key");
    return STR_NONE;
}
