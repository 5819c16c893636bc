/* What the policy verbs share. */
#ifndef LL_CLI_POLICY_H
#define LL_CLI_POLICY_H

#include "analyzer/cli/flags.h"
#include "analyzer/source/document.h"

struct policy_options {
    bool json;
};

/* --format text|json for any options that begin with struct policy_options. */
bool policy_set_format(void *options, struct str value, struct arena *arena, struct str *ret_error);
/* Reads a JSON or YAML file, or "-"; prints what is wrong with it and gives NULL. */
struct document *policy_read_file(struct arena *arena, struct str path, uint32_t number);

struct json_out;
struct iam_statement;
struct witness;

/* Parts of answers, as JSON and as text: policy_print.c. NULL: null. */
void policy_put_witness(struct json_out *json, const char *key, const struct witness *witness);
void policy_put_statement(struct json_out *json, struct arena *arena, const struct iam_statement *statement);
void policy_print_json(struct arena *arena, struct json_out *json);
void policy_print_request(const struct witness *witness);                 /* indented lines */
void policy_print_statement_place(const struct iam_statement *statement); /* " (FILE:LINE)" */

extern const struct verb VERB_POLICY_EVAL;    /* policy.c */
extern const struct verb VERB_POLICY_ALLOWS;  /* policy_ask.c */
extern const struct verb VERB_POLICY_COMPARE; /* policy_ask.c */

#endif
