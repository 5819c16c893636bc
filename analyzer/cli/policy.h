/* What the policy verbs share. */
#ifndef LL_CLI_POLICY_H
#define LL_CLI_POLICY_H

#include "analyzer/cli/flags.h"
#include "analyzer/source/document.h"
#include "policies/policy.h"

struct policy_options {
    bool json;
};

/* --format text|json for any options that begin with struct policy_options. */
bool policy_set_format(void *options, struct str value, struct arena *arena, struct str *ret_error);

/* Reading: policy_read.c. What is wrong is printed with its place, and the result is NULL or false. "-" is standard
 * input. */
struct str policy_shown(struct str path);             /* the name of an input in messages */
bool policy_stdin_once(const struct str_list *words); /* it is named at most once */
bool policy_read_bytes(struct arena *arena, struct str path, struct str *ret_bytes);
struct document *policy_read_document(struct arena *arena, struct str path, struct str bytes, uint32_t number);
/* The policy that a file is, or that is in it as an answer of the AWS CLI. Grammar faults are printed as warnings. */
const struct iam_policy *policy_read(struct arena *arena, struct str path, uint32_t number,
                                     struct document **ret_document);
iam_fault *policy_fault(void); /* prints a fault as a warning */

struct json_out;
struct witness;

/* Parts of answers, as JSON and as text: policy_print.c. NULL: null. */
void policy_put_witness(struct json_out *json, const char *key, const struct witness *witness);
void policy_put_statement(struct json_out *json, struct arena *arena, const struct iam_statement *statement);
void policy_print_json(struct arena *arena, struct json_out *json);
void policy_print_request(const struct witness *witness);                 /* indented lines */
void policy_print_statement_place(const struct iam_statement *statement); /* " (FILE:LINE 'Sid')" */

/* Warnings and notes about a question that was answered: policy_hints.c. */
struct ask_request;
struct catalog;
void policy_print_hints(struct arena *arena, struct catalog *catalog, const struct ask_request *request, bool allowed);

extern const struct verb VERB_POLICY_EVAL;    /* policy_eval.c */
extern const struct verb VERB_POLICY_ALLOWS;  /* policy_ask.c */
extern const struct verb VERB_POLICY_COMPARE; /* policy_ask.c */

#endif
