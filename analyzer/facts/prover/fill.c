/* Policies as the prover reads them, and the resources that requests are on: what is left open in an expanded text gets
 * a text that stands for it. */
#include "analyzer/facts/prover/memory.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/prover/reach.h"
#include "policies/ask.h"
#include "policies/pattern.h"

#include <stdlib.h>
#include <string.h>

#define REQUESTS "analyzer/facts/data/request_arns.tsv"

/* -- targets ----------------------------------------------------------------------------------------------------- */

static bool is_made_up(struct str identity) {
    return str_starts(identity, "generated:");
}

/* A text that stands for an unknown, the same for the same unknown. */
static struct str stand_in(struct str identity) {
    struct str kind, name;
    return str_cut(identity, ':', &kind, &name) ? name : STR("unknown");
}

static struct str fill_all(struct arena *arena, struct str partial) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        if (hole)
            buf_add(&buf, stand_in(piece));
        else
            partial_add_text(&buf, piece);
    }
    return buf_str(&buf);
}

/* What follows the account of an ARN; false when it has no six parts. */
static bool arn_tail(struct str arn, struct str *ret_tail) {
    struct str head;
    for (int i = 0; i < 5; i++)
        if (!str_cut(arn, ':', &head, &arn))
            return false;
    *ret_tail = arn;
    return true;
}

static struct str request_text(struct str action, struct str table) {
    struct str rest = embedded_get(REQUESTS);
    struct str line, pattern, row_table, text;
    while (str_cut(rest, '\n', &line, &rest))
        if (line.size && line.data[0] != '#' && str_cut(line, '\t', &pattern, &text) &&
            str_cut(text, '\t', &row_table, &text) && str_equal(row_table, table) &&
            pattern_matches_nocase(pattern, action))
            return text;
    return STR_NONE;
}

bool prover_takes_no_resource(struct str action) {
    return str_contains(action, ":") && request_text(action, STR("-")).size > 0;
}

bool prover_target(struct facts *facts, struct arena *arena, struct str action, const struct entity *entity,
                   struct request_target *ret_target, const char **ret_why) {
    struct str text = request_text(action, str_from(entity->table ? entity->table : ""));
    struct str name, tail;
    *ret_why = "which resource a request of that action names is not known here";
    if (text.size == 0)
        return false;
    *ret_why = "the name of the resource is not known";
    if (!prover_entity_name(facts, arena, entity, &name) || str_contains(name, "{}"))
        return false;
    struct request_target target = {.partial = prover_template(facts, arena, text, name)};
    target.glob = fill_all(arena, target.partial);
    target.spelled = prover_spell_out(facts, arena, entity->world, target.partial);
    if (arn_tail(text, &tail)) {
        size_t at = str_find(tail, STR("{name}"), 0);
        if (at != SIZE_MAX) {
            target.before = str_slice(tail, 0, at);
            target.after = at + 6 < tail.size ? tail.data[at + 6] : 0;
        }
    }
    *ret_target = target;
    return true;
}

/* -- policies ---------------------------------------------------------------------------------------------------- */

enum place { PLACE_ACTION, PLACE_RESOURCE, PLACE_OTHER };

/* Copies a policy and changes each of its texts. */
struct rewriter {
    struct arena *arena;
    struct iam_text (*text)(const struct rewriter *rewriter, const struct iam_text *text, enum place place);
    struct facts *facts;
    int64_t world;
    const struct request_target *target;
};

static struct iam_list rewrite_list(const struct rewriter *rewriter, const struct iam_list *list, enum place place) {
    struct iam_list copy = *list;
    memset(&copy.items, 0, sizeof copy.items);
    for (size_t i = 0; i < list->items.count; i++)
        vec_push(rewriter->arena, &copy.items, rewriter->text(rewriter, &list->items.items[i], place));
    return copy;
}

static struct iam_condition rewrite_condition(const struct rewriter *rewriter, const struct iam_condition *condition) {
    struct iam_condition copy = *condition;
    memset(&copy.values, 0, sizeof copy.values);
    copy.operator= rewriter->text(rewriter, &condition->operator, PLACE_OTHER);
    copy.key = rewriter->text(rewriter, &condition->key, PLACE_OTHER);
    for (size_t i = 0; i < condition->values.count; i++)
        vec_push(rewriter->arena, &copy.values, rewriter->text(rewriter, &condition->values.items[i], PLACE_OTHER));
    return copy;
}

/* All but its actions and resources. */
static void rewrite_rest(const struct rewriter *rewriter, const struct iam_statement *from,
                         struct iam_statement *statement) {
    memset(&statement->principals, 0, sizeof statement->principals);
    memset(&statement->conditions, 0, sizeof statement->conditions);
    for (size_t i = 0; i < from->principals.count; i++) {
        const struct iam_principal *principal = &from->principals.items[i];
        struct iam_principal changed = {principal->kind, rewriter->text(rewriter, &principal->text, PLACE_OTHER)};
        vec_push(rewriter->arena, &statement->principals, changed);
    }
    for (size_t i = 0; i < from->conditions.count; i++)
        vec_push(rewriter->arena, &statement->conditions, rewrite_condition(rewriter, &from->conditions.items[i]));
}

/* Without its statements. */
static struct iam_policy *rewrite_head(const struct rewriter *rewriter, const struct iam_policy *policy) {
    struct iam_policy *copy = ARENA_NEW(rewriter->arena, struct iam_policy);
    *copy = *policy;
    memset(&copy->statements, 0, sizeof copy->statements);
    copy->version = rewriter->text(rewriter, &policy->version, PLACE_OTHER);
    return copy;
}

static const struct iam_policy *rewrite(const struct rewriter *rewriter, const struct iam_policy *policy) {
    struct iam_policy *copy = rewrite_head(rewriter, policy);
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *from = &policy->statements.items[i];
        struct iam_statement statement = *from;
        statement.actions = rewrite_list(rewriter, &from->actions, PLACE_ACTION);
        statement.resources = rewrite_list(rewriter, &from->resources, PLACE_RESOURCE);
        rewrite_rest(rewriter, from, &statement);
        vec_push(rewriter->arena, &copy->statements, statement);
    }
    return copy;
}

/* Nothing in it to expand, to fill in or to read differently. */
static bool is_itself(const struct iam_text *text) {
    return text->known && text->value->kind == VALUE_TEXT && !memchr(text->text.data, '{', text->text.size) &&
           !memchr(text->text.data, '}', text->text.size);
}

/* "execute-api:/stage/GET/path" in the policy of an API: API Gateway writes the ARN of that API before the slash.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html */
#define API_SHORTHAND "execute-api:/"
#define ANY_API "arn:aws:execute-api:{region}:{account}:*"

static struct str long_form(const struct rewriter *rewriter, struct str text) {
    struct str api = prover_template(rewriter->facts, rewriter->arena, STR(ANY_API), STR_NONE);
    return str_format(rewriter->arena, "%.*s%.*s", STR_ARG(api),
                      STR_ARG(str_slice(text, sizeof API_SHORTHAND - 2, text.size)));
}

static struct iam_text expand_text(const struct rewriter *rewriter, const struct iam_text *text, enum place place) {
    bool shorthand = place == PLACE_RESOURCE && str_starts(text->text, API_SHORTHAND);
    if (is_itself(text) && !shorthand)
        return *text;
    struct iam_text copy = *text;
    struct str partial = value_partial(rewriter->arena, text->value);
    copy.text = prover_expand(rewriter->facts, rewriter->arena, rewriter->world, partial);
    if (shorthand)
        copy.text = long_form(rewriter, copy.text);
    copy.known = !partial_has_hole(copy.text);
    return copy;
}

const struct iam_policy *prover_expand_policy(struct facts *facts, struct arena *arena, int64_t world,
                                              const struct iam_policy *policy) {
    struct rewriter rewriter = {.arena = arena, .text = expand_text, .facts = facts, .world = world};
    return rewrite(&rewriter, policy);
}

/* -- filling in -------------------------------------------------------------------------------------------------- */

static bool holds_hole(struct str partial, struct str identity) {
    struct str piece;
    bool hole;
    while (partial_next(&partial, &hole, &piece))
        if (hole && identity.size && str_equal(piece, identity))
            return true;
    return false;
}

/* The text has an unknown of the target, so both stand or fall together. */
static bool shares_hole(struct str partial, struct str target) {
    struct str piece;
    bool hole;
    while (partial_next(&partial, &hole, &piece))
        if (hole && holds_hole(target, piece))
            return true;
    return false;
}

static bool all_made_up(struct str partial) {
    struct str piece;
    bool hole;
    while (partial_next(&partial, &hole, &piece))
        if (hole && !is_made_up(piece))
            return false;
    return true;
}

/* Where the pattern names what the target's ARN names, it has no wildcard: then it cannot mean a name that is made up.
 */
static bool names_another(const struct request_target *target, struct str pattern) {
    struct str name, rest;
    if (!all_made_up(target->partial) || !arn_tail(pattern, &name) || reach_has_wildcard(target->before))
        return false;
    size_t size = target->before.size;
    if (size && name.size >= size && str_equal(str_slice(name, 0, size), target->before))
        name = str_slice(name, size, name.size);
    if (target->after)
        str_cut(name, target->after, &name, &rest);
    return !reach_has_wildcard(name);
}

/* A star at the end of a target is an unknown. */
static struct str open_end(struct arena *arena, struct str arn) {
    return str_ends(arn, "*") ? str_format(arena, "%.*s{}", STR_ARG(str_slice(arn, 0, arn.size - 1))) : arn;
}

/* Whether the pattern means the target depends on what the target's name will be. */
static bool depends_on_name(struct arena *arena, const struct request_target *target, struct str partial,
                            struct str pattern) {
    if (!target || target->any || !partial_has_hole(target->partial) || shares_hole(partial, target->partial))
        return false;
    return pattern_partial_matches(open_end(arena, target->partial), pattern, false) < 0 &&
           !names_another(target, pattern);
}

/* A region or account that is written out is taken to be that of the deployment. */
static struct str own_place(struct arena *arena, struct str partial) {
    struct arn arn;
    if (!partial_arn(partial, &arn))
        return partial;
    bool region = arn.region.size && !reach_has_wildcard(arn.region) && !str_contains(arn.region, "{");
    bool account = arn.account.size == 12 && !reach_has_wildcard(arn.account) && !str_contains(arn.account, "{");
    struct str own_region = region ? STR(PROVER_REGION) : arn.region;
    struct str own_account = account ? STR(ASK_ACCOUNT) : arn.account;
    return str_format(arena, "arn:%.*s:%.*s:%.*s:%.*s:%.*s", STR_ARG(arn.partition), STR_ARG(arn.service),
                      STR_ARG(own_region), STR_ARG(own_account), STR_ARG(arn.resource));
}

/* About the policy itself the star is asked for as well, so an unknown that a resource begins with stays one: it may be
 * a star. */
static bool is_filled(const struct rewriter *rewriter, struct str identity, bool first, enum place place) {
    const struct request_target *target = rewriter->target;
    if (is_made_up(identity))
        return !target || !target->open_names;
    if (!target)
        return place == PLACE_RESOURCE && identity.size > 0 && (!first || value_is_deployed(identity));
    return !target->any && holds_hole(target->partial, identity);
}

/* What deployment fills in at the beginning of a resource is an ARN; a made-up name is a name. */
static void add_stand_in(const struct rewriter *rewriter, struct str identity, bool first, enum place place,
                         struct buf *buf) {
    bool arn = !rewriter->target && first && place == PLACE_RESOURCE && !is_made_up(identity);
    if (arn)
        buf_add_z(buf, "arn:aws:unknown:" PROVER_REGION ":" ASK_ACCOUNT ":");
    buf_add(buf, stand_in(identity));
}

static const struct value *fill_value(const struct rewriter *rewriter, const struct iam_text *text, struct str partial,
                                      enum place place) {
    struct arena *arena = rewriter->arena;
    VEC(const struct value *) parts = {0};
    struct str piece;
    bool hole;
    while (partial_next(&partial, &hole, &piece)) {
        if (hole && !is_filled(rewriter, piece, parts.count == 0, place)) {
            vec_push(arena, &parts, value_new_unknown(arena, text->node, piece, STR("it is not known")));
            continue;
        }
        struct buf buf;
        buf_init(&buf, arena);
        if (hole)
            add_stand_in(rewriter, piece, parts.count == 0, place, &buf);
        else
            partial_add_text(&buf, piece);
        vec_push(arena, &parts, value_new_text(arena, text->node, buf_str(&buf)));
    }
    return parts.count ? value_new_concat(arena, text->node, parts.items, parts.count)
                       : value_new_text(arena, text->node, STR_NONE);
}

static struct iam_text text_of(const struct value *value, const struct node *node) {
    bool known = value_is_known_scalar(value);
    return (struct iam_text){known ? value->text : STR_NONE, value, known, node};
}

/* With a name for the stack, and random characters that no pattern spells. */
static struct str with_stack_name(struct arena *arena, struct str partial) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        if (hole && prover_is_stack_name(piece))
            buf_add_z(&buf, "stack-name");
        else if (hole && is_made_up(piece))
            buf_add_z(&buf, "1A2B3C4D5E6F");
        else
            buf_printf(&buf, hole ? "{%.*s}" : "%.*s", STR_ARG(piece));
    }
    return buf_str(&buf);
}

/* Whether the pattern names the stack that the target's made-up name begins with. */
static bool names_its_stack(const struct request_target *target, struct str partial) {
    struct str piece;
    bool hole;
    while (partial_next(&partial, &hole, &piece))
        if (hole && prover_is_stack_name(piece) && holds_hole(target->spelled, piece) &&
            !holds_hole(target->partial, piece))
            return true;
    return false;
}

/* "${AWS::StackName}-*" means "{stack}-Function-{random}": the pattern is as good as the target's own ARN, or one of
 * another thing. */
static struct iam_text fill_by_stack(const struct rewriter *rewriter, const struct iam_text *text, struct str partial) {
    struct arena *arena = rewriter->arena;
    struct str pattern = with_stack_name(arena, partial);
    struct str target = open_end(arena, with_stack_name(arena, rewriter->target->spelled));
    int matches = partial_has_hole(pattern) ? -1 : pattern_partial_matches(target, pattern, false);
    if (matches < 0)
        return text_of(value_new_unknown(arena, text->node, STR_NONE, STR(PROVER_DEPENDS)), text->node);
    return text_of(value_new_text(arena, text->node, matches ? rewriter->target->glob : pattern), text->node);
}

static struct iam_text fill_text(const struct rewriter *rewriter, const struct iam_text *text, enum place place) {
    struct str partial = text->text;
    bool about_entity =
        rewriter->target && !rewriter->target->any && !rewriter->target->given && place == PLACE_RESOURCE;
    if (!about_entity && is_itself(text))
        return *text;
    if (about_entity)
        partial = own_place(rewriter->arena, partial);
    if (about_entity && names_its_stack(rewriter->target, partial))
        return fill_by_stack(rewriter, text, partial);
    struct iam_text filled = text_of(fill_value(rewriter, text, partial, place), text->node);
    if (about_entity && filled.known && depends_on_name(rewriter->arena, rewriter->target, partial, filled.text))
        return text_of(value_new_unknown(rewriter->arena, text->node, STR_NONE, STR(PROVER_DEPENDS)), text->node);
    return filled;
}

const struct iam_policy *prover_fill_policy(struct arena *arena, const struct iam_policy *expanded,
                                            const struct request_target *target) {
    struct rewriter rewriter = {.arena = arena, .text = fill_text, .target = target};
    return rewrite(&rewriter, expanded);
}

struct iam_policy *prover_fill_slice(struct arena *arena, const struct iam_policy *expanded,
                                     const struct request_target *target, prover_has_say *has_say, void *context) {
    struct rewriter rewriter = {.arena = arena, .text = fill_text, .target = target};
    struct iam_policy *copy = rewrite_head(&rewriter, expanded);
    for (size_t i = 0; i < expanded->statements.count; i++) {
        const struct iam_statement *from = &expanded->statements.items[i];
        struct iam_statement statement = *from;
        statement.actions = rewrite_list(&rewriter, &from->actions, PLACE_ACTION);
        if (!has_say(context, &statement, PROVER_ACTIONS))
            continue;
        statement.resources = rewrite_list(&rewriter, &from->resources, PLACE_RESOURCE);
        if (!has_say(context, &statement, PROVER_RESOURCES))
            continue;
        rewrite_rest(&rewriter, from, &statement);
        vec_push(arena, &copy->statements, statement);
    }
    return copy;
}
