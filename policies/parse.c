/* Reads leniently and complains precisely: a fault is reported where AWS would refuse the document, and the element is
 * still read as its author must have meant it when there is only one meaning (another letter case, a list in a list).
 * Where there is none, what stands there is left open: the statement applies at most to what the rest of it says.
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
#include "policies/policy.h"

#include "analyzer/base/limits.h"
#include "analyzer/source/document.h"

struct reader {
    struct arena *arena;
    iam_fault *fault;
    void *context;
};

typedef void take_scalar(struct reader *reader, const struct value *value, void *target);

__attribute__((format(printf, 4, 5))) static void fault(const struct reader *reader, const char *code,
                                                        const struct node *node, const char *format, ...) {
    if (!reader->fault)
        return;
    va_list arguments;
    va_start(arguments, format);
    struct str message = str_format_list(reader->arena, format, arguments);
    va_end(arguments);
    reader->fault(reader->context, code, node, message);
}

static bool is_scalar(const struct value *value) {
    return value->kind == VALUE_TEXT || value->kind == VALUE_NUMBER || value->kind == VALUE_BOOLEAN;
}

/* A list, map or scalar is known as far as it goes; the others may turn out to be anything. */
static bool is_symbolic(const struct value *value) {
    return value->kind == VALUE_UNKNOWN || value->kind == VALUE_REFERENCE || value->kind == VALUE_CONCAT;
}

static struct iam_text text_of(const struct value *value) {
    bool known = is_scalar(value);
    return (struct iam_text){known ? value->text : STR_NONE, value, known, value->node};
}

static struct iam_text text_of_key(const struct reader *reader, const struct value_member *member) {
    const struct node *node = member->key_node ? member->key_node : member->value->node;
    return text_of(value_new_text(reader->arena, node, member->key));
}

/* Where a fault about a member is shown. */
static const struct node *place(const struct value_member *member) {
    return member->key_node ? member->key_node : member->value->node;
}

/* Does a key stand twice in the map? AWS refuses that, so nobody can say which of the two it means. */
static bool has_repeated_key(const struct reader *reader, const struct value *map) {
    const struct node *member = document_repeated(map->node);
    if (member)
        fault(reader, "duplicate-key", member, "'%.*s' stands there twice", STR_ARG(member->key));
    return member != NULL;
}

/* An element of that name? In another letter case it is none for AWS, but plainly meant. */
static bool names(const struct reader *reader, const struct value_member *member, const char *name) {
    if (str_is(member->key, name))
        return true;
    if (!str_equal_nocase(member->key, str_from(name)))
        return false;
    fault(reader, "element-case", place(member), "element names are case-sensitive: '%.*s'", STR_ARG(member->key));
    return true;
}

/* How many scalars each_scalar will most often hand over. */
static size_t scalars_in(const struct value *value) {
    return value->kind == VALUE_LIST ? value->count : 1;
}

/* Hands over every member of a list, or the single value. Lists in lists are no grammar but have one meaning. */
static void each_scalar(struct reader *reader, const struct value *value, take_scalar *take, void *target,
                        bool *ret_open, unsigned depth) {
    if (value->kind != VALUE_LIST) {
        *ret_open = *ret_open || value->kind == VALUE_MAP;
        if (value->kind == VALUE_MAP)
            fault(reader, "wrong-type", value->node, "a text or a list of texts is expected here");
        else if (value->kind != VALUE_ABSENT)
            take(reader, value, target);
        return;
    }
    if (depth > 0)
        fault(reader, "nested-list", value->node, "a list inside of a list");
    if (depth >= LIMIT_DEPTH) {
        *ret_open = true;
        return;
    }
    if (value->open)
        *ret_open = true;
    for (size_t i = 0; i < value->count; i++)
        each_scalar(reader, value->members[i].value, take, target, ret_open, depth + 1);
}

static void take_list_item(struct reader *reader, const struct value *value, void *target) {
    struct iam_list *list = target;
    if (is_scalar(value) && value->kind != VALUE_TEXT)
        fault(reader, "wrong-type", value->node, "a text is expected instead of %.*s", STR_ARG(value->text));
    vec_push(reader->arena, &list->items, text_of(value));
}

static void refuse(struct iam_statement *statement, const char *why) {
    statement->conditions_open = true;
    statement->refused = why;
}

static bool refuse_repeated(const struct reader *reader, const struct value *map, struct iam_statement *statement) {
    bool repeated = has_repeated_key(reader, map);
    if (repeated)
        refuse(statement, "a key stands twice in a statement (S3)");
    return repeated;
}

static void read_list(struct reader *reader, const struct value_member *member, bool negated,
                      struct iam_statement *statement, struct iam_list *list) {
    if (list->given) {
        fault(reader, "unsupported-combination", place(member), "'%.*s' beside its opposite", STR_ARG(member->key));
        refuse(statement, "a statement with an element and its opposite is refused (S2)");
        if (negated)
            return;
        *list = (struct iam_list){0};
    }
    list->given = true;
    list->negated = negated;
    list->node = place(member);
    vec_reserve(reader->arena, &list->items, scalars_in(member->value));
    each_scalar(reader, member->value, take_list_item, list, &list->open, 0);
    if (list->items.count > 0 || list->open)
        return;
    fault(reader, "empty-list", place(member), "'%.*s' lists nothing", STR_ARG(member->key));
    if (negated)
        refuse(statement, "what an element means that excludes nothing is not documented (S2)");
}

/* ---- principals ---- */

struct principal_target {
    struct iam_statement *statement;
    enum iam_principal_kind kind;
};

static void take_principal(struct reader *reader, const struct value *value, void *target) {
    struct principal_target *to = target;
    struct iam_principal principal = {to->kind, text_of(value)};
    vec_push(reader->arena, &to->statement->principals, principal);
}

static enum iam_principal_kind principal_kind(struct reader *reader, const struct value_member *member) {
    static const struct {
        const char *key;
        enum iam_principal_kind kind;
    } KINDS[] = {
        {"AWS", IAM_PRINCIPAL_AWS},
        {"Service", IAM_PRINCIPAL_SERVICE},
        {"Federated", IAM_PRINCIPAL_FEDERATED},
        {"CanonicalUser", IAM_PRINCIPAL_CANONICAL},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (names(reader, member, KINDS[i].key))
            return KINDS[i].kind;
    bool any = str_is(member->key, "*") && member->value->kind == VALUE_TEXT && str_is(member->value->text, "*");
    if (any)
        return IAM_PRINCIPAL_ANY;
    fault(reader, "bad-principal", place(member), "'%.*s' is no kind of principal", STR_ARG(member->key));
    return IAM_PRINCIPAL_UNKNOWN;
}

static void read_principal(struct reader *reader, const struct value_member *member, bool negated,
                           struct iam_statement *statement) {
    const struct value *value = member->value;
    if (statement->principal_given) {
        fault(reader, "unsupported-combination", place(member), "'%.*s' beside its opposite", STR_ARG(member->key));
        refuse(statement, "a statement with an element and its opposite is refused (S2)");
        return;
    }
    statement->principal_given = true;
    statement->principal_negated = negated;
    statement->principal_node = place(member);
    struct principal_target target = {statement, IAM_PRINCIPAL_UNKNOWN};
    if (value->kind == VALUE_MAP) {
        statement->principal_open = value->open;
        refuse_repeated(reader, value, statement);
        for (size_t i = 0; i < value->count; i++) {
            target.kind = principal_kind(reader, &value->members[i]);
            each_scalar(reader, value->members[i].value, take_principal, &target, &statement->principal_open, 0);
        }
    } else if (is_symbolic(value)) {
        statement->principal_open = true;
        statement->principal_unknown = value->node;
    } else {
        if (value->kind == VALUE_TEXT && str_is(value->text, "*"))
            target.kind = IAM_PRINCIPAL_ANY;
        else
            fault(reader, "bad-principal", value->node, "only \"*\" may stand here without a kind");
        each_scalar(reader, value, take_principal, &target, &statement->principal_open, 0);
    }
}

/* ---- conditions ---- */

static void take_condition_value(struct reader *reader, const struct value *value, void *target) {
    struct iam_condition *condition = target;
    vec_push(reader->arena, &condition->values, text_of(value));
}

/* Keys have no letter case, so AWS takes such two for one. */
static void find_same_key(const struct reader *reader, const struct value *keys, size_t number) {
    const struct value_member *key = &keys->members[number];
    for (size_t i = 0; i < number; i++)
        if (str_equal_nocase(keys->members[i].key, key->key))
            fault(reader, "duplicate-key", place(key), "'%.*s' is the key '%.*s' once more", STR_ARG(key->key),
                  STR_ARG(keys->members[i].key));
}

static void read_operator(struct reader *reader, const struct value_member *member, struct iam_statement *statement) {
    const struct value *keys = member->value;
    if (is_symbolic(keys)) {
        statement->conditions_open = true;
        return;
    }
    if (keys->kind != VALUE_MAP) {
        fault(reader, "wrong-type", place(member), "'%.*s' must hold a map of condition keys", STR_ARG(member->key));
        refuse(statement, "a condition is no map");
        return;
    }
    statement->conditions_open = statement->conditions_open || keys->open;
    refuse_repeated(reader, keys, statement);
    for (size_t i = 0; i < keys->count; i++) {
        const struct value_member *key = &keys->members[i];
        struct iam_condition condition = {.operator= text_of_key(reader, member),
                                          .key = text_of_key(reader, key),
                                          .single = key->value->kind != VALUE_LIST,
                                          .node = place(key)};
        vec_reserve(reader->arena, &condition.values, scalars_in(key->value));
        each_scalar(reader, key->value, take_condition_value, &condition, &condition.values_open, 0);
        if (condition.values.count == 0 && !condition.values_open)
            fault(reader, "empty-list", place(key), "'%.*s' is compared with no value", STR_ARG(key->key));
        find_same_key(reader, keys, i);
        vec_push(reader->arena, &statement->conditions, condition);
    }
}

static void read_condition(struct reader *reader, const struct value_member *member, struct iam_statement *statement) {
    const struct value *value = member->value;
    statement->condition_node = place(member);
    if (value->kind == VALUE_MAP) {
        size_t keys = 0;
        statement->conditions_open = statement->conditions_open || value->open;
        refuse_repeated(reader, value, statement);
        for (size_t i = 0; i < value->count; i++)
            keys += value->members[i].value->count;
        vec_reserve(reader->arena, &statement->conditions, keys);
        for (size_t i = 0; i < value->count; i++)
            read_operator(reader, &value->members[i], statement);
    } else if (is_symbolic(value)) {
        statement->conditions_open = true;
    } else {
        fault(reader, "wrong-type", place(member), "'%.*s' must be a map", STR_ARG(member->key));
        refuse(statement, "a condition is no map");
    }
}

/* ---- statements ---- */

static void read_effect(struct reader *reader, const struct value_member *member, struct iam_statement *statement) {
    const struct value *value = member->value;
    statement->effect_node = value->node;
    statement->effect_open = is_symbolic(value);
    if (statement->effect_open)
        return;
    struct str text = is_scalar(value) ? value->text : STR_NONE;
    if (str_equal_nocase(text, STR("Allow")))
        statement->effect = IAM_ALLOW;
    else if (str_equal_nocase(text, STR("Deny")))
        statement->effect = IAM_DENY;
    if (!str_is(text, "Allow") && !str_is(text, "Deny"))
        fault(reader, "bad-effect", value->node, "Effect is \"Allow\" or \"Deny\", not \"%.*s\"", STR_ARG(text));
}

static void read_sid(struct reader *reader, const struct value_member *member, struct iam_statement *statement) {
    if (member->value->kind == VALUE_LIST || member->value->kind == VALUE_MAP) {
        fault(reader, "wrong-type", place(member), "'%.*s' must be a text", STR_ARG(member->key));
        return;
    }
    statement->has_sid = true;
    statement->sid = text_of(member->value);
}

static void read_element(struct reader *reader, const struct value_member *member, struct iam_statement *statement) {
    if (names(reader, member, "Effect"))
        read_effect(reader, member, statement);
    else if (names(reader, member, "Sid"))
        read_sid(reader, member, statement);
    else if (names(reader, member, "Action"))
        read_list(reader, member, false, statement, &statement->actions);
    else if (names(reader, member, "NotAction"))
        read_list(reader, member, true, statement, &statement->actions);
    else if (names(reader, member, "Resource"))
        read_list(reader, member, false, statement, &statement->resources);
    else if (names(reader, member, "NotResource"))
        read_list(reader, member, true, statement, &statement->resources);
    else if (names(reader, member, "Principal"))
        read_principal(reader, member, false, statement);
    else if (names(reader, member, "NotPrincipal"))
        read_principal(reader, member, true, statement);
    else if (names(reader, member, "Condition"))
        read_condition(reader, member, statement);
    else
        fault(reader, "unknown-element", place(member), "a statement has no element '%.*s'", STR_ARG(member->key));
}

/* What an open map does not show may still be there. */
static void leave_open(struct iam_statement *statement) {
    statement->actions.open = statement->actions.open || !statement->actions.given;
    statement->resources.open = statement->resources.open || !statement->resources.given;
    statement->principal_open = statement->principal_open || !statement->principal_given;
    statement->conditions_open = statement->conditions_open || !statement->condition_node;
}

static void read_statement(struct reader *reader, const struct value *value, struct iam_policy *policy) {
    const struct value *nothing = value_new_text(reader->arena, value->node, STR_NONE);
    struct iam_statement statement = {.node = value->node, .sid = text_of(nothing)};
    for (size_t i = 0; i < value->count; i++)
        read_element(reader, &value->members[i], &statement);
    if (refuse_repeated(reader, value, &statement))
        statement.effect = IAM_EFFECT_UNKNOWN;
    if (value->open) {
        leave_open(&statement);
    } else {
        if (!statement.effect_node)
            fault(reader, "missing-effect", value->node, "the statement has no Effect");
        if (!statement.actions.given)
            fault(reader, "missing-action", value->node, "the statement has no Action");
    }
    statement.has_condition = statement.conditions.count > 0 ? 1 : statement.conditions_open ? -1 : 0;
    vec_push(reader->arena, &policy->statements, statement);
}

static void set_open(struct iam_policy *policy, const struct node *node, struct str reason, const char *otherwise) {
    if (!policy->open) {
        policy->reason = reason.size ? reason : str_from(otherwise);
        policy->open_node = node;
    }
    policy->open = true;
}

static void read_statements(struct reader *reader, const struct value *value, struct iam_policy *policy,
                            unsigned depth) {
    if (value->kind == VALUE_MAP) {
        read_statement(reader, value, policy);
    } else if (value->kind == VALUE_LIST && depth < LIMIT_DEPTH) {
        if (depth > 0)
            fault(reader, "nested-list", value->node, "a list inside of a list");
        if (value->open)
            set_open(policy, value->node, value->reason, "the list of statements may have more members");
        if (depth == 0)
            vec_reserve(reader->arena, &policy->statements, value->count);
        for (size_t i = 0; i < value->count; i++)
            read_statements(reader, value->members[i].value, policy, depth + 1);
    } else if (is_symbolic(value)) {
        set_open(policy, value->node, value->reason, "a statement is not known");
    } else {
        fault(reader, "wrong-type", value->node, "a statement must be a map");
        set_open(policy, value->node, STR_NONE, "a statement is no map");
    }
}

static void read_version(struct reader *reader, const struct value *value, struct iam_policy *policy) {
    policy->has_version = true;
    policy->version = text_of(value);
    if (is_symbolic(value))
        return;
    struct str text = is_scalar(value) ? value->text : STR_NONE;
    if (!str_is(text, "2012-10-17") && !str_is(text, "2008-10-17"))
        fault(reader, "bad-version", value->node, "\"%.*s\" is no version of the policy language", STR_ARG(text));
}

static void read_document(struct reader *reader, const struct value *value, struct iam_policy *policy) {
    bool has_statements = false;
    if (value->open)
        set_open(policy, value->node, value->reason, "the policy may have more elements");
    if (has_repeated_key(reader, value))
        set_open(policy, value->node, STR_NONE, "a key stands twice in the policy");
    for (size_t i = 0; i < value->count; i++) {
        const struct value_member *member = &value->members[i];
        if (names(reader, member, "Version")) {
            read_version(reader, member->value, policy);
        } else if (names(reader, member, "Statement")) {
            has_statements = true;
            read_statements(reader, member->value, policy, 0);
        } else if (!names(reader, member, "Id")) {
            fault(reader, "unknown-element", place(member), "a policy has no element '%.*s'", STR_ARG(member->key));
        }
    }
    if (!has_statements && !value->open)
        fault(reader, "missing-statement", value->node, "the policy has no Statement");
}

struct iam_policy *iam_policy_parse(const struct value *value, struct arena *arena, iam_fault *report, void *context) {
    struct reader reader = {arena, report, context};
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    policy->node = value->node;
    policy->version = text_of(value_new_text(arena, value->node, STR_NONE));
    policy->reason = STR_NONE;
    if (value->kind == VALUE_MAP) {
        read_document(&reader, value, policy);
    } else if (is_symbolic(value)) {
        set_open(policy, value->node, value->reason, "the policy is not known");
    } else if (value->kind == VALUE_TEXT && value->text.size > 0) { /* an empty one is none to API Gateway */
        fault(&reader, "json-syntax", value->node, "the text is no JSON object");
        set_open(policy, value->node, STR_NONE, "the text of the policy does not parse");
    } else if (value->kind != VALUE_ABSENT && value->kind != VALUE_TEXT) {
        fault(&reader, "wrong-type", value->node, "a policy must be a map");
        set_open(policy, value->node, STR_NONE, "the policy is no map");
    }
    return policy;
}
