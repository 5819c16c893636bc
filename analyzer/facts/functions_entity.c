/* Scalars about entities and texts: label, place, matches, setting, has_setting, own_account. */
#include "analyzer/facts/query_internal.h"

#include "analyzer/facts/functions_internal.h"
#include "policies/pattern.h"

#include <sqlite3.h>
#include <string.h>

static struct facts *facts_of(sqlite3_context *context) {
    return sqlite3_user_data(context);
}

static void result_text(sqlite3_context *context, struct str text) {
    sqlite3_result_text64(context, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* -- label, place ------------------------------------------------------------------------------------------------ */

static void sql_label(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    const struct entity *entity = facts_entity(facts_of(context), sqlite3_value_int64(values[0]));
    result_text(context, entity ? entity->label : STR("(none)"));
}

/* The id of the node (table node) that was read for a column of an entity. */
static void sql_place(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    const struct node *node = facts_place(facts_of(context), sqlite3_value_int64(values[0]), function_text(values[1]));
    if (node)
        sqlite3_result_int64(context, (int64_t)node_id(node_source(node)));
}

/* -- matches ----------------------------------------------------------------------------------------------------- */

static void match(sqlite3_context *context, int count, sqlite3_value **values, bool nocase) {
    if (!function_any_null(count, values))
        function_result_truth(
            context, pattern_partial_matches_escaped(function_text(values[0]), function_text(values[1]), nocase));
}

static void sql_matches(sqlite3_context *context, int count, sqlite3_value **values) {
    match(context, count, values, false);
}

static void sql_matches_nocase(sqlite3_context *context, int count, sqlite3_value **values) {
    match(context, count, values, true);
}

/* -- settings: the properties behind an entity ------------------------------------------------------------------- */

static struct str settings_key(struct facts *facts, const struct entity *entity) {
    return str_format(&facts->arena, "%lld %.*s", (long long)entity->world, STR_ARG(entity->resource->address));
}

void facts_replace_properties(struct facts *facts, const struct entity *entity, const struct value *properties) {
    map_put(&facts->settings, settings_key(facts, entity), (void *)(uintptr_t)properties);
}

const struct value *facts_properties(struct facts *facts, const struct entity *entity) {
    struct world_facts world = facts_world(facts, entity->world);
    if (!entity->resource || !world.unit)
        return NULL;
    const struct value *known = map_get(&facts->settings, settings_key(facts, entity));
    if (known)
        return known;
    struct resolver resolver = {
        .unit = world.unit, .world = world.world, .arena = &facts->arena, .scope = entity->resource->scope};
    const struct value *resolved = entity->resource->properties
                                       ? world.unit->dialect->resolve(&resolver, entity->resource->properties)
                                       : &VALUE_NOTHING;
    facts_replace_properties(facts, entity, resolved);
    return resolved;
}

/* NULL when nobody can tell which properties are meant. */
static const struct value *find_setting(sqlite3_context *context, sqlite3_value **values) {
    struct facts *facts = facts_of(context);
    const struct entity *entity = facts_entity(facts, sqlite3_value_int64(values[0]));
    const struct value *properties = entity ? facts_properties(facts, entity) : NULL;
    return properties ? value_at(properties, str_z(&facts->arena, function_text(values[1]))) : NULL;
}

static void sql_setting(sqlite3_context *context, int count, sqlite3_value **values) {
    const struct value *value = function_any_null(count, values) ? NULL : find_setting(context, values);
    if (!value)
        return;
    if (value->kind == VALUE_ABSENT)
        result_text(context, STR_NONE);
    else if (value_is_known_scalar(value))
        result_text(context, value->text);
    else
        query_note(facts_of(context), value_reason(value), value->node);
}

static void sql_has_setting(sqlite3_context *context, int count, sqlite3_value **values) {
    const struct value *value = function_any_null(count, values) ? NULL : find_setting(context, values);
    if (!value)
        return;
    int presence = value_presence(value);
    if (presence < 0)
        query_note(facts_of(context), value_reason(value), value->node);
    function_result_truth(context, presence);
}

static void sql_own_account(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    struct facts *facts = facts_of(context);
    if (facts->options.account.size)
        result_text(context, facts->options.account);
    else
        query_note(facts, STR("your own account is not known: --account"), NULL);
}

void functions_register_entities(struct facts *facts) {
    function_add(facts, "label", 1, sql_label);
    function_add(facts, "place", 2, sql_place);
    function_add(facts, "matches", 2, sql_matches);
    function_add(facts, "matches_nocase", 2, sql_matches_nocase);
    function_add(facts, "setting", 2, sql_setting);
    function_add(facts, "has_setting", 2, sql_has_setting);
    function_add(facts, "own_account", 0, sql_own_account);
}
