#include "policies/element.h"

struct filler {
    struct arena *arena;
    struct element_options options;
    const struct iam_context *context;
    struct element *element;
};

static void add_plain(struct filler *filler, struct str text) {
    if (filler->options.wildcards)
        glob_add_pattern(filler->arena, &filler->element->glob, text);
    else
        glob_add_text(filler->arena, &filler->element->glob, text);
}

/* The rest may be any text, for that reason. */
static void add_unknown(struct filler *filler, const char *why) {
    if (!filler->element->unknown)
        filler->element->unknown = why;
    glob_add(filler->arena, &filler->element->glob, GLOB_STAR);
}

/* ${key, 'text'}: the text is taken when the key is absent. */
static bool split_default(struct str *name, struct str *ret_default) {
    struct str key, rest;
    if (!str_cut(*name, ',', &key, &rest))
        return false;
    rest = str_trim(rest);
    if (rest.size < 2 || rest.data[0] != '\'' || rest.data[rest.size - 1] != '\'')
        return false;
    *name = str_trim(key);
    *ret_default = str_slice(rest, 1, rest.size - 1);
    return true;
}

static void add_variable(struct filler *filler, struct str name) {
    struct element *element = filler->element;
    if (str_is(name, "*") || str_is(name, "?") || str_is(name, "$")) {
        glob_add_text(filler->arena, &element->glob, name);
        return;
    }
    struct str otherwise = STR_NONE;
    bool has_default = split_default(&name, &otherwise);
    if (element->variable_at == SIZE_MAX)
        element->variable_at = element->glob.count;
    if (filler->options.open) {
        add_unknown(filler, "a policy variable is left open");
        return;
    }
    const struct iam_context_value *entry = iam_context_get(filler->context, name);
    if (!entry && has_default)
        glob_add_text(filler->arena, &element->glob, otherwise);
    else if (!entry)
        element->unresolved = true;
    else if (entry->unknown)
        add_unknown(filler, entry->unknown);
    else if (entry->values.count > 1 || iam_key_is_multivalued(name))
        add_unknown(filler, "a key with many values cannot be a policy variable (S44)");
    else if (entry->partial)
        add_unknown(filler, "a policy variable has a value that is not wholly known");
    else
        glob_add_text(filler->arena, &element->glob, entry->values.items[0]);
}

static void add_text(struct filler *filler, struct str text) {
    while (filler->options.variables) {
        size_t start = str_find(text, STR("${"), 0);
        if (start == SIZE_MAX)
            break;
        add_plain(filler, str_slice(text, 0, start));
        size_t end = str_find(text, STR("}"), start);
        if (end == SIZE_MAX) {
            add_unknown(filler, "a policy variable has no closing brace (S5)");
            return;
        }
        add_variable(filler, str_slice(text, start + 2, end));
        text = str_slice(text, end + 1, text.size);
    }
    add_plain(filler, text);
}

struct element element_read(struct arena *arena, const struct iam_text *text, struct element_options options,
                            const struct iam_context *context) {
    struct element element = {.variable_at = SIZE_MAX};
    struct filler filler = {arena, options, context, &element};
    glob_init(&element.glob, options.fold);
    const struct value *value = text->value;
    if (text->known) {
        add_text(&filler, text->text);
    } else if (value->kind == VALUE_CONCAT) {
        for (size_t i = 0; i < value->count; i++)
            if (value->parts[i]->kind == VALUE_TEXT)
                add_text(&filler, value->parts[i]->text);
            else
                add_unknown(&filler, "a part of the text is not known");
    } else {
        add_unknown(&filler, "the text is not known");
    }
    return element;
}
