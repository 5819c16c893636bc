#include "analyzer/scan/guardrail.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/own_file.h"
#include "policies/policy.h"

/* One for the whole run: which roles of one unit an other one would be for, nobody could tell. */
static bool choose(struct scan *scan, const struct scan_options *options, struct str *ret_path) {
    *ret_path = options->guardrail;
    for (size_t i = 0; !options->guardrail.size && i < scan->configs.by_file.count; i++) {
        const struct config *config = scan->configs.by_file.entries[i].value;
        if (config->guardrail.size && ret_path->size && !str_equal(config->guardrail, *ret_path)) {
            own_file_problem(&scan->diags, config->guardrail, NULL, (struct span){0, 0},
                             "the configurations name other guardrails too: choose one with --guardrail");
            return false;
        }
        *ret_path = config->guardrail.size ? config->guardrail : *ret_path;
    }
    return true;
}

struct faults {
    struct scan *scan;
    struct str path;
    bool any;
};

static void report(void *context, const char *code, const struct node *node, struct str message) {
    (void)code;
    struct faults *faults = context;
    faults->any = true;
    own_file_problem(&faults->scan->diags, faults->path, node->document, node_place(node), "%.*s", STR_ARG(message));
}

bool guardrail_read(struct scan *scan, const struct scan_options *options, const struct iam_policy **ret_policy) {
    struct faults faults = {.scan = scan};
    struct str bytes, why;
    struct document *document = NULL;
    *ret_policy = NULL;
    if (!choose(scan, options, &faults.path))
        return false;
    if (!faults.path.size)
        return true;
    if (!file_read(faults.path, LIMIT_FILE_BYTES, &scan->arena, &bytes, &why)) {
        own_file_problem(&scan->diags, faults.path, NULL, (struct span){0, 0}, "%.*s", STR_ARG(why));
        return false;
    }
    bool parsed = own_file_parse(faults.path, bytes, &scan->diags, &document);
    vec_push(&scan->arena, &scan->configs.documents, document);
    if (parsed && !document->root)
        own_file_problem(&scan->diags, faults.path, document, (struct span){0, 0}, "the file is empty");
    if (!parsed || !document->root)
        return false;
    *ret_policy = iam_policy_read(document->root, &scan->arena, report, &faults);
    return !faults.any;
}
