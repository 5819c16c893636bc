#include "analyzer/facts/witness.h"

#include "policies/request.h"

struct witness *witness_of_request(struct arena *arena, enum witness_kind kind, const struct iam_request *request) {
    struct witness *witness = ARENA_NEW(arena, struct witness);
    *witness = (struct witness){.kind = kind,
                                .principal = str_copy(arena, request->caller.text),
                                .action = str_copy(arena, request->action),
                                .resource = str_copy(arena, request->resource),
                                .resource_account = str_copy(arena, request->resource_account)};
    for (size_t i = 0; i < request->context.entries.count; i++) {
        const struct iam_context_value *entry = &request->context.entries.items[i];
        if (!entry->values.count || entry->derived)
            continue;
        struct witness_key key = {.key = str_copy(arena, entry->key)};
        key.is_list = entry->values.count > 1 || iam_key_is_multivalued(entry->key);
        for (size_t j = 0; j < entry->values.count; j++)
            vec_push(arena, &key.values, str_copy(arena, entry->values.items[j]));
        vec_push(arena, &witness->context, key);
    }
    return witness;
}
