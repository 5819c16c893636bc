/* Every rule over every template named on the command line, or on standard input, one path a line:
 *   worlds are invisible: all worlds in one database give the verdicts and the messages that each world gives alone;
 *   refinement: a parameter that gets a value (--param) decides what was undecided, and nothing else: in a world that
 *   it narrows, a finding never becomes a pass nor a pass a finding.
 * Deterministic. Prints what is wrong; the last line is the count. */
#include "analyzer/facts/worlds.h"
#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/facts.h"
#include "rulesets/registry.h"
#include "rulesets/rows.h"
#include "tests/differential/read_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values tried for the parameters of one template, and worlds looked at with each. */
enum { MAX_VALUES = 12, MAX_NARROWED = 4 };

/* What the rules say about one place in one world; passes are not kept. */
struct sight {
    const struct rule *rule;
    const struct node *node;
    bool finding;     /* else undecided */
    struct str words; /* of the first finding */
};

struct sights {
    VEC(struct sight) list;
};

struct trial {
    const struct rules *rules;
    const char *path;
    struct document *document;
    enum document_kind kind;
    struct arena *arena; /* of the file */
    struct diags diags;
    struct str account; /* what AWS::AccountId is given as */
    size_t files;
    size_t worlds;   /* looked at alone */
    size_t narrowed; /* compared with what they narrow */
    size_t decided;  /* places that a value decided */
    size_t wrong;
};

/* -- what the rules say ------------------------------------------------------------------------------------------- */

/* What SAM makes is made anew for each unit: its places are the same, its nodes are not. */
static int compare_places(const struct node *a, const struct node *b) {
    struct span left = node_place(a), right = node_place(b);
    if (left.start != right.start)
        return left.start < right.start ? -1 : 1;
    return (left.end > right.end) - (left.end < right.end);
}

static int compare_sights(const void *left, const void *right) {
    const struct sight *a = left, *b = right;
    int order = str_compare(a->rule->id, b->rule->id);
    if (order == 0)
        order = compare_places(a->node, b->node);
    if (order == 0)
        order = b->finding - a->finding;
    return order ? order : str_compare(a->words, b->words);
}

static struct str words_of(const struct row *row, struct arena *arena) {
    struct buf words;
    buf_init(&words, arena);
    for (size_t i = 0; row->values && i < row->prepared->column_count; i++)
        if (row->ids[i] == 0) /* an id of another database is another number */
            buf_printf(&words, "%.*s|", STR_ARG(row->values[i]));
    return buf_str(&words);
}

/* One sight for each place: a finding goes before an undecided one. */
static void tidy(struct sights *sights) {
    size_t kept = 0;
    if (sights->list.count)
        qsort(sights->list.items, sights->list.count, sizeof *sights->list.items, compare_sights);
    for (size_t i = 0; i < sights->list.count; i++) {
        const struct sight *sight = &sights->list.items[i];
        const struct sight *last = kept ? &sights->list.items[kept - 1] : NULL;
        if (!last || last->rule != sight->rule || compare_places(last->node, sight->node))
            sights->list.items[kept++] = *sight;
    }
    sights->list.count = kept;
}

/* Sights of each world of the unit, in their order. */
static struct sights *look(struct trial *trial, const struct unit *unit, size_t worlds, struct arena *arena) {
    struct sights *sights = arena_alloc_array(arena, worlds, sizeof *sights);
    struct facts *facts =
        facts_open((struct facts_options){.as_of = STR("2026-11-25"), .account = trial->account}, &trial->diags);
    facts_load(facts, unit);
    facts_seal(facts);
    for (size_t i = 0; i < trial->rules->list.count; i++) {
        struct rows rows = {0};
        struct prepared *prepared = prepare(facts, trial->rules->list.items[i], arena, &trial->diags);
        if (!prepared)
            continue;
        rows_collect(facts, prepared, arena, &trial->diags, &rows);
        for (size_t r = 0; r < rows.list.count; r++) {
            const struct row *row = &rows.list.items[r];
            struct sight sight = {prepared->rule, row->node, row->verdict == VERDICT_FINDING, words_of(row, arena)};
            vec_push(arena, &sights[row->world - 1].list, sight);
        }
        query_free(prepared->query);
    }
    for (size_t i = 0; i < worlds; i++)
        tidy(&sights[i]);
    facts_close(facts);
    return sights;
}

/* A unit of which only one world is looked at. */
static struct sights look_at(struct trial *trial, const struct unit *unit, struct world world, struct arena *arena) {
    struct unit alone = *unit;
    alone.worlds.items = &world;
    alone.worlds.count = 1;
    return look(trial, &alone, 1, arena)[0];
}

static const char *verdict_name(const struct sight *sight) {
    return !sight ? "a pass" : sight->finding ? "a finding" : "undecided";
}

static void complain(struct trial *trial, const struct sight *before, const struct sight *after, struct str world,
                     const char *what) {
    const struct sight *some = before ? before : after;
    struct position at = document_position(some->node->document, node_place(some->node).start);
    trial->wrong++;
    printf("%s:%u: %.*s: %s becomes %s %s (%.*s)\n", trial->path, at.line, STR_ARG(some->rule->id),
           verdict_name(before), verdict_name(after), what, STR_ARG(world));
}

/* Walks both in their order; either side may be NULL. */
static void each_place(const struct sights *before, const struct sights *after,
                       void (*compare)(struct trial *trial, const struct sight *before, const struct sight *after,
                                       struct str world, const char *what),
                       struct trial *trial, struct str world, const char *what) {
    for (size_t i = 0, k = 0; i < before->list.count || k < after->list.count;) {
        const struct sight *a = i < before->list.count ? &before->list.items[i] : NULL;
        const struct sight *b = k < after->list.count ? &after->list.items[k] : NULL;
        int order = 0;
        if (a && b && (a->rule != b->rule || compare_places(a->node, b->node)))
            order = compare_sights(a, b);
        if (!b || order < 0)
            b = NULL;
        else if (!a || order > 0)
            a = NULL;
        compare(trial, a, b, world, what);
        i += a != NULL;
        k += b != NULL;
    }
}

/* -- worlds are invisible ----------------------------------------------------------------------------------------- */

static void compare_alone(struct trial *trial, const struct sight *together, const struct sight *alone,
                          struct str world, const char *what) {
    if (!together || !alone || together->finding != alone->finding || !str_equal(together->words, alone->words))
        complain(trial, together, alone, world, what);
}

static void check_alone(struct trial *trial, const struct unit *unit, const struct worlds *worlds) {
    struct arena_mark mark = arena_mark(trial->arena);
    diags_init(&trial->diags, trial->arena);
    struct sights *together = look(trial, unit, worlds->count, trial->arena);
    for (size_t i = 0; i < worlds->count; i++) {
        struct sights alone = look_at(trial, unit, worlds->items[i], trial->arena);
        each_place(&together[i], &alone, compare_alone, trial, worlds->items[i].name, "in the world alone");
        trial->worlds++;
    }
    arena_reset(trial->arena, mark);
}

/* -- refinement --------------------------------------------------------------------------------------------------- */

static const struct factor *factor_of(const struct unit *unit, struct str name, size_t *ret_number) {
    for (size_t i = 0; i < unit->factors.count; i++)
        if (str_equal(unit->factors.items[i].name, name)) {
            *ret_number = i;
            return &unit->factors.items[i];
        }
    return NULL;
}

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

/* The level at which the parameter may have the value; -1: at none without contradicting its default. */
static int level_with(const struct unit *unit, const struct factor *factor, struct str value) {
    for (uint32_t i = 0; i < factor->level_count; i++)
        if ((int)i != factor->other && level_has(factor->levels[i], value))
            return (int)i;
    const struct parameter *parameter = map_get(&unit->parameter_by_address, factor->address);
    const struct node *given = parameter ? parameter->default_value : NULL;
    return factor->other >= 0 && (!given || str_equal(given->text, value)) ? factor->other : -1;
}

/* The world of the wider unit that a world of the narrower one is a part of; false: there is none. */
static bool widen(const struct unit *wide, const struct unit *narrow, const struct world *world,
                  const struct binding *binding, struct arena *arena, struct world *ret_world) {
    uint8_t *levels = arena_alloc(arena, wide->factors.count);
    for (size_t i = 0; i < wide->factors.count; i++) {
        const struct factor *factor = &wide->factors.items[i];
        size_t number;
        const struct factor *same = factor_of(narrow, factor->name, &number);
        int level = same ? -1 : 0;
        if (str_equal(factor->name, binding->name))
            level = level_with(wide, factor, binding->value);
        for (uint32_t k = 0; same && k < factor->level_count; k++)
            if (str_equal(factor->levels[k], same->levels[world->levels[number]]))
                level = (int)k;
        if (level < 0)
            return false;
        levels[i] = (uint8_t)level;
    }
    *ret_world = (struct world){world->name, levels, 0};
    return true;
}

/* Rules that take a sample value for what no deployment would give:
 *   IAM604, IAM610, IAM611: a parameter that a Resource begins with holds an ARN (docs/semantics.md);
 *   those on secrets: what they look for is the text of the file, and a value is taken as if it were written there. */
static bool is_exempt(const struct rule *rule) {
    return str_is(rule->id, "IAM604") || str_is(rule->id, "IAM610") || str_is(rule->id, "IAM611") || rule->masks_value;
}

static void compare_narrowed(struct trial *trial, const struct sight *wide, const struct sight *narrow,
                             struct str world, const char *what) {
    bool undecided = wide && !wide->finding;
    trial->decided += undecided && (!narrow || narrow->finding);
    if (is_exempt(wide ? wide->rule : narrow->rule))
        return;
    if (!undecided && (wide == NULL) != (narrow == NULL))
        complain(trial, wide, narrow, world, what);
    else if (wide && wide->finding && narrow && !narrow->finding)
        complain(trial, wide, narrow, world, what);
}

static void check_value(struct trial *trial, const struct unit *wide, struct binding binding) {
    struct arena_mark mark = arena_mark(trial->arena);
    diags_init(&trial->diags, trial->arena);
    struct bindings bindings = {0};
    struct worlds worlds;
    struct world world;
    vec_push(trial->arena, &bindings.list, binding);
    struct unit *narrow = dialect_load(trial->kind, trial->document, &bindings, trial->arena, &trial->diags);
    worlds_plan(narrow, trial->arena, &trial->diags, &worlds);
    struct str what = str_format(trial->arena, "with %.*s=%.*s", STR_ARG(binding.name), STR_ARG(binding.value));
    for (size_t i = 0; i < worlds.count && i < MAX_NARROWED; i++) {
        if (!widen(wide, narrow, &worlds.items[i], &binding, trial->arena, &world))
            continue;
        struct sights before = look_at(trial, wide, world, trial->arena);
        trial->account = str_is(binding.name, "AWS::AccountId") ? binding.value : STR_NONE;
        struct sights after = look_at(trial, narrow, worlds.items[i], trial->arena);
        trial->account = STR_NONE;
        each_place(&before, &after, compare_narrowed, trial, worlds.items[i].name, str_z(trial->arena, what));
        trial->narrowed++;
    }
    arena_reset(trial->arena, mark);
}

struct values {
    VEC(struct binding) list;
};

static void add_value(struct trial *trial, struct values *values, struct str name, struct str value) {
    if (value.size && values->list.count < MAX_VALUES)
        vec_push(trial->arena, &values->list, (struct binding){.name = name, .value = value});
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

static void collect_values(struct trial *trial, const struct unit *unit, struct values *ret_values) {
    for (size_t i = 0; i < unit->factors.count; i++) {
        const struct factor *factor = &unit->factors.items[i];
        for (uint32_t k = 0; !factor->free && k < factor->level_count; k++)
            if ((int)k != factor->other)
                add_value(trial, ret_values, factor->name,
                          str_slice(factor->levels[k], 0, str_find(factor->levels[k], STR(" or "), 0)));
    }
    for (size_t i = 0; i < unit->parameters.count; i++) {
        const struct parameter *parameter = &unit->parameters.items[i];
        size_t number;
        if (!parameter->default_value && !factor_of(unit, parameter->name, &number) &&
            !is_key(unit->document->root, parameter->name))
            add_value(trial, ret_values, parameter->name, sample(parameter));
    }
    if (!is_key(unit->document->root, STR("AWS::Region")))
        add_value(trial, ret_values, STR("AWS::Region"), STR("eu-west-1"));
    add_value(trial, ret_values, STR("AWS::AccountId"), STR("111122223333"));
}

/* -- files -------------------------------------------------------------------------------------------------------- */

static void check_unit(struct trial *trial) {
    struct bindings bindings = {0};
    struct worlds worlds;
    struct values values = {0};
    struct unit *unit = dialect_load(trial->kind, trial->document, &bindings, trial->arena, &trial->diags);
    worlds_plan(unit, trial->arena, &trial->diags, &worlds);
    check_alone(trial, unit, &worlds);
    collect_values(trial, unit, &values);
    for (size_t i = 0; i < values.list.count; i++)
        check_value(trial, unit, values.list.items[i]);
    trial->files++;
}

static void check_file(void *context, const char *path, struct str bytes, struct arena *arena) {
    struct trial *trial = context;
    const char *why;
    trial->path = path;
    trial->arena = arena;
    diags_init(&trial->diags, arena);
    trial->document = document_read(1, str_from(path), bytes, &trial->diags);
    trial->kind = trial->document->root ? dialect_recognise(trial->document, &why) : KIND_NONE;
    if (trial->kind == KIND_CLOUDFORMATION || trial->kind == KIND_SAM)
        check_unit(trial);
    document_free(trial->document);
    fflush(stdout);
}

int main(void) {
    struct arena arena;
    struct rules rules;
    arena_init(&arena);
    registry_builtin(&arena, &rules);
    struct trial trial = {.rules = &rules};
    each_named_file(check_file, &trial);
    printf(
        "worlds: %zu rules, %zu templates, %zu worlds alone, %zu narrowed by a value (%zu places decided), %zu wrong\n",
        rules.list.count, trial.files, trial.worlds, trial.narrowed, trial.decided, trial.wrong);
    arena_done(&arena);
    return trial.wrong > 0;
}
