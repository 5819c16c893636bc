#include "analyzer/facts/load/managed.h"

#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/load/policy.h"
#include "analyzer/source/document.h"
#include "policies/catalog.h"

/* "service-role/AWSLambdaBasicExecutionRole" of an ARN of any partition, empty when it is none. */
static struct str managed_path(struct loader *loader, const struct value *value) {
    struct arn arn;
    struct str path;
    if (!partial_arn(value_partial(loader->arena, value), &arn) || !str_is(arn.service, "iam") ||
        !str_is(arn.account, "aws") || !str_starts(arn.resource, "policy/"))
        return STR_NONE;
    return partial_known(loader->arena, str_slice(arn.resource, 7, arn.resource.size), &path) ? path : STR_NONE;
}

/* A JSON tree as a value, every part of which stands at `place`. AWS bounds its depth. */
static const struct value *value_of(struct arena *arena, const struct node *json, const struct node *place) {
    struct value *value = ARENA_NEW(arena, struct value);
    value->node = place;
    if (json->kind != NODE_MAP && json->kind != NODE_LIST) {
        value->kind = json->kind == NODE_BOOLEAN  ? VALUE_BOOLEAN
                      : json->kind == NODE_NUMBER ? VALUE_NUMBER
                                                  : VALUE_TEXT;
        value->text = str_copy(arena, json->text);
        return value;
    }
    value->kind = json->kind == NODE_MAP ? VALUE_MAP : VALUE_LIST;
    struct value_member *members = arena_alloc_array(arena, json->child_count, sizeof *members);
    node_each(child, json) {
        struct value_member *member = &members[value->count++];
        member->key = str_copy(arena, child->key);
        member->key_node = json->kind == NODE_MAP ? place : NULL;
        member->value = value_of(arena, child, place);
    }
    value->members = members;
    return value;
}

static const struct iam_policy *parse(struct loader *loader, const struct catalog_policy *policy,
                                      const struct node *place) {
    struct document *document = document_read(0, policy->arn, policy->document, loader->diags);
    const struct value *value = document->root ? value_of(loader->arena, document->root, place) : &VALUE_NOTHING;
    document_free(document);
    return iam_policy_parse(value, loader->arena, NULL, NULL);
}

static int64_t write_row(struct loader *loader, const struct catalog_policy *policy, struct str path,
                         const struct node *place) {
    size_t slash = path.size;
    while (slash > 0 && path.data[slash - 1] != '/')
        slash--;
    struct str name = str_slice(path, slash, path.size);
    struct row_origin origin = {
        .world = loader->world, .present = 1, .node = place, .label = name, .identity = policy->arn};
    struct row *row = row_new(loader->facts, "policy", &origin);
    int64_t id = row_id(row);
    const struct iam_policy *parsed = parse(loader, policy, place);
    row_text(row, "kind", STR("managed"), NULL);
    row_text(row, "name", name, NULL);
    row_text(row, "arn", policy->arn, NULL);
    row_integer(row, "aws_managed", 1, NULL);
    row_integer(row, "catalogued", 1, NULL);
    row_text(row, "document_version", parsed->version.text, NULL);
    row_write(row);
    policy_statements(loader, id, parsed, place);
    return id;
}

int64_t managed_policy_row(struct loader *loader, const struct value *value) {
    struct str path = managed_path(loader, value);
    if (path.size == 0)
        return 0;
    int64_t *known = map_get(&loader->managed_policies, path);
    if (known)
        return *known;
    struct catalog_policy policy;
    struct str arn = str_format(loader->arena, "arn:aws:iam::aws:policy/%.*s", STR_ARG(path));
    if (!catalog_policy(facts_catalog(loader->facts), arn, loader->arena, &policy))
        return 0;
    int64_t *id = ARENA_NEW(loader->arena, int64_t);
    *id = write_row(loader, &policy, path, value->node);
    map_put(&loader->managed_policies, path, id);
    return *id;
}
