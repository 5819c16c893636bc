/* The IAM language: what one policy says, element by element, each with the node where it stands. Grammar only; nothing
 * is evaluated here. This room knows nothing of Lambda, of files or of dialects: it reads struct value. */
#ifndef LL_POLICIES_POLICY_H
#define LL_POLICIES_POLICY_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/base/vec.h"
#include "analyzer/source/value.h"

/* Text of an element: known, or with holes (partial, value_partial's notation), or wholly unknown. */
struct iam_text {
    struct str text;           /* when known */
    const struct value *value; /* the symbolic value itself, for the prover; never NULL */
    bool known;
    const struct node *node; /* never NULL */
};

enum iam_effect { IAM_EFFECT_UNKNOWN, IAM_ALLOW, IAM_DENY };

enum iam_principal_kind {
    IAM_PRINCIPAL_UNKNOWN,
    IAM_PRINCIPAL_ANY, /* "*" or {"*": "*"} */
    IAM_PRINCIPAL_AWS,
    IAM_PRINCIPAL_SERVICE,
    IAM_PRINCIPAL_FEDERATED,
    IAM_PRINCIPAL_CANONICAL,
};

struct iam_principal {
    enum iam_principal_kind kind;
    struct iam_text text; /* "*" in an AWS list keeps kind AWS and text "*" */
};

struct iam_condition {        /* one operator and key with its values (ORed); conditions of a statement are ANDed */
    struct iam_text operator; /* as written: "ForAllValues:StringLike", "ArnLikeIfExists" */
    struct iam_text key;
    VEC(struct iam_text) values;
    bool values_open; /* there may be more values than shown */
    bool single;      /* the value was no list */
    const struct node *node;
};

struct iam_list { /* Action, NotAction, Resource, NotResource */
    VEC(struct iam_text) items;
    bool given;              /* the element is there */
    bool negated;            /* NotAction, NotResource */
    bool open;               /* there may be more members than shown */
    const struct node *node; /* the element, NULL when not given */
};

struct iam_statement {
    const struct node *node;
    struct iam_text sid;
    bool has_sid;
    enum iam_effect effect;
    bool effect_open;               /* it is given, but not known */
    const struct node *effect_node; /* NULL when missing */
    struct iam_list actions;
    struct iam_list resources;
    VEC(struct iam_principal) principals;
    bool principal_given;
    bool principal_negated; /* NotPrincipal */
    bool principal_open;
    const struct node *principal_node;
    const struct node *principal_unknown; /* the whole of it, when it is not known; else NULL */
    VEC(struct iam_condition) conditions;
    int has_condition;    /* 1, 0, -1 unknown; an empty Condition map counts as 0 */
    bool conditions_open; /* it may apply to less than what is shown */
    const char *refused;  /* why AWS would not take it, where that leaves its meaning open too; else NULL */
    const struct node *condition_node;
};

struct iam_policy {
    const struct node *node;
    struct iam_text version; /* text "" when absent */
    bool has_version;
    VEC(struct iam_statement) statements;
    bool open; /* there may be more statements than shown; a wholly unknown document is one without statements */
    struct str reason;            /* why it is open */
    const struct node *open_node; /* what is not known: the first statement, or the document; NULL when not open */
};

/* Grammar faults: reported through the callback with the node; IAM0xx rules will be made of them. The policy is read as
 * far as it goes. code is a word: "unknown-element", "wrong-type", "bad-effect", "missing-action" … */
typedef void iam_fault(void *context, const char *code, const struct node *node, struct str message);

/* value may be a map, a text that holds JSON (the caller has parsed it before where it could: see document_embedded),
 * or unknown. Never NULL. */
struct iam_policy *iam_policy_parse(const struct value *value, struct arena *arena, iam_fault *fault, void *context);

/* The same for a policy in plain JSON or YAML, where no dialect gives a meaning to tags or functions. */
struct iam_policy *iam_policy_read(const struct node *node, struct arena *arena, iam_fault *fault, void *context);

#endif
