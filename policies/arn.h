/* ARNs: arn:partition:service:region:account:resource, where the resource may hold more colons.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
#ifndef LL_POLICIES_ARN_H
#define LL_POLICIES_ARN_H

#include "analyzer/base/str.h"
#include "policies/glob.h"

enum arn_part { ARN_PREFIX, ARN_PARTITION, ARN_SERVICE, ARN_REGION, ARN_ACCOUNT, ARN_RESOURCE, ARN_PARTS };

struct arn {
    struct str parts[ARN_PARTS];
    size_t count; /* parts that are there: 6 for a whole ARN */
};

struct arn arn_split(struct str text);
/* Six parts and "arn" as the first. */
bool arn_is_whole(const struct arn *arn);
/* Twelve digits. */
bool arn_is_account(struct str text);
/* What follows the last '/': the name of a role or user without its path. */
struct str arn_last_name(struct str resource);

/* The same for a sequence of tokens; parts share the tokens of glob. Returns the number of parts. */
size_t arn_split_glob(const struct glob *glob, struct glob parts[ARN_PARTS]);

/* How far `*` and `?` reach in an ARN of a policy is not settled (the two documentation pages and the one observed
 * answer of AWS's own engine leave all three open); only the first five colons are borders. */
enum arn_reading {
    ARN_PLAIN,      /* anywhere: one glob over the whole text */
    ARN_DOCUMENTED, /* within their part, but a `*` that ends its part may run on over the following ones */
    ARN_STRICT,     /* within their part; a pattern of fewer parts must end in `*`, which stands for the rest */
};

/* text is made of characters only. */
bool arn_pattern_matches(struct arena *arena, const struct glob *pattern, const struct glob *text,
                         enum arn_reading reading);
/* The pattern as tokens for search_find; false when it matches nothing in that reading. */
bool arn_pattern_in_reading(struct arena *arena, const struct glob *pattern, enum arn_reading reading,
                            struct glob *ret_glob);
/* Could the readings differ for this pattern? Only when a wildcard stands before its fifth colon. */
bool arn_pattern_needs_reading(const struct glob *pattern);

#endif
