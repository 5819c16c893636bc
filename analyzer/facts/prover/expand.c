/* Texts of a template as AWS will have them: what references stand for, around the names of entities. */
#include "analyzer/facts/prover/memory.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/load/partial.h"
#include "policies/ask.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCES "analyzer/facts/data/reference_texts.tsv"

/* Names may be built around names of other entities; no real chain is longer. */
enum { MAX_DEPTH = 8 };

/* -- texts with holes -------------------------------------------------------------------------------------------- */

static struct str example_region(const struct facts *facts) {
    return facts->deployment.region.size ? facts->deployment.region : STR(PROVER_REGION);
}

static struct str example_account(const struct facts *facts) {
    return facts->deployment.account.size ? facts->deployment.account : STR(ASK_ACCOUNT);
}

struct str prover_template(const struct facts *facts, struct arena *arena, struct str text, struct str name) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&text, &hole, &piece))
        buf_add(&buf, !hole                      ? piece
                      : str_is(piece, "region")  ? example_region(facts)
                      : str_is(piece, "account") ? example_account(facts)
                                                 : name);
    return buf_str(&buf);
}

/* -- names ------------------------------------------------------------------------------------------------------- */

static struct str expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial, unsigned depth);

static bool read_name(struct facts *facts, struct arena *arena, const struct entity *entity, struct str *ret_name) {
    const struct table *table = map_get(&facts->schema.by_name, str_from(entity->table));
    if (!table || !map_has(&table->column_by_name, STR("name_partial")))
        return false;
    sqlite3_stmt *statement = prover_name_query(facts, table);
    sqlite3_bind_int64(statement, 1, entity->id);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    const char *text = found ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (text)
        *ret_name = str_copy(arena, str_from(text));
    else
        *ret_name = STR("{}");
    sqlite3_reset(statement);
    return found;
}

static bool entity_name(struct facts *facts, struct arena *arena, const struct entity *entity, unsigned depth,
                        struct str *ret_name) {
    struct str name = STR_NONE;
    if (!read_name(facts, arena, entity, &name) && !entity->declared) /* what has no name of its own gets one */
        return false;
    bool made_up = name.size == 0 && entity->declared;
    *ret_name = made_up ? str_format(arena, "{generated:%.*s}", STR_ARG(entity->identity))
                        : expand(facts, arena, entity->world, name.size ? name : STR("{}"), depth + 1);
    return true;
}

bool prover_entity_name(struct facts *facts, struct arena *arena, const struct entity *entity, struct str *ret_name) {
    return entity_name(facts, arena, entity, 0, ret_name);
}

/* -- references -------------------------------------------------------------------------------------------------- */

/* "world address" → entity of the resources. Resources do not change after loading. */
static const struct map *addresses(struct facts *facts) {
    if (facts->addresses)
        return facts->addresses;
    struct arena *arena = &facts->arena;
    struct map *map = ARENA_NEW(arena, struct map);
    map_init(map, arena);
    for (int64_t id = 1; id <= facts->registry.count; id++) {
        const struct record *record = registry_get(&facts->registry, id);
        const struct entity *entity = record ? &record->entity : NULL;
        if (entity && entity->resource && entity->parent == 0 && str_equal(entity->identity, entity->resource->address))
            map_put(map, str_format(arena, "%lld %.*s", (long long)entity->world, STR_ARG(entity->identity)),
                    (void *)(uintptr_t)entity);
    }
    facts->addresses = map;
    return map;
}

/* The text of data/reference_texts.tsv for that attribute; empty: none. */
static struct str reference_text(struct str table, struct str attribute) {
    struct str rest = embedded_get(REFERENCES);
    struct str line, row_table, row_attribute, text;
    while (str_cut(rest, '\n', &line, &rest))
        if (str_cut(line, '\t', &row_table, &text) && str_equal(row_table, table) &&
            str_cut(text, '\t', &row_attribute, &text) && str_equal(row_attribute, attribute))
            return text;
    return STR_NONE;
}

static bool expand_reference(struct facts *facts, struct arena *arena, int64_t world, struct str identity,
                             unsigned depth, struct str *ret_text) {
    struct str address, attribute = STR("Ref"), name;
    if (str_starts(identity, "ref:"))
        address = str_slice(identity, 4, identity.size);
    else if (!str_starts(identity, "attr:") ||
             !str_cut(str_slice(identity, 5, identity.size), '.', &address, &attribute))
        return false;
    struct str key = str_format(arena, "%lld %.*s", (long long)world, STR_ARG(address));
    const struct entity *entity = map_get(addresses(facts), key);
    struct str text = entity && entity->table ? reference_text(str_from(entity->table), attribute) : STR_NONE;
    if (text.size == 0 || depth >= MAX_DEPTH || !entity_name(facts, arena, entity, depth, &name))
        return false;
    *ret_text = prover_template(facts, arena, text, name);
    return true;
}

static bool pseudo_text(const struct facts *facts, struct str identity, struct str *ret_text) {
    const struct deployment *deployment = &facts->deployment;
    if (str_is(identity, "pseudo:AWS::Region"))
        *ret_text = example_region(facts);
    else if (str_is(identity, "pseudo:AWS::AccountId"))
        *ret_text = example_account(facts);
    else if (str_is(identity, "pseudo:AWS::Partition"))
        *ret_text = deployment->partition.size ? deployment->partition : STR("aws");
    else if (str_is(identity, "pseudo:AWS::URLSuffix"))
        *ret_text = STR("amazonaws.com");
    else
        return false;
    return true;
}

static void add_hole(struct facts *facts, struct arena *arena, int64_t world, struct str identity, unsigned depth,
                     struct buf *buf) {
    struct str text;
    if (pseudo_text(facts, identity, &text) || expand_reference(facts, arena, world, identity, depth, &text))
        buf_add(buf, text);
    else
        buf_printf(buf, "{%.*s}", STR_ARG(identity));
}

static struct str expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial, unsigned depth) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        if (hole)
            add_hole(facts, arena, world, piece, depth, &buf);
        else
            buf_add(&buf, piece);
    }
    return buf_str(&buf);
}

struct str prover_expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    return expand(facts, arena, world, partial, 0);
}

/* -- names that are made up ---------------------------------------------------------------------------------------- */

/* Tables whose resources get the name of their stack, their logical id and random characters; that a long name is cut
 * is left aside. Buckets and repositories have it in lower case.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html */
static bool is_named_by_stack(const struct entity *entity) {
    static const char *const TABLES[] = {"function", "role",   "policy",         "queue",
                                         "topic",    "stream", "dynamodb_table", "log_group"};
    for (size_t i = 0; entity && entity->table && i < sizeof TABLES / sizeof *TABLES; i++)
        if (strcmp(entity->table, TABLES[i]) == 0)
            return true;
    return false;
}

bool prover_is_stack_name(struct str identity) {
    return str_starts(identity, "pseudo:") && str_ends(identity, "AWS::StackName");
}

struct str prover_spell_out(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        struct str address = str_starts(piece, "generated:") ? str_slice(piece, 10, piece.size) : STR_NONE;
        struct str key = str_format(arena, "%lld %.*s", (long long)world, STR_ARG(address));
        size_t start = address.size;
        while (start > 0 && address.data[start - 1] != '/')
            start--;
        if (hole && address.size && is_named_by_stack(map_get(addresses(facts), key)))
            buf_printf(&buf, "{pseudo:%.*sAWS::StackName}-%.*s-", STR_ARG(str_slice(address, 0, start)),
                       STR_ARG(str_slice(address, start, address.size)));
        buf_printf(&buf, hole ? "{%.*s}" : "%.*s", STR_ARG(piece));
    }
    return buf_str(&buf);
}

struct str prover_expand_names(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    struct buf buf;
    struct str piece, name;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        struct str text = str_format(arena, hole ? "{%.*s}" : "%.*s", STR_ARG(piece));
        struct str expanded = expand(facts, arena, world, text, 0);
        bool named = hole && (str_starts(piece, "ref:") || str_starts(piece, "attr:"));
        if (!named)
            buf_add(&buf, expanded);
        while (named && partial_next(&expanded, &hole, &name))
            buf_printf(&buf, hole ? "{generated:%.*s}" : "%.*s", STR_ARG(name));
    }
    return buf_str(&buf);
}
