/* Values: what a node means within one world. Dialects produce them, the policy parser and the facts loader read them.
 * A value always knows the node where it is written, which is what a finding about it points at.
 *
 * Known, absent or unknown: VALUE_ABSENT is certainly not there (also AWS::NoValue), VALUE_UNKNOWN may be anything.
 * Equal identities are equal values: two uses of one parameter, two equal imports. */
#ifndef LL_SOURCE_VALUE_H
#define LL_SOURCE_VALUE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/source/node.h"

enum value_kind {
    VALUE_ABSENT,
    VALUE_TEXT,
    VALUE_NUMBER,  /* raw text in `text` */
    VALUE_BOOLEAN, /* "true" or "false" in `text` */
    VALUE_LIST,
    VALUE_MAP,
    VALUE_CONCAT,    /* text with holes: "${Env}-queue" */
    VALUE_REFERENCE, /* Ref or GetAtt of a resource of the same unit: `resource`, `attribute` */
    VALUE_UNKNOWN,   /* `identity` (may be empty: anonymous), `reason` */
};

struct value;

struct value_member {
    struct str key;              /* of a map; empty in a list */
    const struct node *key_node; /* the member node in the file (its key_span is the key); NULL in a list */
    const struct value *value;   /* never VALUE_ABSENT: absent members are left out */
};

struct value {
    enum value_kind kind;
    bool open;               /* LIST or MAP: may have members beside those shown (an unknown splice, a macro) */
    const struct node *node; /* where it is used; never NULL but for VALUE_ABSENT, where it may be the parent or NULL */
    struct str text;
    union {
        const struct value_member *members; /* LIST and MAP */
        const struct value *const *parts;   /* CONCAT: TEXT, REFERENCE and UNKNOWN values, no two TEXT in a row */
    };
    size_t count;         /* of members or parts */
    struct str resource;  /* REFERENCE: address (logical id) of the resource */
    struct str attribute; /* REFERENCE: "" for Ref, else the attribute: "Arn", "Outputs.X" */
    /* UNKNOWN and REFERENCE: "param:Env", "pseudo:AWS::Region", "import:name", "exports:name" (of several),
     * "ref:Queue", "attr:Queue.Arn", "resolve:secretsmanager:…", "resolve:ssm:…", "resolve:ssm-secure:…", "name:X"
     * (undefined), "" (anonymous). */
    struct str identity;
    struct str reason;    /* UNKNOWN: for people: "parameter 'Env' has no default" */
    struct str parameter; /* any kind: the value *is* this parameter's (Ref P, also with its default); else empty */
    /* UNKNOWN, open LIST or MAP: what value_member answers for a member that is not shown. The constructors set it;
     * NULL answers with an unknown that has neither node nor reason. */
    const struct value *beyond;
};

/* Member of a map value or NULL-object: never NULL; an absent member gives VALUE_ABSENT, a member of an unknown value
 * or of an open map that does not show it gives VALUE_UNKNOWN (with the parent's identity left out, reason kept). */
const struct value *value_member(const struct value *value, const char *key);
const struct value *value_member_str(const struct value *value, struct str key);
/* The same along a path: "VpcConfig.SubnetIds" ; "A.B" with keys that contain no dot. */
const struct value *value_at(const struct value *value, const char *path);

bool value_is_known_scalar(const struct value *value); /* TEXT, NUMBER or BOOLEAN */
bool value_is_text(const struct value *value, const char *text);
/* true when certainly there, also when what it is is unknown (a reference counts as present). */
bool value_is_present(const struct value *value);
/* 1, 0, or -1 when nobody can tell (an unknown function's value may be AWS::NoValue): facts column has_x. */
int value_presence(const struct value *value);
/* Text of a scalar, or of a concat or unknown with holes written {identity} and literal braces doubled: facts column
 * x_partial. Lists and maps give "". */
struct str value_partial(struct arena *arena, const struct value *value);
/* true and the number when it is a whole number (also "30" in quotes, also "30.0"). */
bool value_integer(const struct value *value, int64_t *ret_number);
/* 1, 0, or -1: not a known Boolean ("true"/"false" in any case, quoted too). */
int value_boolean(const struct value *value);
/* Why it is unknown, for people: the reason of the first unknown part. */
struct str value_reason(const struct value *value);

/* The identity is of what deployment makes: names and attributes of resources, the account and its like, never a text
 * with a wildcard of the author's. */
bool value_is_deployed(struct str identity);

extern const struct value VALUE_NOTHING; /* kind VALUE_ABSENT, node NULL */

const struct value *value_new_text(struct arena *arena, const struct node *node, struct str text);
const struct value *value_new_unknown(struct arena *arena, const struct node *node, struct str identity,
                                      struct str reason);
const struct value *value_new_reference(struct arena *arena, const struct node *node, struct str resource,
                                        struct str attribute);
/* kind is VALUE_LIST or VALUE_MAP; reason says why an open one may have more members. */
const struct value *value_new_members(struct arena *arena, const struct node *node, enum value_kind kind,
                                      const struct value_member *members, size_t count, bool open, struct str reason);
/* The same value, used at another node. */
const struct value *value_at_node(struct arena *arena, const struct value *value, const struct node *node);
/* Joins parts: flattens nested concats, merges neighbouring texts, gives TEXT when nothing is unknown and the part
 * itself when there is only one. Absent parts are left out; a list or map is no text and leaves an unknown hole. */
const struct value *value_new_concat(struct arena *arena, const struct node *node, const struct value *const *parts,
                                     size_t count);

#endif
