/* One table says which keys a rule file may have, which it must have and who reads each. */
#include "rulesets/rule_file.h"

#include "analyzer/base/distance.h"
#include "rulesets/message.h"

#include <string.h>

struct reader {
    struct arena *arena;
    struct diags *diags;
    const struct document *document;
    struct rule *rule;
    bool failed; /* the diagnostic is there: everything after it is left out */
};

/* A list of texts, ready to become one of the VECs of struct rule. */
struct texts {
    struct str *items;
    size_t count;
};

typedef void read_key(struct reader *reader, const struct node *node);

static void fail(struct reader *reader, struct span span, struct str message) {
    if (!reader->failed)
        diag_add(reader->diags, DIAG_RULE, NULL, reader->document->path, reader->document, span, "%.*s",
                 STR_ARG(message));
    reader->failed = true;
}

static void fail_at(struct reader *reader, const struct node *node, const char *what) {
    struct span span = node->key.size ? node->key_span : node->span;
    fail(reader, span, str_format(reader->arena, "'%.*s' %s", STR_ARG(node->key), what));
}

/* -- kinds of value ---------------------------------------------------------------------------------------------- */

static struct str read_text(struct reader *reader, const struct node *node) {
    if (!node_is_scalar(node) || node->kind == NODE_NULL) {
        fail_at(reader, node, "must be a text");
        return STR_NONE;
    }
    struct str text = str_trim(node->text);
    if (text.size == 0)
        fail_at(reader, node, "must not be empty");
    return str_copy(reader->arena, text);
}

static struct texts read_texts(struct reader *reader, const struct node *node) {
    if (node->kind != NODE_LIST) {
        fail_at(reader, node, "must be a list");
        return (struct texts){0};
    }
    struct texts texts = {arena_alloc_array(reader->arena, node->child_count, sizeof(struct str)), 0};
    node_each(child, node) texts.items[texts.count++] = read_text(reader, child);
    return texts;
}

/* The lists of struct rule have types of their own (VEC), so this cannot be a function. */
#define TAKE_TEXTS(vec, list)                                                                                          \
    do {                                                                                                               \
        struct texts taken = (list);                                                                                   \
        (vec).items = taken.items;                                                                                     \
        (vec).count = (vec).capacity = taken.count;                                                                    \
    } while (0)

static bool is_map(struct reader *reader, const struct node *node) {
    if (node->kind != NODE_MAP)
        fail_at(reader, node, "must be a map");
    return node->kind == NODE_MAP;
}

static void fail_word(struct reader *reader, const struct node *node, const char *words) {
    fail(reader, node->span,
         str_format(reader->arena, "'%.*s' is '%.*s', it must be one of: %s", STR_ARG(node->key), STR_ARG(node->text),
                    words));
}

/* -- keys --------------------------------------------------------------------------------------------------------- */

static void read_id(struct reader *reader, const struct node *node) {
    struct str id = read_text(reader, node);
    size_t letters = strspn(id.data, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = strspn(id.data + letters, "0123456789");
    if (letters < 2 || digits == 0 || letters + digits != id.size)
        fail(reader, node->span, STR("'id' must be capital letters and a number: ACME001"));
    reader->rule->id = id;
}

/* The path without its last component, and that component without its extension. */
static void split_path(struct str path, struct str *ret_folder, struct str *ret_stem) {
    size_t cut = path.size;
    while (cut && path.data[cut - 1] != '/')
        cut--;
    struct str file = str_slice(path, cut, path.size), extension;
    *ret_folder = str_slice(path, 0, cut ? cut - 1 : 0);
    if (!str_cut(file, '.', ret_stem, &extension))
        *ret_stem = file;
}

/* The name of a rule is the name of its file: whoever reads a finding finds the rule. */
static void read_name(struct reader *reader, const struct node *node) {
    struct str folder, stem;
    split_path(reader->document->path, &folder, &stem);
    reader->rule->name = read_text(reader, node);
    if (!str_equal(stem, reader->rule->name))
        fail(reader, node->span, str_format(reader->arena, "'name' must be the name of the file: %.*s", STR_ARG(stem)));
}

static void read_severity(struct reader *reader, const struct node *node) {
    if (!severity_from_name(read_text(reader, node), &reader->rule->severity))
        fail_word(reader, node, "info, low, medium, high, critical");
}

static void read_confidence(struct reader *reader, const struct node *node) {
    if (!confidence_from_name(read_text(reader, node), &reader->rule->confidence))
        fail_word(reader, node, "guess, likely, certain, proved");
}

static void read_persona(struct reader *reader, const struct node *node) {
    if (!persona_from_name(read_text(reader, node), &reader->rule->persona))
        fail_word(reader, node, "regular, pedantic, auditor");
}

static void read_masks(struct reader *reader, const struct node *node) {
    reader->rule->masks_value = str_is(read_text(reader, node), "value");
    if (!reader->rule->masks_value)
        fail_word(reader, node, "value");
}

static void read_since(struct reader *reader, const struct node *node) {
    reader->rule->since = read_text(reader, node);
}

static void read_summary(struct reader *reader, const struct node *node) {
    reader->rule->summary = read_text(reader, node);
}

static void read_why(struct reader *reader, const struct node *node) {
    reader->rule->why = read_text(reader, node);
}

static void read_fix(struct reader *reader, const struct node *node) {
    reader->rule->fix = read_text(reader, node);
}

static void read_query(struct reader *reader, const struct node *node) {
    reader->rule->query = read_text(reader, node);
    reader->rule->query_span = node_place(node);
}

static void read_message(struct reader *reader, const struct node *node) {
    reader->rule->message = read_text(reader, node);
    reader->rule->message_span = node_place(node);
    struct str fault = message_check(reader->arena, reader->rule->message);
    if (fault.size)
        fail(reader, node->span, fault);
}

static void read_once_per(struct reader *reader, const struct node *node) {
    reader->rule->once_per = read_text(reader, node);
}

static void read_proof(struct reader *reader, const struct node *node) {
    reader->rule->shows_missing = str_is(read_text(reader, node), "missing");
    if (!reader->rule->shows_missing)
        fail_at(reader, node, "can only be missing");
}

static void read_references(struct reader *reader, const struct node *node) {
    TAKE_TEXTS(reader->rule->references, read_texts(reader, node));
}

static void read_flow(struct reader *reader, const struct node *node) {
    TAKE_TEXTS(reader->rule->flow, read_texts(reader, node));
}

static void read_covers(struct reader *reader, const struct node *node) {
    TAKE_TEXTS(reader->rule->covers, read_texts(reader, node));
}

static void read_aliases(struct reader *reader, const struct node *node) {
    TAKE_TEXTS(reader->rule->aliases, read_texts(reader, node));
}

static void read_cwe(struct reader *reader, const struct node *node) {
    struct texts texts = read_texts(reader, node);
    for (size_t i = 0; i < texts.count; i++) {
        int64_t number = 0;
        if (!str_integer(texts.items[i], &number) || number < 1)
            fail_at(reader, node, "must be a list of CWE numbers");
        vec_push(reader->arena, &reader->rule->cwe, number);
    }
}

static void read_equivalents(struct reader *reader, const struct node *node) {
    if (!is_map(reader, node))
        return;
    node_each(tool, node) {
        struct texts ids = read_texts(reader, tool);
        struct buf joined;
        buf_init(&joined, reader->arena);
        for (size_t i = 0; i < ids.count; i++) {
            buf_add_z(&joined, i ? ", " : "");
            buf_add(&joined, ids.items[i]);
        }
        vec_push(reader->arena, &reader->rule->equivalents,
                 (struct rule_equivalent){str_copy(reader->arena, tool->key), buf_str(&joined)});
    }
}

static void read_related(struct reader *reader, const struct node *node) {
    if (!is_map(reader, node))
        return;
    node_each(column, node) {
        struct str label = column->kind == NODE_NULL ? STR_NONE : read_text(reader, column);
        vec_push(reader->arena, &reader->rule->related,
                 (struct rule_related){str_copy(reader->arena, column->key), label});
    }
}

static const struct {
    const char *name;
    bool required;
    read_key *read;
} KEYS[] = {
    {"id", true, read_id},
    {"name", true, read_name},
    {"severity", true, read_severity},
    {"confidence", true, read_confidence},
    {"persona", false, read_persona},
    {"since", false, read_since},
    {"summary", true, read_summary},
    {"why", true, read_why},
    {"fix", true, read_fix},
    {"references", false, read_references},
    {"cwe", false, read_cwe},
    {"equivalents", false, read_equivalents},
    {"aliases", false, read_aliases},
    {"covers", false, read_covers},
    {"masks", false, read_masks},
    {"related", false, read_related},
    {"flow", false, read_flow},
    {"once_per", false, read_once_per},
    {"proof", false, read_proof},
    {"query", true, read_query},
    {"message", true, read_message},
};
#define KEY_COUNT (sizeof KEYS / sizeof *KEYS)

static struct str nearest_key(struct str word) {
    struct distance nearest;
    distance_init(&nearest, word);
    for (size_t i = 0; i < KEY_COUNT; i++)
        distance_try(&nearest, str_from(KEYS[i].name));
    return distance_found(&nearest);
}

static void read_member(struct reader *reader, const struct node *member) {
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (str_is(member->key, KEYS[i].name)) {
            KEYS[i].read(reader, member);
            return;
        }
    }
    struct str hint = nearest_key(member->key);
    fail(reader, member->key_span,
         hint.size ? str_format(reader->arena, "unknown key '%.*s', did you mean '%.*s'?", STR_ARG(member->key),
                                STR_ARG(hint))
                   : str_format(reader->arena, "unknown key '%.*s'", STR_ARG(member->key)));
}

/* The concern is the folder: rulesets/exposure/x.yaml. */
static struct str group_of(struct arena *arena, struct str path) {
    struct str folder, group, stem, up;
    split_path(path, &folder, &stem);
    split_path(folder, &up, &stem);
    group = str_slice(folder, up.size ? up.size + 1 : 0, folder.size);
    return str_copy(arena, group);
}

struct rule *rule_file_read(struct arena *arena, const struct document *document, struct diags *diags) {
    struct rule *rule = ARENA_NEW(arena, struct rule);
    struct reader reader = {.arena = arena, .diags = diags, .document = document, .rule = rule};
    rule->file = str_copy(arena, document->path);
    rule->group = group_of(arena, document->path);
    const struct node *root = document->root;
    if (!root || root->kind != NODE_MAP || root->next) {
        fail(&reader, (struct span){0, 0}, STR("a rule file is one map: id, name, severity …"));
        return NULL;
    }
    node_each(member, root) read_member(&reader, member);
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (KEYS[i].required && !node_member(root, KEYS[i].name))
            fail(&reader, (struct span){0, 0}, str_format(arena, "the key '%s' is missing", KEYS[i].name));
    return reader.failed ? NULL : rule;
}
