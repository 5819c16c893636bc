#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

#include <stdio.h>

/* A template with these parameters and conditions, and one resource that depends on each of the conditions A, B, C. */
static void open_conditions(struct unit_of *of, const char *parameters, const char *conditions, const char *binding) {
    char text[8192];
    snprintf(text, sizeof text,
             "Parameters:\n%s\nConditions:\n%s\nResources:\n"
             "  RA: {Type: 'AWS::X::Y', Condition: A, Properties: {E: !Ref Env, N: !If [B, b, !Ref 'AWS::NoValue']}}\n"
             "  RB: {Type: 'AWS::X::Y', Properties: {E: !Ref Env, P: !If [A, !If [B, ab, a], !If [B, b, none]]}}\n",
             parameters, conditions);
    unit_of_open(of, text, binding);
}

/* One with no levels when there is no such factor. */
static const struct factor *factor_of(const struct unit_of *of, const char *name) {
    static const struct factor NONE = {.name = {"", 0}};
    for (size_t i = 0; i < of->unit->factors.count; i++)
        if (str_is(of->unit->factors.items[i].name, name))
            return &of->unit->factors.items[i];
    return &NONE;
}

static bool condition_in(const struct unit_of *of, const char *name, size_t world) {
    for (size_t i = 0; i < of->unit->conditions.count; i++)
        if (str_is(of->unit->conditions.items[i].name, name))
            return formula_holds(of->unit->conditions.items[i].formula, &of->worlds.items[world]);
    CU_FAIL("the condition is not used");
    return false;
}

/* How many worlds have A and B with these truths. */
static size_t worlds_with(const struct unit_of *of, bool a, bool b) {
    size_t count = 0;
    for (size_t i = 0; i < of->worlds.count; i++)
        count += condition_in(of, "A", i) == a && condition_in(of, "B", i) == b;
    return count;
}

static const char ENV[] = "  Env: {Type: String, Default: dev}\n  Flag: {Type: String, Default: 'no'}";

TEST(conditions, first_world_is_all_defaults) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, prod]\n  B: !Equals [!Ref Env, dev]", NULL);
    CHECK(!condition_in(&of, "A", 0) && condition_in(&of, "B", 0));
    CHECK_STR(of.worlds.items[0].name, "");
    CHECK_STR(unit_of_text(&of, "RB", "E"), "dev");
    CHECK_STR(unit_of_text(&of, "RB", "P"), "b");
    unit_of_close(&of);
}

TEST(conditions, contradictory_combinations_are_left_out) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, prod]\n  B: !Not [!Condition A]", NULL);
    CHECK(of.worlds.count == 2 && of.worlds.examined == of.worlds.wanted);
    CHECK(worlds_with(&of, true, true) == 0 && worlds_with(&of, false, false) == 0);
    CHECK(worlds_with(&of, true, false) == 1 && worlds_with(&of, false, true) == 1);
    CHECK_STR(of.worlds.items[1].name, "Env = prod");
    CHECK(value_is_text(unit_of_value(&of, 1, "RA", "E"), "prod"));
    CHECK(unit_of_value(&of, 1, "RA", "N")->kind == VALUE_ABSENT);
    unit_of_close(&of);
}

TEST(conditions, nested_choices_follow_the_world) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, prod]\n  B: !Equals [!Ref Flag, 'yes']", NULL);
    CHECK(of.worlds.count == 4);
    for (size_t i = 0; i < of.worlds.count; i++) {
        static const char *const EXPECTED[] = {"none", "b", "a", "ab"};
        size_t number = (size_t)condition_in(&of, "A", i) * 2 + (size_t)condition_in(&of, "B", i);
        CHECK(value_is_text(unit_of_value(&of, i, "RB", "P"), EXPECTED[number]));
    }
    unit_of_close(&of);
}

TEST(conditions, allowed_values_bound_the_levels) {
    struct unit_of of;
    open_conditions(&of, "  Env: {Type: String, AllowedValues: [dev, prod], Default: prod}",
                    "  A: !Equals [!Ref Env, prod]\n  B: !Equals [!Ref Env, gone]", NULL);
    const struct factor *env = factor_of(&of, "Env");
    REQUIRE(env->level_count == 2);
    CHECK(env->other == -1 && !env->free);
    CHECK_STR(env->levels[0], "prod");
    CHECK_STR(env->levels[1], "dev"); /* the one value that is left is that very value */
    CHECK(value_is_text(unit_of_value(&of, 1, "RB", "E"), "dev"));
    CHECK(worlds_with(&of, true, true) + worlds_with(&of, false, true) == 0);
    unit_of_close(&of);
}

TEST(conditions, the_only_allowed_value_is_the_value) {
    static const struct {
        const char *allowed, *text;
    } CASES[] = {
        {"[one]", "one"},           {"[one, one]", "one"}, {"[one, two]", "{param:Env}"},
        {"[[one]]", "{param:Env}"}, {"[]", "{param:Env}"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct unit_of of;
        char parameters[100];
        snprintf(parameters, sizeof parameters, "  Env: {Type: String, AllowedValues: %s}", CASES[i].allowed);
        open_conditions(&of, parameters, "  A: !Equals [a, b]\n  B: !Condition A", NULL);
        CHECK_STR(unit_of_text(&of, "RB", "E"), CASES[i].text);
        unit_of_close(&of);
    }
}

TEST(conditions, other_values_are_unknown_or_the_default) {
    struct unit_of of;
    open_conditions(&of, "  Env: {Type: String}", "  A: !Equals [!Ref Env, prod]\n  B: !Condition A", NULL);
    REQUIRE(of.worlds.count == 2);
    CHECK(unit_of_value(&of, 0, "RB", "E")->kind == VALUE_UNKNOWN);
    CHECK_STR(unit_of_value(&of, 0, "RB", "E")->parameter, "Env");
    CHECK(value_is_text(unit_of_value(&of, 1, "RB", "E"), "prod"));
    unit_of_close(&of);
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, prod]\n  B: !Condition A", NULL);
    CHECK(value_is_text(unit_of_value(&of, 0, "RB", "E"), "dev"));
    unit_of_close(&of);
}

TEST(conditions, ssm_parameters_never_use_their_default) {
    struct unit_of of;
    open_conditions(&of, "  Env: {Type: 'AWS::SSM::Parameter::Value<String>', Default: prod}",
                    "  A: !Equals [!Ref Env, prod]\n  B: !Condition A", NULL);
    CHECK(of.worlds.count == 2);
    CHECK(!condition_in(&of, "A", 0) && unit_of_value(&of, 0, "RB", "E")->kind == VALUE_UNKNOWN);
    unit_of_close(&of);
}

TEST(conditions, given_parameters_are_not_explored) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, prod]\n  B: !Not [!Condition A]", "Env=prod");
    CHECK(of.worlds.count == 1 && of.unit->factors.count == 0);
    CHECK(condition_in(&of, "A", 0) && !condition_in(&of, "B", 0));
    CHECK(value_is_text(unit_of_value(&of, 0, "RB", "E"), "prod"));
    unit_of_close(&of);
}

TEST(conditions, what_cannot_be_split_is_a_free_boolean) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Equals [!Ref Env, !Ref Flag]\n  B: !Not [!Equals [!Ref Flag, {Ref: Env}]]", NULL);
    REQUIRE(of.unit->factors.count == 1); /* Equals is symmetric: one test */
    CHECK(of.unit->factors.items[0].free);
    CHECK_STR(of.unit->factors.items[0].name, "Equals(Ref Env, Ref Flag)");
    CHECK_STR(of.unit->factors.items[0].levels[0], "false"); /* the defaults differ */
    CHECK(!condition_in(&of, "A", 0) && of.worlds.count == 2);
    CHECK_STR(unit_of_text(&of, "RB", "E"), "dev");
    unit_of_close(&of);
}

TEST(conditions, undefined_ones_are_free_booleans) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Condition Elsewhere", NULL);
    CHECK(factor_of(&of, "Elsewhere")->free && factor_of(&of, "B")->free && of.worlds.count == 4);
    unit_of_close(&of);
}

TEST(conditions, cycles_end) {
    struct unit_of of;
    open_conditions(&of, ENV, "  A: !Condition A\n  B: !And [!Condition C, !Condition A]\n  C: !Not [!Condition B]",
                    NULL);
    CHECK(of.worlds.count >= 2);
    size_t cycles = 0;
    for (size_t i = 0; i < of.diags.list.count; i++)
        cycles += str_ends(of.diags.list.items[i].message, "refers to itself");
    CHECK(cycles == 2);
    unit_of_close(&of);
}

TEST(conditions, texts_of_one_parameter_are_turned_around) {
    static const char *const TESTS[] = {
        "!Equals [!Sub '${Env}-x', prod-x]",
        "!Equals [prod-x, !Join ['-', [!Ref Env, x]]]",
        "!Equals [!FindInMap [M, !Ref Env, Kind], big]",
        "!Equals [!Sub '${AWS::Partition}-${Env}', 'aws-prod']",
    };
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
        struct unit_of of;
        char text[512];
        snprintf(text, sizeof text,
                 "  A: %s\n  B: !Condition A\nMappings:\n  M: {dev: {Kind: small}, prod: {Kind: big}}", TESTS[i]);
        open_conditions(&of, ENV, text, NULL);
        if (i == 3) { /* two variables */
            CHECK(of.unit->factors.items[0].free);
        } else {
            CHECK(factor_of(&of, "Env")->level_count == 2 || i == 2);
            CHECK(of.worlds.count == 2 && !condition_in(&of, "A", 0) && condition_in(&of, "A", 1));
            CHECK(value_is_text(unit_of_value(&of, 1, "RB", "E"), "prod"));
        }
        unit_of_close(&of);
    }
}

TEST(conditions, empty_lists_are_a_level) {
    static const char *const TESTS[] = {
        "!Equals [!Join ['', !Ref Env], '']",
        "!Equals [!Select [0, !Ref Env], '']",
    };
    for (size_t i = 0; i < sizeof TESTS / sizeof *TESTS; i++) {
        struct unit_of of;
        char text[256];
        snprintf(text, sizeof text, "  A: %s\n  B: !Condition A", TESTS[i]);
        open_conditions(&of, "  Env: {Type: CommaDelimitedList, Default: 'a,b'}", text, NULL);
        CHECK(of.worlds.count == 2 && !condition_in(&of, "A", 0));
        CHECK(unit_of_value(&of, 0, "RB", "E")->count == 2);
        unit_of_close(&of);
    }
}

TEST(conditions, levels_that_nothing_tells_apart_are_merged) {
    struct unit_of of;
    open_conditions(&of, ENV,
                    "  A: !Or [!Equals [!Ref Env, prod], !Equals [!Ref Env, live], !Equals [!Ref Env, hot]]\n"
                    "  B: !Condition A",
                    NULL);
    const struct factor *env = factor_of(&of, "Env");
    REQUIRE(env->level_count == 2);
    CHECK_STR(env->levels[0], "other");
    CHECK_STR(env->levels[1], "prod or live or hot");
    CHECK(of.worlds.count == 2 && unit_of_value(&of, 1, "RB", "E")->kind == VALUE_UNKNOWN);
    unit_of_close(&of);
}

TEST(conditions, partition_is_a_factor_only_when_compared) {
    struct unit_of of;
    open_conditions(&of, "  Env: {Type: String}",
                    "  A: !Equals [!Ref 'AWS::Partition', aws-cn]\n  B: !Equals [!Ref 'AWS::Region', us-east-1]", NULL);
    CHECK(factor_of(&of, "AWS::Partition")->level_count == 2 && factor_of(&of, "AWS::Region")->level_count == 2);
    CHECK(!condition_in(&of, "A", 0) && !condition_in(&of, "B", 0));
    unit_of_close(&of);
}

TEST(conditions, cdk_metadata_is_no_site) {
    struct unit_of of;
    unit_of_open(&of,
                 "Conditions:\n  CDKMetadataAvailable: !Or [!Equals [!Ref 'AWS::Region', a], !Equals [!Ref "
                 "'AWS::Region', b]]\nResources:\n  M: {Type: 'AWS::CDK::Metadata', Condition: CDKMetadataAvailable}\n",
                 NULL);
    CHECK(of.worlds.count == 1 && of.unit->conditions.count == 0 && of.unit->factors.count == 0);
    unit_of_close(&of);
}

static const char LOOKUP[] =
    "Parameters: {Env: {Type: String, Default: dev}, On: {Type: String, Default: 'no'}}\n"
    "Mappings:\n  M: {dev: {S: 1}, prod: {S: 2}, test: {S: 3}}\n"
    "Conditions:\n  IsOn: !Equals [!Ref On, 'yes']\n  Known: !Not [!Equals [!FindInMap [M, !Ref Env, S], 9]]\n"
    "  IsProd: !Equals [!Ref Env, prod]\n  IsTest: !Equals [!Ref Env, test]\n"
    "Resources:\n  R:\n    Type: AWS::X::Y\n    Condition: IsOn\n    Properties:\n"
    "      S: !FindInMap [M, !Ref Env, S]\n      T: !If [IsTest, 1, 2]\n      P: !If [IsProd, 1, 2]\n";

TEST(conditions, keyed_lookups_are_seen_at_each_level_under_their_guard) {
    struct unit_of of;
    unit_of_open(&of, LOOKUP, NULL);
    CHECK(of.unit->lookups.count == 3);
    bool seen[4] = {false};
    for (size_t i = 0; i < of.worlds.count; i++) {
        int64_t size;
        if (condition_in(&of, "IsOn", i) && value_integer(unit_of_value(&of, i, "R", "S"), &size))
            seen[size] = true;
    }
    CHECK(seen[1] && seen[2] && seen[3]);
    unit_of_close(&of);
}

/* The factor and its levels, "Env: dev | prod", that a lookup makes; empty: it makes none. */
static struct str levels_by(struct unit_of *of, const char *lookup, const char *binding) {
    char text[2048];
    snprintf(text, sizeof text,
             "Parameters: {Env: {Type: String, Default: dev}, Kind: {Type: String, AllowedValues: [prod, old]}, "
             "Bare: {Type: String}, Store: {Type: 'AWS::SSM::Parameter::Value<String>'}}\n"
             "Mappings:\n  M:\n    dev: {S: 1, T: 7, L: [a]}\n    prod: {S: 2, T: 7, L: [a]}\n    test: {S: 1, T: 7, "
             "L: [a]}\n"
             "  Two: {a: {x: 1, y: 2}, b: {x: 1, y: 3}}\n"
             "Conditions: {On: !Equals [!Ref Env, prod]}\n"
             "Resources: {R: {Type: 'AWS::X::Y', Properties: {P: %s, Q: !If [On, 1, 2]}}}\n",
             lookup);
    unit_of_open(of, text, binding);
    struct buf buf;
    buf_init(&buf, &of->arena);
    for (size_t i = 0; i < of->unit->factors.count; i++) {
        const struct factor *factor = &of->unit->factors.items[i];
        buf_printf(&buf, "%s%.*s:", i ? ", " : "", STR_ARG(factor->name));
        for (uint32_t k = 0; k < factor->level_count; k++)
            buf_printf(&buf, "%s %.*s", k ? " |" : "", STR_ARG(factor->levels[k]));
    }
    return buf_str(&buf);
}

TEST(conditions, what_a_key_depends_on_is_a_factor) {
    static const struct {
        const char *lookup, *binding, *levels;
    } CASES[] = {
        {"x", NULL, "Env: other | prod"},
        {"!FindInMap [M, !Ref Env, S]", NULL, "Env: dev or test | prod"},
        {"!FindInMap [M, !Ref Env, L]", NULL, "Env: dev | prod | test"}, /* lists are not compared */
        {"!FindInMap [M, !Ref Bare, S]", NULL, "Bare: dev or test | prod, Env: other | prod"},
        {"!FindInMap [M, !Ref Bare, T]", NULL, "Env: other | prod"}, /* all agree */
        {"!FindInMap [M, !Ref Bare, S]", "Bare=dev", "Env: other | prod"},
        {"!FindInMap [M, !Ref Bare, S, {DefaultValue: 1}]", NULL,
         "Bare: other | dev or test | prod, Env: other | prod"},
        {"!If [On, !FindInMap [M, !Ref Bare, S], 3]", NULL, "Bare: other | dev or test | prod, Env: other | prod"},
        /* a default that conditions know stands for all that is not there */
        {"!If [On, 3, !FindInMap [M, !Ref Env, S]]", NULL, "Env: dev or test | prod"},
        {"!FindInMap [M, !Ref Kind, S]", NULL, "Env: other | prod"}, /* "old" has no row, the others are not allowed */
        {"!FindInMap [M, !Ref Store, S]", NULL, "Env: other | prod, Store: dev or test | prod"},
        {"!FindInMap [M, !If [On, !Ref Bare, dev], S]", NULL, "Bare: other | dev or test | prod, Env: other | prod"},
        {"!FindInMap [M, !Select [0, !Split ['-', !Ref Bare]], S]", NULL, "Env: other | prod"},
        {"!FindInMap [Two, a, !Ref Bare]", NULL, "Bare: x | y, Env: other | prod"},
        {"!FindInMap [Two, !Ref Bare, !Ref Env]", NULL, "Bare: a | b, Env: x | y"},
        {"!FindInMap [Two, !Ref Bare, x]", NULL, "Env: other | prod"},
        {"!FindInMap [M, !Ref Bare]", NULL, "Env: other | prod"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct unit_of of;
        CHECK_STR(levels_by(&of, CASES[i].lookup, CASES[i].binding), CASES[i].levels);
        unit_of_close(&of);
    }
}

TEST(conditions, large_ones_become_free) {
    struct unit_of of;
    static char text[40000];
    size_t at = (size_t)snprintf(text, sizeof text, "Parameters: {");
    for (int i = 0; i < 16; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "P%d: {Type: String}, ", i);
    at += (size_t)snprintf(text + at, sizeof text - at,
                           "Z: {Type: String}}\nConditions:\n  Deep0: !Equals [!Ref Z, x]\n");
    for (int i = 1; i < 40; i++) /* shared parts: written out, 2^40 tests */
        at += (size_t)snprintf(text + at, sizeof text - at,
                               "  Deep%d: !Or [!And [!Condition Deep%d, !Condition Deep0], !Not [!Condition Deep%d]]\n",
                               i, i - 1, i - 1);
    at += (size_t)snprintf(text + at, sizeof text - at, "  Wide: !And [");
    for (int i = 0; i < 16; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s!Equals [!Ref P%d, x]", i ? ", " : "", i);
    snprintf(text + at, sizeof text - at,
             "]\nResources:\n  R: {Type: 'AWS::X::Y', Condition: Wide}\n  S: {Type: 'AWS::X::Y', Condition: Deep39}\n");
    unit_of_open(&of, text, NULL);
    CHECK(factor_of(&of, "Wide")->free);
    CHECK(of.worlds.count >= 2 && of.worlds.count <= 4);
    unit_of_close(&of);
}
