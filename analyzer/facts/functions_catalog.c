/* known_service(action), known_action(action), nearest_action(action), action_fits(action), action_takes(action) and
 * catalog_date(): what the IAM catalogue says of a text of Action and of the resources beside it. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/base/distance.h"
#include "analyzer/base/embedded.h"
#include "analyzer/facts/prover/memory.h"
#include "analyzer/facts/prover/reach.h"
#include "policies/catalog.h"
#include "policies/kinds.h"

#include <sqlite3.h>
#include <string.h>

#define CALLS "analyzer/facts/data/api_actions.tsv"

/* A text of Action, its letters without case. */
struct known_action {
    bool service;
    struct catalog_actions actions; /* that it matches */
    bool gathered;                  /* what follows is there */
    bool anywhere;                  /* one of them takes no resource, and what its requests name is not documented */
    struct catalog_names arns;      /* "arn:${Partition}:s3:::${BucketName}", of all of them */
};

static struct str service_of(struct str action) {
    struct str service, rest;
    return str_cut(action, ':', &service, &rest) ? service : STR_NONE;
}

static struct known_action *known_action(struct facts *facts, struct str text) {
    struct str key = reach_lower(&facts->arena, text);
    struct known_action *known = map_get(&facts->known_actions, key);
    if (known)
        return known;
    known = ARENA_NEW(&facts->arena, struct known_action);
    map_put(&facts->known_actions, key, known);
    struct str name;
    known->service = catalog_service(facts_catalog(facts), service_of(key), &facts->arena, &name);
    if (known->service)
        catalog_actions(facts_catalog(facts), key, &facts->arena, &known->actions);
    return known;
}

static void add_arns(struct facts *facts, struct known_action *known, int64_t action) {
    struct catalog_resources resources = {0};
    catalog_resources(facts_catalog(facts), action, &facts->arena, &resources);
    known->anywhere = known->anywhere || resources.list.count == 0;
    for (size_t i = 0; i < resources.list.count; i++)
        vec_push(&facts->arena, &known->arns.list, resources.list.items[i].arn);
}

static void gather_arns(struct facts *facts, struct known_action *known) {
    for (size_t i = 0; !known->gathered && i < known->actions.list.count; i++)
        add_arns(facts, known, known->actions.list.items[i].id);
    known->gathered = true;
}

/* -- names -------------------------------------------------------------------------------------------------------- */

static bool is_everything(struct str action) {
    return str_is(action, "*") || str_is(action, "*:*");
}

static void sql_known_service(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct str action = function_text(values[0]);
    function_result_truth(context, is_everything(action) || known_action(sqlite3_user_data(context), action)->service);
}

static void sql_known_action(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct str action = function_text(values[0]);
    function_result_truth(context, is_everything(action) ||
                                       known_action(sqlite3_user_data(context), action)->actions.list.count > 0);
}

/* The action that IAM checks for a call of that name. */
static struct str of_call(struct str call) {
    struct str rest = embedded_get(CALLS);
    struct str line, name, action;
    while (str_cut(rest, '\n', &line, &rest))
        if (str_cut(line, '\t', &name, &action) && str_equal_nocase(name, call))
            return action;
    return STR_NONE;
}

static struct str nearest(struct facts *facts, struct arena *arena, struct str action) {
    struct catalog_actions actions = {0};
    catalog_actions(facts_catalog(facts), str_format(arena, "%.*s:*", STR_ARG(service_of(action))), arena, &actions);
    struct distance distance;
    distance_init(&distance, action);
    for (size_t i = 0; i < actions.list.count; i++)
        distance_try(&distance, actions.list.items[i].name);
    return distance_found(&distance);
}

/* For messages: the action that is meant by one of no known name; empty when none comes to mind. */
static void sql_nearest_action(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct arena arena;
    arena_init(&arena);
    struct str action = str_copy(&arena, function_text(values[0]));
    struct str found = of_call(action);
    if (found.size == 0)
        found = nearest(sqlite3_user_data(context), &arena, action);
    sqlite3_result_text64(context, found.data, found.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_done(&arena);
}

static void sql_catalog_date(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    struct str date = catalog_date(facts_catalog(sqlite3_user_data(context)));
    sqlite3_result_text64(context, date.data, date.size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* -- resources ---------------------------------------------------------------------------------------------------- */

/* The first piece of an expanded text as a glob, and what follows it. A policy variable may be anything, a hole what is
 * given for it, and a name that CloudFormation makes up is a name. */
static struct str cut_piece(struct str *text, const char *hole) {
    const struct {
        const char *begin, *end, *glob;
    } PIECES[] = {{"${{", "}}", "*"}, {"{{", "", "{"}, {"}}", "", "}"}, {"{generated:", "}", "name"}, {"{", "}", hole}};
    for (size_t i = 0; i < sizeof PIECES / sizeof *PIECES; i++) {
        size_t size = strlen(PIECES[i].begin);
        size_t end = str_starts(*text, PIECES[i].begin) ? str_find(*text, str_from(PIECES[i].end), size) : SIZE_MAX;
        if (end == SIZE_MAX)
            continue;
        *text = str_slice(*text, end + strlen(PIECES[i].end), text->size);
        return str_from(PIECES[i].glob);
    }
    struct str one = str_slice(*text, 0, 1);
    *text = str_slice(*text, 1, text->size);
    return one;
}

static struct str text_glob(struct arena *arena, struct str text, const char *hole) {
    struct buf glob;
    buf_init(&glob, arena);
    while (text.size)
        buf_add(&glob, cut_piece(&text, hole));
    return buf_str(&glob);
}

struct str prover_text_glob(struct arena *arena, const struct iam_text *expanded) {
    return text_glob(arena, expanded->text, "*");
}

/* What is not known may be anything ("*"), but is hardly more than a name ("name"). */
static bool fits(struct facts *facts, int64_t world, const struct known_action *known, const struct iam_text *resource,
                 const char *hole) {
    struct arena *arena = &facts_prover_of(facts)->scratch;
    struct str partial = value_partial(arena, resource->value);
    struct str glob = text_glob(arena, prover_expand_names(facts, arena, world, partial), hole);
    if (!str_starts(glob, "arn:")) /* the star, or a text that is no ARN, which another rule speaks of */
        return true;
    for (size_t i = 0; i < known->arns.list.count; i++)
        if (kind_meets(arena, known->arns.list.items[i], glob))
            return true;
    return false;
}

static bool any_fits(struct facts *facts, int64_t world, const struct known_action *known,
                     const struct iam_statement *statement, const char *hole) {
    bool found = false;
    for (size_t i = 0; !found && i < statement->resources.items.count; i++)
        found = fits(facts, world, known, &statement->resources.items.items[i], hole);
    return found;
}

/* action_fits(id of a row of statement_action): an element of Resource beside it may be one that its requests name. */
static void sql_action_fits(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct facts *facts = sqlite3_user_data(context);
    const struct entity *entity = facts_entity(facts, sqlite3_value_int64(values[0]));
    const struct kept_statement *kept = entity ? prover_kept_statement(facts, entity->parent) : NULL;
    size_t number;
    if (!kept || !prover_find_action(kept, entity->node, &number))
        return;
    prover_bring_up_to_date(facts, kept->policy_id, kept->policy);
    const struct iam_statement *statement = &kept->policy->expanded->statements.items[kept->number];
    const struct iam_text *action = &statement->actions.items.items[number];
    if (!action->known)
        return;
    struct known_action *known = known_action(facts, action->text);
    bool found = statement->resources.negated || statement->actions.negated || statement->resources.items.count == 0 ||
                 known->actions.list.count == 0;
    if (!found)
        gather_arns(facts, known);
    struct arena *scratch = &facts_prover_of(facts)->scratch;
    struct arena_mark mark = arena_mark(scratch);
    found = found || known->anywhere || any_fits(facts, entity->world, known, statement, "name");
    bool open = !found && (statement->resources.open || any_fits(facts, entity->world, known, statement, "*"));
    arena_reset(scratch, mark);
    if (!open)
        function_result_truth(context, found);
}

/* "arn:${Partition}:s3:::${BucketName}" → "arn:aws:s3:::BucketName" */
static void add_readable(struct buf *buf, struct str arn) {
    struct str partition = STR("arn:${Partition}:");
    bool usual = str_starts(arn, "arn:${Partition}:");
    buf_add_z(buf, usual ? "arn:aws:" : "");
    for (size_t i = usual ? partition.size : 0; i < arn.size; i++)
        if (arn.data[i] != '$' && arn.data[i] != '{' && arn.data[i] != '}')
            buf_add_char(buf, arn.data[i]);
}

/* For messages: "arn:aws:s3:::BucketName/ObjectName", the shortest that its requests name. */
static void sql_action_takes(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct facts *facts = sqlite3_user_data(context);
    struct known_action *known = known_action(facts, function_text(values[0]));
    gather_arns(facts, known);
    struct str shortest = STR_NONE;
    for (size_t i = 0; i < known->arns.list.count; i++)
        if (i == 0 || known->arns.list.items[i].size < shortest.size)
            shortest = known->arns.list.items[i];
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf, &arena);
    add_readable(&buf, shortest);
    struct str text = buf_str(&buf);
    sqlite3_result_text64(context, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_done(&arena);
}

void functions_register_catalog(struct facts *facts) {
    function_add(facts, "known_service", 1, sql_known_service);
    function_add(facts, "known_action", 1, sql_known_action);
    function_add(facts, "nearest_action", 1, sql_nearest_action);
    function_add(facts, "catalog_date", 0, sql_catalog_date);
    function_add(facts, "action_fits", 1, sql_action_fits);
    function_add(facts, "action_takes", 1, sql_action_takes);
}
