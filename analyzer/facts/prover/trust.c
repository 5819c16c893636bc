/* A question about a trust policy: who may take the role on. Its Deny statements and conditions count.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html */
#include "analyzer/facts/prover/prover.h"

#include "policies/ask.h"

#include <string.h>

/* Every role is as good as another: the policy is hung on the one that it trusts for. */
#define ROLE "arn:aws:iam::" ASK_ACCOUNT ":role/example"

/* Whom an unknown name stands for. Of a service it matters which. */
static struct str stand_in(enum iam_principal_kind kind) {
    switch (kind) {
    case IAM_PRINCIPAL_AWS:
        return STR("arn:aws:iam::444455556666:role/other");
    case IAM_PRINCIPAL_FEDERATED:
        return STR("arn:aws:iam::" ASK_ACCOUNT ":oidc-provider/example.com");
    case IAM_PRINCIPAL_ANY:
    case IAM_PRINCIPAL_SERVICE:
    case IAM_PRINCIPAL_CANONICAL:
    case IAM_PRINCIPAL_UNKNOWN:
        break;
    }
    return STR_NONE;
}

/* The statement (it gets the number 0), for that principal alone, and whatever may take back what it allows. */
static struct iam_policy *alone(struct arena *arena, const struct iam_policy *policy, size_t statement,
                                size_t principal) {
    struct iam_policy *copy = ARENA_NEW(arena, struct iam_policy);
    struct iam_statement own = policy->statements.items[statement];
    if (principal != PROVER_EVERYONE && !own.principal_negated) {
        memset(&own.principals, 0, sizeof own.principals);
        vec_push(arena, &own.principals, policy->statements.items[statement].principals.items[principal]);
    }
    *copy = *policy;
    memset(&copy->statements, 0, sizeof copy->statements);
    vec_push(arena, &copy->statements, own);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (policy->statements.items[i].effect != IAM_ALLOW)
            vec_push(arena, &copy->statements, policy->statements.items[i]);
    return copy;
}

/* The principal, in the statement as well, is someone who can call. */
static const struct iam_principal *give_name(struct arena *arena, struct iam_statement *statement, size_t number) {
    static const struct iam_principal EVERYONE = {.kind = IAM_PRINCIPAL_ANY};
    if (number == PROVER_EVERYONE)
        return &EVERYONE;
    struct iam_principal *principal = &statement->principals.items[statement->principal_negated ? number : 0];
    struct str name = stand_in(principal->kind);
    if (!principal->text.known && name.size)
        principal->text =
            (struct iam_text){name, value_new_text(arena, principal->text.node, name), true, principal->text.node};
    return principal;
}

static struct prover_answer answer_of(const struct proof *proof, const struct iam_policy *trust) {
    if (proof->answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, trust->open ? trust->reason : str_from(proof->reason)};
    return (struct prover_answer){proof->answer == PROVE_YES, STR_NONE};
}

struct prover_answer prover_may_assume(struct prover *prover, struct arena *arena, const struct iam_policy *trust,
                                       size_t statement, size_t principal, struct iam_request *ret_witness) {
    /* Which action is for whom: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html */
    static const char *const OF_IDENTITIES[] = {"sts:AssumeRole", NULL};
    static const char *const OF_PROVIDERS[] = {"sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity", NULL};
    struct iam_policy filled = *prover_fill_policy(arena, alone(arena, trust, statement, principal), NULL);
    const struct iam_principal *named = give_name(arena, &filled.statements.items[0], principal);
    const char *const *action = named->kind == IAM_PRINCIPAL_FEDERATED ? OF_PROVIDERS : OF_IDENTITIES;
    struct prover_answer answer = {0, STR_NONE};
    for (; *action && answer.truth != 1; action++) {
        struct ask_request request = {.action = str_from(*action), .resource = STR(ROLE)};
        struct proof proof = ask_named(prover, arena, &filled, named, &request);
        if (ret_witness && proof.has_request)
            *ret_witness = proof.request;
        if (proof.answer != PROVE_NO)
            answer = answer_of(&proof, trust);
    }
    return answer;
}

struct prover_answer prover_trusts(struct prover *prover, struct arena *arena, const struct iam_policy *trust,
                                   struct str service) {
    const struct value *name = value_new_text(arena, trust->node, service);
    struct iam_principal principal = {IAM_PRINCIPAL_SERVICE, {service, name, true, trust->node}};
    struct ask_request request = {.action = STR("sts:AssumeRole"), .resource = STR(ROLE)};
    struct proof proof = ask_named(prover, arena, prover_fill_policy(arena, trust, NULL), &principal, &request);
    return answer_of(&proof, trust);
}
