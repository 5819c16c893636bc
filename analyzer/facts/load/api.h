/* Routes of APIs, whichever way they are written: methods, routes, OpenAPI bodies. */
#ifndef LL_FACTS_LOAD_API_H
#define LL_FACTS_LOAD_API_H

#include "analyzer/facts/load/link.h"

struct route {
    const struct thing *thing; /* the resource that has it */
    int64_t api;
    const struct value *method;
    const struct value *path;
    const struct value *integration;   /* the URI; VALUE_ABSENT for a mock */
    const struct value *authorization; /* a text; VALUE_ABSENT is NONE */
    const struct value *api_key;       /* a Boolean; VALUE_ABSENT is false */
    int64_t authorizer;
    const struct node *node;
};

/* Writes a row for the route, and the trigger of the function behind it. */
void route_add(struct loader *loader, const struct route *route);
/* The function that an integration or authorizer URI calls: "…:lambda:path/…/functions/ARN/invocations", or an ARN. */
struct target uri_function(struct loader *loader, const struct value *uri, const char *table);
/* The routes of an OpenAPI body. */
void openapi_load(struct loader *loader, const struct thing *api, const struct value *body);

#endif
