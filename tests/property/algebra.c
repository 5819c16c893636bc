#include "tests/property/algebra.h"

#include "policies/layers.h"
#include "tests/property/change.h"

/* Sets of requests as truth for each: enum truth. */
typedef unsigned char set;

static struct verdict verdict_at(const set *some, size_t i) {
    return (struct verdict){(enum truth)some[i], NULL};
}

static set *set_of(const struct algebra *algebra, struct iam_bundle bundle) {
    const unsigned char *decisions = universe_decide(algebra->arena, algebra->universe, &bundle);
    set *some = arena_alloc_array(algebra->arena, algebra->universe->requests.count, sizeof *some);
    for (size_t i = 0; i < algebra->universe->requests.count; i++)
        some[i] = decisions[i] == IAM_ALLOWED ? TRUTH_YES : decisions[i] == IAM_UNDECIDED ? TRUTH_MAYBE : TRUTH_NO;
    return some;
}

enum join { BOTH, EITHER, FIRST_ONLY };

static set *joined(const struct algebra *algebra, const set *a, enum join join, const set *b) {
    set *some = arena_alloc_array(algebra->arena, algebra->universe->requests.count, sizeof *some);
    for (size_t i = 0; i < algebra->universe->requests.count; i++) {
        struct verdict left = verdict_at(a, i), right = verdict_at(b, i);
        some[i] = (set)(join == BOTH     ? verdict_and(left, right)
                        : join == EITHER ? verdict_or(left, right)
                                         : verdict_and(left, verdict_not(right)))
                      .truth;
    }
    return some;
}

/* Equal wherever both are certain. */
static bool differ(const struct algebra *algebra, const set *a, const set *b, size_t *ret_request) {
    for (size_t i = 0; i < algebra->universe->requests.count; i++)
        if (a[i] != TRUTH_MAYBE && b[i] != TRUTH_MAYBE && a[i] != b[i]) {
            *ret_request = i;
            return true;
        }
    return false;
}

static struct iam_policies one_policy(const struct algebra *algebra, const struct iam_policy *policy) {
    const struct iam_policy **items = arena_alloc_array(algebra->arena, 1, sizeof *items);
    items[0] = policy;
    return (struct iam_policies){items, 1};
}

static struct iam_bundle identity_only(struct iam_policies policies) {
    return (struct iam_bundle){.identity = policies};
}

/* ---- layers ---- */

static bool layers_cut(const struct algebra *algebra, size_t *ret_request) {
    struct iam_policies identity = algebra->bundle->identity;
    struct iam_policies other = one_policy(algebra, random_policy(algebra->arena, algebra->random, false));
    struct iam_levels *level = ARENA_NEW(algebra->arena, struct iam_levels);
    struct iam_policies *levels = arena_alloc_array(algebra->arena, 2, sizeof *levels);
    levels[0] = other;
    levels[1] = identity;
    *level = (struct iam_levels){levels, 2};
    const set *expected =
        joined(algebra, set_of(algebra, identity_only(identity)), BOTH, set_of(algebra, identity_only(other)));
    struct iam_bundle with_boundary = {.identity = identity, .boundary = other};
    struct iam_bundle with_session = {.identity = identity, .session = other};
    struct iam_bundle with_scp = {.identity = identity, .scp = *level};
    bool linked = iam_is_service_linked(&algebra->universe->requests.items[0].caller);
    const set *under_scp = linked ? set_of(algebra, identity_only(identity)) : expected;
    return differ(algebra, expected, set_of(algebra, with_boundary), ret_request) ||
           differ(algebra, expected, set_of(algebra, with_session), ret_request) ||
           differ(algebra, under_scp, set_of(algebra, with_scp), ret_request);
}

static bool policies_add_up(const struct algebra *algebra, size_t *ret_request) {
    struct change change =
        change_begin(algebra->arena, algebra->random,
                     &(struct iam_bundle){.identity = one_policy(algebra, algebra->bundle->identity.items[0])});
    struct iam_statement *own = change.statement;
    own->effect = IAM_ALLOW;
    const struct iam_policy *other = random_policy(algebra->arena, algebra->random, false);
    struct iam_statement another = other->statements.items[0];
    another.effect = IAM_ALLOW;
    struct iam_bundle first = bundle_of_statement(algebra->arena, change.policy, own);
    struct iam_bundle second = bundle_of_statement(algebra->arena, other, &another);
    const struct iam_policy *both[] = {first.identity.items[0], second.identity.items[0]};
    const set *a = set_of(algebra, first), *b = set_of(algebra, second);
    if (differ(algebra, joined(algebra, a, EITHER, b), set_of(algebra, identity_only((struct iam_policies){both, 2})),
               ret_request))
        return true;
    another.effect = IAM_DENY;
    both[1] = bundle_of_statement(algebra->arena, other, &another).identity.items[0];
    return differ(algebra, joined(algebra, a, FIRST_ONLY, b),
                  set_of(algebra, identity_only((struct iam_policies){both, 2})), ret_request);
}

/* ---- one statement ---- */

static set *set_of_statement(const struct algebra *algebra, const struct iam_policy *policy,
                             const struct iam_statement *statement) {
    return set_of(algebra, bundle_of_statement(algebra->arena, policy, statement));
}

static struct iam_statement some_allow(const struct algebra *algebra, const struct iam_policy **ret_policy) {
    const struct iam_policy *policy = algebra->bundle->identity.items[0];
    struct iam_statement statement =
        policy->statements.items[random_below(algebra->random, (uint32_t)policy->statements.count)];
    statement.effect = IAM_ALLOW;
    *ret_policy = policy;
    return statement;
}

/* Of all requests, those that an element matches and those that its Not… form matches. */
static bool not_is_the_rest(const struct algebra *algebra, size_t *ret_request) {
    const struct iam_policy *policy;
    const struct iam_statement statement = some_allow(algebra, &policy);
    struct iam_list everything = {.given = true, .node = statement.actions.node};
    struct iam_text star = statement.actions.items.items[0];
    star.text = STR("*");
    star.value = value_new_text(algebra->arena, star.node, star.text);
    vec_push(algebra->arena, &everything.items, star);
    for (int element = 0; element < 2; element++) {
        struct iam_statement all = statement, other = statement;
        struct iam_list *list = element ? &other.resources : &other.actions;
        *(element ? &all.resources : &all.actions) = everything;
        if (!list->given)
            continue;
        list->negated = !list->negated;
        if (differ(algebra,
                   joined(algebra, set_of_statement(algebra, policy, &all), FIRST_ONLY,
                          set_of_statement(algebra, policy, &statement)),
                   set_of_statement(algebra, policy, &other), ret_request))
            return true;
    }
    return false;
}

/* The operator that is true exactly when this one is false, for every value that has the operator's type. Where none is
 * negated, neither is true of an absent key. */
static const char *opposite_of(struct str operator, bool * ret_needs_value) {
    static const struct {
        const char *sides[2];
        bool needs_value;
    } PAIRS[] = {
        {{"StringEquals", "StringNotEquals"}, false},
        {{"StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"}, false},
        {{"StringLike", "StringNotLike"}, false},
        {{"NumericEquals", "NumericNotEquals"}, false},
        {{"NumericLessThan", "NumericGreaterThanEquals"}, true},
        {{"NumericGreaterThan", "NumericLessThanEquals"}, true},
        {{"DateEquals", "DateNotEquals"}, false},
        {{"DateLessThan", "DateGreaterThanEquals"}, true},
        {{"DateGreaterThan", "DateLessThanEquals"}, true},
        {{"IpAddress", "NotIpAddress"}, false},
        {{"ArnLike", "ArnNotLike"}, false},
        {{"ArnEquals", "ArnNotEquals"}, false},
        {{"ForAllValues:StringEquals", "ForAnyValue:StringNotEquals"}, false},
        {{"ForAllValues:StringLike", "ForAnyValue:StringNotLike"}, false},
        {{"ForAnyValue:StringEquals", "ForAllValues:StringNotEquals"}, false},
        {{"ForAnyValue:StringLike", "ForAllValues:StringNotLike"}, false},
    };
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++)
        for (size_t side = 0; side < 2; side++)
            if (str_is(operator, PAIRS[i].sides[side])) {
                *ret_needs_value = PAIRS[i].needs_value;
                return PAIRS[i].sides[1 - side];
            }
    return NULL;
}

/* The statement with that condition only, or with another operator in it. */
static set *with_condition(const struct algebra *algebra, const struct iam_policy *policy,
                           struct iam_statement statement, const struct iam_condition *condition, const char *operator,
                           const char * value) {
    statement.conditions.items = NULL;
    statement.conditions.count = statement.conditions.capacity = 0;
    if (condition) {
        struct iam_condition own = *condition;
        if (operator)
            own.operator.text = str_from(operator);
        if (value) {
            own.values.items = arena_alloc_array(algebra->arena, 1, sizeof *own.values.items);
            own.values.items[0] = condition->operator;
            own.values.items[0].text = str_from(value);
            own.values.count = own.values.capacity = 1;
        }
        vec_push(algebra->arena, &statement.conditions, own);
    }
    return set_of_statement(algebra, policy, &statement);
}

static bool conditions_are_sets(const struct algebra *algebra, size_t *ret_request) {
    const struct iam_policy *policy;
    const struct iam_statement statement = some_allow(algebra, &policy);
    const set *all = with_condition(algebra, policy, statement, NULL, NULL, NULL), *joint = all;
    for (size_t i = 0; i < statement.conditions.count; i++) {
        const struct iam_condition *condition = &statement.conditions.items[i];
        const set *own = with_condition(algebra, policy, statement, condition, NULL, NULL);
        joint = joined(algebra, joint, BOTH, own);
        bool needs_value;
        const char *opposite = opposite_of(condition->operator.text, &needs_value);
        const set *absent = with_condition(algebra, policy, statement, condition, "Null", "true");
        const set *among = opposite && needs_value ? joined(algebra, all, FIRST_ONLY, absent) : all;
        if (opposite && differ(algebra, joined(algebra, among, FIRST_ONLY, own),
                               with_condition(algebra, policy, statement, condition, opposite, NULL), ret_request))
            return true;
        if (str_ends(condition->operator.text, "IfExists") || str_is(condition->operator.text, "Null") ||
            str_contains(condition->operator.text, ":"))
            continue;
        struct str if_exists = str_format(algebra->arena, "%.*sIfExists", STR_ARG(condition->operator.text));
        if (differ(algebra, joined(algebra, own, EITHER, absent),
                   with_condition(algebra, policy, statement, condition, str_z(algebra->arena, if_exists), NULL),
                   ret_request))
            return true;
    }
    return differ(algebra, joint, set_of_statement(algebra, policy, &statement), ret_request);
}

bool algebra_applies(const struct universe *universe) {
    const struct iam_request *any = &universe->requests.items[0];
    return iam_is_principal(&any->caller) && any->caller.kind != IAM_CALLER_ROOT &&
           str_equal(any->caller.account, any->resource_account);
}

const char *algebra_broken(const struct algebra *algebra, size_t *ret_request) {
    switch (random_below(algebra->random, 4)) {
    case 0:
        return layers_cut(algebra, ret_request) ? "a boundary, a session policy or an SCP does not cut" : NULL;
    case 1:
        return policies_add_up(algebra, ret_request) ? "two policies are not the union, less what is denied" : NULL;
    case 2:
        return not_is_the_rest(algebra, ret_request) ? "NotAction or NotResource is not the rest" : NULL;
    default:
        return conditions_are_sets(algebra, ret_request) ? "conditions are not joined, negated or made optional" : NULL;
    }
}

size_t statement_shown(struct arena *arena, const struct universe *universe, const struct iam_policy *policy,
                       size_t statement, enum prove_statement what) {
    const struct iam_statement *own = &policy->statements.items[statement];
    struct algebra algebra = {.arena = arena, .universe = universe};
    struct iam_statement as_allow = *own;
    as_allow.effect = IAM_ALLOW;
    set *shown = set_of_statement(&algebra, policy, &as_allow);
    set *others = arena_alloc_array(arena, universe->requests.count, sizeof *others); /* none */
    for (size_t i = 0; i < universe->requests.count; i++)
        others[i] = TRUTH_NO;
    for (size_t i = 0; i < policy->statements.count; i++) {
        struct iam_statement other = policy->statements.items[i];
        bool counts = what == PROVE_ADDS ? other.effect == own->effect : other.effect != own->effect;
        other.effect = IAM_ALLOW;
        if (i != statement && counts)
            others = joined(&algebra, others, EITHER, set_of_statement(&algebra, policy, &other));
    }
    if (what != PROVE_MATCHES)
        shown = joined(&algebra, shown, what == PROVE_EFFECTIVE && own->effect == IAM_DENY ? BOTH : FIRST_ONLY, others);
    for (size_t i = 0; i < universe->requests.count; i++)
        if (shown[i] == TRUTH_YES)
            return i;
    return SIZE_MAX;
}
