/* The request for the statement alone; the same with each of its actions, then with each of its resources. */
#include "policies/smt/solve.h"
#include "policies/smt/theory.h"

/* Requests tried at most. */
enum { GUESS_ACTIONS = 200, GUESS_RESOURCES = 40 };

struct guess {
    struct arena *arena;
    struct inquiry *inquiry;
    const struct prove_question *question;
    const struct goal *goal;
    const struct part *part;
};

/* ---- keys that no request lacks ---- */

static bool policy_mentions(const struct iam_policy *policy, struct str key) {
    for (size_t i = 0; policy && i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].conditions.count; j++)
            if (str_equal_nocase(policy->statements.items[i].conditions.items[j].key.text, key))
                return true;
    return false;
}

static bool policies_mention(struct iam_policies policies, struct str key) {
    for (size_t i = 0; i < policies.count; i++)
        if (policy_mentions(policies.items[i], key))
            return true;
    return false;
}

static bool bundle_mentions(const struct iam_bundle *bundle, struct str key) {
    bool mentions = policies_mention(bundle->identity, key) || policies_mention(bundle->boundary, key) ||
                    policies_mention(bundle->session, key) || policies_mention(bundle->endpoint, key) ||
                    policy_mentions(bundle->resource, key);
    for (size_t i = 0; i < bundle->scp.count; i++)
        mentions = mentions || policies_mention(bundle->scp.items[i], key);
    for (size_t i = 0; i < bundle->rcp.count; i++)
        mentions = mentions || policies_mention(bundle->rcp.items[i], key);
    return mentions;
}

static bool goal_mentions(const struct goal *goal, struct str key) {
    return policy_mentions(goal->policy, key) || (goal->bundle && bundle_mentions(goal->bundle, key)) ||
           (goal->base && bundle_mentions(goal->base, key));
}

/* The statement asks nothing of them, but another one may find them absent, which they never are. */
static struct iam_request with_keys_of_every_request(const struct guess *guess, const struct iam_request *request) {
    static const struct {
        const char *key, *value;
    } KEYS[] = {
        {"aws:SecureTransport", "true"},
        {"aws:CurrentTime", "2026-01-01T00:00:00Z"},
        {"aws:EpochTime", "1767225600"},
        {"aws:ResourceAccount", "123456789012"},
    };
    struct iam_request full = *request;
    full.context = (struct iam_context){.arena = guess->arena};
    for (size_t i = 0; i < request->context.entries.count; i++)
        vec_push(guess->arena, &full.context.entries, request->context.entries.items[i]);
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        struct str key = str_from(KEYS[i].key);
        const struct iam_context *fixed = guess->question->context;
        if (iam_context_has(&full.context, key) || (fixed && iam_context_has(fixed, key)) ||
            !goal_mentions(guess->goal, key))
            continue;
        struct iam_context_value *entry = iam_context_add(&full.context, key);
        vec_push(guess->arena, &entry->values, str_from(KEYS[i].value));
    }
    return full;
}

static bool holds(const struct guess *guess, const struct iam_request *request) {
    struct arena_mark mark = arena_mark(guess->arena);
    const char *doubt = NULL;
    struct verdict holds = guess->goal->holds(guess->goal, guess->arena, request, &doubt);
    arena_reset(guess->arena, mark);
    return holds.truth == TRUTH_YES;
}

/* With these keys; people are shown the request without them, where that does as well. */
static bool shows(const struct guess *guess, struct iam_request *request) {
    struct iam_request full = with_keys_of_every_request(guess, request);
    if (!holds(guess, &full))
        return false;
    if (full.context.entries.count > request->context.entries.count && !holds(guess, request))
        *request = full;
    return true;
}

/* All conjuncts of the statement hold. */
static bool make_request(const struct guess *guess, struct iam_request *ret_request) {
    struct encoding encoding;
    struct literals literals = {0}, core = {0};
    encoding_init(&encoding, guess->arena, guess->inquiry, ARN_PLAIN);
    const struct formula *formula =
        encode_statement(&encoding, guess->part->policy, guess->part->statement, guess->part->layer);
    bool *values = arena_alloc_array(guess->arena, encoding.atoms.count, sizeof *values);
    if (formula->kind == FORMULA_NEVER)
        return false;
    formula_make_true(formula, values);
    if (!formula_value(formula, values))
        return false;
    formula_justify(guess->arena, formula, values, true, &literals);
    return theory_realize(&encoding, &literals, false, ret_request, &core) == THEORY_FITS;
}

/* ---- variations ---- */

/* The pattern with something in place of its wildcards. */
static struct str filled(struct arena *arena, struct str pattern, const char *star) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < pattern.size; i++) {
        if (pattern.data[i] == '*')
            buf_add_z(&buf, star);
        else
            buf_add_char(&buf, pattern.data[i] == '?' ? 'x' : pattern.data[i]);
    }
    return buf_str(&buf);
}

/* The request with each element of the list in place of its action (or resource). */
static bool try_elements(const struct guess *guess, const struct iam_list *list, size_t most, bool actions,
                         struct iam_request *request) {
    struct iam_request other = *request;
    for (size_t i = 0; i < list->items.count && i < most && !list->negated; i++) {
        const struct iam_text *text = &list->items.items[i];
        if (!text->known || str_contains(text->text, "${") || !str_contains(text->text, ":"))
            continue;
        *(actions ? &other.action : &other.resource) = filled(guess->arena, text->text, actions ? "zq7" : "example");
        if (iam_caller_of(guess->question->principal, other.action).kind != other.caller.kind || !shows(guess, &other))
            continue; /* with another action a bare name may be someone else */
        *request = other;
        return true;
    }
    return false;
}

bool guess_from(struct arena *arena, struct inquiry *inquiry, const struct goal *goal, const struct part *part,
                struct iam_request *ret_request) {
    struct guess guess = {arena, inquiry, inquiry->question, goal, part};
    return make_request(&guess, ret_request) && shows(&guess, ret_request);
}

bool guess_elements(struct arena *arena, struct inquiry *inquiry, const struct goal *goal, const struct part *part,
                    struct iam_request *ret_request) {
    const struct prove_question *question = inquiry->question;
    struct guess guess = {arena, inquiry, question, goal, part};
    const struct iam_list *actions = &part->statement->actions, *resources = &part->statement->resources;
    return make_request(&guess, ret_request) &&
           ((!question->action.size && try_elements(&guess, actions, GUESS_ACTIONS, true, ret_request)) ||
            (!question->resource.size && try_elements(&guess, resources, GUESS_RESOURCES, false, ret_request)));
}
