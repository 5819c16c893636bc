/* Reading for the policy verbs: files, standard input, and which policy a document is or holds. */
#include "analyzer/base/limits.h"
#include "analyzer/cli/policy.h"
#include "analyzer/scan/files.h"
#include "policies/policy.h"

#include <stdio.h>
#include <string.h>

bool policy_set_format(void *options, struct str value, struct arena *arena, struct str *ret_error) {
    struct policy_options *policy = options;
    policy->json = str_is(value, "json");
    if (policy->json || str_is(value, "text"))
        return true;
    *ret_error = str_format(arena, "formats are text and json");
    return false;
}

struct str policy_shown(struct str path) {
    return str_is(path, "-") ? STR("<stdin>") : path;
}

bool policy_stdin_once(const struct str_list *words) {
    size_t count = 0;
    for (size_t i = 0; i < words->list.count; i++)
        count += str_is(words->list.items[i], "-");
    if (count > 1)
        fprintf(stderr, "lambdalint: - is standard input, which can be read once only\n");
    return count <= 1;
}

bool policy_read_bytes(struct arena *arena, struct str path, struct str *ret_bytes) {
    struct str why = STR("the input is too long");
    bool read = str_is(path, "-") ? stream_read(stdin, LIMIT_FILE_BYTES, arena, ret_bytes)
                                  : file_read(path, LIMIT_FILE_BYTES, arena, ret_bytes, &why);
    if (!read)
        fprintf(stderr, "lambdalint: %.*s: %.*s\n", STR_ARG(policy_shown(path)), STR_ARG(why));
    return read;
}

static void print_place(const struct document *document, uint32_t offset) {
    struct position at = document_position(document, offset);
    fprintf(stderr, "lambdalint: %.*s:%u:%u: ", STR_ARG(document->path), at.line, at.column);
}

/* What the reader says of a document that is read nevertheless (a key that is there twice) is a warning. */
static void print_diags(const struct document *document, const struct diags *diags) {
    for (size_t i = 0; i < diags->list.count; i++) {
        const struct diag *diag = &diags->list.items[i];
        print_place(document, diag->span.start);
        fprintf(stderr, "%s%.*s\n", document->root ? "warning: " : "", STR_ARG(diag->message));
    }
}

struct document *policy_read_document(struct arena *arena, struct str path, struct str bytes, uint32_t number) {
    struct diags diags;
    diags_init(&diags, arena);
    struct document *document = document_read(number, policy_shown(path), bytes, &diags);
    print_diags(document, &diags);
    if (document->root)
        return document;
    if (!diags.list.count)
        fprintf(stderr, "lambdalint: %.*s: the file is empty\n", STR_ARG(policy_shown(path)));
    document_free(document);
    return NULL;
}

/* ---- policies ---- */

static void print_fault(void *context, const char *code, const struct node *node, struct str message) {
    (void)context;
    (void)code;
    print_place(node->document, node_source(node)->span.start);
    fprintf(stderr, "warning: %.*s\n", STR_ARG(message));
}

iam_fault *policy_fault(void) {
    return print_fault;
}

static const struct node *member_at(const struct node *node, const char *const path[2]) {
    for (size_t i = 0; node && i < 2 && path[i]; i++)
        node = node->kind == NODE_MAP ? node_member(node, path[i]) : NULL;
    return node;
}

static const struct node *statement_map(const struct node *node) {
    const struct node *map = node;
    if (node && node->kind == NODE_TEXT)
        map = document_embedded(node->document, node, NULL);
    return map && map->kind == NODE_MAP && node_member(map, "Statement") ? map : NULL;
}

/* The policy itself, or the answer of the AWS CLI that holds one: get-policy-version, get-role-policy, get-role,
 * get-bucket-policy and the like, get-resource-policy, get-queue-attributes.
 * https://docs.aws.amazon.com/cli/latest/reference/iam/get-policy-version.html */
static const struct node *find_policy(const struct document *document) {
    static const char *const HOLDERS[][2] = {
        {NULL, NULL},
        {"PolicyVersion", "Document"},
        {"PolicyDocument", NULL},
        {"Policy", NULL},
        {"Role", "AssumeRolePolicyDocument"},
        {"ResourcePolicy", NULL},
        {"Policy", "Content"},
        {"Attributes", "Policy"},
    };
    const struct node *found = NULL;
    for (size_t i = 0; i < sizeof HOLDERS / sizeof *HOLDERS && !found; i++)
        found = statement_map(member_at(document->root, HOLDERS[i]));
    return found;
}

const struct iam_policy *policy_read(struct arena *arena, struct str path, uint32_t number,
                                     struct document **ret_document) {
    struct str bytes;
    *ret_document = NULL;
    if (!policy_read_bytes(arena, path, &bytes))
        return NULL;
    struct document *document = policy_read_document(arena, path, bytes, number);
    if (!document)
        return NULL;
    *ret_document = document;
    const struct node *policy = find_policy(document);
    if (policy)
        return iam_policy_read(policy, arena, print_fault, NULL);
    print_place(document, document->root->span.start);
    fprintf(stderr, "this is no IAM policy: an object with Statement is expected");
    if (document->root->kind == NODE_MAP && node_member(document->root, "Resources"))
        fprintf(stderr, "; 'policy allows %.*s#ROLE' asks about a role of a template", STR_ARG(path));
    fprintf(stderr, "\n");
    return NULL;
}
