/* Texts of policies with policy variables, while the variables have no values yet: which ones there are, what value one
 * must have for the text to give another, and texts as patterns with a letter for each variable. Names have no letter
 * case. */
#ifndef LL_POLICIES_SMT_VARIABLES_H
#define LL_POLICIES_SMT_VARIABLES_H

#include "analyzer/base/vec.h"
#include "policies/glob.h"

struct names { /* each once */
    VEC(struct str) list;
};

void names_add(struct arena *arena, struct names *names, struct str name);
/* Adds the variables of the text; defaults are left out, and the escapes ${*} ${?} ${$} are none. */
void names_add_variables(struct arena *arena, struct names *names, struct str text);
struct str name_in_lower_case(struct arena *arena, struct str name);

/* A value of the variable with which the pattern matches the text, the other variables being any text: the longest or
 * the shortest such part of the text. False when there is none but the empty one, or the variable is not there. Of
 * several places of one variable the first counts; the others may be any text. */
bool variable_infer(struct arena *arena, struct str pattern, struct str name, struct str text, bool longest,
                    struct str *ret_value);

/* Every value of the variable with which the pattern, at its first place, can match the text; more than `most` are only
 * counted. Without the variable: more than `most`. */
size_t variable_values(struct arena *arena, struct str pattern, struct str name, struct str text,
                       struct str *ret_values, size_t most);

#endif
