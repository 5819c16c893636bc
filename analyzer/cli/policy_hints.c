/* What the catalogue says of a question besides its answer, on standard error: a misspelt action is allowed by nobody,
 * or by a wildcard for what does not exist; a misspelt key decides nothing. */
#include "analyzer/base/distance.h"
#include "analyzer/cli/policy.h"
#include "policies/ask.h"
#include "policies/catalog.h"
#include "policies/pattern.h"

#include <stdio.h>

static struct str service_of(struct str name) {
    struct str service, rest;
    return str_cut(name, ':', &service, &rest) ? service : STR_NONE;
}

static void suggest(struct str nearest) {
    if (nearest.size)
        fprintf(stderr, ", did you mean '%.*s'?", STR_ARG(nearest));
    fputc('\n', stderr);
}

static void warn_of_action(struct catalog *catalog, struct arena *arena, struct str action) {
    struct catalog_actions others = {0};
    struct distance distance;
    catalog_actions(catalog, str_format(arena, "%.*s:*", STR_ARG(service_of(action))), arena, &others);
    distance_init(&distance, action);
    for (size_t i = 0; i < others.list.count; i++)
        distance_try(&distance, others.list.items[i].name);
    fprintf(stderr, "lambdalint: warning: the catalogue of %.*s has no action '%.*s'", STR_ARG(catalog_date(catalog)),
            STR_ARG(action));
    suggest(distance_found(&distance));
}

/* Keys of all services are no matter of the catalogue, and keys of identity providers neither. */
static void warn_of_key(struct catalog *catalog, struct arena *arena, struct str action,
                        const struct catalog_names *keys, struct str key) {
    struct distance distance;
    struct str name;
    if (str_equal_nocase(service_of(key), STR("aws")) || !catalog_service(catalog, service_of(key), arena, &name))
        return;
    distance_init(&distance, key);
    for (size_t i = 0; i < keys->list.count; i++) {
        if (pattern_matches_nocase(catalog_arn_glob(keys->list.items[i], arena), key))
            return;
        distance_try(&distance, keys->list.items[i]);
    }
    fprintf(stderr, "lambdalint: warning: the catalogue knows no key '%.*s' of %.*s", STR_ARG(key), STR_ARG(action));
    suggest(distance_found(&distance));
}

static void note_dependents(struct catalog *catalog, struct arena *arena, const struct catalog_action *action) {
    struct catalog_names dependents = {0};
    catalog_dependents(catalog, action->id, arena, &dependents);
    for (size_t i = 0; i < dependents.list.count; i++)
        fprintf(stderr, "%s%.*s",
                i ? ", " : "lambdalint: note: such a request may need besides: ", STR_ARG(dependents.list.items[i]));
    if (dependents.list.count)
        fputc('\n', stderr);
}

/* A request names one resource. */
static void note_wildcard(struct str resource) {
    if (resource.size > 1 && (str_contains(resource, "*") || str_contains(resource, "?")))
        fprintf(stderr, "lambdalint: note: a * or ? in --on is a character of the name, no wildcard\n");
}

void policy_print_hints(struct arena *arena, struct catalog *catalog, const struct ask_request *request, bool allowed) {
    const struct iam_context *context = request->context;
    struct catalog_action known;
    struct catalog_names keys = {0};
    note_wildcard(request->resource);
    if (!catalog)
        return;
    if (catalog_action(catalog, request->action, arena, &known)) {
        catalog_conditions(catalog, known.id, arena, &keys);
        for (size_t i = 0; i < context->entries.count; i++)
            warn_of_key(catalog, arena, known.name, &keys, context->entries.items[i].key);
        if (allowed)
            note_dependents(catalog, arena, &known);
    } else {
        warn_of_action(catalog, arena, request->action);
    }
}
