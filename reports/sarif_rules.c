/* Rule descriptors. GitHub wants all rules in every file, a name in PascalCase, texts within its limits, and a severity
 * that is a number in a string (cli-and-reports.md c.1, c.2). */
#include "reports/diagnostics.h"
#include "reports/links.h"
#include "reports/rule_page.h"
#include "reports/sarif.h"
#include "reports/width.h"

enum { TAGS_SHOWN = 10, DESCRIPTION_CHARACTERS = 1024 };

static const char *precision_of(enum confidence confidence) {
    switch (confidence) {
    case CONFIDENCE_PROVED:
        return "very-high";
    case CONFIDENCE_CERTAIN:
        return "high";
    case CONFIDENCE_LIKELY:
        return "medium";
    case CONFIDENCE_GUESS:
        break;
    }
    return "low";
}

/* A score inside GitHub's bounds: above 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, below low; NULL: none. */
static const char *score_of(enum severity severity) {
    switch (severity) {
    case SEVERITY_CRITICAL:
        return "9.5";
    case SEVERITY_HIGH:
        return "8.0";
    case SEVERITY_MEDIUM:
        return "5.5";
    case SEVERITY_LOW:
        return "3.0";
    case SEVERITY_INFO:
        break;
    }
    return NULL;
}

static const char *problem_severity_of(enum severity severity) {
    return severity <= SEVERITY_LOW ? "recommendation" : severity_level(severity);
}

/* "function-url-without-auth" → "FunctionUrlWithoutAuth" */
static struct str pascal_case(struct arena *arena, struct str name) {
    struct buf out;
    buf_init(&out, arena);
    bool capital = true;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool small = c >= 'a' && c <= 'z';
        if (c == '-' || c == '_') {
            capital = true;
            continue;
        }
        buf_add_char(&out, capital && small ? (char)(c - 'a' + 'A') : c);
        capital = false;
    }
    return buf_str(&out);
}

static struct str limited(struct str text) {
    size_t end = 0;
    for (size_t count = 0; end < text.size && count < DESCRIPTION_CHARACTERS; count++)
        end += glyph_read(str_slice(text, end, text.size)).size;
    return str_slice(text, 0, end);
}

static void put_text_object(struct json_out *out, const char *key, struct str text) {
    json_put_key(out, key);
    json_begin_object(out);
    json_member_string(out, "text", limited(text));
    json_end_object(out);
}

/* A descriptor as far as rules and diagnostics share it. */
struct descriptor {
    struct str id, name, summary, description;
    struct str help, help_markdown;
    const char *level;
};

static void put_descriptor(struct sarif_report *sarif, const struct descriptor *descriptor) {
    struct json_out *out = sarif->out;
    json_member_string(out, "id", descriptor->id);
    json_member_string(out, "name", pascal_case(sarif->arena, descriptor->name));
    put_text_object(out, "shortDescription", sarif_sentence(sarif->arena, descriptor->summary));
    put_text_object(out, "fullDescription", sarif_sentence(sarif->arena, descriptor->description));
    json_member_string(out, "helpUri", str_format(sarif->arena, LINK_RULE, STR_ARG(descriptor->id)));
    json_put_key(out, "help");
    json_begin_object(out);
    json_member_string(out, "text", descriptor->help);
    json_member_string(out, "markdown", descriptor->help_markdown);
    json_end_object(out);
    json_put_key(out, "defaultConfiguration");
    json_begin_object(out);
    json_member_z(out, "level", descriptor->level);
    json_end_object(out);
}

static void put_tags(struct sarif_report *sarif, const struct rule *rule) {
    struct json_out *out = sarif->out;
    size_t left = TAGS_SHOWN;
    json_put_key(out, "tags");
    json_begin_array(out);
    json_put_string(out, STR("security"));
    left--;
    if (rule->group.size && !str_is(rule->group, "security")) {
        json_put_string(out, rule->group);
        left--;
    }
    for (size_t i = 0; i < rule->cwe.count && left; i++, left--)
        json_put_string(out, str_format(sarif->arena, "external/cwe/cwe-%lld", (long long)rule->cwe.items[i]));
    json_end_array(out);
}

static void put_rule(struct sarif_report *sarif, const struct rule *rule) {
    struct json_out *out = sarif->out;
    struct arena *arena = sarif->arena;
    struct descriptor descriptor = {
        .id = rule->id,
        .name = rule->name,
        .summary = rule->summary,
        .description = rule->why.size ? rule->why : rule->summary,
        .help = rule_page_help(arena, rule),
        .help_markdown = rule_page_help_markdown(arena, rule),
        .level = severity_level(rule->severity),
    };
    json_begin_object(out);
    put_descriptor(sarif, &descriptor);
    json_put_key(out, "properties");
    json_begin_object(out);
    put_tags(sarif, rule);
    json_member_z(out, "precision", precision_of(rule->confidence));
    json_member_z(out, "problem.severity", problem_severity_of(rule->severity));
    if (score_of(rule->severity))
        json_member_z(out, "security-severity", score_of(rule->severity));
    json_end_object(out);
    json_end_object(out);
}

static void put_diagnostic_rule(struct sarif_report *sarif, const struct diagnostic_rule *rule) {
    struct json_out *out = sarif->out;
    struct arena *arena = sarif->arena;
    struct descriptor descriptor = {
        .id = str_from(rule->id),
        .name = str_from(rule->name),
        .summary = str_from(rule->summary),
        .description = str_format(arena, "%s %s", rule->summary, rule->help),
        .help = str_format(arena, "%s %s. %s %s", rule->id, rule->name, rule->summary, rule->help),
        .help_markdown = str_format(arena, "# %s `%s`\n\n%s %s\n", rule->id, rule->name, rule->summary, rule->help),
        .level = "note",
    };
    json_begin_object(out);
    put_descriptor(sarif, &descriptor);
    json_put_key(out, "properties");
    json_begin_object(out);
    json_put_key(out, "tags");
    json_begin_array(out);
    json_put_string(out, STR("diagnostic"));
    json_end_array(out);
    json_member_z(out, "precision", "very-high");
    json_member_z(out, "problem.severity", "recommendation");
    json_end_object(out);
    json_end_object(out);
}

void sarif_rules(struct sarif_report *sarif) {
    const struct rules *rules = sarif->report->rules;
    json_put_key(sarif->out, "rules");
    json_begin_array(sarif->out);
    for (size_t i = 0; i < rules->list.count; i++)
        put_rule(sarif, rules->list.items[i]);
    for (size_t i = 0; DIAGNOSTIC_RULES[i].id; i++)
        put_diagnostic_rule(sarif, &DIAGNOSTIC_RULES[i]);
    json_end_array(sarif->out);
}

size_t sarif_rule_index(const struct sarif_report *sarif, struct str id) {
    const struct rules *rules = sarif->report->rules;
    for (size_t i = 0; i < rules->list.count; i++)
        if (str_equal(rules->list.items[i]->id, id))
            return i;
    for (size_t i = 0; DIAGNOSTIC_RULES[i].id; i++)
        if (str_is(id, DIAGNOSTIC_RULES[i].id))
            return rules->list.count + i;
    return SIZE_MAX;
}
