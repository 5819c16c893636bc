#include "analyzer/facts/prover_memory.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/prover_reach.h"
#include "policies/ask.h"
#include "policies/pattern.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define REFERENCES "analyzer/facts/data/reference_texts.tsv"
#define REQUESTS "analyzer/facts/data/request_arns.tsv"
#define REGION "us-east-1"

/* Names may be built around names of other entities; no real chain is longer. */
enum { MAX_DEPTH = 8 };

/* -- texts with holes -------------------------------------------------------------------------------------------- */

static void add_undoubled(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        buf_add_char(buf, text.data[i]);
        if ((text.data[i] == '{' || text.data[i] == '}') && i + 1 < text.size && text.data[i + 1] == text.data[i])
            i++;
    }
}

static struct str example_region(const struct facts *facts) {
    return facts->deployment.region.size ? facts->deployment.region : STR(REGION);
}

static struct str example_account(const struct facts *facts) {
    return facts->deployment.account.size ? facts->deployment.account : STR(ASK_ACCOUNT);
}

struct str prover_template(const struct facts *facts, struct arena *arena, struct str text, struct str name) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&text, &hole, &piece))
        buf_add(&buf, !hole                      ? piece
                      : str_is(piece, "region")  ? example_region(facts)
                      : str_is(piece, "account") ? example_account(facts)
                                                 : name);
    return buf_str(&buf);
}

/* -- names ------------------------------------------------------------------------------------------------------- */

static struct str expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial, unsigned depth);

static bool read_name(struct facts *facts, struct arena *arena, const struct entity *entity, struct str *ret_name) {
    const struct table *table = map_get(&facts->schema.by_name, str_from(entity->table));
    if (!table || !map_has(&table->column_by_name, STR("name_partial")))
        return false;
    sqlite3_stmt *statement = prover_name_query(facts, table);
    sqlite3_bind_int64(statement, 1, entity->id);
    bool found = sqlite3_step(statement) == SQLITE_ROW;
    const char *text = found ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (text)
        *ret_name = str_copy(arena, str_from(text));
    else
        *ret_name = STR("{}");
    sqlite3_reset(statement);
    return found;
}

static bool entity_name(struct facts *facts, struct arena *arena, const struct entity *entity, unsigned depth,
                        struct str *ret_name) {
    struct str name = STR_NONE;
    if (!read_name(facts, arena, entity, &name) && !entity->declared) /* what has no name of its own gets one */
        return false;
    bool made_up = name.size == 0 && entity->declared;
    *ret_name = made_up ? str_format(arena, "{generated:%.*s}", STR_ARG(entity->identity))
                        : expand(facts, arena, entity->world, name.size ? name : STR("{}"), depth + 1);
    return true;
}

bool prover_entity_name(struct facts *facts, struct arena *arena, const struct entity *entity, struct str *ret_name) {
    return entity_name(facts, arena, entity, 0, ret_name);
}

/* -- references -------------------------------------------------------------------------------------------------- */

/* "world address" → entity of the resources. Resources do not change after loading. */
static const struct map *addresses(struct facts *facts) {
    if (facts->addresses)
        return facts->addresses;
    struct arena *arena = &facts->arena;
    struct map *map = ARENA_NEW(arena, struct map);
    map_init(map, arena);
    for (int64_t id = 1; id <= facts->registry.count; id++) {
        const struct record *record = registry_get(&facts->registry, id);
        const struct entity *entity = record ? &record->entity : NULL;
        if (entity && entity->resource && entity->parent == 0 && str_equal(entity->identity, entity->resource->address))
            map_put(map, str_format(arena, "%lld %.*s", (long long)entity->world, STR_ARG(entity->identity)),
                    (void *)(uintptr_t)entity);
    }
    facts->addresses = map;
    return map;
}

/* The text of data/reference_texts.tsv for that attribute; empty: none. */
static struct str reference_text(struct str table, struct str attribute) {
    struct str rest = embedded_get(REFERENCES);
    struct str line, row_table, row_attribute, text;
    while (str_cut(rest, '\n', &line, &rest))
        if (str_cut(line, '\t', &row_table, &text) && str_equal(row_table, table) &&
            str_cut(text, '\t', &row_attribute, &text) && str_equal(row_attribute, attribute))
            return text;
    return STR_NONE;
}

static bool expand_reference(struct facts *facts, struct arena *arena, int64_t world, struct str identity,
                             unsigned depth, struct str *ret_text) {
    struct str address, attribute = STR("Ref"), name;
    if (str_starts(identity, "ref:"))
        address = str_slice(identity, 4, identity.size);
    else if (!str_starts(identity, "attr:") ||
             !str_cut(str_slice(identity, 5, identity.size), '.', &address, &attribute))
        return false;
    struct str key = str_format(arena, "%lld %.*s", (long long)world, STR_ARG(address));
    const struct entity *entity = map_get(addresses(facts), key);
    struct str text = entity && entity->table ? reference_text(str_from(entity->table), attribute) : STR_NONE;
    if (text.size == 0 || depth >= MAX_DEPTH || !entity_name(facts, arena, entity, depth, &name))
        return false;
    *ret_text = prover_template(facts, arena, text, name);
    return true;
}

static bool pseudo_text(const struct facts *facts, struct str identity, struct str *ret_text) {
    const struct deployment *deployment = &facts->deployment;
    if (str_is(identity, "pseudo:AWS::Region"))
        *ret_text = example_region(facts);
    else if (str_is(identity, "pseudo:AWS::AccountId"))
        *ret_text = example_account(facts);
    else if (str_is(identity, "pseudo:AWS::Partition"))
        *ret_text = deployment->partition.size ? deployment->partition : STR("aws");
    else if (str_is(identity, "pseudo:AWS::URLSuffix"))
        *ret_text = STR("amazonaws.com");
    else
        return false;
    return true;
}

static void add_hole(struct facts *facts, struct arena *arena, int64_t world, struct str identity, unsigned depth,
                     struct buf *buf) {
    struct str text;
    if (pseudo_text(facts, identity, &text) || expand_reference(facts, arena, world, identity, depth, &text))
        buf_add(buf, text);
    else
        buf_printf(buf, "{%.*s}", STR_ARG(identity));
}

static struct str expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial, unsigned depth) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        if (hole)
            add_hole(facts, arena, world, piece, depth, &buf);
        else
            buf_add(&buf, piece);
    }
    return buf_str(&buf);
}

struct str prover_expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    return expand(facts, arena, world, partial, 0);
}

/* -- names that are made up ---------------------------------------------------------------------------------------- */

/* Tables whose resources get the name of their stack, their logical id and random characters; that a long name is cut
 * is left aside. Buckets and repositories have it in lower case.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html */
static bool is_named_by_stack(const struct entity *entity) {
    static const char *const TABLES[] = {"function", "role",   "policy",         "queue",
                                         "topic",    "stream", "dynamodb_table", "log_group"};
    for (size_t i = 0; entity && entity->table && i < sizeof TABLES / sizeof *TABLES; i++)
        if (strcmp(entity->table, TABLES[i]) == 0)
            return true;
    return false;
}

static bool is_stack_name(struct str identity) {
    return str_starts(identity, "pseudo:") && str_ends(identity, "AWS::StackName");
}

/* "{generated:Child/Queue}" → "{pseudo:Child/AWS::StackName}-Queue-{generated:Child/Queue}" */
static struct str spell_out(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    struct buf buf;
    struct str piece;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        struct str address = str_starts(piece, "generated:") ? str_slice(piece, 10, piece.size) : STR_NONE;
        struct str key = str_format(arena, "%lld %.*s", (long long)world, STR_ARG(address));
        size_t start = address.size;
        while (start > 0 && address.data[start - 1] != '/')
            start--;
        if (hole && address.size && is_named_by_stack(map_get(addresses(facts), key)))
            buf_printf(&buf, "{pseudo:%.*sAWS::StackName}-%.*s-", STR_ARG(str_slice(address, 0, start)),
                       STR_ARG(str_slice(address, start, address.size)));
        buf_printf(&buf, hole ? "{%.*s}" : "%.*s", STR_ARG(piece));
    }
    return buf_str(&buf);
}

struct str prover_expand_names(struct facts *facts, struct arena *arena, int64_t world, struct str partial) {
    struct buf buf;
    struct str piece, name;
    bool hole;
    buf_init(&buf, arena);
    while (partial_next(&partial, &hole, &piece)) {
        struct str text = str_format(arena, hole ? "{%.*s}" : "%.*s", STR_ARG(piece));
        struct str expanded = expand(facts, arena, world, text, 0);
        bool named = hole && (str_starts(piece, "ref:") || str_starts(piece, "attr:"));
        if (!named)
            buf_add(&buf, expanded);
        while (named && partial_next(&expanded, &hole, &name))
            buf_printf(&buf, hole ? "{generated:%.*s}" : "%.*s", STR_ARG(name));
    }
    return buf_str(&buf);
}

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
            add_undoubled(&buf, piece);
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
    target.spelled = spell_out(facts, arena, entity->world, target.partial);
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
    copy.text = expand(rewriter->facts, rewriter->arena, rewriter->world, partial, 0);
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
    struct str own_region = region ? STR(REGION) : arn.region;
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
        buf_add_z(buf, "arn:aws:unknown:" REGION ":" ASK_ACCOUNT ":");
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
            add_undoubled(&buf, piece);
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
        if (hole && is_stack_name(piece))
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
        if (hole && is_stack_name(piece) && holds_hole(target->spelled, piece) && !holds_hole(target->partial, piece))
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
