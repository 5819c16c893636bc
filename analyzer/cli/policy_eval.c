/* lambdalint policy eval: the concrete evaluator is asked about CASEs (policies/case.h). */
#include "analyzer/base/json_out.h"
#include "analyzer/cli/policy.h"
#include "policies/case.h"

#include <stdio.h>

struct eval {
    struct arena *arena;
    struct policy_options options;
    struct json_out *json; /* NULL: text */
    size_t cases;
    uint32_t lines_before; /* of JSON Lines: what stands before the document at hand */
    bool broken;           /* a case could not be read: exit code 2 */
    bool undecided;        /* exit code 3 */
};

static uint32_t line_of(const struct eval *eval, const struct node *node) {
    const struct node *source = node_source(node);
    return eval->lines_before + document_position(source->document, source->span.start).line;
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
        json_member_integer(eval->json, "line", line_of(eval, decider->item->node));
        json_end_object(eval->json);
    }
    json_end_array(eval->json);
    json_end_object(eval->json);
}

static void print_answer(struct eval *eval, struct str path, const struct node *node, const struct iam_answer *answer) {
    printf("%.*s:%u: %s: %s\n", STR_ARG(path), line_of(eval, node), iam_decision_name(answer->decision),
           answer->reason);
    for (size_t i = 0; i < answer->decided_by.count; i++) {
        const struct iam_decider *decider = &answer->decided_by.items[i];
        printf("  %.*s, statement %zu (line %u)\n", STR_ARG(policy_case_place(eval->arena, decider)),
               decider->statement, line_of(eval, decider->item->node));
    }
}

static void eval_node(struct eval *eval, struct str path, const struct node *node) {
    struct policy_case policy_case;
    struct str error;
    const struct node *where = node;
    if (!policy_case_read(eval->arena, node, policy_fault(), &policy_case, &error, &where)) {
        fprintf(stderr, "lambdalint: %.*s:%u: %.*s\n", STR_ARG(path), line_of(eval, where), STR_ARG(error));
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

/* ---- files ---- */

static struct str first_line(struct str bytes, struct str *ret_rest) {
    struct str line;
    if (str_cut(bytes, '\n', &line, ret_rest))
        return line;
    *ret_rest = STR_NONE;
    return bytes;
}

/* JSON Lines: by name, or because the first line is a whole object and more of them follow. */
static bool is_lines(struct eval *eval, struct str path, struct str bytes) {
    struct str rest, line = str_trim(first_line(bytes, &rest));
    struct diags diags;
    if (str_ends(path, ".jsonl") || str_ends(path, ".ndjson"))
        return true;
    if (!str_starts(line, "{") || !str_starts(str_trim(rest), "{"))
        return false;
    diags_init(&diags, eval->arena);
    struct document *document = document_read(0, STR("line.json"), line, &diags);
    bool whole = document->root;
    document_free(document);
    return whole;
}

static void eval_document(struct eval *eval, struct str path, struct str bytes, uint32_t number) {
    struct document *document = policy_read_document(eval->arena, path, bytes, number);
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

static void eval_lines(struct eval *eval, struct str path, struct str bytes) {
    for (uint32_t number = 1; bytes.size; number++) {
        struct str line = first_line(bytes, &bytes);
        struct diags diags;
        if (!str_trim(line).size)
            continue;
        diags_init(&diags, eval->arena);
        struct document *document = document_read(number, path, line, &diags);
        eval->lines_before = number - 1;
        if (document->root) {
            eval_node(eval, path, document->root);
        } else {
            struct str why = diags.list.count ? diags.list.items[0].message : STR("no JSON");
            fprintf(stderr, "lambdalint: %.*s:%u: %.*s\n", STR_ARG(path), number, STR_ARG(why));
            eval->broken = true;
        }
        document_free(document);
    }
    eval->lines_before = 0;
}

static void eval_file(struct eval *eval, struct str path, uint32_t number) {
    struct str bytes;
    if (!policy_read_bytes(eval->arena, path, &bytes))
        eval->broken = true;
    else if (is_lines(eval, path, bytes))
        eval_lines(eval, policy_shown(path), bytes);
    else
        eval_document(eval, policy_shown(path), bytes, number);
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
    bool go = parsed && !help && words.list.count > 0 && policy_stdin_once(&words);
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
