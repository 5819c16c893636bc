#include "rulesets/when.h"

/* Choices one within the other that are looked at; people write two or three. */
enum { MAX_PATH = 8 };

struct literal {
    const struct condition *condition;
    bool negated;
};

struct search {
    const struct facts *facts;
    const struct sightings *sightings;
    const struct resource *resource;     /* may be NULL */
    const struct condition **conditions; /* in order of preference */
    size_t count;
    size_t own; /* the first ones: the resource itself mentions them */
    struct literal path[MAX_PATH];
    size_t path_count;
};

/* -- order of preference ------------------------------------------------------------------------------------------ */

static bool mentions(const struct node *node, struct str name) {
    if (!node)
        return false;
    if (node_is_scalar(node))
        return str_equal(node->text, name);
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
        search->path[0] = (struct literal){condition, choice.negated};
    }
}

/* -- search ------------------------------------------------------------------------------------------------------- */

static bool literal_holds(const struct search *search, struct literal literal, size_t sighting) {
    struct world_facts world = facts_world(search->facts, search->sightings->worlds[sighting]);
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
    if (resource && resource->node && resource->scope != condition->scope && condition->document)
        of = relative_path(condition->document->path, node_source(resource->node)->document->path, arena);
    return str_format(arena, "%s%.*s%s%.*s", literal.negated ? "not " : "", STR_ARG(condition->name),
                      of.size ? " of " : "", STR_ARG(of));
}

static struct str find_one(const struct search *search, struct arena *arena) {
    for (size_t i = 0; i < search->path_count; i++)
        if (fits(search, search->path[i], search->path[i]))
            return literal_text(search, search->path[i], arena);
    for (int negated = 0; negated < 2; negated++)
        for (size_t i = 0; i < search->count; i++) {
            struct literal literal = {search->conditions[i], negated == 1};
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
        if (literal_holds(search, (struct literal){a, false}, i) !=
            literal_holds(search, (struct literal){b, false}, i))
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
                struct literal a = {search->conditions[i], (signs & 2) != 0};
                struct literal b = {search->conditions[j], (signs & 1) != 0};
                if (fits(search, a, b))
                    return pair_text(search, a, b, arena);
            }
    return STR_NONE;
}

/* -- worlds in words ---------------------------------------------------------------------------------------------- */

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
    struct search search = {.facts = facts, .sightings = sightings, .resource = resource};
    order_conditions(&search, world.unit, arena);
    find_path(&search, place);
    when.bindings = bindings(world.unit, world.world, false, arena);
    if (world.unit->worlds.count) {
        when.counted = true;
        when.text = files_text(&search, holding, arena);
        return when;
    }
    when.text = find_one(&search, arena);
    if (when.text.size == 0)
        when.text = find_two(&search, arena);
    if (when.text.size == 0) {
        when.counted = true;
        when.text = count_text(&search, world.unit, world.world, arena);
    }
    return when;
}
