#include "rulesets/rule.h"

#include <stdlib.h>

static const char *const SEVERITIES[] = {"info", "low", "medium", "high", "critical"};
static const char *const CONFIDENCES[] = {"guess", "likely", "certain", "proved"};
static const char *const PERSONAS[] = {"regular", "pedantic", "auditor"};

#define COUNT(names) (sizeof(names) / sizeof *(names))

/* The number of the name, or -1. */
static int number_of(const char *const *names, size_t count, struct str name) {
    for (size_t i = 0; i < count; i++)
        if (str_is(name, names[i]))
            return (int)i;
    return -1;
}

const char *severity_name(enum severity severity) {
    return SEVERITIES[severity];
}

bool severity_from_name(struct str name, enum severity *ret_severity) {
    int number = number_of(SEVERITIES, COUNT(SEVERITIES), name);
    if (number >= 0)
        *ret_severity = (enum severity)number;
    return number >= 0;
}

const char *confidence_name(enum confidence confidence) {
    return CONFIDENCES[confidence];
}

bool confidence_from_name(struct str name, enum confidence *ret_confidence) {
    int number = number_of(CONFIDENCES, COUNT(CONFIDENCES), name);
    if (number >= 0)
        *ret_confidence = (enum confidence)number;
    return number >= 0;
}

const char *persona_name(enum persona persona) {
    return PERSONAS[persona];
}

bool persona_from_name(struct str name, enum persona *ret_persona) {
    int number = number_of(PERSONAS, COUNT(PERSONAS), name);
    if (number >= 0)
        *ret_persona = (enum persona)number;
    return number >= 0;
}

const char *severity_level(enum severity severity) {
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH:
        return "error";
    case SEVERITY_MEDIUM:
        return "warning";
    case SEVERITY_LOW:
    case SEVERITY_INFO:
        return "note";
    }
    abort();
}
