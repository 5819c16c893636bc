#include "rulesets/when.h"

/* Choices one within the other that are looked at; people write two or three. */
enum { MAX_PATH = 8 };

/* A condition, or that a factor has one of some levels. */
struct literal {
    const struct condition *condition;
    bool negated;
    const struct factor *factor; /* instead of a condition */
    uint32_t number;             /* of the factor */
    uint64_t levels;
};

struct search {
    const struct facts *facts;
    const struct unit *unit;
    const struct sightings *sightings;
    const struct resource *resource;     /* may be NULL */
    const struct condition **conditions; /* in order of preference */
    size_t count;
    size_t own; /* the first ones: the resource itself mentions them */
    struct literal path[MAX_PATH];
    size_t path_count;
};

/* -- order of preference ------------------------------------------------------------------------------------------ */

/* "Env", "${Env}" */
static bool names(struct str text, struct str name) {
    if (str_equal(text, name))
        return true;
    for (size_t at = 0; (at = str_find(text, name, at)) != SIZE_MAX; at++)
        if (at >= 2 && str_is(str_slice(text, at - 2, at), "${") &&
            str_is(str_slice(text, at + name.size, at + name.size + 1), "}"))
            return true;
    return false;
}

static bool mentions(const struct node *node, struct str name) {
    if (!node)
        return false;
    if (node_is_scalar(node))
        return names(node->text, name);
    for (const struct node *child = node->first_child; child; child = child->next)
        if (mentions(child, name))
            return true;
    return false;
}

static bool is_own(const struct resource *resource, const struct condition *condition) {
    return resource && resource->scope == condition->scope &&
           (str_equal(resource->condition_name, condition->name) || mentions(resource->node, condition->name));
}

/* Conditions of a unit are sorted by name; own ones go before others of the template, and those before the rest. */
static int distance(const struct search *search, const struct condition *condition) {
    if (is_own(search->resource, condition))
        return 0;
    return search->resource && search->resource->scope != condition->scope ? 2 : 1;
}

static void order_conditions(struct search *search, const struct unit *unit, struct arena *arena) {
    search->conditions = arena_alloc_array(arena, unit->conditions.count, sizeof *search->conditions);
    for (int at = 0; at <= 2; at++) {
        for (size_t i = 0; i < unit->conditions.count; i++)
            if (distance(search, &unit->conditions.items[i]) == at)
                search->conditions[search->count++] = &unit->conditions.items[i];
        if (at == 0)
            search->own = search->count;
    }
}

/* That of the resource's own template; without a resource the first. */
static const struct condition *named(const struct search *search, struct str name) {
    for (size_t i = 0; i < search->count; i++)
        if (str_equal(search->conditions[i]->name, name) &&
            (!search->resource || search->resource->scope == search->conditions[i]->scope))
            return search->conditions[i];
    return NULL;
}

/* The choices that lead to the place, outer ones first. Where few worlds were seen other conditions fit by accident;
 * these are why the place is reached. */
static void find_path(struct search *search, const struct node *place) {
    for (struct choice choice = choice_above(place); choice.node; choice = choice_above(choice.node)) {
        const struct condition *condition = named(search, choice.condition);
        if (!condition || search->path_count == MAX_PATH)
            return;
        for (size_t i = search->path_count++; i > 0; i--)
            search->path[i] = search->path[i - 1];
        search->path[0] = (struct literal){.condition = condition, .negated = choice.negated};
    }
}

/* -- search ------------------------------------------------------------------------------------------------------- */

static bool literal_holds(const struct search *search, struct literal literal, size_t sighting) {
    struct world_facts world = facts_world(search->facts, search->sightings->worlds[sighting]);
    if (literal.factor)
        return literal.levels >> world.world->levels[literal.number] & 1;
    return formula_holds(literal.condition->formula, world.world) != literal.negated;
}

/* Whether both literals hold exactly where the finding does. */
static bool fits(const struct search *search, struct literal a, struct literal b) {
    for (size_t i = 0; i < search->sightings->count; i++) {
        bool both = literal_holds(search, a, i) && literal_holds(search, b, i);
        if (both != search->sightings->holds[i])
            return false;
    }
    return true;
}

/* What the level stands for: a constant, or the default of the parameter where that is none of the constants. */
static struct str level_text(const struct unit *unit, const struct factor *factor, uint8_t level) {
    if (factor->free || factor->other != level)
        return factor->levels[level];
    const struct parameter *parameter = map_get(&unit->parameter_by_address, factor->address);
    const struct node *value = parameter ? parameter->default_value : NULL;
    for (uint32_t i = 0; value && i < factor->level_count; i++)
        if ((int)i != factor->other && str_equal(factor->levels[i], value->text))
            value = NULL;
    return value && node_is_scalar(value) && value->text.size ? value->text : STR("(any other)");
}

/* "Env = dev or prod" */
static struct str levels_text(const struct search *search, struct literal literal, struct arena *arena) {
    struct buf text;
    buf_init(&text, arena);
    for (uint8_t level = 0; level < literal.factor->level_count; level++) {
        if (!(literal.levels >> level & 1))
            continue;
        if (text.size)
            buf_add_z(&text, " or ");
        else
            buf_printf(&text, "%.*s = ", STR_ARG(literal.factor->name));
        buf_add(&text, level_text(search->unit, literal.factor, level));
    }
    return buf_str(&text);
}

/* A path as seen from the folder of another one: the same from every working directory. */
static struct str relative_path(struct str path, struct str from, struct arena *arena) {
    struct str folder, mine, rest, others;
    while (str_cut(path, '/', &folder, &rest) && str_cut(from, '/', &mine, &others) && str_equal(folder, mine)) {
        path = rest;
        from = others;
    }
    struct buf text;
    buf_init(&text, arena);
    while (str_cut(from, '/', &mine, &from))
        buf_add_z(&text, "../");
    buf_add(&text, path);
    return buf_str(&text);
}

/* "not IsProd", "IsProd of ../parent.yaml" where it is another template's. */
static struct str literal_text(const struct search *search, struct literal literal, struct arena *arena) {
    const struct condition *condition = literal.condition;
    const struct resource *resource = search->resource;
    struct str of = STR_NONE;
    if (literal.factor)
        return levels_text(search, literal, arena);
    if (resource && resource->node && resource->scope != condition->scope && condition->document)
        of = relative_path(condition->document->path, node_source(resource->node)->document->path, arena);
    return str_format(arena, "%s%.*s%s%.*s", literal.negated ? "not " : "", STR_ARG(condition->name),
                      of.size ? " of " : "", STR_ARG(of));
}

static struct str find_path_alone(const struct search *search, struct arena *arena) {
    for (size_t i = 0; i < search->path_count; i++)
        if (fits(search, search->path[i], search->path[i]))
            return literal_text(search, search->path[i], arena);
    return STR_NONE;
}

static struct str find_one(const struct search *search, struct arena *arena) {
    for (int negated = 0; negated < 2; negated++)
        for (size_t i = 0; i < search->count; i++) {
            struct literal literal = {.condition = search->conditions[i], .negated = negated == 1};
            if (fits(search, literal, literal))
                return literal_text(search, literal, arena);
        }
    return STR_NONE;
}

static struct str pair_text(const struct search *search, struct literal a, struct literal b, struct arena *arena) {
    return str_format(arena, "%.*s and %.*s", STR_ARG(literal_text(search, a, arena)),
                      STR_ARG(literal_text(search, b, arena)));
}

static bool same_sight(const struct search *search, const struct condition *a, const struct condition *b) {
    for (size_t i = 0; i < search->sightings->count; i++)
        if (literal_holds(search, (struct literal){.condition = a}, i) !=
            literal_holds(search, (struct literal){.condition = b}, i))
            return false;
    return true;
}

/* Whether every combination of the conditions that vary was seen. Those of nested stacks often say the same as their
 * parent's. */
static bool all_seen(const struct search *search) {
    enum { MAX_DISTINCT = 8 };
    static const struct formula TRUE = {.kind = FORMULA_TRUE}, FALSE = {.kind = FORMULA_FALSE};
    const struct condition constants[] = {{.formula = &TRUE}, {.formula = &FALSE}};
    const struct condition *distinct[MAX_DISTINCT + 2] = {&constants[0], &constants[1]};
    size_t count = 2;
    for (size_t i = 0; i < search->count; i++) {
        size_t same = 0;
        while (same < count && !same_sight(search, distinct[same], search->conditions[i]))
            same++;
        if (same < count)
            continue;
        if (count == sizeof distinct / sizeof *distinct)
            return false;
        distinct[count++] = search->conditions[i];
    }
    return (size_t)1 << (count - 2) <= search->sightings->count;
}

/* Own conditions only, unless every combination of conditions was seen: among the many pairs of a large template some
 * fit the few worlds examined by accident. */
static struct str find_two(const struct search *search, struct arena *arena) {
    size_t count = all_seen(search) ? search->count : search->own;
    for (size_t i = 0; i < search->path_count; i++)
        for (size_t j = i + 1; j < search->path_count; j++)
            if (fits(search, search->path[i], search->path[j]))
                return pair_text(search, search->path[i], search->path[j], arena);
    for (int signs = 0; signs < 4; signs++)
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++) {
                struct literal a = {.condition = search->conditions[i], .negated = (signs & 2) != 0};
                struct literal b = {.condition = search->conditions[j], .negated = (signs & 1) != 0};
                if (fits(search, a, b))
                    return pair_text(search, a, b, arena);
            }
    return STR_NONE;
}

/* -- keys of mappings ---------------------------------------------------------------------------------------------- */

/* More values than these are no answer to "when". */
enum { MAX_NAMED = 3 };

static bool is_key(const struct unit *unit, uint32_t factor) {
    for (size_t i = 0; i < unit->lookups.count; i++)
        if (unit->lookups.items[i].factor == factor)
            return true;
    return false;
}

/* The levels of the factor at which the finding holds, among the worlds with the other literal (if it is one). false:
 * that is no answer. */
static bool find_levels(const struct search *search, uint32_t number, const struct literal *other,
                        struct literal *ret_literal) {
    const struct factor *factor = &search->unit->factors.items[number];
    struct literal literal = {.factor = factor, .number = number};
    for (size_t i = 0; i < search->sightings->count; i++) {
        const struct world *world = facts_world(search->facts, search->sightings->worlds[i]).world;
        if (search->sightings->holds[i])
            literal.levels |= (uint64_t)1 << world->levels[number];
    }
    size_t named = 0;
    for (uint32_t i = 0; i < factor->level_count; i++)
        named += literal.levels >> i & 1;
    *ret_literal = literal;
    return named <= MAX_NAMED && named < factor->level_count && fits(search, literal, other ? *other : literal);
}

/* "Env = prod", "IsOn and Env = prod": where a mapping is read by a parameter, it is the value that tells. `where`:
 * what mentions the parameter. Conditions: choices that lead to the place, or those that the resource mentions. */
static struct str find_key(const struct search *search, const struct node *where, struct arena *arena) {
    for (uint32_t i = 0; i < search->unit->factors.count; i++) {
        const struct factor *factor = &search->unit->factors.items[i];
        struct literal literal;
        if (factor->free || !is_key(search->unit, i) || !mentions(where, factor->name))
            continue;
        for (size_t p = search->path_count; p-- > 0;)
            if (find_levels(search, i, &search->path[p], &literal))
                return pair_text(search, search->path[p], literal, arena);
        if (find_levels(search, i, NULL, &literal))
            return literal_text(search, literal, arena);
        for (size_t c = 0; c < 2 * search->own; c++) {
            struct literal condition = {.condition = search->conditions[c / 2], .negated = c % 2};
            if (find_levels(search, i, &condition, &literal))
                return pair_text(search, condition, literal, arena);
        }
    }
    return STR_NONE;
}

/* -- worlds in words ---------------------------------------------------------------------------------------------- */

/* All factors, or only those that differ from the first world, which has the defaults. */
static struct str bindings(const struct unit *unit, const struct world *world, bool only_other, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < unit->factors.count; i++) {
        const struct factor *factor = &unit->factors.items[i];
        if (only_other && world->levels[i] == 0)
            continue;
        struct str level = level_text(unit, factor, world->levels[i]);
        buf_printf(&buf, "%s%.*s = %.*s", buf.size ? ", " : "", STR_ARG(factor->name), STR_ARG(level));
    }
    return buf_str(&buf);
}

static struct str count_text(const struct search *search, const struct unit *unit, const struct world *first,
                             struct arena *arena) {
    size_t holding = 0;
    for (size_t i = 0; i < search->sightings->count; i++)
        holding += search->sightings->holds[i];
    struct str example = bindings(unit, first, true, arena);
    if (example.size == 0)
        example = STR("the defaults");
    return str_format(arena, "%zu of %zu configurations, e.g. %.*s", holding, search->sightings->count,
                      STR_ARG(example));
}

/* Parameter files are the worlds: they say it themselves, "dev.json and prod.json". */
static struct str files_text(const struct search *search, size_t holding, struct arena *arena) {
    struct buf names;
    buf_init(&names, arena);
    for (size_t i = 0; i < search->sightings->count; i++) {
        if (!search->sightings->holds[i])
            continue;
        struct str name = facts_world(search->facts, search->sightings->worlds[i]).world->name;
        if (holding > 2)
            return str_format(arena, "%zu of %zu configurations, e.g. %.*s", holding, search->sightings->count,
                              STR_ARG(name));
        buf_printf(&names, "%s%.*s", names.size ? " and " : "", STR_ARG(name));
    }
    return buf_str(&names);
}

struct when when_find(const struct facts *facts, const struct resource *resource, const struct node *place,
                      const struct sightings *sightings, struct arena *arena) {
    struct when when = {STR_NONE, STR_NONE, false};
    size_t first = sightings->count, holding = 0;
    for (size_t i = sightings->count; i-- > 0;)
        if (sightings->holds[i]) {
            first = i;
            holding++;
        }
    if (holding == 0 || holding == sightings->count)
        return when;
    struct world_facts world = facts_world(facts, sightings->worlds[first]);
    struct search search = {.facts = facts, .unit = world.unit, .sightings = sightings, .resource = resource};
    order_conditions(&search, world.unit, arena);
    find_path(&search, place);
    when.bindings = bindings(world.unit, world.world, false, arena);
    if (world.unit->worlds.count) {
        when.counted = true;
        when.text = files_text(&search, holding, arena);
        return when;
    }
    when.text = find_path_alone(&search, arena);
    if (when.text.size == 0)
        when.text = find_key(&search, place, arena);
    if (when.text.size == 0)
        when.text = find_one(&search, arena);
    if (when.text.size == 0)
        when.text = find_two(&search, arena);
    if (when.text.size == 0 && resource)
        when.text = find_key(&search, resource->node, arena);
    if (when.text.size == 0) {
        when.counted = true;
        when.text = count_text(&search, world.unit, world.world, arena);
    }
    return when;
}
