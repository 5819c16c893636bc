/* Messages of rules: text with {column} placeholders; a literal brace is doubled. */
#ifndef LL_RULESETS_MESSAGE_H
#define LL_RULESETS_MESSAGE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

/* What is wrong with the braces of a message, or the empty text. */
struct str message_check(struct arena *arena, struct str message);

/* Walks over a well-formed message: each step gives the text up to the next placeholder (braces still doubled) and the
 * column of that placeholder, empty at the end. False when nothing is left. */
bool message_next(struct str *rest, struct str *ret_text, struct str *ret_column);

/* The message with its placeholders replaced: value is called for each, in order. A placeholder in single quotes is
 * replaced together with its quotes (quoted is true), because its value may be a list: 'a', 'b' and 2 more. */
typedef struct str message_value(void *context, struct str column, bool quoted);
struct str message_fill(struct arena *arena, struct str message, message_value *value, void *context);

/* A text with holes (value.h) as a template would write it: {param:Env}-queue is ${Env}-queue. */
struct str message_readable(struct arena *arena, struct str partial);

#endif
