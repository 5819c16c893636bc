/* A rule: metadata and one SQL query, read from one YAML file (design.md, "A rule"). */
#ifndef LL_RULESETS_RULE_H
#define LL_RULESETS_RULE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct document;

enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
enum confidence { CONFIDENCE_GUESS, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN, CONFIDENCE_PROVED };
enum persona { PERSONA_REGULAR, PERSONA_PEDANTIC, PERSONA_AUDITOR };

struct rule_equivalent {
    struct str tool; /* "checkov" */
    struct str ids;  /* "CKV_AWS_258, CKV2_AWS_75" */
};

struct rule_related {
    struct str column; /* a result column that holds an entity id */
    struct str label;  /* "the function behind it"; empty (~ in the file): may give the place, but is not shown */
};

struct rule {
    struct str id;    /* "PRM011" */
    struct str name;  /* "function-url-without-auth": the name of the file */
    struct str group; /* the directory: "exposure" */
    enum severity severity;
    enum confidence confidence;
    enum persona persona;
    struct str since;
    struct str summary;
    struct str why;
    struct str fix;
    struct str query;
    struct str message;
    struct str once_per; /* column name, empty: findings merge by place */
    VEC(struct str) references;
    VEC(int64_t) cwe;
    VEC(struct rule_equivalent) equivalents;
    VEC(struct rule_related) related;
    VEC(struct str) flow;    /* column names */
    VEC(struct str) covers;  /* ids */
    VEC(struct str) aliases; /* further ids or names that select or ignore it: EVT002 for EVT001 */
    bool masks_value;   /* `masks: value`: the place's text is a secret: shown with all but four characters masked */
    bool shows_missing; /* `proof: missing`: it is about a permission that is missing, not about one that is granted */
    bool builtin;
    struct str file;                 /* for diagnostics */
    const struct document *document; /* of a user's rule, for diagnostics; NULL for ours */
    struct span query_span;          /* where `query` and `message` stand in it */
    struct span message_span;
};

struct rules {
    VEC(struct rule *) list;          /* sorted by id */
    VEC(struct document *) documents; /* rule files of the user: diagnostics point into them; see registry_done */
};

const char *severity_name(enum severity severity); /* "info" … "critical" */
bool severity_from_name(struct str name, enum severity *ret_severity);
const char *confidence_name(enum confidence confidence);
bool confidence_from_name(struct str name, enum confidence *ret_confidence);
const char *persona_name(enum persona persona);
bool persona_from_name(struct str name, enum persona *ret_persona);
/* "error" (critical, high), "warning" (medium), "note" (low, info): text and SARIF level. */
const char *severity_level(enum severity severity);

#endif
