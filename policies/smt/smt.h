/* The solver as this project sees it: Boolean terms, assertions, an answer of three values, a model. One context serves
 * many questions; each question is a solver of its own. Deterministic: bounded by a resource count, not by time.
 * The only user of Z3 is z3.c. */
#ifndef LL_POLICIES_SMT_SMT_H
#define LL_POLICIES_SMT_SMT_H

#include "analyzer/base/str.h"

struct smt;      /* a context with the solver of the question at hand */
struct smt_term; /* a Boolean term of that context; lives until smt_reset */

enum smt_answer { SMT_UNSAT, SMT_SAT, SMT_UNKNOWN };

/* Z3's resource units for one check: about two seconds on a server of 2024. */
#define SMT_RESOURCES 2000000u

/* Costs about 15 ms the first time in a process: open it only when a question needs it. NULL when there is
 * no Z3, or when it fails. resources: for each check; SMT_RESOURCES but in tests. */
struct smt *smt_open(unsigned resources);
void smt_close(struct smt *smt);
/* Forgets all terms and assertions. */
void smt_reset(struct smt *smt);

struct smt_term *smt_variable(struct smt *smt, size_t number);
struct smt_term *smt_constant(struct smt *smt, bool value);
struct smt_term *smt_not(struct smt *smt, struct smt_term *term);
struct smt_term *smt_and(struct smt *smt, struct smt_term *const *terms, size_t count);
struct smt_term *smt_or(struct smt *smt, struct smt_term *const *terms, size_t count);
void smt_assert(struct smt *smt, struct smt_term *term);

enum smt_answer smt_check(struct smt *smt);
/* After SMT_SAT: the variable in the model; one that does not matter is false. */
bool smt_value(struct smt *smt, struct smt_term *variable);
/* The assertions as SMT-LIB, in the arena. */
struct str smt_dump(struct smt *smt, struct arena *arena);
/* "4.8.12.0"; "none" when there is no Z3. */
struct str smt_version(struct arena *arena);

#endif
