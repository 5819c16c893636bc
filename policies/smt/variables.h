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
 * the shortest such part of the text. False when there is none but the empty one, or the variable is not there, or has
 * a default. Of several places of one variable the first counts; the others may be any text. */
bool variable_infer(struct arena *arena, struct str pattern, struct str name, struct str text, bool longest,
                    struct str *ret_value);

/* The pattern with a letter of its own for each variable, numbered by `names`, which grows. False when that does not
 * say all of it, because of a default. */
bool variable_letters(struct arena *arena, struct str pattern, struct names *names, struct glob *ret_glob);

#endif
