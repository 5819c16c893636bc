/* Findings and everything else a report prints. Pure data: reports read it, the engine (rulesets/engine.h) and
 * analyzer/scan fill it. Strings live in the arena of the scan. */
#ifndef LL_RULESETS_FINDING_H
#define LL_RULESETS_FINDING_H

#include "analyzer/base/diag.h"
#include "analyzer/base/vec.h"
#include "analyzer/facts/witness.h"
#include "analyzer/source/document.h"
#include "analyzer/source/node.h"
#include "rulesets/rule.h"

struct location {
    struct str label;
    const struct document *document;
    struct span span; /* what is underlined: node_place() of the node */
    const struct node *node;
};

struct flow {
    VEC(struct location) steps;
};

struct finding {
    const struct rule *rule;
    enum severity severity;   /* the row's, else the rule's */
    enum persona persona;     /* likewise */
    struct str message;       /* without the "(when …)" suffix; no period at the end */
    struct str when;          /* "IsProd", "not UseVpc", "3 of 8 configurations, e.g. Env = prod"; empty: always */
    struct str when_bindings; /* "Env = prod, UseVpc = false": first world where it holds; for --verbose and SARIF */
    bool when_counted;        /* printed "(in …)" instead of "(when …)" */
    struct location place;    /* primary: always in a document */
    struct str resource;      /* logical id, address or ARN of the resource that owns the place */
    struct str resource_type; /* "AWS::Serverless::Function" as written */
    struct str construct;     /* path of the CDK construct that made the resource; empty: none */
    struct str function;      /* logical ids of the functions that it is about, "A, B"; empty: none */
    VEC(struct location) related;
    VEC(struct flow) flows;
    const struct witness *witness; /* the request that proves it; NULL: no question to the prover decided */
    struct str path;               /* node_path of the place: Resources/Fn/Properties/… */
    struct str key;                /* "action=s3:*", "auth_type", "" */
    uint64_t fingerprint;          /* hash of rule, file (root-relative), path, key: set by scan */
    bool masked;                   /* the text of the place is a secret: show it masked everywhere */
    VEC(struct span) secrets;      /* further spans in place.document to mask in frames and snippets */
    bool suppressed;
    struct str suppression_reason;
    bool by_configuration; /* suppressed by `allow` of the configuration, not by a comment */
    bool in_baseline;      /* suppressed by the baseline, not by a comment */
    bool fails;            /* as severe as what makes the run fail; set by scan */
};

struct undecided {
    const struct rule *rule;
    enum persona persona;
    struct location place;
    struct str resource;
    struct str function;
    struct str reason; /* "parameter 'Timeout' has no default"; several joined by "; " */
    bool suppressed;
};

/* An input that was named by way of links: machine formats name what it really is. Both absolute. */
struct linked_input {
    struct str given;
    struct str real; /* below the root */
};

struct report_counts {
    size_t files;     /* scanned: recognised and read */
    size_t functions; /* distinct places */
    size_t roles;
    size_t policies;
    size_t ignored; /* findings suppressed inline */
    size_t in_baseline;
    size_t unchanged; /* findings left out because their lines did not change (--since) */
};

struct report {
    const struct rules *rules;         /* all that are registered, sorted by id */
    VEC(struct finding *) findings;    /* sorted by file, place, rule; suppressed ones included and marked */
    VEC(struct undecided *) undecided; /* likewise */
    VEC(struct finding *)
    hidden; /* findings of rules about secrets that were not selected: nothing is printed of them,
               and what they name is masked all the same */
    const struct diags *diags;
    struct report_counts counts;
    struct str root; /* absolute path of the root that machine formats name files from; never printed */
    struct str cwd;  /* absolute path of the working directory */
    VEC(struct linked_input) links;
};

#endif
