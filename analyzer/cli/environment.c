#include "analyzer/cli/environment.h"

#include "analyzer/base/distance.h"

#include <stdio.h>
#include <unistd.h>

static const char *const KNOWN[] = {ENVIRONMENT_CONFIG, ENVIRONMENT_FORMAT};

static bool is_known(struct str name) {
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        if (str_is(name, KNOWN[i]))
            return true;
    return false;
}

static void warn(struct str name) {
    struct distance nearest;
    distance_init(&nearest, name);
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
        distance_try(&nearest, str_from(KNOWN[i]));
    struct str near = distance_found(&nearest);
    fprintf(stderr, "lambdalint: warning: the environment sets %.*s, which means nothing", STR_ARG(name));
    if (near.size)
        fprintf(stderr, "; did you mean %.*s?", STR_ARG(near));
    fprintf(stderr, "\n");
}

void environment_warn(void) {
    for (char **variable = environ; variable && *variable; variable++) {
        struct str name, value;
        if (str_cut(str_from(*variable), '=', &name, &value) && str_starts(name, "LAMBDALINT_") && !is_known(name))
            warn(name);
    }
}
