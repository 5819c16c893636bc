/* Dialects in which nothing is a function: what is written is what is deployed. They put resources together from
 * generated nodes with the types and property names of CloudFormation, so that one loader reads them all; each node
 * points at what it was made from. Private to this room. */
#ifndef LL_DIALECT_LITERAL_H
#define LL_DIALECT_LITERAL_H

#include "analyzer/dialect/unit.h"

/* A unit without resources. name: "policy", "dump". */
struct unit *literal_unit(struct document *document, const struct dialect *dialect, struct arena *arena);
extern const struct dialect LITERAL_POLICY;
extern const struct dialect LITERAL_DUMP;

/* Adds a resource made from origin; the result is its Properties. An address that is taken gets a number. */
struct node *literal_resource(struct unit *unit, const struct node *origin, struct str address, const char *type);
/* Builds resource_by_address: when all resources are there. */
void literal_finish(struct unit *unit);

/* A member of a generated map or list that is a node of the file; it keeps its place. NULL is left out. */
void literal_put(struct node *map, const char *key, const struct node *node);
void literal_append(struct node *list, const struct node *node);
/* A generated text. */
void literal_text(struct node *map, const char *key, const struct node *origin, struct str text);
/* A member that nobody can tell. */
void literal_unknown(struct node *map, const char *key, const struct node *origin, const char *reason);
/* A generated list or map. */
struct node *literal_list(struct node *map, const char *key, const struct node *origin);
struct node *literal_map(struct node *map, const char *key, const struct node *origin);
/* The list may have more members. */
void literal_open(struct node *list);

#endif
