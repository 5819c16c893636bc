#include "rulesets/registry.h"

#include "analyzer/base/distance.h"
#include "analyzer/base/embedded.h"
#include "analyzer/source/document.h"
#include "rulesets/rule_file.h"

#include <stdio.h>
#include <stdlib.h>

/* -- reading ------------------------------------------------------------------------------------------------------ */

static void insert_sorted(struct arena *arena, struct rules *rules, struct rule *rule) {
    vec_push(arena, &rules->list, rule);
    size_t i = rules->list.count - 1;
    for (; i && str_compare(rules->list.items[i - 1]->id, rule->id) > 0; i--)
        rules->list.items[i] = rules->list.items[i - 1];
    rules->list.items[i] = rule;
}

/* The rule that has one of the names of this one already. */
static const struct rule *clash(const struct rules *rules, const struct rule *rule) {
    const struct rule *found = registry_find(rules, rule->id);
    if (!found)
        found = registry_find(rules, rule->name);
    for (size_t i = 0; !found && i < rule->aliases.count; i++)
        found = registry_find(rules, rule->aliases.items[i]);
    return found;
}

/* A reader's complaint (syntax, duplicate key) about a rule file is a fault of the rule. Only the first is kept. */
static void fail_with(struct diags *diags, const struct diag *first) {
    diag_add(diags, DIAG_RULE, NULL, first->file, first->document, first->span, "%.*s", STR_ARG(first->message));
}

static struct rule *read_rule(struct arena *arena, struct document *document, const struct diags *complaints,
                              struct diags *diags) {
    if (complaints->list.count) {
        fail_with(diags, &complaints->list.items[0]);
        return NULL;
    }
    return rule_file_read(arena, document, diags);
}

bool registry_add(struct arena *arena, struct str file, struct str bytes, struct diags *diags, struct rules *rules) {
    struct diags complaints;
    diags_init(&complaints, arena);
    struct document *document = document_read(0, file, bytes, &complaints);
    vec_push(arena, &rules->documents, document);
    struct rule *rule = read_rule(arena, document, &complaints, diags);
    if (!rule)
        return false;
    const struct rule *other = clash(rules, rule);
    if (other) {
        diag_add(diags, DIAG_RULE, NULL, rule->file, document, (struct span){0, 0},
                 "rule %.*s (%.*s) exists already: %.*s in %.*s", STR_ARG(rule->id), STR_ARG(rule->name),
                 STR_ARG(other->id), STR_ARG(other->file));
        return false;
    }
    rule->document = document;
    insert_sorted(arena, rules, rule);
    return true;
}

void registry_done(struct rules *rules) {
    for (size_t i = 0; i < rules->documents.count; i++)
        document_free(rules->documents.items[i]);
    rules->documents.count = 0;
}

static bool is_rule_file(struct str path) {
    return str_starts(path, "rulesets/") && str_ends(path, ".yaml");
}

static void abort_on(const struct diags *diags) {
    for (size_t i = 0; i < diags->list.count; i++)
        fprintf(stderr, "lambdalint: bug: %.*s: %.*s\n", STR_ARG(diags->list.items[i].file),
                STR_ARG(diags->list.items[i].message));
    if (diags->list.count)
        abort();
}

void registry_builtin(struct arena *arena, struct rules *ret_rules) {
    *ret_rules = (struct rules){0};
    struct diags diags;
    diags_init(&diags, arena);
    for (const struct embedded_file *file = EMBEDDED_FILES; file->path; file++) {
        if (!is_rule_file(str_from(file->path)))
            continue;
        struct str bytes = {(const char *)file->bytes, file->size};
        registry_add(arena, str_from(file->path), bytes, &diags, ret_rules);
    }
    abort_on(&diags);
    registry_done(ret_rules);
    for (size_t i = 0; i < ret_rules->list.count; i++) {
        ret_rules->list.items[i]->builtin = true;
        ret_rules->list.items[i]->document = NULL;
    }
}

/* -- names -------------------------------------------------------------------------------------------------------- */

static bool is_called(const struct rule *rule, struct str word) {
    if (str_equal_nocase(rule->id, word) || str_equal(rule->name, word))
        return true;
    for (size_t i = 0; i < rule->aliases.count; i++)
        if (str_equal_nocase(rule->aliases.items[i], word))
            return true;
    return false;
}

const struct rule *registry_find(const struct rules *rules, struct str word) {
    for (size_t i = 0; i < rules->list.count; i++)
        if (is_called(rules->list.items[i], word))
            return rules->list.items[i];
    return NULL;
}

struct str registry_suggest(const struct rules *rules, struct str word) {
    struct distance nearest;
    distance_init(&nearest, word);
    for (size_t i = 0; i < rules->list.count; i++) {
        distance_try(&nearest, rules->list.items[i]->id);
        distance_try(&nearest, rules->list.items[i]->name);
    }
    return distance_found(&nearest);
}

/* -- selection ---------------------------------------------------------------------------------------------------- */

/* "NET" and "IAM3" are prefixes of ids; the empty word is none. */
enum rule_match registry_match(const struct rule *rule, struct str word) {
    if (is_called(rule, word))
        return RULE_MATCH_EXACT;
    bool prefix = word.size && str_equal_nocase(str_slice(rule->id, 0, word.size), word);
    return prefix ? RULE_MATCH_PREFIX : RULE_MATCH_NONE;
}

static enum rule_match match_words(const struct rule *rule, const struct str *words, size_t count) {
    enum rule_match best = RULE_MATCH_NONE;
    for (size_t i = 0; i < count; i++) {
        enum rule_match match = registry_match(rule, words[i]);
        best = match > best ? match : best;
    }
    return best;
}

static bool check_words(const struct rules *all, const char *option, const struct str *words, size_t count,
                        struct diags *diags) {
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t r = 0; !known && r < all->list.count; r++)
            known = registry_match(all->list.items[r], words[i]) != RULE_MATCH_NONE;
        if (known)
            continue;
        good = false;
        struct str near = registry_suggest(all, words[i]);
        const char *hint = near.size ? ", did you mean " : "";
        diag_add(diags, DIAG_RULE, NULL, STR_NONE, NULL, (struct span){0, 0}, "%s: no rule '%.*s'%s%.*s%s", option,
                 STR_ARG(words[i]), hint, STR_ARG(near), near.size ? "?" : "");
    }
    return good;
}

static enum severity severity_in(const struct selection *selection, const struct rule *rule) {
    for (size_t i = 0; i < selection->severities.count; i++)
        if (selection->severities.items[i].rule == rule)
            return selection->severities.items[i].severity;
    return rule->severity;
}

static bool runs(const struct rule *rule, const struct selection *selection) {
    if (match_words(rule, selection->ignore.items, selection->ignore.count) != RULE_MATCH_NONE)
        return false;
    enum rule_match selected = match_words(rule, selection->select.items, selection->select.count);
    enum rule_match extended = match_words(rule, selection->extend_select.items, selection->extend_select.count);
    if (selected == RULE_MATCH_EXACT || extended == RULE_MATCH_EXACT)
        return true;
    bool wanted = selection->select.count == 0 || selected == RULE_MATCH_PREFIX || extended == RULE_MATCH_PREFIX;
    return wanted && rule->persona <= selection->persona && severity_in(selection, rule) >= selection->min_severity &&
           rule->confidence >= selection->min_confidence;
}

bool registry_select(const struct rules *all, const struct selection *selection, struct arena *arena,
                     struct diags *diags, struct rules *ret_selected) {
    bool good = check_words(all, "--select", selection->select.items, selection->select.count, diags);
    good = check_words(all, "--extend-select", selection->extend_select.items, selection->extend_select.count, diags) &&
           good;
    good = check_words(all, "--ignore", selection->ignore.items, selection->ignore.count, diags) && good;
    struct rules selected = {0};
    for (size_t i = 0; i < all->list.count; i++)
        if (runs(all->list.items[i], selection))
            vec_push(arena, &selected.list, all->list.items[i]);
    if (good)
        *ret_selected = selected;
    return good;
}
