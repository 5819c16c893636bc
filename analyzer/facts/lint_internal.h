/* The lint of rules in three files: lint_tokens.c cuts SQL into tokens, lint_scope.c knows the tables that a SELECT
 * names and how they are connected, lint.c holds the laws. */
#ifndef LL_FACTS_LINT_INTERNAL_H
#define LL_FACTS_LINT_INTERNAL_H

#include "analyzer/facts/facts_internal.h"

enum token_kind { TOKEN_WORD, TOKEN_NAME /* in double quotes */, TOKEN_STRING, TOKEN_NUMBER, TOKEN_SIGN, TOKEN_END };

struct token {
    enum token_kind kind;
    struct str text; /* without the quotes */
    uint32_t line;
    size_t close; /* of "(": number of its ")"; of others: their own number */
};

/* `-- lint: allow WORD: reason` */
struct allowance {
    struct str word;
    uint32_t line;
};

struct tokens {
    struct token *items; /* ends with TOKEN_END */
    size_t count;
    size_t capacity;
    VEC(struct allowance) allowances;
};

/* false when parentheses do not match. */
bool tokens_read(struct str sql, struct arena *arena, struct tokens *ret_tokens);
bool token_is(const struct token *token, const char *word); /* a word, in any case, or a sign */
bool token_is_name(const struct token *token);              /* a word or a quoted name */

/* Half-open range of tokens. */
struct range {
    size_t from;
    size_t to;
};

/* -- lint_scope.c ------------------------------------------------------------------------------------------------ */

struct source {
    bool constant; /* has the same rows for every row that it is joined with */
    struct str alias;
    const struct table *table; /* NULL: a virtual table, or none of ours */
    bool by_link;              /* connected to another source by a link */
    bool by_world;             /* … by equal worlds */
    bool tests_declared;
    size_t group; /* connected sources have one group; 0 is the group of the outer query */
};

struct scope {
    VEC(struct source) sources;
    const struct scope *outer;
};

/* What a name in an expression means; table NULL: no column that we know. */
struct reference {
    struct source *source; /* NULL: of an outer scope or unknown */
    const struct table *table;
    const struct column *column;
    size_t length; /* tokens: 1 or 3 */
};

struct reference scope_find(const struct scope *scope, const struct token *tokens, size_t at);
bool reference_is_link(const struct reference *reference);
bool reference_is_key(const struct reference *reference); /* id or world, or a link */
/* Notes what one condition (ON, WHERE) connects. */
void scope_connect(struct scope *scope, const struct token *tokens, struct range condition);

#endif
