#include "policies/kinds.h"

#include "policies/arn.h"
#include "policies/made.h"
#include "policies/pattern.h"

#include <stdlib.h>
#include <string.h>

/* Names of buckets hold no slash, which the pattern of the catalogue does not tell.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
static bool is_bucket(struct str kind) {
    return str_is(kind, "arn:${Partition}:s3:::${BucketName}");
}

static bool ends_in_object(struct str kind) {
    return str_ends(kind, "/${ObjectName}");
}

static bool parts_meet(const struct arn *a, const struct arn *b) {
    for (int i = 0; i < ARN_PARTS; i++)
        if (!pattern_meets(a->parts[i], b->parts[i]))
            return false;
    return true;
}

/* Part by part where both are whole: that a wildcard may reach beyond its part is disputed (S14), and only names that
 * look like the rest of an ARN would make a difference. */
bool kind_meets(struct arena *arena, struct str kind, struct str glob) {
    struct str pattern = catalog_arn_glob(kind, arena);
    struct arn a = arn_split(glob), b = arn_split(pattern);
    if (is_bucket(kind) && str_contains(glob, "/"))
        return false;
    return arn_is_whole(&a) && arn_is_whole(&b) ? parts_meet(&a, &b) : pattern_meets(glob, pattern);
}

bool kinds_meet(struct arena *arena, const struct catalog_resources *kinds, struct str glob) {
    for (size_t i = 0; i < kinds->list.count; i++)
        if (kind_meets(arena, kinds->list.items[i].arn, glob))
            return true;
    return false;
}

static int shorter_first(const void *a, const void *b) {
    const struct catalog_resource *left = a, *right = b;
    if (left->arn.size != right->arn.size)
        return left->arn.size < right->arn.size ? -1 : 1;
    return str_compare(left->arn, right->arn);
}

void kinds_sort(struct catalog_resources *kinds) {
    if (kinds->list.count)
        qsort(kinds->list.items, kinds->list.count, sizeof *kinds->list.items, shorter_first);
}

struct str kinds_text_glob(struct arena *arena, const struct iam_text *text) {
    if (!text->known)
        return STR("*");
    struct buf glob;
    buf_init(&glob, arena);
    for (size_t at = 0; at < text->text.size;) {
        size_t start = str_find(text->text, STR("${"), at), end = str_find(text->text, STR("}"), start);
        bool variable = start != SIZE_MAX && end != SIZE_MAX;
        buf_add(&glob, str_slice(text->text, at, variable ? start : text->text.size));
        if (variable)
            buf_add_char(&glob, '*');
        at = variable ? end + 1 : text->text.size;
    }
    return buf_str(&glob);
}

/* ---- narrowing ---- */

struct narrowing {
    struct arena *arena;
    const struct catalog_resources *kinds;
    kinds_glob *glob;
};

/* The elements that stay; true when some do not. */
static bool narrow_list(const struct narrowing *narrowing, struct iam_list *list) {
    struct iam_list narrow = *list;
    memset(&narrow.items, 0, sizeof narrow.items);
    for (size_t i = 0; i < list->items.count; i++)
        if (kinds_meet(narrowing->arena, narrowing->kinds, narrowing->glob(narrowing->arena, &list->items.items[i])))
            vec_push(narrowing->arena, &narrow.items, list->items.items[i]);
    bool less = narrow.items.count < list->items.count;
    *list = narrow;
    return less;
}

const struct iam_policy *kinds_narrow(struct arena *arena, const struct catalog_resources *kinds, kinds_glob *glob,
                                      const struct iam_policy *policy) {
    const struct narrowing narrowing = {arena, kinds, glob};
    struct iam_policy *narrow = ARENA_NEW(arena, struct iam_policy);
    bool less = false;
    *narrow = *policy;
    memset(&narrow->statements, 0, sizeof narrow->statements);
    for (size_t i = 0; i < policy->statements.count; i++) {
        struct iam_statement statement = policy->statements.items[i];
        bool lists = statement.effect == IAM_ALLOW && statement.resources.given && !statement.resources.negated;
        less = (lists && narrow_list(&narrowing, &statement.resources)) || less;
        if (!lists || statement.resources.items.count || statement.resources.open)
            vec_push(arena, &narrow->statements, statement);
    }
    return less ? narrow : NULL;
}

/* ---- fencing ---- */

static const char *const PARTITIONS[] = {"aws", "aws-cn", "aws-us-gov"};

/* A wildcard in the partition would be one whose reach is disputed. */
static void add_kind(struct arena *arena, const struct node *node, struct str kind, struct iam_list *list) {
    struct str usual = STR("arn:${Partition}:");
    for (size_t i = 0; i < sizeof PARTITIONS / sizeof *PARTITIONS; i++) {
        struct str rest = str_starts(kind, usual.data) ? str_slice(kind, usual.size, kind.size) : STR_NONE;
        struct str text = rest.size ? str_format(arena, "arn:%s:%.*s", PARTITIONS[i], STR_ARG(rest)) : kind;
        vec_push(arena, &list->items, made_text(arena, node, catalog_arn_glob(text, arena)));
    }
}

static const struct iam_policy *deny_on(struct arena *arena, const struct iam_policy *policy,
                                        struct iam_list resources) {
    struct iam_statement deny =
        made_statement(arena, policy->node, IAM_DENY, made_list(arena, policy->node, STR("*"), false), resources);
    if (policy->statements.count && policy->statements.items[0].principal_given)
        made_principal(arena, &deny, IAM_PRINCIPAL_ANY, STR("*"));
    return made_longer(arena, policy, deny);
}

const struct iam_policy *kinds_fence(struct arena *arena, const struct catalog_resources *kinds,
                                     const struct iam_policy *policy) {
    struct iam_list others = {.given = true, .negated = true, .node = policy->node};
    struct iam_list objects = {.given = true, .node = policy->node};
    bool buckets = false, names_objects = false;
    for (size_t i = 0; i < kinds->list.count; i++) {
        struct str kind = kinds->list.items[i].arn;
        add_kind(arena, policy->node, kind, &others);
        buckets = buckets || is_bucket(kind);
        names_objects = names_objects || ends_in_object(kind);
    }
    const struct iam_policy *fenced = deny_on(arena, policy, others);
    if (!buckets || names_objects)
        return fenced;
    add_kind(arena, policy->node, STR("arn:${Partition}:s3:::${BucketName}/${ObjectName}"), &objects);
    return deny_on(arena, fenced, objects);
}
