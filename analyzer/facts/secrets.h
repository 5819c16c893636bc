/* Names that speak of secrets, and values that are secrets. Pure text in, answer out; the lists come from data/. */
#ifndef LL_FACTS_SECRETS_H
#define LL_FACTS_SECRETS_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct sensitive_names {
    VEC(struct str) sensitive; /* one or more words, separated by spaces */
    VEC(struct str) endings;
    VEC(struct str) first;
    VEC(struct str) last;
    VEC(struct str) harmless;
};

struct secret_token {
    struct str kind;
    struct str prefix;
    struct str class;
    size_t least;
    size_t most;
};

struct secret_tokens {
    VEC(struct secret_token) list;
};

/* One line of data/sensitive_names.tsv, data/secret_tokens.tsv. */
void sensitive_names_add(struct sensitive_names *names, struct arena *arena, struct str line);
void secret_tokens_add(struct secret_tokens *tokens, struct arena *arena, struct str line);

/* DB_PASSWORD, clientSecret, API_KEY; not SECRET_ARN, TOKEN_TTL, PASSWORD_LENGTH, TABLE_KEY. */
bool name_is_sensitive(const struct sensitive_names *names, struct str name);
/* Weaker: anything about keys, secrets or AWS credentials. Backs the guess that 40 random characters are a key. */
bool name_speaks_of_keys(const struct sensitive_names *names, struct str name);
/* "aws-access-key-id", "private-key", "jwt", "github-token", "connection-string" …; "" when it is none. */
struct str secret_kind(const struct secret_tokens *tokens, struct str value, bool name_speaks);
/* The value cannot be a secret by itself: empty, a Boolean, a small number, changeme, <…>, an ARN, a URL or path
 * without credentials, a dynamic reference. */
bool value_is_placeholder(struct str value);

#endif
