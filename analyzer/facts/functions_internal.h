/* What the files with SQL functions share. SQLite's handles appear as pointers only. */
#ifndef LL_FACTS_FUNCTIONS_INTERNAL_H
#define LL_FACTS_FUNCTIONS_INTERNAL_H

#include "analyzer/facts/facts_internal.h"

struct sqlite3_context;
struct sqlite3_value;

typedef void function_scalar(struct sqlite3_context *context, int count, struct sqlite3_value **values);

/* Registers a deterministic scalar whose user data are the facts. */
void function_add(struct facts *facts, const char *name, int arguments, function_scalar *scalar);
/* 1, 0, or NULL for -1. */
void function_result_truth(struct sqlite3_context *context, int truth);
bool function_any_null(int count, struct sqlite3_value **values);
struct str function_text(struct sqlite3_value *value); /* until the function returns */

/* The properties of the resource behind an entity, in the entity's world: resolved when first asked for, and kept. NULL
 * when the entity comes from no resource. */
const struct value *facts_properties(struct facts *facts, const struct entity *entity);
/* From now on these are its properties: mutate.c forgets a part of them. */
void facts_replace_properties(struct facts *facts, const struct entity *entity, const struct value *properties);

/* functions_guardrail.c: before anything is loaded. */
struct iam_policy;
void guardrail_add(struct facts *facts, const struct iam_policy *policy);

void functions_register_entities(struct facts *facts);   /* functions_entity.c */
void functions_register_same(struct facts *facts);       /* functions_same.c */
void functions_register_words(struct facts *facts);      /* functions_words.c */
void functions_register_prover(struct facts *facts);     /* functions_prover.c */
void functions_register_guardrail(struct facts *facts);  /* functions_guardrail.c */
void functions_register_statements(struct facts *facts); /* functions_statement.c */
void functions_register_catalog(struct facts *facts);    /* functions_catalog.c */
void functions_register_conditions(struct facts *facts); /* functions_condition.c */

#endif
