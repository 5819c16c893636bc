/* lambdalint policy allows and compare: the prover's questions about policy documents (policies/ask.h). */
#include "analyzer/base/json_out.h"
#include "analyzer/cli/cost.h"
#include "analyzer/cli/policy.h"
#include "analyzer/cli/policy_role.h"
#include "policies/arn.h"
#include "policies/ask.h"
#include "policies/case.h"
#include "policies/catalog.h"

#include <stdio.h>

struct ask_options {
    struct policy_options common; /* first: --format is shared */
    struct str action;
    struct str resource;
    bool has_type;
    enum ask_type type;
    struct cost_options cost;
    struct iam_context context;
    struct catalog *catalog; /* NULL: there is none */
};

static bool set_action(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct ask_options *ask = options;
    struct str service, name;
    ask->action = value;
    bool both = str_cut(value, ':', &service, &name) && service.size && name.size;
    if (both && !str_contains(value, "*") && !str_contains(value, "?"))
        return true;
    *ret_error = str_format(arena, "one action is expected: s3:GetObject");
    return false;
}

static bool set_resource(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct arn arn = arn_split(value);
    ((struct ask_options *)options)->resource = value;
    if (arn_is_whole(&arn) || str_is(value, "*"))
        return true;
    *ret_error = str_format(arena, "an ARN is expected, or * for actions that take no resource");
    return false;
}

static bool set_type(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct ask_options *ask = options;
    ask->has_type = ask_type_named(value, &ask->type);
    if (!ask->has_type)
        *ret_error = str_format(arena, "types are identity, resource, trust, boundary, session, scp, rcp and endpoint");
    return ask->has_type;
}

static bool set_dump(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    ((struct ask_options *)options)->cost.dump = value;
    *ret_error = str_format(arena, "a folder is expected");
    return value.size > 0;
}

static bool set_stats(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    (void)value;
    (void)arena;
    (void)ret_error;
    ((struct ask_options *)options)->cost.stats = true;
    return true;
}

/* KEY=VALUE; the same key again adds a value. */
static bool add_context(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct ask_options *ask = options;
    struct str key, text;
    if (!str_cut(value, '=', &key, &text)) {
        *ret_error = str_format(arena, "KEY=VALUE is expected");
        return false;
    }
    ask->context.arena = arena;
    for (size_t i = 0; i < ask->context.entries.count; i++)
        if (str_equal_nocase(ask->context.entries.items[i].key, key)) {
            vec_push(arena, &ask->context.entries.items[i].values, text);
            return true;
        }
    struct iam_context_value *entry = iam_context_add(&ask->context, key);
    vec_push(arena, &entry->values, text);
    return true;
}

/* ---- documents ---- */

struct documents {
    VEC(struct document *) files;
    VEC(const struct iam_policy *) policies;
};

static bool read_documents(struct arena *arena, const struct str_list *paths, size_t from, size_t to,
                           struct documents *ret) {
    for (size_t i = from; i < to; i++) {
        struct document *document;
        const struct iam_policy *policy = policy_read(arena, paths->list.items[i], (uint32_t)i + 1, &document);
        if (document)
            vec_push(arena, &ret->files, document);
        if (!policy)
            return false;
        vec_push(arena, &ret->policies, policy);
    }
    return true;
}

static void free_documents(struct documents *documents) {
    for (size_t i = 0; i < documents->files.count; i++)
        document_free(documents->files.items[i]);
}

/* Of one type. */
static struct ask_documents alone(const struct documents *documents, size_t number, const struct ask_options *options) {
    const struct iam_policy *const *policy = documents->policies.items + number;
    return (struct ask_documents){.type = options->has_type ? options->type : ask_type_of(*policy),
                                  .policies = {policy, 1}};
}

/* All together: of one type, or a resource policy and what callers have by policies of their own. */
static bool together(struct arena *arena, const struct documents *documents, const struct ask_options *options,
                     struct ask_documents *ret) {
    struct ask_documents first = alone(documents, 0, options);
    VEC(const struct iam_policy *) identity = {0}, with_principals = {0};
    for (size_t i = 0; i < documents->policies.count; i++) {
        struct ask_documents one = alone(documents, i, options);
        bool own = one.type == ASK_RESOURCE || one.type == ASK_TRUST;
        if (own)
            vec_push(arena, &with_principals, documents->policies.items[i]);
        else
            vec_push(arena, &identity, documents->policies.items[i]);
        if (own)
            first = one;
    }
    if (with_principals.count > 1) {
        fprintf(stderr, "lambdalint: policy allows: a resource has one policy, and %zu of these name principals\n",
                with_principals.count);
        return false;
    }
    *ret = (struct ask_documents){.type = first.type, .policies = {identity.items, identity.count}};
    if (with_principals.count) {
        ret->policies = (struct iam_policies){with_principals.items, 1};
        ret->identity = (struct iam_policies){identity.items, identity.count};
    }
    return true;
}

/* ---- the prover ---- */

struct asking {
    struct arena *arena;
    struct ask_options *options;
    struct prover *prover;
};

static void start_asking(struct asking *asking, struct arena *arena, struct ask_options *options) {
    *asking = (struct asking){arena, options, prover_open()};
    prover_use_catalog(asking->prover, options->catalog);
    prover_on_dump(asking->prover, cost_dump(&options->cost), &options->cost);
}

static void end_asking(struct asking *asking) {
    struct prover_cost cost = {.asked = *prover_stats(asking->prover)};
    if (asking->options->cost.stats)
        cost_print_prover(&cost);
    prover_close(asking->prover);
}

/* ---- witnesses ---- */

static const struct witness *witness_of(struct arena *arena, const struct proof *proof) {
    return proof->has_request ? witness_of_request(arena, WITNESS_ALLOWED, &proof->request) : NULL;
}

static int exit_code(enum prove_answer answer, int yes, int no) {
    return answer == PROVE_YES ? yes : answer == PROVE_NO ? no : EXIT_INCOMPLETE;
}

/* ---- allows ---- */

struct explanation {
    const char *reason;
    const struct iam_statement *statement; /* NULL: none decides alone */
};

static enum iam_layer layer_of(enum ask_type type) {
    static const enum iam_layer LAYERS[] = {
        [ASK_IDENTITY] = IAM_LAYER_IDENTITY, [ASK_RESOURCE] = IAM_LAYER_RESOURCE, [ASK_TRUST] = IAM_LAYER_RESOURCE,
        [ASK_BOUNDARY] = IAM_LAYER_BOUNDARY, [ASK_SESSION] = IAM_LAYER_SESSION,   [ASK_SCP] = IAM_LAYER_SCP,
        [ASK_RCP] = IAM_LAYER_RCP,           [ASK_ENDPOINT] = IAM_LAYER_ENDPOINT};
    return LAYERS[type];
}

static const struct iam_statement *own_statement(const struct iam_answer *answer,
                                                 const struct ask_documents *documents) {
    for (size_t i = 0; i < answer->decided_by.count; i++) {
        enum iam_layer layer = answer->decided_by.items[i].layer;
        if (layer == layer_of(documents->type) || (documents->identity.count && layer == IAM_LAYER_IDENTITY))
            return answer->decided_by.items[i].item;
    }
    return NULL;
}

/* Boundaries and the like grant nothing, so evaluation does not say which statement lets a request pass: the one that
 * would grant it. */
static const struct iam_statement *limiting_statement(struct arena *arena, const struct ask_documents *documents,
                                                      const struct iam_request *request) {
    struct ask_documents granting = *documents;
    granting.type = ask_type_has_principals(documents->type) ? ASK_RESOURCE : ASK_IDENTITY;
    struct iam_bundle bundle = {.identity = documents->policies};
    if (granting.type == ASK_RESOURCE)
        bundle = (struct iam_bundle){.resource = documents->policies.items[0]};
    struct iam_answer answer = iam_evaluate(arena, &bundle, request);
    return answer.decision == IAM_ALLOWED ? own_statement(&answer, &granting) : NULL;
}

/* Of yes: the statement that allows the witness. Of no: what the evaluator says of a request without context. */
static struct explanation explain(struct arena *arena, const struct ask_documents *documents,
                                  const struct ask_request *asked_request, const struct proof *proof) {
    struct iam_request request = proof->request;
    if (proof->answer == PROVE_UNKNOWN)
        return (struct explanation){proof->reason, NULL};
    if (!proof->has_request) {
        iam_request_init(&request, arena, STR(ASK_CALLER), asked_request->action,
                         asked_request->resource.size ? asked_request->resource : STR("*"), STR(ASK_ACCOUNT));
        iam_request_derive(&request);
    }
    struct iam_bundle bundle = ask_bundle(arena, documents,
                                          &(struct prove_question){.principal = request.caller.text,
                                                                   .action = request.action,
                                                                   .resource = request.resource,
                                                                   .resource_account = request.resource_account});
    struct iam_answer answer = iam_evaluate(arena, &bundle, &request);
    struct explanation explanation = {answer.reason, own_statement(&answer, documents)};
    if (answer.decision == IAM_ALLOWED && !explanation.statement)
        explanation.statement = limiting_statement(arena, documents, &request);
    if (proof->answer == PROVE_NO && answer.decision != IAM_EXPLICITLY_DENIED)
        explanation = (struct explanation){"no request of that kind is allowed, whatever its context", NULL};
    return explanation;
}

static void print_allows(struct arena *arena, const struct proof *proof, const struct explanation *explanation,
                         bool as_json) {
    if (as_json) {
        struct json_out *json = json_out_new();
        json_begin_object(json);
        json_member_z(json, "answer", prove_answer_name(proof->answer));
        policy_put_statement(json, arena, explanation->statement);
        json_member_z(json, "reason", explanation->reason);
        policy_put_witness(json, "witness", witness_of(arena, proof));
        json_end_object(json);
        policy_print_json(arena, json);
        json_out_free(json);
        return;
    }
    printf("%s: %s", prove_answer_name(proof->answer), explanation->reason);
    if (explanation->statement)
        policy_print_statement_place(explanation->statement);
    putchar('\n');
    if (proof->has_request)
        policy_print_request(witness_of(arena, proof));
}

static int answer_allows(struct arena *arena, struct ask_options *options, const struct documents *documents) {
    struct ask_documents about;
    if (!together(arena, documents, options, &about))
        return EXIT_USAGE;
    struct ask_request request = {options->action, options->resource, &options->context};
    struct asking asking;
    start_asking(&asking, arena, options);
    const char *why_not = NULL;
    struct proof proof = ask_allows_of_kind(asking.prover, options->catalog, arena, &about, &request, &why_not);
    struct explanation explanation = explain(arena, &about, &request, &proof);
    if (why_not)
        explanation = (struct explanation){why_not, NULL};
    print_allows(arena, &proof, &explanation, options->common.json);
    end_asking(&asking);
    return exit_code(proof.answer, EXIT_CLEAN, EXIT_FINDINGS);
}

/* ---- compare ---- */

static int answer_compare(struct arena *arena, struct ask_options *options, const struct documents *documents) {
    struct ask_documents a = alone(documents, 0, options), b = alone(documents, 1, options);
    if (ask_type_has_principals(a.type) != ask_type_has_principals(b.type)) {
        fprintf(stderr, "lambdalint: policy compare: one is an identity policy, the other names principals\n");
        return EXIT_USAGE;
    }
    struct asking asking;
    start_asking(&asking, arena, options);
    struct proof b_more = ask_exceeds(asking.prover, arena, &b, &a), a_more = ask_exceeds(asking.prover, arena, &a, &b);
    end_asking(&asking);
    if (options->common.json) {
        struct json_out *json = json_out_new();
        json_begin_object(json);
        json_member_z(json, "b_grants_more", prove_answer_name(b_more.answer));
        policy_put_witness(json, "b_witness", witness_of(arena, &b_more));
        json_member_z(json, "a_grants_more", prove_answer_name(a_more.answer));
        policy_put_witness(json, "a_witness", witness_of(arena, &a_more));
        const char *reason = b_more.reason ? b_more.reason : a_more.reason;
        if (reason)
            json_member_z(json, "reason", reason);
        json_end_object(json);
        policy_print_json(arena, json);
        json_out_free(json);
    } else {
        const struct proof *const proofs[] = {&b_more, &a_more};
        for (int i = 0; i < 2; i++) {
            printf("%s grants more: %s%s%s\n", i == 0 ? "the second" : "the first",
                   prove_answer_name(proofs[i]->answer), proofs[i]->reason ? ", " : "",
                   proofs[i]->reason ? proofs[i]->reason : "");
            if (proofs[i]->has_request)
                policy_print_request(witness_of(arena, proofs[i]));
        }
    }
    return exit_code(b_more.answer, EXIT_FINDINGS, EXIT_CLEAN);
}

/* ---- verbs ---- */

typedef int answer_question(struct arena *arena, struct ask_options *options, const struct documents *documents);

/* What the words may be: LEAST to MOST files, or, where a role may be asked about, one of those. */
struct inputs {
    size_t least, most;
    bool roles;
};

static size_t count_roles(const struct str_list *words, struct arena *arena) {
    struct str path, role;
    size_t count = 0;
    for (size_t i = 0; i < words->list.count; i++)
        count += policy_names_role(words->list.items[i], arena, &path, &role);
    return count;
}

static bool fit(const struct inputs *inputs, const struct str_list *words, size_t roles) {
    size_t count = words->list.count;
    return count >= inputs->least && count <= inputs->most && (roles == 0 || count == 1);
}

static int ask_role(struct arena *arena, struct ask_options *options, struct str word) {
    struct str path, role;
    policy_names_role(word, arena, &path, &role);
    struct grant_request request = {options->action, options->resource, &options->context};
    return policy_role_allows(arena,
                              &(struct role_question){path, role, &request, options->common.json, &options->cost});
}

static int ask_files(struct arena *arena, struct ask_options *options, const struct str_list *words,
                     answer_question *answer) {
    struct documents documents = {0};
    int code = EXIT_USAGE;
    if (read_documents(arena, words, 0, words->list.count, &documents))
        code = answer(arena, options, &documents);
    free_documents(&documents);
    return code;
}

/* The answer, with one catalogue for the question and what is said besides. */
static int ask(struct arena *arena, struct ask_options *options, const struct str_list *words, answer_question *answer,
               const struct inputs *inputs, bool role) {
    const char *why;
    struct ask_request request = {options->action, options->resource, &options->context};
    options->catalog = catalog_open(STR_NONE, &why);
    int code = role ? ask_role(arena, options, words->list.items[0]) : ask_files(arena, options, words, answer);
    if (inputs->roles && code != EXIT_USAGE)
        policy_print_hints(arena, options->catalog, &request, code == EXIT_CLEAN);
    if (options->catalog)
        catalog_close(options->catalog);
    return options->cost.failed ? EXIT_USAGE : code;
}

static int run_ask(const struct verb *verb, int argc, char **argv, answer_question *answer,
                   const struct inputs *inputs) {
    struct arena arena;
    arena_init(&arena);
    struct ask_options options = {.context.arena = &arena};
    struct str_list words = {0};
    bool help = false;
    int code = EXIT_USAGE;
    bool parsed = flags_parse(verb, argc, argv, &options, &arena, &words, &help);
    size_t roles = inputs->roles ? count_roles(&words, &arena) : 0;
    if (help)
        code = EXIT_CLEAN;
    else if (parsed && !policy_stdin_once(&words))
        code = EXIT_USAGE;
    else if (parsed && !fit(inputs, &words, roles))
        fprintf(stderr, "lambdalint: usage: lambdalint %s %s\n", verb->name, verb->arguments);
    else if (parsed && inputs->roles && !options.action.size)
        fprintf(stderr, "lambdalint: %s needs --action: --action s3:GetObject\n", verb->name);
    else if (parsed && roles && options.has_type)
        fprintf(stderr, "lambdalint: %s: --type is for files: what a role has is known\n", verb->name);
    else if (parsed && cost_begin(&options.cost, &arena))
        code = ask(&arena, &options, &words, answer, inputs, roles > 0);
    arena_done(&arena);
    return code;
}

static int run_allows(const struct verb *verb, int argc, char **argv) {
    return run_ask(verb, argc, argv, answer_allows, &(struct inputs){1, SIZE_MAX, true});
}

static int run_compare(const struct verb *verb, int argc, char **argv) {
    return run_ask(verb, argc, argv, answer_compare, &(struct inputs){2, 2, false});
}

static const struct flag ALLOWS_FLAGS[] = {
    {"action", 'a', "ACTION", "Question", "the action: s3:GetObject", set_action},
    {"on", 'r', "ARN", "Question", "the resource; any if not given", set_resource},
    {"context", 'c', "KEY=VALUE", "Question", "a condition key, repeatable; keys not given are free", add_context},
    {"type", 0, "TYPE", "Question", "identity, resource, trust, boundary, session, scp, rcp or endpoint", set_type},
    {"format", 'f', "FORMAT", "Output", "text (the default) or json", policy_set_format},
    COST_FLAGS(set_stats, set_dump),
    {0},
};

static const struct flag COMPARE_FLAGS[] = {
    {"type", 0, "TYPE", "Question", "identity, resource, trust, boundary, session, scp, rcp or endpoint", set_type},
    {"format", 'f', "FORMAT", "Output", "text (the default) or json", policy_set_format},
    COST_FLAGS(set_stats, set_dump),
    {0},
};

const struct verb VERB_POLICY_ALLOWS = {.name = "policy allows",
                                        .arguments =
                                            "FILE...|PATH#ROLE --action ACTION [--on ARN] [--context KEY=VALUE]",
                                        .summary = "Can such a request be allowed? Exit 0 yes, 1 no, 3 unknown.",
                                        .flags = ALLOWS_FLAGS,
                                        .run = run_allows};

const struct verb VERB_POLICY_COMPARE = {.name = "policy compare",
                                         .arguments = "A.json B.json",
                                         .summary = "Does B grant more than A? Exit 0 no, 1 yes, 3 unknown.",
                                         .flags = COMPARE_FLAGS,
                                         .run = run_compare};
