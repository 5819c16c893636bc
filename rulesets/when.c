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

/* Conditions of a unit are sorted by name; own ones are moved to the front. */
static void order_conditions(struct search *search, const struct unit *unit, const struct resource *resource,
                             struct arena *arena) {
    search->conditions = arena_alloc_array(arena, unit->conditions.count, sizeof *search->conditions);
    for (int own = 1; own >= 0; own--) {
        for (size_t i = 0; i < unit->conditions.count; i++)
            if (is_own(resource, &unit->conditions.items[i]) == (own == 1))
                search->conditions[search->count++] = &unit->conditions.items[i];
        if (own)
            search->own = search->count;
    }
}

/* That of the resource's own template; without a resource the first. */
static const struct condition *named(const struct search *search, const struct resource *resource, struct str name) {
    for (size_t i = 0; i < search->count; i++)
        if (str_equal(search->conditions[i]->name, name) &&
            (!resource || resource->scope == search->conditions[i]->scope))
            return search->conditions[i];
    return NULL;
}

/* The choices that lead to the place, outer ones first. Where few worlds were seen other conditions fit by accident;
 * these are why the place is reached. */
static void find_path(struct search *search, const struct resource *resource, const struct node *place) {
    for (struct choice choice = choice_above(place); choice.node; choice = choice_above(choice.node)) {
        const struct condition *condition = named(search, resource, choice.condition);
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

static struct str literal_text(struct literal literal, struct arena *arena) {
    return str_format(arena, "%s%.*s", literal.negated ? "not " : "", STR_ARG(literal.condition->name));
}

static struct str find_one(const struct search *search, struct arena *arena) {
    for (size_t i = 0; i < search->path_count; i++)
        if (fits(search, search->path[i], search->path[i]))
            return literal_text(search->path[i], arena);
    for (int negated = 0; negated < 2; negated++)
        for (size_t i = 0; i < search->count; i++) {
            struct literal literal = {search->conditions[i], negated == 1};
            if (fits(search, literal, literal))
                return literal_text(literal, arena);
        }
    return STR_NONE;
}

static struct str pair_text(struct literal a, struct literal b, struct arena *arena) {
    return str_format(arena, "%.*s and %.*s", STR_ARG(literal_text(a, arena)), STR_ARG(literal_text(b, arena)));
}

/* Own conditions only, unless every combination of conditions was seen: among the many pairs of a large template some
 * fit the few worlds examined by accident. */
static struct str find_two(const struct search *search, struct arena *arena) {
    bool all_seen = search->count < 8 && (size_t)1 << search->count <= search->sightings->count;
    size_t count = all_seen ? search->count : search->own;
    for (size_t i = 0; i < search->path_count; i++)
        for (size_t j = i + 1; j < search->path_count; j++)
            if (fits(search, search->path[i], search->path[j]))
                return pair_text(search->path[i], search->path[j], arena);
    for (int signs = 0; signs < 4; signs++)
        for (size_t i = 0; i < count; i++)
            for (size_t j = i + 1; j < count; j++) {
                struct literal a = {search->conditions[i], (signs & 2) != 0};
                struct literal b = {search->conditions[j], (signs & 1) != 0};
                if (fits(search, a, b))
                    return pair_text(a, b, arena);
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
    struct search search = {.facts = facts, .sightings = sightings};
    order_conditions(&search, world.unit, resource, arena);
    find_path(&search, resource, place);
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
