/* Values that parameter files give. Each file that names a parameter of the template is a world: parameters have the
 * value of the file, else of the configuration, else their default, and conditions are decided by them. What no file
 * can decide (a pseudo parameter without a value, a condition that this file does not define) is not explored either:
 * the first of its outcomes is taken, as in the world of all defaults. */
#include "analyzer/dialect/template.h"

static struct binding *find_binding(struct parameter_file *file, struct str name) {
    for (size_t i = file->list.count; i-- > 0;)
        if (str_equal(file->list.items[i].name, name))
            return &file->list.items[i];
    return NULL;
}

static bool speaks_of(struct template *template, struct parameter_file *file) {
    bool any = false;
    for (size_t i = 0; i < file->list.count; i++)
        if (template_find_variable(template, file->list.items[i].name))
            any = file->list.items[i].used = true;
    return any;
}

static struct level level_of(const struct variable *variable, const struct binding *binding) {
    if (!binding)
        return (struct level){.other = true, .known = variable->has_text, .text = variable->text};
    return (struct level){.known = true, .text = binding->value};
}

static bool same_level(const struct level *a, const struct level *b) {
    return a->known == b->known && str_equal(a->text, b->text);
}

static void give(struct template *template, struct variable *variable, struct parameter_file *const *files,
                 size_t count) {
    struct level *levels = arena_alloc_array(template->arena, count, sizeof *levels);
    bool given = false, agree = true;
    if (variable->bound && !variable->yields)
        return;
    for (size_t i = 0; i < count; i++) {
        const struct binding *binding = find_binding(files[i], variable->name);
        given = given || binding;
        levels[i] = level_of(variable, binding);
        agree = agree && same_level(&levels[i], &levels[0]);
    }
    if (!given)
        return;
    variable->bound = variable->has_text = agree;
    variable->text = levels[0].text;
    variable->by_file = agree ? NULL : levels;
}

static void add_file_variable(struct template *template, struct parameter_file *const *files, size_t count) {
    struct variable *variable = ARENA_NEW(template->arena, struct variable);
    variable->name = variable->address = STR("--param-file");
    variable->kind = VARIABLE_FILE;
    variable->levels = arena_alloc_array(template->arena, count, sizeof *variable->levels);
    variable->level_count = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        variable->levels[i] = (struct level){.known = true, .text = files[i]->name};
    variable->is_subject = true;
    vec_push(template->arena, &template->choices->subjects, variable);
    template->choices->file = variable;
}

void given_load(struct template *template, struct bindings *bindings) {
    if (template->parent) /* they speak of the stack that is deployed */
        return;
    struct parameter_file *files[LIMIT_LEVELS];
    size_t count = 0;
    for (size_t i = 0; bindings && i < bindings->files.count && count < LIMIT_LEVELS; i++)
        if (speaks_of(template, bindings->files.items[i]))
            files[count++] = bindings->files.items[i];
    if (!count)
        return;
    for (size_t i = 0; i < template->variables.count; i++)
        give(template, template->variables.entries[i].value, files, count);
    if (!template->choices->file)
        add_file_variable(template, files, count);
    for (size_t i = 0; i < template->unit->parameters.count; i++) {
        struct parameter *parameter = &template->unit->parameters.items[i];
        const struct variable *variable = template_find_variable(template, parameter->name);
        if (!variable || !str_equal(variable->address, parameter->address)) /* of another template */
            continue;
        parameter->bound = variable->bound;
        parameter->value = variable->bound ? variable->text : STR_NONE;
    }
}

void given_worlds(struct choices *choices) {
    const struct variable *file = choices->file;
    struct unit *unit = choices->unit;
    for (uint32_t i = 0; file && i < file->level_count; i++) {
        uint8_t *levels = arena_alloc(choices->arena, unit->factors.count);
        if (file->is_subject)
            levels[file->subject] = (uint8_t)i;
        vec_push(choices->arena, &unit->worlds, (struct world){file->levels[i].text, levels, i});
    }
}
