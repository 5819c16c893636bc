/* What a finding says about the place of an entity. Used by the engine only. */
#ifndef LL_RULESETS_PLACE_H
#define LL_RULESETS_PLACE_H

#include "analyzer/facts/facts.h"
#include "rulesets/finding.h"

/* The source node is what is pointed at, whatever generated the node. */
struct location location_at(struct str label, const struct node *node);
/* Order of reading: document, then position. Equal (0) are also copies of one node, as the merging of SAM's Globals
 * makes them: what is underlined is the same. */
int location_compare(const struct node *a, const struct node *b);
/* Logical id or address of the resource that owns the entity; its label when no resource does (a parameter). */
struct str place_resource(const struct entity *entity);
/* "AWS::Serverless::Function": the type that stands in the file, not the one it was expanded to. */
struct str place_resource_type(const struct entity *entity);
/* "action=s3:*" for the member of something, else the attribute: the finding key of fingerprints. */
struct str place_key(const struct entity *entity, struct str attribute, struct arena *arena);

#endif
