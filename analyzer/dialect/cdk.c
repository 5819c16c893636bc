#include "analyzer/dialect/cdk.h"

#include "analyzer/source/document.h"

#include <ctype.h>

bool cdk_is_manifest(const struct node *root) {
    const struct node *artifacts = node_member(root, "artifacts");
    return artifacts && artifacts->kind == NODE_MAP && node_member(root, "version");
}

static struct str text_at(const struct node *node, const char *key) {
    const struct node *member = node_member(node, key);
    return member && member->kind == NODE_TEXT ? member->text : STR_NONE;
}

void cdk_stacks_of(const struct node *manifest, struct arena *arena, struct cdk_stacks *ret_stacks) {
    node_each(artifact, node_member(manifest, "artifacts")) {
        struct cdk_stack stack = {
            .template_file = text_at(node_member(artifact, "properties"), "templateFile"),
            .metadata = node_member(artifact, "metadata"),
            .metadata_file = text_at(artifact, "additionalMetadataFile"),
        };
        if (node_is_text(node_member(artifact, "type"), "aws:cloudformation:stack") && stack.template_file.size)
            vec_push(arena, &ret_stacks->list, stack);
    }
}

/* -- assets -------------------------------------------------------------------------------------------------------- */

void cdk_asset_files_of(const struct node *manifest, struct arena *arena, struct cdk_asset_files *ret_files) {
    node_each(artifact, node_member(manifest, "artifacts")) {
        struct str file = text_at(node_member(artifact, "properties"), "file");
        if (node_is_text(node_member(artifact, "type"), "cdk:asset-manifest") && file.size)
            vec_push(arena, &ret_files->list, file);
    }
}

void cdk_assets_add(const struct node *asset_manifest, struct arena *arena, struct map *assets) {
    node_each(file, node_member(asset_manifest, "files")) {
        struct str path = text_at(node_member(file, "source"), "path");
        node_each(destination, node_member(file, "destinations")) {
            struct str key = text_at(destination, "objectKey");
            struct str *kept = ARENA_NEW(arena, struct str);
            *kept = path;
            if (key.size && path.size)
                map_put(assets, key, kept);
        }
    }
}

/* Where the key of an object stands: in the code of a function or layer, or at the end of the URL of a template that is
 * joined of parts. */
static struct str object_key(const struct node *properties, const char *property) {
    const struct node *value = node_member(properties, property);
    struct str key = text_at(value, "S3Key");
    if (key.size)
        return key;
    const struct node *join = node_member(value, "Fn::Join");
    const struct node *parts = join && join->kind == NODE_LIST ? node_child(join, 1) : NULL;
    const struct node *last = parts && parts->kind == NODE_LIST ? parts->first_child : NULL;
    while (last && last->next)
        last = last->next;
    return last && last->kind == NODE_TEXT ? str_after_last(last->text, '/') : STR_NONE;
}

static void name_asset(struct document *template, struct node *resource, const struct map *assets) {
    static const char *const PROPERTIES[] = {"Code", "Content", "TemplateURL"};
    struct node *metadata = node_member(resource, "Metadata");
    if (node_member(metadata, "aws:asset:path"))
        return;
    for (size_t i = 0; i < sizeof PROPERTIES / sizeof *PROPERTIES; i++) {
        struct str key = object_key(node_member(resource, "Properties"), PROPERTIES[i]);
        const struct str *path = key.size ? map_get(assets, key) : NULL;
        if (!path)
            continue;
        if (!metadata)
            node_set(resource, STR("Metadata"), metadata = node_new_map(template, resource));
        node_set(metadata, STR("aws:asset:path"), node_new_text(template, resource, *path));
        node_set(metadata, STR("aws:asset:property"), node_new_text(template, resource, str_from(PROPERTIES[i])));
        return;
    }
}

void cdk_name_assets(struct document *template, const struct map *assets) {
    if (assets->count)
        node_each(resource, node_member(template->root, "Resources")) name_asset(template, resource, assets);
}

/* -- constructs ---------------------------------------------------------------------------------------------------- */

/* The stack of the construct's creation; before aws-cdk#37643 (April 2026) it hung on the entry of the logical id. */
static void read_entry(const struct node *entry, struct str *ret_id, struct cdk_construct *construct) {
    const struct node *type = node_member(entry, "type");
    const struct node *frames = NULL;
    if (node_is_text(type, "aws:cdk:creationStack")) {
        frames = node_member(entry, "data");
    } else if (node_is_text(type, "aws:cdk:logicalId")) {
        *ret_id = text_at(entry, "data");
        frames = construct->frames ? NULL : node_member(entry, "trace");
    }
    if (frames && frames->kind == NODE_LIST)
        construct->frames = frames;
}

static void add_construct(struct cdk_constructs *constructs, struct cdk_construct *construct, struct str id) {
    struct cdk_construct *same = map_get(&constructs->by_id, id);
    map_put(&constructs->by_path, construct->path, construct);
    if (same)
        same->shares_id = true;
    else
        map_put(&constructs->by_id, id, construct);
}

void cdk_constructs_add(const struct node *metadata, struct arena *arena, struct cdk_constructs *constructs) {
    node_each(member, metadata) {
        struct str id = STR_NONE;
        struct cdk_construct construct = {.path = member->key, .entries = member};
        if (str_starts(construct.path, "/"))
            construct.path = str_slice(construct.path, 1, construct.path.size);
        node_each(entry, member) read_entry(entry, &id, &construct);
        if (!id.size || map_has(&constructs->by_path, construct.path))
            continue;
        struct cdk_construct *kept = ARENA_NEW(arena, struct cdk_construct);
        *kept = construct;
        add_construct(constructs, kept, id);
    }
}

const struct cdk_construct *cdk_construct_around(const struct cdk_constructs *constructs, struct str path,
                                                 struct arena *arena) {
    struct str around = str_ends(path, "/Resource") ? str_slice(path, 0, path.size - sizeof "/Resource" + 1) : path;
    for (;;) {
        size_t slash = around.size;
        while (slash && around.data[slash - 1] != '/')
            slash--;
        if (!slash)
            return NULL;
        around = str_slice(around, 0, slash - 1);
        struct str inside = str_format(arena, "%.*s/Resource", STR_ARG(around));
        const struct cdk_construct *found = map_get(&constructs->by_path, inside);
        if (!found)
            found = map_get(&constructs->by_path, around);
        if (found)
            return found;
    }
}

const struct node *cdk_assignment(const struct cdk_construct *construct, struct str property) {
    const struct node *last = NULL;
    node_each(entry, construct->entries) {
        const struct node *data = node_member(entry, "data");
        if (node_is_text(node_member(entry, "type"), "aws:cdk:propertyAssignment") &&
            str_equal(text_at(data, "propertyName"), property))
            last = node_member(data, "stackTrace");
    }
    return last && last->kind == NODE_LIST ? last : NULL;
}

/* -- frames -------------------------------------------------------------------------------------------------------- */

/* Takes ":<number>" off the end. */
static bool take_number(struct str *text, uint32_t *ret_number) {
    size_t at = text->size;
    int64_t number;
    while (at && isdigit((unsigned char)text->data[at - 1]))
        at--;
    if (!at || text->data[at - 1] != ':' || !str_integer(str_slice(*text, at, text->size), &number) || number < 1 ||
        number > INT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    *text = str_slice(*text, 0, at - 1);
    return true;
}

/* "at new MyStack (/app/lib/stack.ts:12:5)", "new MyStack (…)", "at /app/bin/app.ts:3:1", "at file:///app/app.mjs:3:1"
 */
static struct str place_in(struct str text) {
    text = str_trim(text);
    size_t open = str_find(text, STR("("), 0);
    if (open != SIZE_MAX && str_ends(text, ")"))
        return str_slice(text, open + 1, text.size - 1);
    return str_starts(text, "at ") ? str_slice(text, 3, text.size) : text;
}

static struct str with_slashes(struct str path, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < path.size; i++)
        buf_add_char(&buf, path.data[i] == '\\' ? '/' : path.data[i]);
    return buf_str(&buf);
}

/* ":<line>:<column>" or ":<line>": programs in Python, Java, C# and Go are driven from outside of node, by jsii, which
 * leaves out a column that it does not know.
 * https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/core/lib/private/stack-trace.ts */
static bool take_position(struct str *place, struct cdk_frame *ret_frame) {
    uint32_t last;
    if (!take_number(place, &last))
        return false;
    *ret_frame = (struct cdk_frame){.line = last};
    if (take_number(place, &ret_frame->line)) {
        ret_frame->column = last;
        return true;
    }
    size_t digits = place->size;
    while (digits && isdigit((unsigned char)place->data[digits - 1]))
        digits--;
    return digits == place->size || !digits || place->data[digits - 1] != ':';
}

/* Files of libraries, of the runtime and of jsii are none of the user's, even when they lie in the user's folder. */
static bool is_library(struct str path) {
    static const char *const PARTS[] = {
        "node_modules/", "site-packages/", "dist-packages/", "/pkg/mod/", "jsii-kernel-", "jsii-runtime", "/../"};
    for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++)
        if (str_contains(path, PARTS[i]))
            return true;
    return str_starts(path, "node:") || str_starts(path, "internal/");
}

bool cdk_frame_read(struct str text, struct arena *arena, struct cdk_frame *ret_frame) {
    struct str place = place_in(text);
    if (!take_position(&place, ret_frame))
        return false;
    if (str_starts(place, "file://"))
        place = str_slice(place, 7, place.size);
    ret_frame->path = with_slashes(place, arena);
    return place.size && !is_library(ret_frame->path);
}
