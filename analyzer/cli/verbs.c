#include "analyzer/cli/verbs.h"

const struct verb *const VERBS[] = {
    &VERB_SCAN,   &VERB_EXPLAIN,     &VERB_RULES,   &VERB_QUERY, &VERB_BASELINE, &VERB_CONFIG,
    &VERB_POLICY, &VERB_COMPLETIONS, &VERB_VERSION, &VERB_HELP,  NULL,
};

const struct verb *verb_find(struct str name) {
    for (size_t i = 0; VERBS[i]; i++)
        if (str_is(name, VERBS[i]->name))
            return VERBS[i];
    return NULL;
}
