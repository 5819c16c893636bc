#include "analyzer/base/limits.h"
#include "analyzer/facts/worlds.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

/* Random units, and every assignment of their levels tried by force. */
enum { FACTORS = 5, CONDITIONS = 7 };

struct random_unit {
    struct arena arena;
    struct diags diags;
    struct unit unit;
    struct worlds worlds;
    uint64_t state;
};

static uint32_t next_random(struct random_unit *random, uint32_t bound) {
    random->state = random->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random->state >> 33) % bound;
}

static const struct formula *random_formula(struct random_unit *random, uint32_t depth) {
    struct formula *formula = ARENA_NEW(&random->arena, struct formula);
    uint32_t choice = next_random(random, depth ? 5 : 2);
    if (choice < 2) {
        formula->kind = FORMULA_TEST;
        formula->factor = next_random(random, FACTORS);
        formula->levels = next_random(random, 16);
        return formula;
    }
    formula->kind = choice == 2 ? FORMULA_NOT : choice == 3 ? FORMULA_AND : FORMULA_OR;
    formula->left = random_formula(random, depth - 1);
    if (formula->kind != FORMULA_NOT)
        formula->right = random_formula(random, depth - 1);
    return formula;
}

static void make_unit(struct random_unit *random, uint64_t seed) {
    *random = (struct random_unit){.state = seed};
    arena_init(&random->arena);
    diags_init(&random->diags, &random->arena);
    struct unit *unit = &random->unit;
    for (size_t i = 0; i < FACTORS; i++) {
        uint32_t count = 2 + next_random(random, 3);
        struct str *levels = arena_alloc_array(&random->arena, count, sizeof *levels);
        for (uint32_t k = 0; k < count; k++)
            levels[k] = str_format(&random->arena, "l%u", k);
        vec_push(
            &random->arena, &unit->factors,
            (struct factor){
                .name = str_format(&random->arena, "f%zu", i), .levels = levels, .level_count = count, .other = -1});
    }
    for (size_t i = 0; i < CONDITIONS; i++) {
        const struct formula *formula = random_formula(random, 3);
        vec_push(&random->arena, &unit->conditions,
                 (struct condition){.name = str_format(&random->arena, "c%zu", i), .formula = formula});
    }
    const struct formula *guard = random_formula(random, 1);
    for (uint32_t level = 0; level < 4; level++)
        vec_push(&random->arena, &unit->lookups, (struct lookup){0, (uint64_t)1 << level, guard});
    worlds_plan(unit, &random->arena, &random->diags, &random->worlds);
}

struct seen {
    bool pair[CONDITIONS][CONDITIONS][4];
    bool lookup[4];
};

static void look(const struct unit *unit, const struct world *world, struct seen *seen) {
    bool truth[CONDITIONS];
    for (size_t i = 0; i < CONDITIONS; i++)
        truth[i] = formula_holds(unit->conditions.items[i].formula, world);
    for (size_t i = 0; i < CONDITIONS; i++)
        for (size_t k = 0; k < CONDITIONS; k++)
            seen->pair[i][k][truth[i] * 2 + truth[k]] = true;
    if (formula_holds(unit->lookups.items[0].guard, world))
        seen->lookup[world->levels[0]] = true;
}

static void look_everywhere(const struct unit *unit, struct seen *seen) {
    uint8_t levels[FACTORS] = {0};
    struct world world = {.levels = levels};
    size_t i = 0;
    while (i < FACTORS) {
        look(unit, &world, seen);
        for (i = 0; i < FACTORS && ++levels[i] == unit->factors.items[i].level_count; i++)
            levels[i] = 0;
    }
}

TEST(worlds, cover_all_that_brute_force_finds) {
    for (uint64_t seed = 1; seed <= 200; seed++) {
        static struct seen planned, possible;
        struct random_unit random;
        make_unit(&random, seed);
        memset(&planned, 0, sizeof planned);
        memset(&possible, 0, sizeof possible);
        for (size_t i = 0; i < random.worlds.count; i++)
            look(&random.unit, &random.worlds.items[i], &planned);
        look_everywhere(&random.unit, &possible);
        bool complete = random.worlds.examined == random.worlds.wanted;
        bool equal = memcmp(&planned, &possible, sizeof planned) == 0;
        if (complete != equal)
            printf("seed %llu\n", (unsigned long long)seed);
        CHECK(complete == equal);
        CHECK(random.worlds.count <= LIMIT_WORLDS && random.diags.list.count == !complete);
        for (size_t i = 0; i < FACTORS; i++)
            CHECK(random.worlds.items[0].levels[i] == 0);
        arena_done(&random.arena);
    }
}

static void independent_conditions(struct random_unit *random, uint32_t count) {
    *random = (struct random_unit){0};
    arena_init(&random->arena);
    diags_init(&random->diags, &random->arena);
    static struct str levels[] = {{"false", 5}, {"true", 4}};
    for (uint32_t i = 0; i < count; i++) {
        struct str name = str_format(&random->arena, "c%03u", i);
        vec_push(&random->arena, &random->unit.factors,
                 (struct factor){.name = name, .levels = levels, .level_count = 2, .other = -1, .free = true});
        struct formula *formula = ARENA_NEW(&random->arena, struct formula);
        *formula = (struct formula){.kind = FORMULA_TEST, .factor = i, .levels = 2};
        vec_push(&random->arena, &random->unit.conditions, (struct condition){.name = name, .formula = formula});
    }
    worlds_plan(&random->unit, &random->arena, &random->diags, &random->worlds);
}

TEST(worlds, thirty_independent_conditions_need_few) {
    struct random_unit random;
    independent_conditions(&random, 30);
    CHECK(random.worlds.count <= 13 && random.worlds.examined == 4 * 30 * 29 / 2);
    arena_done(&random.arena);
}

TEST(worlds, without_conditions_there_is_one) {
    struct random_unit random;
    independent_conditions(&random, 0);
    CHECK(random.worlds.count == 1 && random.worlds.wanted == 0);
    CHECK_STR(random.worlds.items[0].name, "");
    arena_done(&random.arena);
    independent_conditions(&random, 1);
    CHECK(random.worlds.count == 2);
    CHECK_STR(random.worlds.items[1].name, "c000 = true");
    arena_done(&random.arena);
}

TEST(worlds, too_many_conditions_are_said_to_be_truncated) {
    struct random_unit random;
    independent_conditions(&random, 300);
    CHECK(random.worlds.count <= LIMIT_WORLDS && random.worlds.examined < random.worlds.wanted);
    REQUIRE(random.diags.list.count == 1);
    CHECK(random.diags.list.items[0].kind == DIAG_WORLDS_TRUNCATED);
    CHECK(str_ends(random.diags.list.items[0].message, "combinations examined; --param NAME=VALUE narrows it"));
    arena_done(&random.arena);
}
