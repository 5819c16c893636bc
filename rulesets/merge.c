/* Rows with one place (or one value of once_per) are a group; a group is examined world by world. All worlds in which
 * its message is the same make one finding. */
#include "analyzer/base/map.h"
#include "rulesets/message.h"
#include "rulesets/place.h"
#include "rulesets/rows.h"
#include "rulesets/when.h"

#include <stdlib.h>
#include <string.h>

struct group {
    const struct facts *facts;
    struct arena *arena;
    const struct rows *all;
    const struct row *rows; /* sorted by world */
    size_t count;
    const struct rule *rule;
    int64_t *worlds;
    size_t world_count;
    struct map related; /* of the finding at hand: places with their labels, in memory that it gives back */
};

/* A message and where it is said. */
struct variant {
    struct str message;
    bool *holds; /* by number of the world in the group */
    VEC(const struct row *) rows;
};

struct variants {
    VEC(struct variant) list;
};

/* -- message ------------------------------------------------------------------------------------------------------ */

struct row_list {
    VEC(const struct row *) list;
};

struct filling {
    struct arena *arena;
    const struct row_list *rows;
};

/* Different texts in the order in which they came. */
static void add_text(struct map *texts, struct str text, struct arena *arena) {
    if (!texts->arena)
        map_init(texts, arena);
    map_put(texts, text, texts);
}

/* "a" · "a and b" · "a, b and c" · "a, b and 7 more" */
static struct str list_texts(const struct map *texts, const char *quote, struct arena *arena) {
    size_t count = texts->count, shown = count > 3 ? 2 : count;
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < shown; i++) {
        bool last = i + 1 == count;
        buf_add_z(&buf, i == 0 ? "" : last ? " and " : ", ");
        buf_printf(&buf, "%s%.*s%s", quote, STR_ARG(texts->entries[i].key), quote);
    }
    if (shown < count)
        buf_printf(&buf, " and %zu more", count - shown);
    return buf_str(&buf);
}

static struct str fill_column(void *context, struct str column, bool quoted) {
    const struct filling *filling = context;
    struct map texts = {0};
    for (size_t i = 0; i < filling->rows->list.count; i++) {
        const struct row *row = filling->rows->list.items[i];
        size_t number = prepared_column(row->prepared, column);
        if (number != COLUMN_NONE)
            add_text(&texts, row->values[number], filling->arena);
    }
    return list_texts(&texts, quoted ? "'" : "", filling->arena);
}

static struct variant *variant_of(struct group *group, struct variants *variants, struct str message) {
    for (size_t i = 0; i < variants->list.count; i++)
        if (str_equal(variants->list.items[i].message, message))
            return &variants->list.items[i];
    struct variant variant = {.message = message};
    variant.holds = arena_alloc_array(group->arena, group->world_count, sizeof *variant.holds);
    vec_push(group->arena, &variants->list, variant);
    return &variants->list.items[variants->list.count - 1];
}

/* The findings of one world become part of the variant with their message. */
static void add_world(struct group *group, struct variants *variants, size_t world, const struct row_list *rows) {
    if (rows->list.count == 0)
        return;
    struct filling filling = {group->arena, rows};
    struct str message = message_fill(group->arena, group->rule->message, fill_column, &filling);
    struct variant *variant = variant_of(group, variants, message);
    variant->holds[world] = true;
    for (size_t i = 0; i < rows->list.count; i++)
        vec_push(group->arena, &variant->rows, rows->list.items[i]);
}

static void find_variants(struct group *group, struct variants *ret_variants) {
    for (size_t i = 0, world = 0; i < group->count; world++) {
        struct row_list rows = {0};
        int64_t id = group->rows[i].world;
        group->worlds[world] = id;
        for (; i < group->count && group->rows[i].world == id; i++)
            if (group->rows[i].verdict == VERDICT_FINDING && !group->rows[i].covered)
                vec_push(group->arena, &rows.list, &group->rows[i]);
        add_world(group, ret_variants, world, &rows);
    }
}

/* -- related locations -------------------------------------------------------------------------------------------- */

static void add_related(struct group *group, struct finding *finding, struct str label, const struct node *node) {
    if (!node || label.size == 0 || location_compare(node_source(node), finding->place.node) == 0)
        return;
    struct location location = location_at(label, node);
    struct str key = str_format(group->related.arena, "%u-%u %.*s\n%.*s", location.span.start, location.span.end,
                                STR_ARG(location.document->path), STR_ARG(label));
    if (map_put(&group->related, key, finding))
        vec_push(group->arena, &finding->related, location);
}

static const struct node *entity_node(const struct facts *facts, int64_t id) {
    const struct entity *entity = facts_entity(facts, id);
    return entity && entity->node ? node_source(entity->node) : NULL;
}

/* The label that the rule gives to `entity`, for the other rows of a merged finding. */
static struct str entity_label(struct group *group, const struct row *row) {
    const struct rule *rule = group->rule;
    struct str name = row->values[row->prepared->entity];
    for (size_t i = 0; i < rule->related.count; i++)
        if (str_is(rule->related.items[i].column, "entity"))
            return str_format(group->arena, "%.*s '%.*s'", STR_ARG(rule->related.items[i].label), STR_ARG(name));
    return str_format(group->arena, "applies to '%.*s'", STR_ARG(name));
}

/* Whether several entities share the place of the finding (Globals): then it says nothing about which. */
static bool is_shared_place(struct group *group, const struct finding *finding, const struct variant *variant) {
    const struct node *first = NULL;
    for (size_t i = 0; i < variant->rows.count; i++) {
        const struct row *row = variant->rows.items[i];
        const struct node *node = entity_node(group->facts, row->entity);
        if (location_compare(row->node, finding->place.node) != 0)
            continue;
        if (first && node != first)
            return true;
        first = node;
    }
    return false;
}

/* Where a loop says for what it makes the entity's resource; NULL when no loop does. */
static const struct node *element_node(const struct facts *facts, int64_t id) {
    const struct entity *entity = facts_entity(facts, id);
    return entity && entity->resource ? entity->resource->element : NULL;
}

/* Where the merged rows themselves stand: at other places, or behind one shared place. */
static void relate_rows(struct group *group, struct finding *finding, const struct variant *variant) {
    bool shared = is_shared_place(group, finding, variant);
    for (size_t i = 0; i < variant->rows.count; i++) {
        const struct row *row = variant->rows.items[i];
        const struct node *element = element_node(group->facts, row->entity);
        if (location_compare(row->node, finding->place.node) != 0)
            add_related(group, finding, entity_label(group, row), row->node);
        else if (element)
            add_related(group, finding, entity_label(group, row), element);
        else if (shared)
            add_related(group, finding, entity_label(group, row), entity_node(group->facts, row->entity));
    }
}

/* Of which nested stack it is said, where several have one template. */
static void relate_stacks(struct group *group, struct finding *finding, const struct variant *variant) {
    for (size_t i = 0; i < variant->rows.count; i++) {
        const struct entity *entity = facts_entity(group->facts, variant->rows.items[i]->entity);
        const struct node *stack = entity && entity->resource ? entity->resource->stack : NULL;
        if (stack)
            add_related(group, finding, str_format(group->arena, "in the nested stack '%.*s'", STR_ARG(stack->key)),
                        node_source(stack));
    }
}

static void relate_column(struct group *group, struct finding *finding, const struct variant *variant, size_t number) {
    const struct rule_related *related = &group->rule->related.items[number];
    if (str_is(related->column, "entity"))
        return;
    struct map names = {0};
    for (size_t i = 0; i < variant->rows.count; i++) {
        const struct row *row = variant->rows.items[i];
        add_text(&names, row->values[row->prepared->related[number]], group->related.arena);
    }
    for (size_t i = 0; i < variant->rows.count; i++) {
        const struct row *row = variant->rows.items[i];
        size_t column = row->prepared->related[number];
        struct str label = related->label;
        if (names.count > 1 && label.size > 0)
            label = str_format(group->arena, "%.*s '%.*s'", STR_ARG(label), STR_ARG(row->values[column]));
        add_related(group, finding, label, entity_node(group->facts, row->ids[column]));
    }
}

static struct str flow_label(const struct rule *rule, struct str column, const struct row *row, size_t number) {
    for (size_t i = 0; i < rule->related.count; i++)
        if (str_equal(rule->related.items[i].column, column))
            return rule->related.items[i].label;
    return row->values[number];
}

static void add_flow(struct group *group, struct finding *finding, const struct row *row) {
    struct flow flow = {0};
    for (size_t i = 0; i < group->rule->flow.count; i++) {
        size_t column = row->prepared->flow[i];
        const struct node *node = entity_node(group->facts, row->ids[column]);
        if (node)
            vec_push(group->arena, &flow.steps,
                     location_at(flow_label(group->rule, group->rule->flow.items[i], row, column), node));
    }
    if (flow.steps.count > 1)
        vec_push(group->arena, &finding->flows, flow);
}

/* -- secrets ------------------------------------------------------------------------------------------------------ */

/* A scalar that is the value itself, not a reference to it. */
static bool is_literal(const struct node *node) {
    return node && node_is_scalar(node) && node->tag.size == 0;
}

/* The place, when it holds the secret, and defaults of parameters that the rule names. */
static void mask(struct group *group, struct finding *finding, const struct variant *variant) {
    if (!group->rule->masks_value)
        return;
    finding->masked = is_literal(finding->place.node);
    for (size_t i = 0; i < variant->rows.count; i++)
        for (size_t c = 0; c < variant->rows.items[i]->prepared->column_count; c++) {
            const struct entity *entity = facts_entity(group->facts, variant->rows.items[i]->ids[c]);
            if (!entity || strcmp(entity->table, "parameter") != 0)
                continue;
            const struct node *node = facts_place(group->facts, entity->id, STR("default"));
            if (is_literal(node) && node->document == finding->place.document)
                vec_push(group->arena, &finding->secrets, node_place(node));
        }
}

/* -- findings ----------------------------------------------------------------------------------------------------- */

static const struct row *first_row(const struct variant *variant) {
    const struct row *first = variant->rows.items[0];
    for (size_t i = 1; i < variant->rows.count; i++)
        if (location_compare(variant->rows.items[i]->node, first->node) < 0)
            first = variant->rows.items[i];
    return first;
}

/* Logical ids of the functions that the rows are about: one place (Globals, an anchor) may serve several. */
static struct str function_labels(struct group *group, const struct row *const *rows, size_t count) {
    struct function_ids functions = {0};
    for (size_t i = 0; i < count; i++)
        row_functions(group->facts, group->all, rows[i], group->arena, &functions);
    struct map names;
    map_init(&names, group->arena);
    struct buf buf;
    buf_init(&buf, group->arena);
    for (size_t i = 0; i < functions.list.count; i++) {
        const struct entity *function = facts_entity(group->facts, functions.list.items[i]);
        struct str name = message_readable(group->arena, place_resource(function));
        if (name.size && map_put(&names, name, &names))
            buf_printf(&buf, "%s%.*s", names.count > 1 ? ", " : "", STR_ARG(name));
    }
    return buf_str(&buf);
}

static enum persona least_persona(const struct row *const *rows, size_t count) {
    enum persona least = rows[0]->persona;
    for (size_t i = 1; i < count; i++)
        if (rows[i]->persona < least)
            least = rows[i]->persona;
    return least;
}

static bool holds_in(const struct group *group, const struct variant *variant, int64_t world) {
    for (size_t i = 0; i < group->world_count; i++)
        if (group->worlds[i] == world)
            return variant->holds[i];
    return false;
}

/* A finding is compared with the worlds of its unit in which its resource exists: where the resource has something
 * else at that place (the other branch of an Fn::If), the finding does not hold. */
static void set_when(struct group *group, struct finding *finding, const struct variant *variant,
                     const struct resource *resource) {
    int64_t some = variant->rows.items[0]->world;
    const struct unit *unit = facts_world(group->facts, some).unit;
    int64_t first = some, end = some + 1;
    while (facts_world(group->facts, first - 1).unit == unit)
        first--;
    while (facts_world(group->facts, end).unit == unit)
        end++;
    int64_t *worlds = arena_alloc_array(group->arena, (size_t)(end - first), sizeof *worlds);
    bool *holds = arena_alloc_array(group->arena, (size_t)(end - first), sizeof *holds);
    struct sightings sightings = {worlds, holds, 0};
    for (int64_t id = first; id < end; id++) {
        holds[sightings.count] = holds_in(group, variant, id);
        if (holds[sightings.count] || !resource ||
            formula_holds(resource->condition, facts_world(group->facts, id).world))
            worlds[sightings.count++] = id;
    }
    struct when when = when_find(group->facts, resource, finding->place.node, &sightings, group->arena);
    finding->when = when.text;
    finding->when_bindings = when.bindings;
    finding->when_counted = when.counted;
}

/* An item of a list that the key names, "action=s3:*", is found without its number: others may be put before it. */
static struct str path_of(struct arena *arena, const struct node *node, struct str key) {
    bool is_named = node->parent && node->parent->kind == NODE_LIST && str_contains(key, "=");
    return node_path(arena, is_named ? node->parent : node);
}

static struct finding *make_finding(struct group *group, const struct variant *variant) {
    const struct row *row = first_row(variant);
    const struct entity *entity = facts_entity(group->facts, row->entity);
    struct finding *finding = ARENA_NEW(group->arena, struct finding);
    finding->rule = group->rule;
    finding->message = variant->message;
    finding->place = location_at(STR_NONE, row->node);
    finding->resource = str_copy(group->arena, place_resource(entity));
    finding->resource_type = place_resource_type(entity);
    finding->function = function_labels(group, variant->rows.items, variant->rows.count);
    finding->key = place_key(entity, row->attribute, group->arena);
    finding->path = path_of(group->arena, finding->place.node, finding->key);
    for (size_t i = 0; i < variant->rows.count; i++)
        if (variant->rows.items[i]->severity > finding->severity)
            finding->severity = variant->rows.items[i]->severity;
    finding->persona = least_persona(variant->rows.items, variant->rows.count);
    set_when(group, finding, variant, entity->resource);
    struct arena scratch;
    arena_init(&scratch);
    map_init(&group->related, &scratch);
    relate_rows(group, finding, variant);
    relate_stacks(group, finding, variant);
    for (size_t i = 0; i < group->rule->related.count; i++)
        relate_column(group, finding, variant, i);
    arena_done(&scratch);
    for (size_t i = 0; group->rule->flow.count && i < variant->rows.count; i++)
        add_flow(group, finding, variant->rows.items[i]);
    finding->witness = row->witness;
    mask(group, finding, variant);
    return finding;
}

static struct undecided *make_undecided(struct group *group) {
    struct map reasons = {0};
    struct row_list open = {0};
    for (size_t i = 0; i < group->count; i++) {
        const struct row *row = &group->rows[i];
        if (row->verdict != VERDICT_UNDECIDED || row->covered)
            continue;
        vec_push(group->arena, &open.list, row);
        add_text(&reasons, row->reasons, group->arena);
    }
    if (open.list.count == 0)
        return NULL;
    const struct row *first = open.list.items[0];
    struct undecided *undecided = ARENA_NEW(group->arena, struct undecided);
    undecided->rule = group->rule;
    undecided->place = location_at(STR_NONE, first->node);
    undecided->resource = str_copy(group->arena, place_resource(facts_entity(group->facts, first->entity)));
    undecided->persona = least_persona(open.list.items, open.list.count);
    undecided->function = function_labels(group, open.list.items, open.list.count);
    struct buf buf;
    buf_init(&buf, group->arena);
    for (size_t i = 0; i < reasons.count; i++)
        buf_printf(&buf, "%s%.*s", i ? "; " : "", STR_ARG(reasons.entries[i].key));
    undecided->reason = buf_str(&buf);
    return undecided;
}

static void merge_group(struct group *group, struct report *report) {
    group->worlds = arena_alloc_array(group->arena, group->world_count, sizeof *group->worlds);
    struct variants variants = {0};
    find_variants(group, &variants);
    for (size_t i = 0; i < variants.list.count; i++)
        vec_push(group->arena, &report->findings, make_finding(group, &variants.list.items[i]));
    struct undecided *undecided = variants.list.count ? NULL : make_undecided(group);
    if (undecided)
        vec_push(group->arena, &report->undecided, undecided);
}

/* -- grouping ----------------------------------------------------------------------------------------------------- */

static int compare_groups(const struct row *a, const struct row *b) {
    int order = str_compare(a->prepared->rule->id, b->prepared->rule->id);
    if (order == 0)
        order = str_compare(a->group, b->group);
    if (order == 0 && a->group.size == 0)
        order = location_compare(a->node, b->node);
    return order;
}

static int compare_rows(const void *left, const void *right) {
    const struct row *a = left, *b = right;
    int order = compare_groups(a, b);
    if (order == 0)
        order = (a->world > b->world) - (a->world < b->world);
    if (order == 0)
        order = location_compare(a->node, b->node);
    if (order == 0)
        order = (a->number > b->number) - (a->number < b->number);
    return order;
}

void rows_merge(const struct facts *facts, struct arena *arena, struct rows *rows, struct report *report) {
    size_t count = rows->list.count;
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        rows->list.items[i].number = i;
    qsort(rows->list.items, count, sizeof *rows->list.items, compare_rows);
    for (size_t from = 0, to; from < count; from = to) {
        const struct row *first = &rows->list.items[from];
        struct group group = {
            .facts = facts, .arena = arena, .all = rows, .rows = first, .rule = first->prepared->rule};
        int64_t world = first->world;
        group.world_count = 1;
        for (to = from; to < count && compare_groups(first, &rows->list.items[to]) == 0; to++) {
            group.world_count += rows->list.items[to].world != world;
            world = rows->list.items[to].world;
        }
        group.count = to - from;
        merge_group(&group, report);
    }
}
