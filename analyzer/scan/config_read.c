/* Reads configuration files. One table says which keys there are and who reads each; analyzer/scan/data holds the same
 * as a JSON Schema, and a unit test holds the two together. */
#include "analyzer/base/distance.h"
#include "analyzer/base/limits.h"
#include "analyzer/scan/config.h"
#include "analyzer/scan/config_keys.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/own_file.h"
#include "reports/files.h"

enum { LIMIT_EXTENDS = 16 };

struct reader {
    struct configs *configs;
    struct config *config;
    const struct document *document;
    struct str folder; /* of the globs */
    struct str file;   /* absolute; empty for --set */
    unsigned depth;    /* of extends */
};

static void fail(struct reader *reader, struct span span, struct str message) {
    own_file_problem(reader->configs->diags, reader->document->path, reader->document, span, "%.*s", STR_ARG(message));
    reader->configs->broken = true;
}

/* "'fail-on' must be …", at the value where there is one. */
static void fail_at(struct reader *reader, const struct node *node, const char *what) {
    struct str name = node->key.size ? str_format(reader->configs->arena, "'%.*s'", STR_ARG(node->key)) : STR("this");
    struct span span = node_is_scalar(node) && node->span.end > node->span.start ? node->span : node_place(node);
    fail(reader, span, str_format(reader->configs->arena, "%.*s must be %s", STR_ARG(name), what));
}

static bool text_of(struct reader *reader, const struct node *node, struct str *ret_text) {
    if (!node_is_scalar(node) || node->kind == NODE_NULL || node->tag.size) {
        fail_at(reader, node, "a text");
        return false;
    }
    *ret_text = str_copy(reader->configs->arena, node->text);
    return true;
}

static bool is_true(const struct node *node) {
    return node_is_text(node, "true") || node_is_text(node, "yes") || node_is_text(node, "on");
}

static bool is_false(const struct node *node) {
    return node_is_text(node, "false") || node_is_text(node, "no") || node_is_text(node, "off");
}

static bool boolean_of(struct reader *reader, const struct node *node, bool *ret_value) {
    *ret_value = is_true(node);
    if (*ret_value || is_false(node))
        return true;
    fail_at(reader, node, "true or false");
    return false;
}

static bool severity_of(struct reader *reader, const struct node *node, enum severity *ret_severity) {
    if (node_is_scalar(node) && severity_from_name(node->text, ret_severity))
        return true;
    fail_at(reader, node, "one of info, low, medium, high, critical");
    return false;
}

static bool persona_of(struct reader *reader, const struct node *node, enum persona *ret_persona) {
    if (node_is_scalar(node) && persona_from_name(node->text, ret_persona))
        return true;
    fail_at(reader, node, "one of regular, pedantic, auditor");
    return false;
}

/* -- maps with fixed keys ----------------------------------------------------------------------------------------- */

typedef void read_key(struct reader *reader, const struct node *node, void *context);

struct key {
    const char *name;
    read_key *read;
};

static void complain_unknown(struct reader *reader, const struct node *member, const struct key *keys) {
    struct distance nearest;
    struct buf names;
    distance_init(&nearest, member->key);
    buf_init(&names, reader->configs->arena);
    for (size_t i = 0; keys[i].name; i++) {
        distance_try(&nearest, str_from(keys[i].name));
        buf_printf(&names, "%s%s", i ? ", " : "", keys[i].name);
    }
    struct str near = distance_found(&nearest);
    struct str hint = near.size ? str_format(reader->configs->arena, "did you mean '%.*s'?", STR_ARG(near))
                                : str_format(reader->configs->arena, "there are %.*s", STR_ARG(buf_str(&names)));
    fail(reader, member->key_span,
         str_format(reader->configs->arena, "unknown key '%.*s', %.*s", STR_ARG(member->key), STR_ARG(hint)));
}

/* A section without a value is an empty one. */
static bool is_map(struct reader *reader, const struct node *node) {
    if (node->kind == NODE_MAP || node->kind == NODE_NULL)
        return true;
    fail_at(reader, node, "a map");
    return false;
}

static void read_map(struct reader *reader, const struct node *node, const struct key *keys, void *context) {
    if (!is_map(reader, node))
        return;
    node_each(member, node) {
        size_t i = 0;
        while (keys[i].name && !str_is(member->key, keys[i].name))
            i++;
        if (keys[i].name)
            keys[i].read(reader, member, context);
        else
            complain_unknown(reader, member, keys);
    }
}

/* -- rules -------------------------------------------------------------------------------------------------------- */

static void read_rule_severity(struct reader *reader, const struct node *node, void *context) {
    struct config_rule *rule = context;
    rule->has_severity = severity_of(reader, node, &rule->severity);
}

static void read_rule_off(struct reader *reader, const struct node *node, void *context) {
    bool off;
    if (boolean_of(reader, node, &off))
        ((struct config_rule *)context)->run = off ? CONFIG_RUN_OFF : CONFIG_RUN_DEFAULT;
}

static void read_rule_locked(struct reader *reader, const struct node *node, void *context) {
    struct config_rule *rule = context;
    rule->has_locked = boolean_of(reader, node, &rule->locked);
}

static void read_allow_match(struct reader *reader, const struct node *node, void *context) {
    text_of(reader, node, &((struct config_allow *)context)->pattern);
}

static void read_allow_reason(struct reader *reader, const struct node *node, void *context) {
    text_of(reader, node, &((struct config_allow *)context)->reason);
}

static const struct key ALLOW_KEYS[] = {{"match", read_allow_match}, {"reason", read_allow_reason}, {NULL, NULL}};

/* `allow: ["s3:ListAllMyBuckets", {match: "AdminRole", reason: "break glass"}]` */
static void read_rule_allow(struct reader *reader, const struct node *node, void *context) {
    struct config_rule *rule = context;
    if (node->kind != NODE_LIST) {
        fail_at(reader, node, "a list of patterns, or of maps with match and reason");
        return;
    }
    node_each(child, node) {
        struct config_allow allow = {.span = child->span};
        if (child->kind == NODE_MAP)
            read_map(reader, child, ALLOW_KEYS, &allow);
        else
            text_of(reader, child, &allow.pattern);
        if (allow.pattern.size)
            vec_push(reader->configs->arena, &rule->allows, allow);
        else if (!reader->configs->broken)
            fail_at(reader, child, "a pattern, or a map with match and reason");
    }
}

static const struct key RULE_KEYS[] = {{"severity", read_rule_severity},
                                       {"off", read_rule_off},
                                       {"locked", read_rule_locked},
                                       {"allow", read_rule_allow},
                                       {NULL, NULL}};

/* `PRM011: off`, `PRM011: on`, `PRM011: high`, or a map. */
static void read_rule(struct reader *reader, const struct node *node) {
    struct config_rule rule = {
        .word = str_copy(reader->configs->arena, node->key), .document = reader->document, .span = node->key_span};
    if (node->kind == NODE_MAP)
        read_map(reader, node, RULE_KEYS, &rule);
    else if (is_false(node))
        rule.run = CONFIG_RUN_OFF;
    else if (is_true(node))
        rule.run = CONFIG_RUN_ON;
    else if (node_is_scalar(node) && severity_from_name(node->text, &rule.severity))
        rule.has_severity = true;
    else
        fail_at(reader, node, "on, off, a severity, or a map with severity, off, locked and allow");
    vec_push(reader->configs->arena, &reader->config->rules, rule);
}

static void read_rules(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    if (is_map(reader, node))
        node_each(member, node) read_rule(reader, member);
}

/* -- per-path ----------------------------------------------------------------------------------------------------- */

static void read_path_persona(struct reader *reader, const struct node *node, void *context) {
    struct config_path *path = context;
    path->has_persona = persona_of(reader, node, &path->persona);
}

static void read_path_fail_on(struct reader *reader, const struct node *node, void *context) {
    struct config_path *path = context;
    path->has_fail_on = severity_of(reader, node, &path->fail_on);
}

static const struct key PATH_KEYS[] = {{"persona", read_path_persona}, {"fail-on", read_path_fail_on}, {NULL, NULL}};

static void read_per_path(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    if (!is_map(reader, node))
        return;
    node_each(member, node) {
        struct config_path path = {.glob = {reader->folder, str_copy(reader->configs->arena, member->key)}};
        read_map(reader, member, PATH_KEYS, &path);
        vec_push(reader->configs->arena, &reader->config->per_path, path);
    }
}

/* -- suppressions ------------------------------------------------------------------------------------------------- */

static void read_require_reason(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    boolean_of(reader, node, &reader->config->require_reason);
}

static void read_max_age(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    int64_t days;
    if (node_is_scalar(node) && str_integer(node->text, &days) && days > 0 && days <= 36500)
        reader->config->max_age_days = days;
    else
        fail_at(reader, node, "a number of days, from 1 to 36500");
}

static const struct key SUPPRESSION_KEYS[] = {
    {"require-reason", read_require_reason}, {"max-age-days", read_max_age}, {NULL, NULL}};

static void read_suppressions(struct reader *reader, const struct node *node, void *context) {
    read_map(reader, node, SUPPRESSION_KEYS, context);
}

/* -- the rest ----------------------------------------------------------------------------------------------------- */

static void read_version(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    if (!node_is_text(node, "1"))
        fail_at(reader, node, "1: this lambdalint knows no other version");
}

static void read_persona(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    reader->config->has_persona = persona_of(reader, node, &reader->config->persona);
}

static void read_fail_on(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    reader->config->has_fail_on = severity_of(reader, node, &reader->config->fail_on);
}

static void read_exclude(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    struct path_glob glob = {.folder = reader->folder};
    if (node->kind != NODE_LIST && node->kind != NODE_NULL) {
        fail_at(reader, node, "a list of globs");
        return;
    }
    node_each(child, node) {
        if (text_of(reader, child, &glob.pattern))
            vec_push(reader->configs->arena, &reader->config->exclude.list, glob);
    }
}

static void read_account(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    bool digits = node_is_scalar(node) && node->text.size == 12;
    for (size_t i = 0; digits && i < 12; i++)
        digits = node->text.data[i] >= '0' && node->text.data[i] <= '9';
    if (digits)
        reader->config->account = str_copy(reader->configs->arena, node->text);
    else
        fail_at(reader, node, "an account of 12 digits");
}

/* The path counts from this file, as that of `extends`. */
static void read_guardrail(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    struct str path;
    if (!text_of(reader, node, &path))
        return;
    struct str folder = reader->file.size ? path_folder(reader->file) : reader->folder;
    reader->config->guardrail = path;
    if (!str_starts(path, "/"))
        reader->config->guardrail = str_format(reader->configs->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(path));
}

/* A list is what a template's list parameter takes: its items with commas. */
static bool parameter_value(struct reader *reader, const struct node *node, struct str *ret_value) {
    if (node->kind != NODE_LIST)
        return text_of(reader, node, ret_value);
    struct buf joined;
    buf_init(&joined, reader->configs->arena);
    node_each(child, node) {
        struct str item;
        if (!text_of(reader, child, &item))
            return false;
        if (child != node->first_child)
            buf_add_char(&joined, ',');
        buf_add(&joined, item);
    }
    *ret_value = buf_str(&joined);
    return true;
}

static void read_parameters(struct reader *reader, const struct node *node, void *context) {
    (void)context;
    if (!is_map(reader, node))
        return;
    node_each(member, node) {
        struct binding binding = {.name = str_copy(reader->configs->arena, member->key)};
        if (parameter_value(reader, member, &binding.value))
            vec_push(reader->configs->arena, &reader->config->parameters.list, binding);
    }
}

/* Read before everything else, see read_root. */
static void read_nothing(struct reader *reader, const struct node *node, void *context) {
    (void)reader, (void)node, (void)context;
}

static const struct key KEYS[] = {
    {"version", read_version},           {"extends", read_nothing},       {"persona", read_persona},
    {"fail-on", read_fail_on},           {"exclude", read_exclude},       {"account", read_account},
    {"guardrail", read_guardrail},       {"rules", read_rules},           {"per-path", read_per_path},
    {"suppressions", read_suppressions}, {"parameters", read_parameters}, {NULL, NULL}};

const char *config_key_name(size_t number) {
    return KEYS[number].name;
}

/* -- files -------------------------------------------------------------------------------------------------------- */

static void read_file(struct reader *parent, struct str path, struct str folder, struct config *config,
                      const struct node *at);

/* `extends: ../lambdalint.yml`: that file first, then this one over it. The path counts from this file. */
static void read_extends(struct reader *reader, const struct node *node) {
    struct str text;
    struct arena *arena = reader->configs->arena;
    if (!text_of(reader, node, &text))
        return;
    if (!reader->file.size || !text.size) {
        fail_at(reader, node, "a path in a file");
        return;
    }
    if (reader->depth == LIMIT_EXTENDS) {
        fail(reader, node->span,
             str_format(arena, "more than %d files extend each other: is it a circle?", LIMIT_EXTENDS));
        return;
    }
    struct str path = text;
    if (!str_starts(text, "/"))
        path = str_format(arena, "%.*s/%.*s", STR_ARG(path_folder(reader->file)), STR_ARG(text));
    path = path_real(path, arena);
    struct str folder = path_folder(path);
    read_file(reader, path, str_ends(folder, "/.github") ? path_folder(folder) : folder, reader->config, node);
}

static void read_root(struct reader *reader, const struct node *root) {
    if (root->kind != NODE_MAP && root->kind != NODE_NULL) {
        fail(reader, node_place(root), STR("a configuration is a map of keys: version, rules, exclude …"));
        return;
    }
    const struct node *extends = node_member(root, "extends");
    if (extends)
        read_extends(reader, extends);
    read_map(reader, root, KEYS, NULL);
}

static void read_document(struct reader *reader, struct str shown, struct str bytes) {
    struct document *document = NULL;
    bool fine = own_file_parse(shown, bytes, reader->configs->diags, &document);
    vec_push(reader->configs->arena, &reader->configs->documents, document);
    reader->document = document;
    reader->configs->broken = reader->configs->broken || !fine;
    if (fine && document->root)
        read_root(reader, document->root);
}

/* As a person here would write it. */
static struct str shown_path(struct configs *configs, struct str path) {
    struct str here = path_working_directory(configs->arena);
    const struct report names = {.root = here, .cwd = here};
    return files_from_root(configs->arena, &names, path);
}

/* A file that holds nothing but comments says nothing. */
static bool is_blank(struct str bytes) {
    for (bool more = true; more;) {
        struct str line = bytes;
        more = str_cut(bytes, '\n', &line, &bytes);
        line = str_trim(line);
        if (line.size && line.data[0] != '#')
            return false;
    }
    return true;
}

static void read_file(struct reader *parent, struct str path, struct str folder, struct config *config,
                      const struct node *at) {
    struct configs *configs = parent->configs;
    struct reader reader = {
        .configs = configs, .config = config, .folder = folder, .file = path, .depth = parent->depth + 1};
    struct str bytes, why, shown = shown_path(configs, path);
    if (!file_read(path, LIMIT_FILE_BYTES, configs->arena, &bytes, &why)) {
        configs->broken = true;
        if (at)
            fail(parent, at->span, str_format(configs->arena, "%.*s: %.*s", STR_ARG(shown), STR_ARG(why)));
        else
            own_file_problem(configs->diags, shown, NULL, (struct span){0, 0}, "%.*s", STR_ARG(why));
        return;
    }
    if (!is_blank(bytes))
        read_document(&reader, shown, bytes);
    vec_push(configs->arena, &config->files, shown);
}

void config_read_file(struct configs *configs, struct str path, struct str folder, struct config *config) {
    struct reader nobody = {.configs = configs};
    read_file(&nobody, path, folder, config, NULL);
}

/* `rules.PRM011.severity=high` is the YAML `rules: {PRM011: {severity: high}}`, one key a line. */
void config_read_set(struct configs *configs, struct str assignment, struct config *config) {
    struct reader reader = {.configs = configs, .config = config, .folder = path_working_directory(configs->arena)};
    struct str keys, value;
    struct buf text;
    buf_init(&text, configs->arena);
    bool fine = str_cut(assignment, '=', &keys, &value) && keys.size;
    for (size_t depth = 0; fine && keys.size; depth++) {
        struct str key = keys, rest = STR_NONE;
        str_cut(keys, '.', &key, &rest);
        buf_printf(&text, "%s%*s%.*s:", depth ? "\n" : "", (int)depth * 2, "", STR_ARG(key));
        keys = rest;
    }
    buf_printf(&text, " %.*s\n", STR_ARG(value));
    if (fine) {
        read_document(&reader, STR("--set"), buf_str(&text));
        return;
    }
    configs->broken = true;
    own_file_problem(configs->diags, STR("--set"), NULL, (struct span){0, 0}, "write KEY=VALUE: --set fail-on=high");
}
