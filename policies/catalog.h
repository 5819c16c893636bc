/* The IAM catalogue: which services, actions, resource types and condition keys there are, and the managed policies of
 * AWS. Facts, not judgement; docs/catalog.md names their sources and dates.
 *
 * It is a read-only SQLite database that `make` builds from policies/data and the binary carries; opening it copies
 * nothing and takes well under a millisecond, so callers open it when they first need it. What the catalogue does not
 * know may still exist: AWS adds actions daily. A miss is "unknown", never "no such action".
 *
 * Names are compared as IAM compares them, letters without case, and come back in AWS's spelling. Texts that a function
 * returns live in the arena it was given. A catalogue is used by one thread at a time. */
#ifndef LL_POLICIES_CATALOG_H
#define LL_POLICIES_CATALOG_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct catalog;

/* The catalogue of the binary, or that of a file when path is not empty (--catalog). NULL and *ret_why (static text)
 * when the file is no catalogue of ours; the binary's own always opens. */
struct catalog *catalog_open(struct str path, const char **ret_why);
void catalog_close(struct catalog *catalog);

/* YYYY-MM-DD of the newest source; of the binary's own catalogue without opening it. */
struct str catalog_date(const struct catalog *catalog);
struct str catalog_built_in_date(void);

/* -- actions ------------------------------------------------------------------------------------------------------- */

/* Access levels of the Service Authorization Reference; an action may have several ("Permissions management, Write").
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 */
enum catalog_level {
    CATALOG_LIST = 1,
    CATALOG_READ = 2,
    CATALOG_WRITE = 4,
    CATALOG_PERMISSIONS = 8,
    CATALOG_TAGGING = 16,
};

struct catalog_action {
    int64_t id;      /* for the questions below; means nothing in another catalogue */
    struct str name; /* "s3:GetObject" */
    unsigned levels; /* of enum catalog_level */
};

struct catalog_actions {
    VEC(struct catalog_action) list; /* in the order of the names */
};

/* "s3:getobject" → s3:GetObject. No wildcards. */
bool catalog_action(struct catalog *catalog, struct str name, struct arena *arena, struct catalog_action *ret_action);
/* All actions that the glob matches ("s3:Get*", "*"), appended. */
void catalog_actions(struct catalog *catalog, struct str glob, struct arena *arena, struct catalog_actions *actions);

/* The service's name of a prefix ("s3" → "Amazon S3"); false when there is no such service. */
bool catalog_service(struct catalog *catalog, struct str prefix, struct arena *arena, struct str *ret_name);

/* -- what belongs to an action ------------------------------------------------------------------------------------- */

struct catalog_resource {
    struct str service; /* "s3" */
    struct str name;    /* "object" */
    struct str arn;     /* "arn:${Partition}:s3:::${BucketName}/${ObjectName}": a ${…} stands for any text */
    bool required;      /* the action always names one of this type */
};

struct catalog_resources {
    VEC(struct catalog_resource) list;
};

struct catalog_names {
    VEC(struct str) list;
};

/* The resource types that Resource may name for the action, appended; none: only "*" is possible. */
void catalog_resources(struct catalog *catalog, int64_t action, struct arena *arena,
                       struct catalog_resources *resources);
/* The action is known, and only "*" is possible. */
bool catalog_takes_no_resource(struct catalog *catalog, struct str action, struct arena *arena);
/* The resource type's pattern with `*` for each ${…}: "arn:*:s3:::*" + "/" + "*". */
struct str catalog_arn_glob(struct str arn, struct arena *arena);
/* Condition keys of the action itself ("s3:prefix"), appended; global keys (aws:SourceIp …) always apply too. */
void catalog_conditions(struct catalog *catalog, int64_t action, struct arena *arena, struct catalog_names *keys);
/* Actions that the caller needs besides ("iam:PassRole" for lambda:CreateFunction), under conditions the source does
 * not tell. Appended; empty also for actions newer than the source. */
void catalog_dependents(struct catalog *catalog, int64_t action, struct arena *arena, struct catalog_names *actions);

/* -- condition keys ------------------------------------------------------------------------------------------------ */

struct catalog_key {
    struct str name; /* "aws:RequestTag/${TagKey}" for aws:RequestTag/team */
    struct str type; /* String, ARN, Bool, Date, IPAddress, Numeric, ArrayOfString, … */
};

/* A key of any service, also one with a variable part. Global keys that no service lists are unknown. */
bool catalog_key(struct catalog *catalog, struct str name, struct arena *arena, struct catalog_key *ret_key);

/* -- managed policies ---------------------------------------------------------------------------------------------- */

struct catalog_policy {
    struct str arn;      /* arn:aws:iam::aws:policy/…; other partitions share most documents */
    struct str version;  /* "v3", the default version when the catalogue was made */
    struct str date;     /* YYYY-MM-DD of that version */
    struct str document; /* JSON */
};

struct catalog_policies {
    VEC(struct catalog_policy) list; /* in the order of the ARNs */
};

/* The managed policy of AWS with that ARN (case counts; any partition). */
bool catalog_policy(struct catalog *catalog, struct str arn, struct arena *arena, struct catalog_policy *ret_policy);
/* All of them, appended. */
void catalog_policies(struct catalog *catalog, struct arena *arena, struct catalog_policies *policies);

#endif
