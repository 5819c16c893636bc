/* Routes of APIs that call functions, whichever way they are written: methods, routes, OpenAPI bodies. */
#ifndef LL_FACTS_LOAD_API_H
#define LL_FACTS_LOAD_API_H

#include "analyzer/facts/load/link.h"

struct route {
    const struct thing *thing; /* the resource that has it */
    int64_t api;
    const struct value *method;
    const struct value *path;
    const struct value *type;          /* of the integration: AWS_PROXY, MOCK …, in any case */
    const struct value *uri;           /* of the integration */
    const struct value *authorization; /* a text; VALUE_ABSENT is NONE */
    const struct value *api_key;       /* a Boolean; VALUE_ABSENT is false */
    int64_t authorizer;
    const struct node *node;
};

/* Writes a row for the route, and the trigger, when its integration is a function; a phantom when it may be one. */
void route_add(struct loader *loader, const struct route *route);
/* The routes of an OpenAPI body. */
void openapi_load(struct loader *loader, const struct thing *api, const struct value *body);

#endif
