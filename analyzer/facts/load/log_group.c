#include "analyzer/facts/load/log_group.h"

#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/partial.h"
#include "policies/pattern.h"

/* The two ways to spell the default group of a function: by its name, and by a reference to it. */
static struct str default_name(struct loader *loader, struct str function_name) {
    return str_format(loader->arena, "/aws/lambda/%.*s", STR_ARG(function_name));
}

static struct str reference_to(struct loader *loader, const struct thing *function) {
    return str_format(loader->arena, "{ref:%.*s}", STR_ARG(function->resource->address));
}

static int64_t implied(struct loader *loader, const struct thing *function, struct str name) {
    int64_t *known = map_get(&loader->log_groups, name);
    if (known)
        return *known;
    struct row *row = member_row(loader, "log_group", function, function->id, NULL, name);
    int64_t *id = ARENA_NEW(loader->arena, int64_t);
    *id = row_id(row);
    struct str text;
    if (partial_known(loader->arena, name, &text)) {
        row_text(row, "name", text, NULL);
    } else {
        row_unknown(row, "name", STR("the name of the function is not known"), thing_node(function));
        row_text(row, "name_partial", name, NULL);
    }
    row_integer(row, "implied", 1, NULL);
    row_write(row);
    map_put(&loader->log_groups, name, id);
    return *id;
}

static bool is_anothers(struct loader *loader, struct str group) {
    loader_each(function, loader, "AWS::Lambda::Function") {
        struct str name = value_partial(loader->arena, thing_at(function, "FunctionName"));
        if (str_equal(group, default_name(loader, name)))
            return true;
    }
    return false;
}

/* A declared group whose name may turn out to be the default name. A name that CloudFormation generates for the
 * function is never that of a parameter. */
static const struct thing *possible(struct loader *loader, struct str wanted) {
    struct str glob = partial_glob(loader->arena, wanted);
    loader_each(group, loader, "AWS::Logs::LogGroup") {
        const struct value *name = thing_at(group, "LogGroupName");
        struct str partial = value_partial(loader->arena, name);
        if (name->kind != VALUE_ABSENT && partial_has_hole(partial) && !str_contains(partial, "{ref:") &&
            !is_anothers(loader, partial) && pattern_meets(partial_glob(loader->arena, partial), glob))
            return group;
    }
    return NULL;
}

int64_t log_group_of(struct loader *loader, const struct thing *function) {
    const struct value *configured = thing_at(function, "LoggingConfig.LogGroup");
    struct target target = link_find(loader, configured, "function", "log_group");
    if (target.id != 0)
        return target.id;
    const struct value *name = thing_at(function, "FunctionName");
    struct str reference = reference_to(loader, function);
    struct str own = name->kind == VALUE_ABSENT ? reference : value_partial(loader->arena, name);
    struct str spelled[] = {default_name(loader, own), default_name(loader, reference)};
    for (size_t i = 0; i < 2; i++) {
        struct str key = str_format(loader->arena, "log_group\n%.*s", STR_ARG(spelled[i]));
        const struct thing *group = map_get(&loader->thing_by_name, key);
        if (group)
            return group->id;
    }
    const struct thing *group = name->kind == VALUE_ABSENT ? NULL : possible(loader, spelled[0]);
    if (group)
        return close_anonymous(loader->facts, "log_group", loader->world, thing_at(group, "LogGroupName")->node,
                               STR("a log group whose name is not known may be that of the function"));
    return implied(loader, function, spelled[0]);
}
