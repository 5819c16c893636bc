/* Pairwise covering (facts.md 1.3, 1.4). A target is something that must be seen in some world: a condition true or
 * false, two conditions in one of their four combinations, a keyed lookup at one level under its guard. A condition is
 * kept as *cubes*: each says for some factors which levels are allowed, and any one of them makes the condition true
 * (another set makes it false). A world is found by narrowing an assignment cube by cube: two targets fit into one
 * world when the levels that they allow overlap. */
#include "analyzer/facts/worlds.h"

#include "analyzer/base/limits.h"

#include <string.h>

/* Trials per world; the best is kept. One first-fit pass is not enough: thirty independent conditions took fifty worlds
 * with one trial and twelve with these. */
enum { TRIALS = 24 };
/* Conditions whose pairs are covered; more than any template measured has (33). The others are covered singly. */
enum { MAX_PAIRED = 64 };
/* Cubes kept for one formula, and conjunctions formed for one unit. What is left out counts as not examined. */
enum { MAX_CUBES = 256, MAX_CONJUNCTIONS = 200000 };

struct literal {
    uint32_t factor;
    uint64_t levels;
};

/* A conjunction, by factor. */
struct cube {
    const struct literal *literals;
    size_t count;
};

struct cubes {
    VEC(struct cube) list;
};

/* Both must hold: `first` always, `second` when it is not NULL. */
struct target {
    const struct cubes *first;
    const struct cubes *second;
};

struct plan {
    const struct unit *unit;
    struct arena *arena;
    uint64_t *all; /* all levels of each factor */
    size_t *ranks; /* of each condition within its tree */
    VEC(struct target) targets;
    VEC(struct world) worlds;
    size_t conjunctions;
    size_t left_out; /* beyond the bounds above */
};

/* -- cubes ------------------------------------------------------------------------------------------------------- */

/* The conjunction of two cubes; false when they exclude each other. */
static bool meet(struct arena *arena, const struct cube *a, const struct cube *b, struct cube *ret_cube) {
    struct literal *literals = arena_alloc_array(arena, a->count + b->count, sizeof *literals);
    size_t i = 0, k = 0, count = 0;
    while (i < a->count || k < b->count) {
        bool from_a = k == b->count || (i < a->count && a->literals[i].factor <= b->literals[k].factor);
        bool from_b = i == a->count || (k < b->count && b->literals[k].factor <= a->literals[i].factor);
        struct literal literal = from_a ? a->literals[i] : b->literals[k];
        if (from_a && from_b)
            literal.levels &= b->literals[k].levels;
        if (!literal.levels)
            return false;
        literals[count++] = literal;
        i += from_a;
        k += from_b;
    }
    *ret_cube = (struct cube){literals, count};
    return true;
}

static bool covers(const struct cube *wide, const struct cube *narrow) {
    size_t k = 0;
    for (size_t i = 0; i < wide->count; i++) {
        while (k < narrow->count && narrow->literals[k].factor < wide->literals[i].factor)
            k++;
        if (k == narrow->count || narrow->literals[k].factor != wide->literals[i].factor ||
            narrow->literals[k].levels & ~wide->literals[i].levels)
            return false;
    }
    return true;
}

/* Adds a cube unless another covers it, and drops those that it covers. */
static void add_cube(struct plan *plan, struct cubes *cubes, struct cube cube) {
    size_t kept = 0;
    for (size_t i = 0; i < cubes->list.count; i++)
        if (covers(&cubes->list.items[i], &cube))
            return;
    for (size_t i = 0; i < cubes->list.count; i++)
        if (!covers(&cube, &cubes->list.items[i]))
            cubes->list.items[kept++] = cubes->list.items[i];
    cubes->list.count = kept;
    if (kept < MAX_CUBES)
        vec_push(plan->arena, &cubes->list, cube);
    else
        plan->left_out++;
}

static void add_test(struct plan *plan, struct cubes *cubes, uint32_t factor, uint64_t levels) {
    levels &= plan->all[factor];
    if (!levels)
        return;
    struct literal *literal = ARENA_NEW(plan->arena, struct literal);
    *literal = (struct literal){factor, levels};
    add_cube(plan, cubes, (struct cube){literal, levels != plan->all[factor]});
}

static void conjoin(struct plan *plan, const struct cubes *a, const struct cubes *b, struct cubes *ret_cubes) {
    struct cube both;
    for (size_t i = 0; i < a->list.count; i++)
        for (size_t k = 0; k < b->list.count; k++)
            if (plan->conjunctions++ >= MAX_CONJUNCTIONS)
                plan->left_out++;
            else if (meet(plan->arena, &a->list.items[i], &b->list.items[k], &both))
                add_cube(plan, ret_cubes, both);
}

/* The ways in which the formula has that truth. NULL is true. */
static void cubes_of(struct plan *plan, const struct formula *formula, bool truth, struct cubes *ret_cubes) {
    struct cubes left = {0}, right = {0};
    enum formula_kind kind = formula ? formula->kind : FORMULA_TRUE;
    if (kind == FORMULA_TRUE || kind == FORMULA_FALSE) {
        if ((kind == FORMULA_TRUE) == truth)
            add_cube(plan, ret_cubes, (struct cube){NULL, 0});
        return;
    }
    if (kind == FORMULA_TEST) {
        add_test(plan, ret_cubes, formula->factor, truth ? formula->levels : ~formula->levels);
        return;
    }
    if (kind == FORMULA_NOT) {
        cubes_of(plan, formula->left, !truth, ret_cubes);
        return;
    }
    cubes_of(plan, formula->left, truth, &left);
    cubes_of(plan, formula->right, truth, &right);
    if ((kind == FORMULA_AND) == truth) {
        conjoin(plan, &left, &right, ret_cubes);
        return;
    }
    for (size_t i = 0; i < left.list.count; i++)
        add_cube(plan, ret_cubes, left.list.items[i]);
    for (size_t i = 0; i < right.list.count; i++)
        add_cube(plan, ret_cubes, right.list.items[i]);
}

/* -- assignments ------------------------------------------------------------------------------------------------- */

static bool fits(const uint64_t *allowed, const struct cube *cube) {
    for (size_t i = 0; i < cube->count; i++)
        if (!(allowed[cube->literals[i].factor] & cube->literals[i].levels))
            return false;
    return true;
}

/* Whether both fit together; allowed may be NULL: everything is. */
static bool fit_together(const uint64_t *allowed, const struct cube *a, const struct cube *b) {
    size_t k = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct literal *literal = &a->literals[i];
        while (k < b->count && b->literals[k].factor < literal->factor)
            k++;
        bool shared = k < b->count && b->literals[k].factor == literal->factor;
        uint64_t levels = literal->levels & (allowed ? allowed[literal->factor] : UINT64_MAX);
        if (shared && !(levels & b->literals[k].levels))
            return false;
    }
    return true;
}

static void narrow(uint64_t *allowed, const struct cube *cube) {
    for (size_t i = 0; i < cube->count; i++)
        allowed[cube->literals[i].factor] &= cube->literals[i].levels;
}

/* Narrows the assignment to the target, by the first way that is still open. */
static bool reach(uint64_t *allowed, const struct target *target) {
    for (size_t i = 0; i < target->first->list.count; i++) {
        const struct cube *first = &target->first->list.items[i];
        if (!fits(allowed, first))
            continue;
        if (!target->second) {
            narrow(allowed, first);
            return true;
        }
        for (size_t k = 0; k < target->second->list.count; k++) {
            const struct cube *second = &target->second->list.items[k];
            if (fits(allowed, second) && fit_together(allowed, first, second)) {
                narrow(allowed, first);
                narrow(allowed, second);
                return true;
            }
        }
    }
    return false;
}

static bool any_holds(const struct cubes *cubes, const uint8_t *levels) {
    for (size_t i = 0; i < cubes->list.count; i++) {
        const struct cube *cube = &cubes->list.items[i];
        size_t k = 0;
        while (k < cube->count && cube->literals[k].levels >> levels[cube->literals[k].factor] & 1)
            k++;
        if (k == cube->count)
            return true;
    }
    return false;
}

static bool hits(const struct target *target, const uint8_t *levels) {
    return any_holds(target->first, levels) && (!target->second || any_holds(target->second, levels));
}

/* -- targets ----------------------------------------------------------------------------------------------------- */

static void add_target(struct plan *plan, const struct cubes *first, const struct cubes *second) {
    bool possible = false;
    for (size_t i = 0; i < first->list.count && !possible; i++)
        for (size_t k = 0; k < (second ? second->list.count : 1) && !possible; k++)
            possible = !second || fit_together(NULL, &first->list.items[i], &second->list.items[k]);
    if (possible)
        vec_push(plan->arena, &plan->targets, (struct target){first, second});
}

/* How many conditions of its tree come before it. */
static size_t rank_in_tree(const struct unit *unit, size_t number) {
    size_t rank = 0;
    for (size_t i = 0; i < number; i++)
        rank += unit->conditions.items[i].tree == unit->conditions.items[number].tree;
    return rank;
}

/* Pairs are covered within a tree: between linked templates each outcome of each condition is enough. */
static bool are_paired(const struct plan *plan, size_t a, size_t b) {
    const struct condition *conditions = plan->unit->conditions.items;
    return a != b && conditions[a].tree == conditions[b].tree && plan->ranks[a] < MAX_PAIRED &&
           plan->ranks[b] < MAX_PAIRED;
}

/* Pairs of a tree that are beyond the bound. */
static size_t pairs_left_out(const struct plan *plan) {
    size_t pairs = 0;
    for (size_t i = 0; i < plan->unit->conditions.count; i++)
        pairs += plan->ranks[i] < MAX_PAIRED ? 0 : plan->ranks[i];
    return pairs;
}

static void add_condition_targets(struct plan *plan) {
    size_t count = plan->unit->conditions.count;
    struct cubes *by_truth[2];
    plan->ranks = arena_alloc_array(plan->arena, count, sizeof *plan->ranks);
    for (size_t i = 0; i < count; i++)
        plan->ranks[i] = rank_in_tree(plan->unit, i);
    plan->left_out += 4 * pairs_left_out(plan);
    for (int truth = 0; truth < 2; truth++) {
        by_truth[truth] = arena_alloc_array(plan->arena, count, sizeof **by_truth);
        for (size_t i = 0; i < count; i++)
            cubes_of(plan, plan->unit->conditions.items[i].formula, truth, &by_truth[truth][i]);
    }
    for (size_t i = 0; i < count; i++) {
        bool paired = false;
        for (size_t k = 0; k < count; k++) {
            if (!are_paired(plan, i, k))
                continue;
            paired = true;
            for (int truths = 0; truths < 4 && i < k; truths++)
                add_target(plan, &by_truth[truths & 1][i], &by_truth[truths >> 1][k]);
        }
        for (int truth = 0; truth < 2 && !paired; truth++) /* a pair covers both of its conditions */
            add_target(plan, &by_truth[truth][i], NULL);
    }
}

static void add_lookup_targets(struct plan *plan) {
    for (size_t i = 0; i < plan->unit->lookups.count; i++) {
        const struct lookup *lookup = &plan->unit->lookups.items[i];
        struct cubes *guard = ARENA_NEW(plan->arena, struct cubes);
        cubes_of(plan, lookup->guard, true, guard);
        struct cubes *at_level = ARENA_NEW(plan->arena, struct cubes);
        add_test(plan, at_level, lookup->factor, lookup->levels);
        add_target(plan, guard, at_level);
    }
}

/* -- worlds ------------------------------------------------------------------------------------------------------ */

/* "Env = prod, UseVpc = true"; factors are sorted by name. The world of all defaults has no name. */
static struct str world_name(const struct plan *plan, const uint8_t *levels) {
    struct buf name;
    buf_init(&name, plan->arena);
    if (plan->worlds.count == 0)
        return STR_NONE;
    for (size_t i = 0; i < plan->unit->factors.count; i++) {
        const struct factor *factor = &plan->unit->factors.items[i];
        buf_printf(&name, "%s%.*s = %.*s", i ? ", " : "", STR_ARG(factor->name), STR_ARG(factor->levels[levels[i]]));
    }
    return buf_str(&name);
}

static void add_world(struct plan *plan, const uint8_t *levels) {
    size_t kept = 0;
    for (size_t i = 0; i < plan->targets.count; i++)
        if (!hits(&plan->targets.items[i], levels))
            plan->targets.items[kept++] = plan->targets.items[i];
    plan->targets.count = kept;
    struct world world = {world_name(plan, levels), levels, (uint32_t)plan->worlds.count};
    vec_push(plan->arena, &plan->worlds, world);
}

/* Knuth's MMIX generator: the same order on every machine. */
static uint32_t next_random(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static void shuffle(struct target *targets, size_t count, uint64_t *state) {
    for (size_t i = count; i > 1; i--) {
        size_t k = next_random(state) % i;
        struct target swap = targets[i - 1];
        targets[i - 1] = targets[k];
        targets[k] = swap;
    }
}

static uint8_t lowest(uint64_t mask) {
    uint8_t number = 0;
    while (!(mask >> number & 1))
        number++;
    return number;
}

/* One trial: fills an assignment with the targets in their order; what is left open takes its first level. */
static size_t try_world(const struct plan *plan, const struct target *targets, uint64_t *allowed, uint8_t *ret_levels) {
    size_t factors = plan->unit->factors.count;
    size_t hit = 0;
    memcpy(allowed, plan->all, factors * sizeof *allowed);
    for (size_t i = 0; i < plan->targets.count; i++)
        reach(allowed, &targets[i]);
    for (size_t i = 0; i < factors; i++)
        ret_levels[i] = lowest(allowed[i]);
    for (size_t i = 0; i < plan->targets.count; i++)
        hit += hits(&targets[i], ret_levels);
    return hit;
}

static void add_best_world(struct plan *plan) {
    size_t factors = plan->unit->factors.count;
    struct target *order = arena_alloc_array(plan->arena, plan->targets.count, sizeof *order);
    uint64_t *allowed = arena_alloc_array(plan->arena, factors, sizeof *allowed);
    uint8_t *levels = arena_alloc(plan->arena, factors);
    uint8_t *best = arena_alloc(plan->arena, factors);
    uint64_t random = plan->worlds.count;
    size_t most = 0;
    memcpy(order, plan->targets.items, plan->targets.count * sizeof *order);
    for (int trial = 0; trial < TRIALS && most < plan->targets.count; trial++) {
        if (trial)
            shuffle(order, plan->targets.count, &random);
        size_t hit = try_world(plan, order, allowed, levels);
        if (hit > most) {
            most = hit;
            memcpy(best, levels, factors);
        }
    }
    add_world(plan, best);
}

void worlds_plan(const struct unit *unit, struct arena *arena, struct diags *diags, struct worlds *ret_worlds) {
    if (unit->worlds.count) {
        *ret_worlds = (struct worlds){unit->worlds.items, unit->worlds.count, 0, 0};
        return;
    }
    struct plan plan = {.unit = unit, .arena = arena};
    plan.all = arena_alloc_array(arena, unit->factors.count, sizeof *plan.all);
    for (size_t i = 0; i < unit->factors.count; i++)
        plan.all[i] = UINT64_MAX >> (64 - unit->factors.items[i].level_count);
    add_condition_targets(&plan);
    add_lookup_targets(&plan);
    size_t wanted = plan.targets.count + plan.left_out;
    size_t examined = plan.targets.count;
    add_world(&plan, arena_alloc(arena, unit->factors.count));
    while (plan.targets.count && plan.worlds.count < LIMIT_WORLDS)
        add_best_world(&plan);
    examined -= plan.targets.count;
    *ret_worlds = (struct worlds){plan.worlds.items, plan.worlds.count, examined, wanted};
    if (examined < wanted)
        diag_add(diags, DIAG_WORLDS_TRUNCATED, NULL, unit->name, unit->document, (struct span){0, 0},
                 "%zu of %zu combinations examined; --param NAME=VALUE narrows it", examined, wanted);
}
