/* lambdalint policy …: questions about IAM policies without infrastructure around them. `eval` asks the concrete
 * evaluator about CASEs (policies/case.h). */
#include "analyzer/cli/policy.h"
#include "analyzer/base/json_out.h"
#include "analyzer/base/limits.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/verbs.h"
#include "analyzer/scan/files.h"
#include "policies/case.h"

#include <stdio.h>

/* ---- what the verbs share ---- */

bool policy_set_format(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct policy_options *policy = options;
    policy->json = str_is(value, "json");
    if (policy->json || str_is(value, "text"))
        return true;
    *ret_error = str_format(arena, "formats are text and json");
    return false;
}

struct document *policy_read_file(struct arena *arena, struct str path, uint32_t number) {
    struct diags diags;
    struct str bytes, why = STR("the input is too long");
    diags_init(&diags, arena);
    bool read = str_is(path, "-") ? stream_read(stdin, LIMIT_FILE_BYTES, arena, &bytes)
                                  : file_read(path, LIMIT_FILE_BYTES, arena, &bytes, &why);
    if (!read) {
        fprintf(stderr, "lambdalint: %.*s: %.*s\n", STR_ARG(path), STR_ARG(why));
        return NULL;
    }
    struct document *document = document_read(number, path, bytes, &diags);
    if (document->root)
        return document;
    for (size_t i = 0; i < diags.list.count; i++) {
        struct position at = document_position(document, diags.list.items[i].span.start);
        fprintf(stderr, "lambdalint: %.*s:%u:%u: %.*s\n", STR_ARG(path), at.line, at.column,
                STR_ARG(diags.list.items[i].message));
    }
    document_free(document);
    return NULL;
}

/* ---- eval ---- */

struct eval {
    struct arena *arena;
    struct policy_options options;
    struct json_out *json; /* NULL: text */
    size_t cases;
    bool broken;    /* a case could not be read: exit code 2 */
    bool undecided; /* exit code 3 */
};

static uint32_t line_of(const struct node *node) {
    return document_position(node->document, node->span.start).line;
}

static void put_answer(struct eval *eval, const struct iam_answer *answer) {
    json_begin_object(eval->json);
    json_member_z(eval->json, "decision", iam_decision_name(answer->decision));
    json_member_z(eval->json, "reason", answer->reason);
    json_put_key(eval->json, "decided_by");
    json_begin_array(eval->json);
    for (size_t i = 0; i < answer->decided_by.count; i++) {
        const struct iam_decider *decider = &answer->decided_by.items[i];
        json_begin_object(eval->json);
        json_member_string(eval->json, "policy", policy_case_place(eval->arena, decider));
        json_member_integer(eval->json, "statement", (int64_t)decider->statement);
        if (decider->item->has_sid && decider->item->sid.known)
            json_member_string(eval->json, "sid", decider->item->sid.text);
        json_member_integer(eval->json, "line", line_of(decider->item->node));
        json_end_object(eval->json);
    }
    json_end_array(eval->json);
    json_end_object(eval->json);
}

static void print_answer(struct eval *eval, struct str path, const struct node *node, const struct iam_answer *answer) {
    printf("%.*s:%u: %s: %s\n", STR_ARG(path), line_of(node), iam_decision_name(answer->decision), answer->reason);
    for (size_t i = 0; i < answer->decided_by.count; i++) {
        const struct iam_decider *decider = &answer->decided_by.items[i];
        printf("  %.*s, statement %zu (line %u)\n", STR_ARG(policy_case_place(eval->arena, decider)),
               decider->statement, line_of(decider->item->node));
    }
}

static void eval_node(struct eval *eval, struct str path, const struct node *node) {
    struct policy_case policy_case;
    struct str error;
    const struct node *where = node;
    if (!policy_case_read(eval->arena, node, &policy_case, &error, &where)) {
        fprintf(stderr, "lambdalint: %.*s:%u: %.*s\n", STR_ARG(path), line_of(where), STR_ARG(error));
        eval->broken = true;
        return;
    }
    struct iam_answer answer = policy_eval_case(eval->arena, &policy_case);
    eval->undecided = eval->undecided || answer.decision == IAM_UNDECIDED;
    eval->cases++;
    if (eval->json)
        put_answer(eval, &answer);
    else
        print_answer(eval, path, node, &answer);
}

static bool is_lines_file(struct str path) {
    return str_ends(path, ".jsonl") || str_ends(path, ".ndjson");
}

/* One document per line; the line numbers of answers count within their line's document. */
static void eval_lines(struct eval *eval, struct str path) {
    struct str bytes, why = STR_NONE, line;
    if (!file_read(path, LIMIT_FILE_BYTES, eval->arena, &bytes, &why)) {
        fprintf(stderr, "lambdalint: %.*s: %.*s\n", STR_ARG(path), STR_ARG(why));
        eval->broken = true;
        return;
    }
    for (uint32_t number = 1; bytes.size; number++) {
        struct diags diags;
        diags_init(&diags, eval->arena);
        if (!str_cut(bytes, '\n', &line, &bytes)) {
            line = bytes;
            bytes = STR_NONE;
        }
        if (!str_trim(line).size)
            continue;
        struct document *document = document_read(number, path, line, &diags);
        if (document->root) {
            eval_node(eval, path, document->root);
        } else {
            fprintf(stderr, "lambdalint: %.*s:%u: no JSON\n", STR_ARG(path), number);
            eval->broken = true;
        }
        document_free(document);
    }
}

static void eval_file(struct eval *eval, struct str path, uint32_t number) {
    if (is_lines_file(path)) {
        eval_lines(eval, path);
        return;
    }
    struct document *document = policy_read_file(eval->arena, path, number);
    if (!document) {
        eval->broken = true;
        return;
    }
    if (document->root->kind == NODE_LIST) {
        node_each(node, document->root) {
            eval_node(eval, path, node);
        }
    } else {
        eval_node(eval, path, document->root);
    }
    document_free(document);
}

static void print_json(const struct eval *eval) {
    struct buf out;
    buf_init(&out, eval->arena);
    json_out_text(eval->json, JSON_INDENTED, &out);
    fwrite(out.data, 1, out.size, stdout);
    putchar('\n');
}

static int run_eval(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    arena_init(&arena);
    struct eval eval = {.arena = &arena};
    struct str_list words = {0};
    bool help = false;
    bool parsed = flags_parse(verb, argc, argv, &eval.options, &arena, &words, &help);
    if (parsed && !help && words.list.count == 0)
        fprintf(stderr, "lambdalint: policy eval needs a file: lambdalint policy eval CASE.json\n");
    bool go = parsed && !help && words.list.count > 0;
    eval.json = go && eval.options.json ? json_out_new() : NULL;
    if (eval.json)
        json_begin_array(eval.json);
    for (size_t i = 0; go && i < words.list.count; i++)
        eval_file(&eval, words.list.items[i], (uint32_t)i + 1);
    if (eval.json) {
        json_end_array(eval.json);
        print_json(&eval);
        json_out_free(eval.json);
    }
    arena_done(&arena);
    if (help)
        return EXIT_CLEAN;
    return !go || eval.broken ? EXIT_USAGE : eval.undecided ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static const struct flag EVAL_FLAGS[] = {
    {"format", 'f', "FORMAT", "Output", "text (the default) or json", policy_set_format},
    {0},
};

const struct verb VERB_POLICY_EVAL = {.name = "policy eval",
                                      .arguments = "CASE.json...",
                                      .summary = "Decides requests against policies (docs/policy.md).",
                                      .flags = EVAL_FLAGS,
                                      .run = run_eval};

/* ---- check ---- */

static int check_files(struct options *options, const struct str_list *words) {
    if (words->list.count == 0) {
        fprintf(stderr, "lambdalint: policy check needs a file: lambdalint policy check policy.json\n");
        return EXIT_USAGE;
    }
    options->scan.only[KIND_POLICY] = options->scan.only[KIND_DUMP] = true;
    if (options->scan.policies == POLICY_OF_ANYTHING)
        options->scan.policies = POLICY_TOLD;
    return scan_and_report(options, words);
}

static int run_check(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, check_files);
}

static const struct verb VERB_POLICY_CHECK = {.name = "policy check",
                                              .arguments = "FILE...",
                                              .summary =
                                                  "What do the rules say about these policies? Exit code as of scan.",
                                              .flags = CHECK_FLAGS,
                                              .run = run_check};

/* ---- policy ---- */

static const struct verb *const POLICY_VERBS[] = {&VERB_POLICY_EVAL, &VERB_POLICY_ALLOWS, &VERB_POLICY_COMPARE,
                                                  &VERB_POLICY_CHECK, NULL};

static int run_policy(const struct verb *verb, int argc, char **argv) {
    for (size_t i = 0; argc > 0 && POLICY_VERBS[i]; i++)
        if (str_is(str_from(argv[0]), POLICY_VERBS[i]->name + sizeof "policy"))
            return POLICY_VERBS[i]->run(POLICY_VERBS[i], argc - 1, argv + 1);
    bool help = argc > 0 && (str_is(str_from(argv[0]), "--help") || str_is(str_from(argv[0]), "-h"));
    FILE *to = help ? stdout : stderr;
    fprintf(to, "lambdalint %s: %s Say which:\n", verb->name, verb->summary);
    for (size_t i = 0; POLICY_VERBS[i]; i++)
        fprintf(to, "  lambdalint %s %s\n      %s\n", POLICY_VERBS[i]->name, POLICY_VERBS[i]->arguments,
                POLICY_VERBS[i]->summary);
    return help ? EXIT_CLEAN : EXIT_USAGE;
}

static const struct flag NO_FLAGS[] = {{0}};

const struct verb VERB_POLICY = {.name = "policy",
                                 .arguments = "QUESTION FILE...",
                                 .summary = "Asks about IAM policies alone.",
                                 .flags = NO_FLAGS,
                                 .run = run_policy};
