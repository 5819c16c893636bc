#include "tests/property/universe.h"

#include "tests/property/change.h"

#include <stdio.h>

/* Values of one key: a bit for each value in the table; none: absent. */
struct choice {
    const struct random_key *key;
    VEC(unsigned) values;
};

struct choices {
    VEC(struct choice) list;
};

static bool mentions(const struct iam_statement *statement, struct str key) {
    char name[64];
    snprintf(name, sizeof name, "${%.*s", STR_ARG(key));
    struct str variable = str_from(name);
    for (size_t i = 0; i < statement->resources.items.count; i++)
        if (str_find(statement->resources.items.items[i].text, variable, 0) != SIZE_MAX)
            return true;
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *condition = &statement->conditions.items[i];
        if (str_equal_nocase(condition->key.text, key))
            return true;
        for (size_t j = 0; j < condition->values.count; j++)
            if (str_find(condition->values.items[j].text, variable, 0) != SIZE_MAX)
                return true;
    }
    return false;
}

static bool any_mentions(struct arena *arena, const struct iam_bundle *const *bundles, size_t bundle_count,
                         struct str key) {
    for (size_t i = 0; i < bundle_count; i++) {
        struct bundle_policies all = {0};
        bundle_policies_of(arena, bundles[i], &all);
        for (size_t p = 0; p < all.list.count; p++)
            for (size_t s = 0; s < all.list.items[p].policy->statements.count; s++)
                if (mentions(&all.list.items[p].policy->statements.items[s], key))
                    return true;
    }
    return false;
}

/* A key whose value is given by the question is not chosen. */
static void add_choice(struct arena *arena, struct choices *choices, const struct random_key *key) {
    struct choice choice = {.key = key};
    vec_push(arena, &choice.values, 0);
    for (unsigned i = 0; i < 5; i++)
        vec_push(arena, &choice.values, 1u << i);
    for (unsigned i = 1; i < 5 && iam_key_is_multivalued(str_from(key->key)); i++) {
        vec_push(arena, &choice.values, 1u << i | 1u << (i - 1));
        vec_push(arena, &choice.values, 1u << i | 1u << (i / 2) | 1u);
    }
    vec_push(arena, &choices->list, choice);
}

struct maker {
    struct arena *arena;
    const struct prove_question *question;
    struct choices choices;
    size_t actions, resources;
};

/* The request of that number: actions vary fastest. */
static struct iam_request request_of(const struct maker *maker, size_t number) {
    const struct prove_question *question = maker->question;
    struct str action = question->action, resource = question->resource;
    if (!action.size)
        action = str_from(RANDOM_WORLD.actions[number % maker->actions]);
    number /= maker->actions;
    if (!resource.size)
        resource = str_from(RANDOM_WORLD.resources[number % maker->resources]);
    number /= maker->resources;
    struct iam_request request;
    iam_request_init(&request, maker->arena, question->principal, action, resource, question->resource_account);
    for (size_t i = 0; question->context && i < question->context->entries.count; i++)
        vec_push(maker->arena, &request.context.entries, question->context->entries.items[i]);
    for (size_t i = 0; i < maker->choices.list.count; i++) {
        const struct choice *choice = &maker->choices.list.items[i];
        unsigned values = choice->values.items[number % choice->values.count];
        number /= choice->values.count;
        if (!values)
            continue;
        struct iam_context_value *entry = iam_context_add(&request.context, str_from(choice->key->key));
        for (size_t j = 0; j < 5; j++)
            if (values >> j & 1)
                vec_push(maker->arena, &entry->values, str_from(choice->key->values[j]));
    }
    iam_request_derive(&request);
    return request;
}

void universe_make(struct arena *arena, struct policy_random *random, const struct prove_question *question,
                   const struct iam_bundle *const *bundles, size_t bundle_count, size_t most,
                   struct universe *ret_universe) {
    struct maker maker = {.arena = arena, .question = question};
    struct universe universe = {0};
    maker.actions = question->action.size ? 1 : RANDOM_WORLD.action_count;
    maker.resources = question->resource.size ? 1 : RANDOM_WORLD.resource_count;
    size_t count = maker.actions * maker.resources;
    for (size_t i = 0; i < RANDOM_WORLD.key_count; i++) {
        const struct random_key *key = &RANDOM_WORLD.keys[i];
        bool fixed = question->context && iam_context_get(question->context, str_from(key->key));
        for (size_t j = 0; question->context && j < question->context->entries.count; j++)
            fixed = fixed || str_is(question->context->entries.items[j].key, key->key);
        if (fixed || !any_mentions(arena, bundles, bundle_count, str_from(key->key)))
            continue;
        add_choice(arena, &maker.choices, key);
        count *= maker.choices.list.items[maker.choices.list.count - 1].values.count;
    }
    universe.whole = count <= most;
    for (size_t i = 0; i < (universe.whole ? count : most); i++) {
        size_t number =
            universe.whole ? i : (random_below(random, 65536) * (size_t)65536 + random_below(random, 65536)) % count;
        vec_push(arena, &universe.requests, request_of(&maker, number));
    }
    *ret_universe = universe;
}

const unsigned char *universe_decide(struct arena *arena, const struct universe *universe,
                                     const struct iam_bundle *bundle) {
    unsigned char *decisions = arena_alloc_array(arena, universe->requests.count, 1);
    for (size_t i = 0; i < universe->requests.count; i++) {
        struct arena_mark mark = arena_mark(arena);
        decisions[i] = (unsigned char)iam_evaluate(arena, bundle, &universe->requests.items[i]).decision;
        arena_reset(arena, mark);
    }
    return decisions;
}

size_t universe_beyond(const struct universe *universe, const unsigned char *more, const unsigned char *base) {
    for (size_t i = 0; i < universe->requests.count; i++)
        if (more[i] == IAM_ALLOWED && base[i] != IAM_ALLOWED && base[i] != IAM_UNDECIDED)
            return i;
    return SIZE_MAX;
}
