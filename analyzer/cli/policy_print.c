#include "analyzer/base/json_out.h"
#include "analyzer/cli/policy.h"
#include "policies/policy.h"
#include "reports/witness.h"

#include <stdio.h>

void policy_put_witness(struct json_out *json, const char *key, const struct witness *witness) {
    json_put_key(json, key);
    if (witness)
        witness_put(json, witness, NULL);
    else
        json_put_null(json);
}

void policy_put_statement(struct json_out *json, struct arena *arena, const struct iam_statement *statement) {
    json_put_key(json, "statement");
    if (!statement) {
        json_put_null(json);
        return;
    }
    const struct node *node = node_source(statement->node);
    json_begin_object(json);
    json_member_string(json, "file", node->document->path);
    json_member_integer(json, "line", document_position(node->document, node->span.start).line);
    json_member_string(json, "path", node_path(arena, node));
    if (statement->has_sid && statement->sid.known)
        json_member_string(json, "sid", statement->sid.text);
    json_end_object(json);
}

void policy_print_json(struct arena *arena, struct json_out *json) {
    struct buf out;
    buf_init(&out, arena);
    json_out_text(json, JSON_INDENTED, &out);
    fwrite(out.data, 1, out.size, stdout);
    putchar('\n');
}

void policy_print_request(const struct witness *witness) {
    printf("  %.*s on %.*s by %.*s\n", STR_ARG(witness->action), STR_ARG(witness->resource),
           STR_ARG(witness->principal));
    for (size_t i = 0; i < witness->context.count; i++) {
        const struct witness_key *key = &witness->context.items[i];
        for (size_t j = 0; j < key->values.count; j++)
            printf("    %.*s = %.*s\n", STR_ARG(key->key), STR_ARG(key->values.items[j]));
    }
}

void policy_print_statement_place(const struct iam_statement *statement) {
    const struct node *node = node_source(statement->node);
    printf(" (%.*s:%u", STR_ARG(node->document->path), document_position(node->document, node->span.start).line);
    if (statement->has_sid && statement->sid.known && statement->sid.text.size)
        printf(" '%.*s'", STR_ARG(statement->sid.text));
    putchar(')');
}
