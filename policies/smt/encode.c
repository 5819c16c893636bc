#include "policies/smt/encode.h"

#include "policies/arn.h"
#include "policies/condition.h"
#include "policies/layers.h"
#include "policies/smt/encode_named.h"

void encoding_init(struct encoding *encoding, struct arena *arena, struct inquiry *inquiry, enum arn_reading reading) {
    *encoding = (struct encoding){
        .arena = arena, .inquiry = inquiry, .question = inquiry->question, .reading = reading, .known = inquiry->known};
    map_init(&encoding->index, arena);
}

bool encoding_is_fixed(const struct encoding *encoding, struct str key) {
    return iam_context_has(&encoding->known.context, key);
}

/* ---- atoms ---- */

const struct formula *atom_named(struct encoding *encoding, struct str name, const struct atom *atom) {
    size_t number = (size_t)(uintptr_t)map_get(&encoding->index, name);
    if (!number) {
        vec_push(encoding->arena, &encoding->atoms, *atom);
        number = encoding->atoms.count;
        map_put(&encoding->index, name, (void *)(uintptr_t)number);
    }
    enum assumed assumed = encoding->atoms.items[number - 1].assumed;
    return assumed == ASSUMED_NOTHING ? formula_atom(encoding->arena, number - 1) : formula_of(assumed == ASSUMED_TRUE);
}

/* Equal texts of an element give equal names; an unknown without identity is equal to itself only. */
static void name_text(struct encoding *encoding, struct buf *name, const struct iam_text *text) {
    struct str partial = text->known ? text->text : value_partial(encoding->arena, text->value);
    if (!text->known && str_contains(partial, "{}"))
        buf_printf(name, "%p", (const void *)text->value);
    buf_add_char(name, text->known ? '=' : '~');
    buf_add(name, partial);
    buf_add_char(name, '\n');
}

static const struct formula *vague(struct encoding *encoding, const char *why, struct str about) {
    struct atom atom = {.kind = ATOM_VAGUE, .why = why};
    return atom_named(encoding, str_format(encoding->arena, "vague %s %.*s", why, STR_ARG(about)), &atom);
}

static struct str about_node(struct encoding *encoding, const void *node) {
    return str_format(encoding->arena, "%p", node);
}

static const struct formula *formula_of_verdict(struct encoding *encoding, struct verdict verdict, const void *node) {
    if (verdict.truth == TRUTH_MAYBE)
        return vague(encoding, verdict.why, about_node(encoding, node));
    return formula_of(verdict.truth == TRUTH_YES);
}

/* ---- actions and resources ---- */

struct listed {
    struct atom exact; /* all elements that are certain, as one atom */
    struct buf name;
    const struct formula *rest; /* the others, ORed */
};

static const struct formula *text_atom(struct encoding *encoding, enum atom_kind kind, struct str name,
                                       const struct glob *glob) {
    struct atom atom = {.kind = kind};
    vec_push(encoding->arena, &atom.globs.list, *glob);
    return atom_named(encoding, name, &atom);
}

static void list_rest(struct encoding *encoding, struct listed *listed, const struct formula *formula) {
    listed->rest = formula_or(encoding->arena, listed->rest, formula);
}

/* An element whose reach is only an upper bound: its own atom and a vague one. */
static void list_at_most(struct encoding *encoding, struct listed *listed, enum atom_kind kind,
                         const struct iam_text *text, const struct glob *glob, const char *why) {
    struct buf name;
    buf_init(&name, encoding->arena);
    buf_printf(&name, "at most %d %d ", (int)kind, glob->fold);
    name_text(encoding, &name, text);
    list_rest(encoding, listed,
              formula_and(encoding->arena, text_atom(encoding, kind, buf_str(&name), glob),
                          vague(encoding, why, buf_str(&name))));
}

/* The question fixes the action or the resource, so the element matches or does not. */
static void list_fixed(struct encoding *encoding, struct listed *listed, const struct iam_text *text, bool matches,
                       const char *why) {
    struct buf name;
    buf_init(&name, encoding->arena);
    name_text(encoding, &name, text);
    if (matches)
        list_rest(encoding, listed, why ? vague(encoding, why, buf_str(&name)) : formula_of(true));
}

/* How a list of the statement relates to the one in focus; when the question fixes the part there is nothing to ask. */
static enum reached_share share(struct encoding *encoding, enum atom_kind kind, const struct reached_list *list) {
    const struct reached_list *given = kind == ATOM_ACTION ? encoding->focus.actions : encoding->focus.resources;
    struct str fixed = kind == ATOM_ACTION ? encoding->question->action : encoding->question->resource;
    if (!given || fixed.size)
        return REACHED_SOME;
    return reached_share(encoding->arena, given, list);
}

static void list_action(struct encoding *encoding, struct listed *listed, const struct reached *reached) {
    if (encoding->question->action.size) {
        struct glob action;
        glob_init(&action, true);
        glob_add_text(encoding->arena, &action, encoding->question->action);
        list_fixed(encoding, listed, reached->text, glob_matches(&reached->plain, &action), reached->why);
    } else if (reached->why) {
        list_at_most(encoding, listed, ATOM_ACTION, reached->text, &reached->glob, reached->why);
    } else {
        name_text(encoding, &listed->name, reached->text);
        vec_push(encoding->arena, &listed->exact.globs.list, reached->glob);
    }
}

static void list_variable_resource(struct encoding *encoding, struct listed *listed, const struct reached *reached,
                                   enum iam_layer layer) {
    struct atom atom = {.kind = ATOM_RESOURCE, .text = reached->text, .layer = layer, .variables = true};
    struct buf name;
    vec_push(encoding->arena, &atom.globs.list, reached->glob);
    buf_init(&name, encoding->arena);
    buf_printf(&name, "variable %d ", layer == IAM_LAYER_RCP);
    name_text(encoding, &name, reached->text);
    list_rest(encoding, listed, atom_named(encoding, buf_str(&name), &atom));
}

static const char ODD_CASE[] = "the letter case of an ARN's first parts is disputed (S17)";

static void list_fixed_resource(struct encoding *encoding, struct listed *listed, const struct reached *reached,
                                enum iam_layer layer) {
    struct glob resource;
    glob_init(&resource, false);
    glob_add_text(encoding->arena, &resource, encoding->question->resource);
    bool matches = arn_pattern_matches(encoding->arena, &reached->plain, &resource,
                                       reached->holes ? ARN_PLAIN : encoding->reading);
    if (!reached->variable)
        list_fixed(encoding, listed, reached->text, matches || reached->odd_case, matches ? reached->why : ODD_CASE);
    else if (matches)
        list_variable_resource(encoding, listed, reached, layer);
}

static void list_resource(struct encoding *encoding, struct listed *listed, const struct reached *reached,
                          enum iam_layer layer) {
    if (encoding->question->resource.size) {
        list_fixed_resource(encoding, listed, reached, layer);
    } else if (reached->variable) {
        list_variable_resource(encoding, listed, reached, layer);
    } else if (reached->why) {
        list_at_most(encoding, listed, ATOM_RESOURCE, reached->text, &reached->glob, reached->why);
    } else {
        if (reached->odd_case) {
            struct glob folded = reach_fold_head(encoding->arena, &reached->glob);
            folded.parts = reached->glob.parts;
            list_at_most(encoding, listed, ATOM_RESOURCE, reached->text, &folded, ODD_CASE);
        }
        name_text(encoding, &listed->name, reached->text);
        vec_push(encoding->arena, &listed->exact.globs.list, reached->glob);
    }
}

static const struct formula *encode_list(struct encoding *encoding, const struct iam_list *list,
                                         const struct reached_list *reached, enum atom_kind kind,
                                         enum iam_layer layer) {
    struct listed listed = {.exact.kind = kind, .rest = formula_of(false)};
    enum reached_share shared = share(encoding, kind, reached);
    if (shared != REACHED_SOME)
        return formula_of(shared == REACHED_ALL);
    buf_init(&listed.name, encoding->arena);
    buf_add_z(&listed.name, kind == ATOM_ACTION ? "action\n" : "resource\n");
    for (size_t i = 0; i < reached->items.count; i++)
        if (reached->items.items[i].everything)
            list_rest(encoding, &listed, formula_of(true));
        else if (kind == ATOM_ACTION)
            list_action(encoding, &listed, &reached->items.items[i]);
        else
            list_resource(encoding, &listed, &reached->items.items[i], layer);
    const struct formula *any = listed.rest;
    if (listed.exact.globs.list.count)
        any = formula_or(encoding->arena, atom_named(encoding, buf_str(&listed.name), &listed.exact), any);
    if (list->open)
        any = formula_or(encoding->arena, any,
                         vague(encoding, "the list may have more members", about_node(encoding, list->node)));
    return list->negated ? formula_not(encoding->arena, any) : any;
}

static const struct formula *encode_actions(struct encoding *encoding, const struct iam_policy *policy,
                                            const struct iam_statement *statement, enum iam_layer layer) {
    if (!statement->actions.given && !statement->actions.open)
        return formula_of(false);
    const struct reached_list *reached = inquiry_actions(encoding->inquiry, policy, statement, layer);
    return encode_list(encoding, &statement->actions, reached, ATOM_ACTION, layer);
}

static const struct formula *encode_resources(struct encoding *encoding, const struct iam_policy *policy,
                                              const struct iam_statement *statement, enum iam_layer layer) {
    if (statement->resources.given || statement->resources.open) {
        const struct reached_list *reached =
            inquiry_resources(encoding->inquiry, policy, statement, layer, encoding->reading);
        encoding->readings_matter |= reached->readings_matter;
        return encode_list(encoding, &statement->resources, reached, ATOM_RESOURCE, layer);
    }
    if (layer == IAM_LAYER_RESOURCE)
        return formula_of(true);
    return statement->effect == IAM_ALLOW ? formula_of(false)
                                          : vague(encoding, "a statement without Resource is refused here (S2)",
                                                  about_node(encoding, statement->node));
}

/* ---- conditions ---- */

static struct str lower_case(struct arena *arena, struct str text) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        buf_add_char(&buf, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
    return buf_str(&buf);
}

static bool mentions(const struct iam_condition *condition, const char *what) {
    for (size_t i = 0; i < condition->values.count; i++)
        if (condition->values.items[i].known && str_contains(condition->values.items[i].text, what))
            return true;
    return false;
}

static bool mentions_free_variable(const struct encoding *encoding, const struct iam_condition *condition) {
    for (size_t i = 0; i < condition->values.count; i++)
        if (condition->values.items[i].known &&
            has_free_variable(&encoding->known.context, condition->values.items[i].text))
            return true;
    return false;
}

static struct str name_condition(struct encoding *encoding, const struct iam_condition *condition, struct str key,
                                 bool variables) {
    struct buf name;
    buf_init(&name, encoding->arena);
    buf_add_z(&name, variables ? "condition with variables " : "condition ");
    buf_add(&name, condition->operator.text);
    buf_add_char(&name, ' ');
    buf_add(&name, key);
    buf_add_char(&name, '\n');
    for (size_t i = 0; i < condition->values.count; i++)
        name_text(encoding, &name, &condition->values.items[i]);
    if (condition->values_open)
        buf_printf(&name, "%p", (const void *)condition->node);
    return buf_str(&name);
}

static bool values_known(const struct iam_condition *condition) {
    for (size_t i = 0; i < condition->values.count; i++)
        if (!condition->values.items[i].known)
            return false;
    return !condition->values_open;
}

static const struct formula *encode_condition(struct encoding *encoding, const struct iam_condition *condition,
                                              bool variables) {
    bool interpolated = variables && mentions(condition, "${");
    variables = interpolated && mentions_free_variable(encoding, condition);
    struct str key = condition->key.known ? lower_case(encoding->arena, condition->key.text) : STR_NONE;
    struct str name = name_condition(encoding, condition, key, interpolated);
    struct atom atom = {.kind = ATOM_CONDITION,
                        .condition = condition,
                        .key = key,
                        .interpolated = interpolated,
                        .variables = variables};
    bool readable = condition->key.known && condition->operator.known &&
                                            iam_operator_parse(condition->operator.text, &atom.operator);
    bool same_always =
        readable && atom.operator.family == IAM_NULL &&(atom.operator.set != IAM_PLAIN || atom.operator.if_exists);
    if (!readable || same_always || (encoding_is_fixed(encoding, key) && !variables)) {
        struct verdict holds = iam_condition_holds(encoding->arena, condition, &encoding->known.context, interpolated);
        return holds.truth == TRUTH_MAYBE ? vague(encoding, holds.why, name) : formula_of(holds.truth == TRUTH_YES);
    }
    if (!values_known(condition))
        return vague(encoding, "a value of a condition is not known", name);
    return atom_named(encoding, name, &atom);
}

/* ---- statements ---- */

/* Every way in which the statement names the caller. */
struct encoded {
    const struct formula *by[GRANTS];
};

static bool has_principals(enum iam_layer layer) {
    return layer == IAM_LAYER_RESOURCE || layer == IAM_LAYER_RCP || layer == IAM_LAYER_ENDPOINT;
}

static struct encoded encode_with_grants(struct encoding *encoding, const struct iam_policy *policy,
                                         const struct iam_statement *statement, enum iam_layer layer,
                                         bool caller_has_boundary) {
    struct arena *arena = encoding->arena;
    bool variables = policy_has_variables(policy);
    const struct formula *all = encode_actions(encoding, policy, statement, layer);
    bool open = statement_needs_version(policy, statement); /* all may be otherwise then */
    if (all->kind != FORMULA_NEVER && !open)
        all = formula_and(arena, all, encode_resources(encoding, policy, statement, layer));
    if (all->kind == FORMULA_NEVER)
        return (struct encoded){{all, all, all}};
    for (size_t i = 0; i < statement->conditions.count && !open; i++)
        all = formula_and(arena, all, encode_condition(encoding, &statement->conditions.items[i], variables));
    if (statement->conditions_open)
        all = formula_and(
            arena, all,
            vague(encoding, iam_statement_doubt(statement),
                  about_node(encoding, statement->condition_node ? statement->condition_node : statement->node)));
    if (open)
        all = formula_and(arena, all,
                          vague(encoding, STATEMENT_NEEDS_VERSION, about_node(encoding, policy->version.value)));
    struct statement_context context = {.arena = arena,
                                        .request = &encoding->known,
                                        .reading = encoding->reading,
                                        .readings_matter = &encoding->readings_matter,
                                        .caller_has_boundary = caller_has_boundary};
    struct statement_match named = statement_names(&context, statement, layer);
    struct encoded encoded;
    for (size_t i = 0; i < GRANTS; i++)
        encoded.by[i] = formula_and(arena, all, formula_of_verdict(encoding, named.by[i], statement->node));
    return encoded;
}

const struct formula *encode_statement(struct encoding *encoding, const struct iam_policy *policy,
                                       const struct iam_statement *statement, enum iam_layer layer) {
    struct encoded encoded = encode_with_grants(encoding, policy, statement, layer, false);
    const struct formula *any = formula_of(false);
    for (size_t i = 0; i < GRANTS; i++)
        any = formula_or(encoding->arena, any, encoded.by[i]);
    return has_principals(layer) ? any : encoded.by[GRANT_DIRECT];
}

/* ---- focus ---- */

/* What must be true for the formula to be. */
static void assume(struct encoding *encoding, const struct formula *formula) {
    bool negated = formula->kind == FORMULA_NOT;
    const struct formula *part = negated ? formula->parts.items[0] : formula;
    if (part->kind == FORMULA_ATOM)
        encoding->atoms.items[part->atom].assumed = negated ? ASSUMED_FALSE : ASSUMED_TRUE;
    for (size_t i = 0; formula->kind == FORMULA_AND && i < formula->parts.count; i++)
        assume(encoding, formula->parts.items[i]);
}

const struct formula *encode_focus(struct encoding *encoding, const struct iam_policy *policy,
                                   const struct iam_statement *statement, enum iam_layer layer) {
    const struct formula *focus = encode_statement(encoding, policy, statement, layer);
    assume(encoding, focus);
    encoding->focus.statement = statement;
    encoding->focus.layer = layer;
    encoding->focus.actions = inquiry_actions(encoding->inquiry, policy, statement, layer);
    if (statement->resources.given && !statement_needs_version(policy, statement))
        encoding->focus.resources = inquiry_resources(encoding->inquiry, policy, statement, layer, encoding->reading);
    return focus;
}

/* ---- layers: the formulas of evaluate.h ---- */

struct layer_formulas {
    const struct formula *deny;
    const struct formula *allow[GRANTS];
};

/* Another Allow adds nothing. */
static bool allows_all(const struct layer_formulas *layers, enum iam_layer layer) {
    bool all = layers->allow[GRANT_DIRECT]->kind == FORMULA_ALWAYS;
    for (size_t grant = 0; has_principals(layer) && grant < GRANTS; grant++)
        all = all && layers->allow[grant]->kind == FORMULA_ALWAYS;
    return all;
}

static void add_statement(struct encoding *encoding, const struct iam_bundle *bundle, const struct iam_policy *policy,
                          const struct iam_statement *statement, enum iam_layer layer, struct layer_formulas *layers) {
    struct arena *arena = encoding->arena;
    if (statement->effect == IAM_ALLOW && allows_all(layers, layer))
        return;
    struct encoded encoded = encode_with_grants(encoding, policy, statement, layer, bundle->boundary.count > 0);
    const struct formula *allows = formula_of(statement->effect == IAM_ALLOW);
    const struct formula *denies = formula_of(statement->effect == IAM_DENY);
    if (statement->effect == IAM_EFFECT_UNKNOWN) {
        static const char WHY[] = "the effect of a statement is not known";
        struct str about = about_node(encoding, statement->node);
        allows = vague(encoding, WHY, about);
        denies = vague(encoding, WHY, str_format(arena, "deny %.*s", STR_ARG(about)));
    }
    for (size_t grant = 0; grant < GRANTS; grant++) {
        const struct formula *by = encoded.by[grant];
        layers->allow[grant] = formula_or(arena, layers->allow[grant], formula_and(arena, by, allows));
        layers->deny = formula_or(arena, layers->deny, formula_and(arena, by, denies));
    }
    if (statement->effect == IAM_ALLOW && statement != encoding->focus.statement && allows_all(layers, layer))
        encoding->inquiry->covering = statement;
}

static void add_policy(struct encoding *encoding, const struct iam_bundle *bundle, const struct iam_policy *policy,
                       enum iam_layer layer, struct layer_formulas *layers) {
    struct arena *arena = encoding->arena;
    for (size_t i = 0; i < policy->statements.count; i++)
        add_statement(encoding, bundle, policy, &policy->statements.items[i], layer, layers);
    if (!policy->open)
        return;
    static const char WHY[] = "a policy is not wholly known";
    struct str about = about_node(encoding, policy->node);
    const struct formula *more = vague(encoding, WHY, about);
    layers->deny =
        formula_or(arena, layers->deny, vague(encoding, WHY, str_format(arena, "deny %.*s", STR_ARG(about))));
    for (size_t grant = 0; grant < GRANTS; grant++)
        layers->allow[grant] = formula_or(arena, layers->allow[grant], more);
}

/* The Allow, if it is one of these, before the others: if it allows all, they need not be looked at. */
static void add_first(struct encoding *encoding, const struct iam_bundle *bundle, struct iam_policies policies,
                      const struct iam_statement *first, enum iam_layer layer, struct layer_formulas *layers) {
    for (size_t i = 0; first && first->effect == IAM_ALLOW && i < policies.count; i++) {
        const struct iam_policy *policy = policies.items[i];
        size_t count = policy->statements.count;
        if (count && first >= policy->statements.items && first < policy->statements.items + count)
            add_statement(encoding, bundle, policy, first, layer, layers);
    }
}

static struct layer_formulas encode_policies(struct encoding *encoding, const struct iam_bundle *bundle,
                                             struct iam_policies policies, enum iam_layer layer) {
    const struct formula *never = formula_of(false);
    struct layer_formulas layers = {never, {never, never, never}};
    if (encoding->focus.layer == layer)
        add_first(encoding, bundle, policies, encoding->focus.statement, layer, &layers);
    if (!allows_all(&layers, layer))
        add_first(encoding, bundle, policies, encoding->inquiry->covering, layer, &layers);
    for (size_t i = 0; i < policies.count; i++)
        add_policy(encoding, bundle, policies.items[i], layer, &layers);
    return layers;
}

struct parts {
    struct layer_formulas identity, boundary, session, resource, endpoint;
    const struct formula *deny, *limits; /* SCPs and endpoint */
};

static struct parts encode_parts(struct encoding *encoding, const struct iam_bundle *bundle) {
    struct arena *arena = encoding->arena;
    const struct iam_caller *caller = &encoding->known.caller;
    const struct formula *never = formula_of(false);
    struct layer_formulas none = {never, {never, never, never}};
    struct parts parts = {none, none, none, none, none, never, formula_of(true)};
    bool linked = iam_is_service_linked(caller);
    if (iam_is_principal(caller)) {
        parts.identity = encode_policies(encoding, bundle, bundle->identity, IAM_LAYER_IDENTITY);
        parts.boundary = encode_policies(encoding, bundle, bundle->boundary, IAM_LAYER_BOUNDARY);
        parts.session = encode_policies(encoding, bundle, bundle->session, IAM_LAYER_SESSION);
        for (size_t i = 0; i < bundle->scp.count && !linked; i++) {
            struct layer_formulas level = encode_policies(encoding, bundle, bundle->scp.items[i], IAM_LAYER_SCP);
            parts.limits = formula_and(arena, parts.limits, level.allow[GRANT_DIRECT]);
            parts.deny = formula_or(arena, parts.deny, level.deny);
        }
    }
    struct iam_policies resource = {&bundle->resource, bundle->resource ? 1 : 0};
    parts.resource = encode_policies(encoding, bundle, resource, IAM_LAYER_RESOURCE);
    const char *const *owned = iam_owner_actions(caller, encoding->known.resource_account);
    if (*owned)
        parts.resource.deny =
            formula_and(arena, parts.resource.deny, formula_not(arena, encode_on(encoding, owned, NULL)));
    parts.endpoint = encode_policies(encoding, bundle, bundle->endpoint, IAM_LAYER_ENDPOINT);
    if (bundle->endpoint.count)
        parts.limits = formula_and(
            arena, parts.limits,
            formula_or(arena, parts.endpoint.allow[GRANT_DIRECT],
                       formula_or(arena, parts.endpoint.allow[GRANT_ROLE], parts.endpoint.allow[GRANT_ACCOUNT])));
    for (size_t i = 0; i < bundle->rcp.count && !linked; i++) {
        struct layer_formulas level = encode_policies(encoding, bundle, bundle->rcp.items[i], IAM_LAYER_RCP);
        parts.deny = formula_or(arena, parts.deny, formula_and(arena, level.deny, encode_rcps_cover(encoding)));
    }
    const struct layer_formulas *const layers[] = {&parts.identity, &parts.boundary, &parts.session, &parts.resource,
                                                   &parts.endpoint};
    for (size_t i = 0; i < sizeof layers / sizeof *layers; i++)
        parts.deny = formula_or(arena, parts.deny, layers[i]->deny);
    return parts;
}

static const struct formula *grants_to_root(struct encoding *encoding, const struct formula *by_resource,
                                            bool same_account) {
    struct arena *arena = encoding->arena;
    const struct formula *granted =
        same_account ? formula_or(arena, formula_not(arena, encode_on_key_or_role(encoding)), by_resource)
                     : by_resource;
    return formula_and(arena, granted, formula_not(arena, encode_assumes_role(encoding)));
}

static const struct formula *encode_grants(struct encoding *encoding, const struct iam_bundle *bundle,
                                           const struct parts *parts) {
    struct arena *arena = encoding->arena;
    const struct iam_request *known = &encoding->known;
    const struct formula *const *resource = parts->resource.allow;
    bool same_account = str_equal(known->caller.account, known->resource_account);
    const struct formula *cut =
        formula_and(arena, bundle->boundary.count ? parts->boundary.allow[GRANT_DIRECT] : formula_of(true),
                    bundle->session.count ? parts->session.allow[GRANT_DIRECT] : formula_of(true));
    const struct formula *identity = formula_and(arena, parts->identity.allow[GRANT_DIRECT], cut);
    const struct formula *by_anything =
        formula_or(arena, resource[GRANT_DIRECT], formula_or(arena, resource[GRANT_ROLE], resource[GRANT_ACCOUNT]));
    if (known->caller.kind == IAM_CALLER_ROOT)
        return grants_to_root(encoding, by_anything, same_account);
    if (!iam_is_principal(&known->caller))
        return resource[GRANT_DIRECT];
    if (!same_account)
        return formula_and(arena, identity, by_anything);
    const struct formula *by_name =
        formula_or(arena, resource[GRANT_DIRECT], formula_and(arena, resource[GRANT_ROLE], cut));
    const struct formula *delegated = resource[GRANT_ACCOUNT];
    if (delegated->kind != FORMULA_ALWAYS)
        delegated = formula_or(arena, formula_not(arena, encode_on_key_or_role(encoding)), delegated);
    return formula_or(arena, by_name, formula_and(arena, identity, delegated));
}

const struct formula *encode_allowed(struct encoding *encoding, const struct iam_bundle *bundle) {
    struct arena *arena = encoding->arena;
    struct parts parts = encode_parts(encoding, bundle);
    const struct formula *granted = formula_and(arena, encode_grants(encoding, bundle, &parts), parts.limits);
    const struct formula *allowed = formula_and(arena, granted, formula_not(arena, parts.deny));
    const char *const *free_actions = iam_free_actions(&encoding->known.caller);
    if (!*free_actions || encoding->question->granted)
        return allowed;
    return formula_or(arena, allowed, encode_on(encoding, free_actions, NULL));
}
