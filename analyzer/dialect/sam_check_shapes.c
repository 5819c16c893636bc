/* What the translator rejects inside properties. sam-shapes.tsv says it, a line for each owner, path and rule: this
 * file reads the lines and walks the paths. What hangs on other resources or on more than one place is in the other
 * sam_check*.c.
 *
 * A path is names with dots between them; * stands for every member of a map or item of a list, and . for the owner
 * itself. The rules, each with its values (commas between them):
 *
 *   kind      it is written as one of these: text, number, boolean, list, map. A function call may stand for it.
 *   literal   the same, and no function call
 *   written   the same, and no function call but Ref and Fn::FindInMap, where SAM knows what parameters are
 *   required  it is there, when what holds it is a map
 *   one-of    a text that is written out is one of these
 *   only      of a map: it has no other members than these
 *   not-with  none of these is beside it
 *   needs     one of these is beside it
 *   any       of a map: it has one of these
 *   lacks     of a map: it has none of these
 *   filled    it is not empty */
#include "analyzer/base/embedded.h"
#include "analyzer/dialect/sam_expander.h"

static const char *const TABLES[] = {"analyzer/dialect/data/sam-shapes.tsv", "analyzer/dialect/data/sam-models.tsv"};

struct shape {
    struct sam *sam;
    struct str rule;
    struct str values;
};

/* What a rule is asked of. */
struct spot {
    const struct node *place;  /* where something is missing */
    const struct node *parent; /* the map or list that holds it; NULL for the owner itself */
    const struct node *node;   /* NULL when it is not there */
    struct str name;           /* for messages: Domain.BasePath[0] */
};

/* -- values -------------------------------------------------------------------------------------------------------- */

/* The next of the values, which become those behind it; false when none is left. */
static bool next_value(struct str *values, struct str *ret_value) {
    if (values->size == 0)
        return false;
    if (!str_cut(*values, ',', ret_value, values)) {
        *ret_value = *values;
        *values = STR_NONE;
    }
    return true;
}

static bool among(struct str values, struct str text) {
    struct str value;
    while (next_value(&values, &value))
        if (str_equal(value, text))
            return true;
    return false;
}

/* "A, B or C" */
static struct str listed(struct arena *arena, struct str values) {
    struct buf buf;
    struct str value;
    buf_init(&buf, arena);
    while (str_cut(values, ',', &value, &values)) {
        buf_add_z(&buf, buf.size ? ", " : "");
        buf_add(&buf, value);
    }
    buf_add_z(&buf, buf.size ? " or " : "");
    buf_add(&buf, values);
    return buf_str(&buf);
}

/* The first of the values that is a member of the map and says something. */
static const struct node *first_member(const struct node *map, struct str values) {
    struct str value;
    while (next_value(&values, &value)) {
        const struct node *member = node_member_str(map, value);
        if (!sam_is_empty(member))
            return member;
    }
    return NULL;
}

/* -- rules --------------------------------------------------------------------------------------------------------- */

/* Whether a function call may be gone when SAM reads the template: macros and AWS::LanguageExtensions come before. */
static bool comes_first(const struct shape *shape, const struct node *node) {
    return shape->sam->extended || call_of(node).kind == CALL_TRANSFORM;
}

static bool may_be_known(const struct node *node) {
    enum call_kind kind = call_of(node).kind;
    return kind == CALL_NONE || kind == CALL_REF || kind == CALL_FIND_IN_MAP;
}

static void check_kind(const struct shape *shape, const struct spot *spot) {
    bool nothing = !node_is_scalar(spot->node) && sam_is_empty(spot->node);
    if (nothing || sam_has_kind(spot->node, shape->values))
        return;
    sam_reject(shape->sam, spot->node, "'%.*s' is written as a %s where a %.*s belongs", STR_ARG(spot->name),
               sam_kind_name(spot->node), STR_ARG(listed(shape->sam->arena, shape->values)));
}

static void reject_call(const struct shape *shape, const struct spot *spot) {
    sam_reject(shape->sam, spot->node, "'%.*s' has to be written out: SAM takes no %.*s here", STR_ARG(spot->name),
               STR_ARG(call_of(spot->node).name));
}

static void check_literal(const struct shape *shape, const struct spot *spot) {
    if (call_of(spot->node).kind == CALL_NONE || comes_first(shape, spot->node))
        check_kind(shape, spot);
    else
        reject_call(shape, spot);
}

static void check_written(const struct shape *shape, const struct spot *spot) {
    if (may_be_known(spot->node) || comes_first(shape, spot->node))
        check_kind(shape, spot);
    else
        reject_call(shape, spot);
}

static void check_one_of(const struct shape *shape, const struct spot *spot) {
    if (!sam_is_text(spot->node) || among(shape->values, spot->node->text))
        return;
    sam_reject(shape->sam, spot->node, "'%.*s' is '%.*s': it has to be %.*s", STR_ARG(spot->name),
               STR_ARG(spot->node->text), STR_ARG(listed(shape->sam->arena, shape->values)));
}

static void check_only(const struct shape *shape, const struct spot *spot) {
    if (!sam_is_map(spot->node))
        return;
    node_each(member, spot->node) {
        if (!among(shape->values, member->key) && !str_starts(member->key, "Fn::"))
            sam_reject(shape->sam, member, "'%.*s' has no property '%.*s': it can have %.*s", STR_ARG(spot->name),
                       STR_ARG(member->key), STR_ARG(listed(shape->sam->arena, shape->values)));
    }
}

static void check_not_with(const struct shape *shape, const struct spot *spot) {
    const struct node *other = first_member(spot->parent, shape->values);
    if (other)
        sam_reject(shape->sam, spot->node, "'%.*s' and '%.*s' exclude each other: keep one of them",
                   STR_ARG(spot->name), STR_ARG(other->key));
}

static void check_needs(const struct shape *shape, const struct spot *spot) {
    if (!sam_is_false(spot->node) && !first_member(spot->parent, shape->values))
        sam_reject(shape->sam, spot->node, "'%.*s' needs %.*s beside it", STR_ARG(spot->name),
                   STR_ARG(listed(shape->sam->arena, shape->values)));
}

static void check_any(const struct shape *shape, const struct spot *spot) {
    bool owner = spot->name.size == 0;
    if (!sam_is_map(spot->node) || first_member(spot->node, shape->values) || (!owner && sam_is_empty(spot->node)))
        return;
    struct str wanted = listed(shape->sam->arena, shape->values);
    if (owner)
        sam_reject(shape->sam, spot->place, "the property %.*s is missing", STR_ARG(wanted));
    else
        sam_reject(shape->sam, spot->place, "'%.*s' needs the property %.*s", STR_ARG(spot->name), STR_ARG(wanted));
}

static void check_lacks(const struct shape *shape, const struct spot *spot) {
    const struct node *member = first_member(spot->node, shape->values);
    if (member)
        sam_reject(shape->sam, member, "'%.*s' cannot have the property '%.*s'", STR_ARG(spot->name),
                   STR_ARG(member->key));
}

static void check_filled(const struct shape *shape, const struct spot *spot) {
    if (sam_is_empty(spot->node))
        sam_reject(shape->sam, spot->node, "'%.*s' cannot be empty", STR_ARG(spot->name));
}

static void check_required(const struct shape *shape, const struct spot *spot) {
    if (!spot->node && !sam_is_empty(spot->parent) && !node_member(spot->parent, "Fn::Transform"))
        sam_reject(shape->sam, spot->place, "the property '%.*s' is missing or empty", STR_ARG(spot->name));
}

static const struct {
    const char *name;
    void (*check)(const struct shape *shape, const struct spot *spot);
} RULES[] = {
    {"any", check_any},         {"filled", check_filled},     {"kind", check_kind},         {"lacks", check_lacks},
    {"literal", check_literal}, {"needs", check_needs},       {"not-with", check_not_with}, {"one-of", check_one_of},
    {"only", check_only},       {"required", check_required}, {"written", check_written},
};

static void apply(const struct shape *shape, const struct spot *spot) {
    if (!spot->node && !str_is(shape->rule, "required"))
        return;
    for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++)
        if (str_is(shape->rule, RULES[i].name))
            RULES[i].check(shape, spot);
}

/* -- paths --------------------------------------------------------------------------------------------------------- */

static void walk(const struct shape *shape, const struct spot *at, struct str path);

static void walk_member(const struct shape *shape, const struct spot *at, struct str name, struct str path) {
    struct arena *arena = shape->sam->arena;
    struct node *member = node_member_str(at->node, name);
    struct spot spot = {.place = at->parent ? at->node : at->place, .parent = at->node, .node = member};
    if (member && member->kind == NODE_NULL && call_of(member).kind == CALL_NONE)
        spot.node = NULL;
    if (spot.node)
        spot.place = spot.node;
    spot.name = at->name.size ? str_format(arena, "%.*s.%.*s", STR_ARG(at->name), STR_ARG(name)) : name;
    walk(shape, &spot, path);
}

static void walk_each(const struct shape *shape, const struct spot *at, struct str path) {
    struct arena *arena = shape->sam->arena;
    size_t number = 0;
    node_each(child, at->node) {
        struct spot spot = {.place = child, .parent = at->node, .node = child};
        spot.name = at->node->kind == NODE_MAP ? str_format(arena, "%.*s.%.*s", STR_ARG(at->name), STR_ARG(child->key))
                                               : str_format(arena, "%.*s[%zu]", STR_ARG(at->name), number++);
        if (child->kind == NODE_NULL && call_of(child).kind == CALL_NONE)
            spot.node = NULL;
        walk(shape, &spot, path);
    }
}

static void walk(const struct shape *shape, const struct spot *at, struct str path) {
    struct str step, rest;
    if (path.size == 0 || str_is(path, ".")) {
        apply(shape, at);
        return;
    }
    if (!str_cut(path, '.', &step, &rest)) {
        step = path;
        rest = STR_NONE;
    }
    if (!at->node || node_is_scalar(at->node) || call_of(at->node).kind != CALL_NONE)
        return;
    if (str_is(step, "*"))
        walk_each(shape, at, rest);
    else if (at->node->kind == NODE_MAP)
        walk_member(shape, at, step, rest);
}

static void check_lines(struct sam *sam, struct str owner, struct str lines, const struct spot *spot) {
    struct str line, path, rest;
    while (str_cut(lines, '\n', &line, &lines)) {
        struct shape shape = {.sam = sam};
        line = str_slice(line, owner.size + 1, line.size);
        str_cut(line, '\t', &path, &rest);
        if (!str_cut(rest, '\t', &shape.rule, &shape.values))
            shape.rule = rest;
        walk(&shape, spot, path);
    }
}

void sam_check_shapes(struct sam *sam, struct str owner, struct str name, const struct node *place,
                      const struct node *node) {
    struct spot spot = {.place = place, .node = node, .name = name};
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        check_lines(sam, owner, embedded_lines(TABLES[i], owner), &spot);
}
