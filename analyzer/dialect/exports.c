/* Fn::ImportValue between the templates of a unit. A name is what it is in a world: parameters may be part of it. One
 * that two outputs have is nobody's, because then the input is not one deployment.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-importvalue.html
 */
#include "analyzer/dialect/template.h"

void exports_load(struct template *template) {
    const struct node *outputs = node_member(template->root, "Outputs");
    if (!outputs || outputs->kind != NODE_MAP)
        return;
    node_each(output, outputs) {
        const struct node *name = node_member(node_member(output, "Export"), "Name");
        const struct node *value = node_member(output, "Value");
        if (!name || !value)
            continue;
        struct export *export = ARENA_NEW(template->arena, struct export);
        *export = (struct export){.template = template, .output = output, .name = name, .value = value};
        vec_push(template->arena, &template->choices->exports, export);
    }
}

/* -- names --------------------------------------------------------------------------------------------------------- */

static bool name_of(struct resolver *resolver, const struct template *template, const struct node *node,
                    struct str *ret_name) {
    const struct value *name = intrinsic_elsewhere(resolver, template, node, node);
    if (!value_is_known_scalar(name))
        return false;
    *ret_name = name->text;
    return true;
}

static bool is_there(const struct resolver *resolver, const struct export *export) {
    return !export->condition || !resolver->world || formula_holds(export->condition->formula, resolver->world);
}

/* name → struct export *, NULL for a name that several have. */
static void collect_names(struct resolver *resolver, const struct choices *choices, struct map *names) {
    for (size_t i = 0; i < choices->exports.count; i++) {
        struct export *export = choices->exports.items[i];
        struct str name;
        if (is_there(resolver, export) && name_of(resolver, export->template, export->name, &name))
            map_put(names, name, map_has(names, name) ? NULL : export);
    }
}

/* Asked for each import; worlds are few. The names of a world are known by its levels. */
static const struct map *names_in(struct resolver *resolver) {
    struct choices *choices = template_of(resolver)->choices;
    struct str key = STR("defaults");
    if (resolver->world)
        key = (struct str){(const char *)resolver->world->levels, choices->unit->factors.count};
    struct map *names = map_get(&choices->export_names, key);
    if (names)
        return names;
    names = ARENA_NEW(choices->arena, struct map);
    map_init(names, choices->arena);
    map_put(&choices->export_names, str_copy(choices->arena, key), names);
    struct resolver fresh = {.unit = resolver->unit, .world = resolver->world, .arena = choices->arena};
    collect_names(&fresh, choices, names);
    return names;
}

const struct export *exports_find(struct resolver *resolver, struct str name) {
    return template_of(resolver)->choices->exports.count ? map_get(names_in(resolver), name) : NULL;
}

/* -- what depends on them ------------------------------------------------------------------------------------------ */

static struct export *imported(struct choices *choices, const struct import_use *use) {
    struct resolver resolver = {.unit = choices->unit, .arena = choices->arena, .scope = use->template};
    const struct value *name = intrinsic_argument(&resolver, use->call);
    return value_is_known_scalar(name) ? map_get(names_in(&resolver), name->text) : NULL;
}

void exports_survey(struct choices *choices) {
    for (size_t i = 0; choices->exports.count && i < choices->import_uses.count; i++) {
        const struct import_use use = choices->import_uses.items[i];
        struct export *export = imported(choices, &use);
        if (!export)
            continue;
        if (!export->imported)
            export->condition = survey_output(export->template, export->output);
        export->imported = true;
        if (export->condition)
            vec_push(choices->arena, &use.template->needs, (struct need){use.guard, export->condition});
    }
}

/* -- names for linking --------------------------------------------------------------------------------------------- */

void dialect_linkage(const struct unit *unit, struct arena *arena, struct linkage *ret_linkage) {
    *ret_linkage = (struct linkage){0};
    if (!dialect_is_template(unit))
        return;
    const struct template *root = unit->private;
    const struct choices *choices = root->choices;
    struct resolver resolver = {.unit = unit, .arena = arena};
    struct str name;
    for (size_t i = 0; i < choices->exports.count; i++)
        if (name_of(&resolver, choices->exports.items[i]->template, choices->exports.items[i]->name, &name))
            vec_push(arena, &ret_linkage->exports, name);
    for (size_t i = 0; i < choices->import_uses.count; i++) {
        const struct import_use *use = &choices->import_uses.items[i];
        resolver.scope = use->template;
        const struct value *value = intrinsic_argument(&resolver, use->call);
        if (value_is_known_scalar(value))
            vec_push(arena, &ret_linkage->imports, value->text);
    }
}
