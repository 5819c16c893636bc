#include "analyzer/base/embedded.h"
#include "analyzer/dialect/sam_expander.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* -- trees from text ----------------------------------------------------------------------------------------------- */

struct maker {
    struct sam *sam;
    const struct node *origin;
    const char *at;
    const char *end;
    va_list *arguments;            /* of sam_make; NULL for tables */
    const struct node *parameters; /* of sam_make_from_table */
};

static struct node *make_value(struct maker *maker);

static char peek(struct maker *maker) {
    while (maker->at < maker->end && strchr(" \n,:", *maker->at))
        maker->at++;
    return maker->at < maker->end ? *maker->at : 0;
}

static void interpolate(struct maker *maker, struct buf *text) {
    char conversion = *maker->at++;
    if (conversion == 's')
        buf_add(text, va_arg(*maker->arguments, struct str));
    else if (conversion == 'z')
        buf_add_z(text, va_arg(*maker->arguments, const char *));
    else
        buf_add_char(text, conversion);
}

static struct str make_text(struct maker *maker) {
    char quote = *maker->at++;
    struct buf text;
    buf_init(&text, maker->sam->arena);
    while (maker->at < maker->end && *maker->at != quote) {
        char c = *maker->at++;
        if (c == '%' && maker->arguments)
            interpolate(maker, &text);
        else if (c == '\\' && maker->at < maker->end)
            buf_add_char(&text, *maker->at++);
        else
            buf_add_char(&text, c);
    }
    maker->at++;
    return buf_str(&text);
}

static struct node *make_copy(struct maker *maker) {
    maker->at += 2;
    struct node *node = va_arg(*maker->arguments, struct node *);
    bool placed = node && (node->parent || !node->origin);
    return placed ? node_new_copy(maker->sam->document, node) : node;
}

static struct node *make_word(struct maker *maker) {
    const char *start = maker->at;
    while (maker->at < maker->end && (isalnum((unsigned char)*maker->at) || *maker->at == '-'))
        maker->at++;
    struct str word = {start, (size_t)(maker->at - start)};
    struct document *document = maker->sam->document;
    int64_t number = 0;
    if (str_integer(word, &number))
        return node_new_number(document, maker->origin, number);
    if (word.size == 0)
        maker->at++; /* only a mistake in our own text leads here; move on */
    return node_new_boolean(document, maker->origin, str_is(word, "true"));
}

static struct node *make_map(struct maker *maker) {
    struct node *map = node_new_map(maker->sam->document, maker->origin);
    maker->at++;
    while (peek(maker) && *maker->at != '}') {
        struct str key = make_text(maker);
        peek(maker);
        struct node *value = make_value(maker);
        if (value)
            node_set(map, key, value);
    }
    maker->at++;
    const struct node *reference = node_only_member(map);
    if (maker->parameters && reference && str_is(reference->key, "Ref")) {
        const struct node *given = node_member_str(maker->parameters, reference->text);
        if (given)
            return node_new_copy(maker->sam->document, given);
    }
    return map;
}

static struct node *make_list(struct maker *maker) {
    struct node *list = node_new_list(maker->sam->document, maker->origin);
    maker->at++;
    while (peek(maker) && *maker->at != ']') {
        struct node *value = make_value(maker);
        if (value)
            node_append(list, value);
    }
    maker->at++;
    return list;
}

static struct node *make_value(struct maker *maker) {
    switch (peek(maker)) {
    case '{':
        return make_map(maker);
    case '[':
        return make_list(maker);
    case '\'':
    case '"':
        return node_new_text(maker->sam->document, maker->origin, make_text(maker));
    case '%':
        return make_copy(maker);
    default:
        return make_word(maker);
    }
}

struct node *sam_make(struct sam *sam, const struct node *origin, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct maker maker = {sam, origin, format, format + strlen(format), &arguments, NULL};
    struct node *node = make_value(&maker);
    va_end(arguments);
    return node;
}

struct node *sam_make_from_table(struct sam *sam, const struct node *origin, struct str json,
                                 const struct node *parameters) {
    struct maker maker = {sam, origin, json.data, json.data + json.size, NULL, parameters};
    return make_value(&maker);
}

/* -- resources ----------------------------------------------------------------------------------------------------- */

static void add_diag(struct sam *sam, enum diag_kind kind, const struct node *node, struct str message) {
    const struct node *source = node_source(node);
    const struct document *document = source ? source->document : sam->document;
    if (sam->diag_count++ < LIMIT_DIAGS_PER_FILE)
        diag_add(sam->diags, kind, NULL, document->path, document, node_place(node), "%.*s", STR_ARG(message));
}

void sam_diag(struct sam *sam, enum diag_kind kind, const struct node *node, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_diag(sam, kind, node, str_format_list(sam->diags->arena, format, arguments));
    va_end(arguments);
}

void sam_reject(struct sam *sam, const struct node *node, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_diag(sam, DIAG_REJECTED, node, str_format_list(sam->diags->arena, format, arguments));
    va_end(arguments);
}

bool sam_count_item(struct sam *sam, const struct node *item) {
    if (sam->item_count++ == LIMIT_SAM_ITEMS)
        diag_add(sam->diags, DIAG_LIMIT, NULL, sam->document->path, sam->document, node_place(item),
                 "more than %u events, policies and connections: the rest is not expanded", LIMIT_SAM_ITEMS);
    return sam->item_count <= LIMIT_SAM_ITEMS;
}

void sam_copy(struct node *map, const struct node *from, const char *const *keys, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct node *member = sam_get(from, keys[i]);
        if (member)
            node_set(map, str_from(keys[i]), node_new_copy(map->document, member));
    }
}

void sam_become(struct sam *sam, struct sam_resource *resource, const char *type, struct node *properties) {
    const struct node *written = node_member(resource->node, "Type");
    struct node *result = node_new_map(sam->document, resource->node);
    result->key = resource->id;
    node_set(result, STR("Type"), sam_make(sam, written ? written : resource->node, "'%z'", type));
    SAM_COPY(result, resource->node, "Condition", "DependsOn", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy",
             "CreationPolicy", "Metadata");
    node_set(result, STR("Properties"), properties);
    if (resource->implicit)
        node_set(result, STR("lambdalint:implied"), node_new_boolean(sam->document, resource->node, true));
    resource->result = result;
}

/* Whether SAM insists on a name that nobody else has. Those of versions and deployments end in a hash; a topic is added
 * to; what deploys is replaced. */
static bool is_unique(const char *type) {
    static const char *const OTHERS[] = {"AWS::Lambda::Version", "AWS::ApiGateway::Deployment", "AWS::SNS::Topic",
                                         "AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (strcmp(type, OTHERS[i]) == 0)
            return false;
    return true;
}

struct node *sam_add(struct sam *sam, struct sam_resource *owner, const struct node *origin, struct str id,
                     const char *type, struct node *properties) {
    if (map_has(&sam->by_id, id)) {
        if (is_unique(type))
            sam_reject(sam, origin, "SAM makes a resource '%.*s', which the template has already: rename that",
                       STR_ARG(id));
        else
            sam_diag(sam, DIAG_UNSUPPORTED, origin,
                     "SAM would generate a resource '%.*s', which the template has already", STR_ARG(id));
        return NULL;
    }
    struct node *resource =
        sam_make(sam, origin, "{'Type':'%z','Properties':%n,'lambdalint:owner':'%s','lambdalint:implied':true}", type,
                 properties, owner->id);
    SAM_COPY(resource, owner->node, "Condition", "DeletionPolicy", "UpdateReplacePolicy");
    resource->key = id;
    struct node *earlier = map_get(&sam->made, id);
    map_put(&sam->made, id, resource);
    if (!earlier) {
        vec_push(sam->arena, &owner->made, resource);
        return resource;
    }
    for (size_t i = 0; i < owner->made.count; i++)
        if (owner->made.items[i] == earlier)
            owner->made.items[i] = resource;
    return resource;
}

static void set_tags(struct sam *sam, const struct node *resource, const struct node *tags) {
    struct node *list = sam_tags(sam, tags, tags, true), *properties = sam_get(resource, "Properties");
    if (list && properties)
        node_set(properties, STR("Tags"), list);
}

void sam_propagate_tags(struct sam *sam, struct sam_resource *resource) {
    static const char *const TAGGED[] = {"AWS::IAM::Role", "AWS::SQS::Queue", "AWS::SNS::Topic",
                                         "AWS::ApiGateway::Stage"};
    const struct node *tags = sam_get(resource->properties, "Tags");
    if (!tags || !sam_is_true(sam_get(resource->properties, "PropagateTags")))
        return;
    set_tags(sam, resource->result, tags);
    for (size_t i = 0; i < resource->made.count; i++)
        for (size_t t = 0; t < sizeof TAGGED / sizeof *TAGGED; t++)
            if (node_is_text(node_member(resource->made.items[i], "Type"), TAGGED[t]))
                set_tags(sam, resource->made.items[i], tags);
}

struct node *sam_change(struct sam *sam, struct sam_resource *resource) {
    if (resource->result == resource->node)
        resource->result = node_new_copy(sam->document, resource->node);
    return sam_open_map(sam, resource->result, "Properties", resource->node);
}

static struct node *open_member(struct sam *sam, struct node *map, const char *key, const struct node *origin,
                                enum node_kind kind) {
    struct node *member = sam_get(map, key);
    if (member && (member->kind != kind || call_of(member).kind != CALL_NONE))
        return NULL;
    if (member && member->style == STYLE_GENERATED && member->parent == map)
        return member; /* made by us for this map */
    struct node *open;
    if (member)
        open = node_new_copy(sam->document, member);
    else
        open = kind == NODE_MAP ? node_new_map(sam->document, origin) : node_new_list(sam->document, origin);
    node_set(map, str_from(key), open);
    return open;
}

struct node *sam_open_map(struct sam *sam, struct node *map, const char *key, const struct node *origin) {
    return open_member(sam, map, key, origin, NODE_MAP);
}

struct node *sam_open_list(struct sam *sam, struct node *map, const char *key, const struct node *origin) {
    return open_member(sam, map, key, origin, NODE_LIST);
}

/* s3://bucket/key?versionId=version; false when the text is none. */
static bool split_uri(struct str text, struct str *ret_bucket, struct str *ret_key, struct str *ret_version) {
    struct str query = STR_NONE;
    if (!str_starts(text, "s3://") || !str_cut(str_slice(text, 5, text.size), '/', ret_bucket, ret_key))
        return false;
    bool versioned = str_cut(*ret_key, '?', ret_key, &query) && str_starts(query, "versionId=");
    *ret_version = versioned ? str_slice(query, 10, query.size) : STR_NONE;
    return true;
}

struct node *sam_location(struct sam *sam, const struct node *uri, const char *prefix, const char *version) {
    struct str bucket, key, number;
    if (sam_is_map(uri))
        return sam_make(sam, uri, "{'%zBucket':%n,'%zKey':%n,'%z':%n}", prefix, sam_get(uri, "Bucket"), prefix,
                        sam_get(uri, "Key"), version, sam_get(uri, "Version"));
    if (!sam_is_text(uri) || !split_uri(uri->text, &bucket, &key, &number))
        return uri ? node_new_copy(sam->document, uri) : NULL;
    return sam_make(sam, uri, "{'%zBucket':'%s','%zKey':'%s','%z':%n}", prefix, bucket, prefix, key, version,
                    number.size ? sam_make(sam, uri, "'%s'", number) : NULL);
}

struct node *sam_tags(struct sam *sam, const struct node *origin, const struct node *tags, bool plain) {
    struct node *list = node_new_list(sam->document, origin), **link = &list->first_child;
    if (!plain)
        node_put(list, &link, STR_NONE, sam_make(sam, origin, "{'Key':'lambda:createdBy','Value':'SAM'}"));
    if (sam_is_list(tags))
        node_each(tag, tags) node_put(list, &link, STR_NONE, node_new_copy(sam->document, tag));
    if (sam_is_map(tags))
        node_each(tag, tags)
            node_put(list, &link, STR_NONE, sam_make(sam, tag, "{'Key':'%s','Value':%n}", tag->key, tag));
    return list->child_count ? list : NULL;
}

void sam_condition(struct sam *sam, struct str name, struct node *definition) {
    if (!sam->conditions)
        sam->conditions = sam_open_map(sam, sam->result, "Conditions", sam->root);
    if (sam->conditions && !node_member_str(sam->conditions, name))
        node_set(sam->conditions, name, definition);
}

struct node *sam_either(struct sam *sam, const struct node *const *names, size_t count, const char *name) {
    struct node *any = node_new_list(sam->document, names[0]);
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        node_each(other, any) known = known || str_equal(other->first_child->text, names[i]->text);
        if (!known)
            node_append(any, sam_make(sam, names[i], "{'Condition':'%s'}", names[i]->text));
    }
    if (any->child_count == 1)
        return node_new_copy(sam->document, names[0]);
    sam_condition(sam, str_from(name), sam_make(sam, names[0], "{'Fn::Or':%n}", any));
    return sam_make(sam, names[0], "'%z'", name);
}

struct node *sam_target_name(struct sam *sam, const struct sam_target *target, const struct node *origin) {
    return sam_make(sam, origin, "{'Ref':'%s'}", target->id);
}

struct node *sam_target_arn(struct sam *sam, const struct sam_target *target, const struct node *origin) {
    if (target->by_ref)
        return sam_target_name(sam, target, origin);
    return sam_make(sam, origin, "{'Fn::GetAtt':['%s','Arn']}", target->id);
}
