/* Every rule over the units that a scan makes of the folders named on the command line: templates, their nested stacks,
 * and what imports join.
 *   worlds are invisible: all worlds of all units in one database give the verdicts and the messages that each world
 *   gives alone;
 *   refinement: a parameter that gets a value (--param) decides what was undecided, and nothing else: in a world that
 *   it narrows, a finding never becomes a pass nor a pass a finding.
 * Deterministic. Prints what is wrong; the last line is the count. */
#include "analyzer/facts/worlds.h"
#include "analyzer/scan/scan.h"
#include "tests/property/sights.h"

#include <stdio.h>
#include <stdlib.h>

/* Values tried for the parameters of one unit, and worlds looked at with each. */
enum { MAX_VALUES = 12, MAX_NARROWED = 4 };

struct trial {
    struct rules rules;
    struct str folder; /* the root of all scans */
    size_t units;
    size_t templates; /* of them */
    size_t worlds;    /* looked at alone */
    size_t narrowed;  /* compared with what they narrow */
    size_t decided;   /* places that a value decided */
    size_t wrong;
};

/* What is compared, for the message. */
struct comparison {
    struct trial *trial;
    struct str world;
    struct str what;
};

static const char *verdict_name(const struct sight *sight) {
    return !sight ? "a pass" : sight->finding ? "a finding" : "undecided";
}

static void complain(const struct comparison *comparison, const struct sight *before, const struct sight *after) {
    const struct sight *some = before ? before : after;
    const struct document *document = node_source(some->node)->document;
    struct position at = document_position(document, node_place(some->node).start);
    comparison->trial->wrong++;
    printf("%.*s:%u: %.*s: %s becomes %s %.*s (%.*s)\n", STR_ARG(document->path), at.line, STR_ARG(some->rule->id),
           verdict_name(before), verdict_name(after), STR_ARG(comparison->what), STR_ARG(comparison->world));
}

/* -- scans --------------------------------------------------------------------------------------------------------- */

static bool is_template(const struct unit *unit) {
    return str_is(str_from(unit->dialect->name), "cloudformation") || str_is(str_from(unit->dialect->name), "sam");
}

/* Units of a scan, with one --param or none. */
static void open_scan(struct scan *scan, struct scan_options *options, struct str root, const struct str *inputs,
                      size_t count, const struct binding *binding) {
    *scan = (struct scan){0};
    *options = (struct scan_options){.root = root, .fail_on = SEVERITY_CRITICAL};
    arena_init(&scan->arena);
    for (size_t i = 0; i < count; i++)
        vec_push(&scan->arena, &options->discover.inputs, inputs[i]);
    if (binding)
        vec_push(&scan->arena, &options->bindings.list, *binding);
    scan_read(scan, options);
}

/* The files that a unit is made of. */
static struct str *paths_of(const struct unit *unit, struct arena *arena, size_t *ret_count) {
    struct str *paths = arena_alloc_array(arena, unit->more_documents.count + 1, sizeof *paths);
    size_t count = 0;
    paths[count++] = unit->document->path;
    for (size_t i = 0; i < unit->more_documents.count; i++)
        paths[count++] = unit->more_documents.items[i]->path;
    *ret_count = count;
    return paths;
}

/* The unit that is made of these files; NULL: without the other files of the folder they are several. */
static struct unit *only_unit(const struct scan *scan) {
    return scan->units.count == 1 ? scan->units.items[0] : NULL;
}

/* -- worlds are invisible ------------------------------------------------------------------------------------------ */

static void compare_alone(void *context, const struct sight *together, const struct sight *alone) {
    if (!together || !alone || together->finding != alone->finding || !str_equal(together->words, alone->words))
        complain(context, together, alone);
}

static void check_alone(struct trial *trial, const struct unit *unit, const struct worlds *worlds,
                        const struct sights *together) {
    for (size_t i = 0; i < worlds->count; i++) {
        struct arena arena;
        arena_init(&arena);
        struct comparison comparison = {trial, worlds->items[i].name, STR("in the world alone")};
        struct sights alone = sights_alone(&trial->rules, unit, worlds->items[i], STR_NONE, &arena);
        sights_each(&together[i], &alone, compare_alone, &comparison);
        trial->worlds++;
        arena_done(&arena);
    }
}

static void check_together(struct trial *trial, struct scan *scan) {
    size_t count = scan->units.count, first = 0;
    struct worlds *worlds = arena_alloc_array(&scan->arena, count, sizeof *worlds);
    size_t *numbers = arena_alloc_array(&scan->arena, count, sizeof *numbers);
    const struct unit **units = arena_alloc_array(&scan->arena, count, sizeof(struct unit *));
    for (size_t i = 0; i < count; i++) {
        units[i] = scan->units.items[i];
        worlds_plan(units[i], &scan->arena, &scan->diags, &worlds[i]);
        numbers[i] = worlds[i].count;
    }
    struct view view = {units, numbers, count, STR_NONE};
    struct sights *together = sights_of(&trial->rules, &view, &scan->arena);
    for (size_t i = 0; i < count; first += numbers[i++])
        check_alone(trial, units[i], &worlds[i], &together[first]);
}

/* -- refinement ---------------------------------------------------------------------------------------------------- */

/* Whether "a or b" is or names the value. */
static bool level_has(struct str level, struct str value) {
    size_t at;
    while ((at = str_find(level, STR(" or "), 0)) != SIZE_MAX) {
        if (str_equal(str_slice(level, 0, at), value))
            return true;
        level = str_slice(level, at + 4, level.size);
    }
    return str_equal(level, value);
}

/* The level at which the factor may have the value; -1: at none without contradicting its default. */
static int level_with(const struct unit *unit, const struct factor *factor, struct str value) {
    for (uint32_t i = 0; i < factor->level_count; i++)
        if ((int)i != factor->other && level_has(factor->levels[i], value))
            return (int)i;
    const struct parameter *parameter = map_get(&unit->parameter_by_address, factor->address);
    const struct node *given = parameter ? parameter->default_value : NULL;
    return factor->other >= 0 && (!given || str_equal(given->text, value)) ? factor->other : -1;
}

static int same_level(const struct factor *factor, const struct factor *narrow, uint8_t level) {
    for (uint32_t i = 0; i < factor->level_count; i++)
        if (str_equal(factor->levels[i], narrow->levels[level]))
            return (int)i;
    return -1;
}

static const struct factor *find_factor(const struct unit *unit, struct str address, size_t *ret_number) {
    for (size_t i = 0; i < unit->factors.count; i++)
        if (str_equal(unit->factors.items[i].address, address)) {
            *ret_number = i;
            return &unit->factors.items[i];
        }
    return NULL;
}

/* Whether the value is that of the factor: several templates may declare one name. */
static bool is_bound(const struct unit *narrow, const struct factor *factor, const struct binding *binding) {
    const struct parameter *parameter = map_get(&narrow->parameter_by_address, factor->address);
    if (parameter)
        return parameter->bound && str_equal(parameter->name, binding->name);
    return str_equal(factor->name, binding->name);
}

/* The world of the wider unit that a world of the narrower one is a part of; false: there is none that we know. */
static bool widen(const struct unit *wide, const struct unit *narrow, const struct world *world,
                  const struct binding *binding, struct arena *arena, struct world *ret_world) {
    uint8_t *levels = arena_alloc(arena, wide->factors.count);
    for (size_t i = 0; i < wide->factors.count; i++) {
        const struct factor *factor = &wide->factors.items[i];
        size_t number;
        const struct factor *same = find_factor(narrow, factor->address, &number);
        int level = same ? same_level(factor, same, world->levels[number]) : 0;
        if (is_bound(narrow, factor, binding))
            level = level_with(wide, factor, binding->value);
        else if (!same && factor->free)
            level = -1; /* the value has made something else of the test */
        if (level < 0)
            return false;
        levels[i] = (uint8_t)level;
    }
    *ret_world = (struct world){world->name, levels, 0};
    return true;
}

/* Rules that take a sample value for what no deployment would give:
 *   IAM610: a parameter that a Resource begins with holds an ARN or the star (docs/semantics.md);
 *   those on secrets: what they look for is the text of the file, and a value is taken as if it were written there. */
static bool is_exempt(const struct rule *rule) {
    return str_is(rule->id, "IAM610") || rule->masks_value;
}

static void compare_narrowed(void *context, const struct sight *wide, const struct sight *narrow) {
    const struct comparison *comparison = context;
    bool undecided = wide && !wide->finding;
    comparison->trial->decided += undecided && (!narrow || narrow->finding);
    if (is_exempt(wide ? wide->rule : narrow->rule))
        return;
    if (!undecided && (!wide != !narrow || (narrow && !narrow->finding)))
        complain(comparison, wide, narrow);
}

static void check_narrow(struct trial *trial, const struct unit *wide, const struct unit *narrow,
                         const struct binding *binding, struct arena *arena) {
    struct diags diags;
    struct worlds worlds;
    struct world world;
    diags_init(&diags, arena);
    worlds_plan(narrow, arena, &diags, &worlds);
    struct str account = str_is(binding->name, "AWS::AccountId") ? binding->value : STR_NONE;
    struct str what = str_format(arena, "with %.*s=%.*s", STR_ARG(binding->name), STR_ARG(binding->value));
    for (size_t i = 0; i < worlds.count && i < MAX_NARROWED; i++) {
        if (!widen(wide, narrow, &worlds.items[i], binding, arena, &world))
            continue;
        struct comparison comparison = {trial, worlds.items[i].name, what};
        struct sights before = sights_alone(&trial->rules, wide, world, STR_NONE, arena);
        struct sights after = sights_alone(&trial->rules, narrow, worlds.items[i], account, arena);
        sights_each(&before, &after, compare_narrowed, &comparison);
        trial->narrowed++;
    }
}

/* -- values -------------------------------------------------------------------------------------------------------- */

struct values {
    VEC(struct binding) list;
};

static void add_value(struct values *values, struct str name, struct str value, struct arena *arena) {
    for (size_t i = 0; i < values->list.count; i++)
        if (str_equal(values->list.items[i].name, name) && str_equal(values->list.items[i].value, value))
            return;
    if (value.size && values->list.count < MAX_VALUES)
        vec_push(arena, &values->list, (struct binding){.name = name, .value = value});
}

static bool mentions(const struct node *node, struct str name) {
    if (node_is_scalar(node))
        return str_find(node->text, name, 0) != SIZE_MAX;
    node_each(child, node) if (mentions(child, name)) return true;
    return false;
}

/* Whether a mapping is read by the parameter: then only its keys are values. */
static bool is_key(const struct node *node, struct str name) {
    bool lookup = str_is(node->key, "Fn::FindInMap") || str_is(node->tag, "!FindInMap");
    if (node_is_scalar(node))
        return false;
    if (lookup && mentions(node, name))
        return true;
    node_each(child, node) if (is_key(child, name)) return true;
    return false;
}

static bool is_key_in(const struct unit *unit, struct str name) {
    bool key = is_key(unit->document->root, name);
    for (size_t i = 0; i < unit->more_documents.count; i++)
        key = key || is_key(unit->more_documents.items[i]->root, name);
    return key;
}

/* A value for a parameter without a default. */
static struct str sample(const struct parameter *parameter) {
    const struct node *allowed = node_member(parameter->node, "AllowedValues");
    if (allowed && allowed->kind == NODE_LIST && allowed->first_child && node_is_scalar(allowed->first_child))
        return allowed->first_child->text;
    if (str_is(parameter->type, "Number"))
        return STR("7");
    return str_starts(parameter->type, "List<") || str_is(parameter->type, "CommaDelimitedList") ? STR("v-1,v-2")
                                                                                                 : STR("v-1");
}

/* "Child/Env": the stack "Child" is a resource of the unit. What --param says of it goes before what its parent gives.
 */
static bool is_of_nested_stack(const struct unit *unit, const struct parameter *parameter) {
    size_t end = parameter->address.size - parameter->name.size;
    return end > 0 && map_has(&unit->resource_by_address, str_slice(parameter->address, 0, end - 1));
}

static void collect_values(const struct unit *unit, struct values *ret_values, struct arena *arena) {
    size_t number;
    for (size_t i = 0; i < unit->factors.count; i++) {
        const struct factor *factor = &unit->factors.items[i];
        const struct parameter *parameter = map_get(&unit->parameter_by_address, factor->address);
        for (uint32_t k = 0; !factor->free && k < factor->level_count; k++)
            if ((int)k != factor->other)
                add_value(ret_values, parameter ? parameter->name : factor->name,
                          str_slice(factor->levels[k], 0, str_find(factor->levels[k], STR(" or "), 0)), arena);
    }
    for (size_t i = 0; i < unit->parameters.count; i++) {
        const struct parameter *parameter = &unit->parameters.items[i];
        if (!parameter->default_value && !parameter->bound && !is_of_nested_stack(unit, parameter) &&
            !find_factor(unit, parameter->address, &number) && !is_key_in(unit, parameter->name))
            add_value(ret_values, parameter->name, sample(parameter), arena);
    }
    if (!is_key_in(unit, STR("AWS::Region")))
        add_value(ret_values, STR("AWS::Region"), STR("eu-west-1"), arena);
    add_value(ret_values, STR("AWS::AccountId"), STR("111122223333"), arena);
}

static void check_value(struct trial *trial, const struct unit *wide, const struct str *paths, size_t count,
                        const struct binding *binding) {
    struct scan scan;
    struct scan_options options;
    open_scan(&scan, &options, trial->folder, paths, count, binding);
    const struct unit *narrow = only_unit(&scan);
    if (narrow)
        check_narrow(trial, wide, narrow, binding, &scan.arena);
    scan_done(&scan);
}

/* The unit is made again of its own files alone, with and without a value. */
static void check_values(struct trial *trial, const struct unit *unit) {
    struct arena arena;
    struct scan scan;
    struct scan_options options;
    struct values values = {0};
    size_t count;
    arena_init(&arena);
    struct str *paths = paths_of(unit, &arena, &count);
    open_scan(&scan, &options, trial->folder, paths, count, NULL);
    const struct unit *wide = only_unit(&scan);
    if (wide)
        collect_values(wide, &values, &arena);
    for (size_t i = 0; i < values.list.count; i++)
        check_value(trial, wide, paths, count, &values.list.items[i]);
    scan_done(&scan);
    arena_done(&arena);
    trial->units++;
    trial->templates += count;
}

static void check_folder(struct trial *trial, struct str folder) {
    struct scan scan;
    struct scan_options options;
    trial->folder = folder;
    open_scan(&scan, &options, folder, &folder, 1, NULL);
    check_together(trial, &scan);
    for (size_t i = 0; i < scan.units.count; i++)
        if (is_template(scan.units.items[i]))
            check_values(trial, scan.units.items[i]);
    scan_done(&scan);
    fflush(stdout);
}

int main(int count, char **arguments) {
    struct arena arena;
    struct trial trial = {0};
    arena_init(&arena);
    registry_builtin(&arena, &trial.rules);
    for (int i = 1; i < count; i++)
        check_folder(&trial, str_from(arguments[i]));
    printf("worlds: %zu rules, %zu units of %zu templates, %zu worlds alone, %zu narrowed by a value (%zu places "
           "decided), "
           "%zu wrong\n",
           trial.rules.list.count, trial.units, trial.templates, trial.worlds, trial.narrowed, trial.decided,
           trial.wrong);
    arena_done(&arena);
    return trial.wrong > 0;
}
