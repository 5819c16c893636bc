#include "reports/rule_page.h"

#include "analyzer/base/json_out.h"
#include "reports/diagnostics.h"
#include "reports/links.h"
#include "reports/paint.h"
#include "reports/width.h"

enum { PAGE_COLUMNS = 100, LABEL_COLUMNS = 12 };

bool page_format_from_name(struct str name, enum page_format *ret_format) {
    if (str_is(name, "text"))
        *ret_format = PAGE_TEXT;
    else if (str_is(name, "markdown"))
        *ret_format = PAGE_MARKDOWN;
    else if (str_is(name, "json"))
        *ret_format = PAGE_JSON;
    else
        return false;
    return true;
}

/* A rule or a diagnostic, as far as both have a page. */
struct page {
    struct str id, name, summary, why, fix;
    struct str facts; /* "severity high, confidence certain, …" */
    const struct rule *rule;
};

static struct page page_of_rule(struct arena *arena, const struct rule *rule) {
    struct str facts = str_format(arena, "severity %s, confidence %s, persona %s", severity_name(rule->severity),
                                  confidence_name(rule->confidence), persona_name(rule->persona));
    if (rule->since.size)
        facts = str_format(arena, "%.*s, since %.*s", STR_ARG(facts), STR_ARG(rule->since));
    return (struct page){rule->id, rule->name, rule->summary, rule->why, rule->fix, facts, rule};
}

static struct page page_of_diagnostic(const struct diagnostic_rule *diagnostic) {
    return (struct page){
        .id = str_from(diagnostic->id),
        .name = str_from(diagnostic->name),
        .summary = str_from(diagnostic->summary),
        .fix = str_from(diagnostic->help),
        .facts = STR("a diagnostic: no finding, not counted by --fail-on"),
    };
}

static struct str joined(struct arena *arena, const struct str *items, size_t count) {
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_z(&out, ", ");
        buf_add(&out, items[i]);
    }
    return buf_str(&out);
}

static struct str cwe_list(struct arena *arena, const struct rule *rule) {
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < rule->cwe.count; i++)
        buf_printf(&out, "%sCWE-%lld", i ? ", " : "", (long long)rule->cwe.items[i]);
    return buf_str(&out);
}

/* -- text -------------------------------------------------------------------------------------------------------- */

static uint32_t page_columns(const struct report_options *options) {
    uint32_t columns = paint_columns(options);
    return columns < PAGE_COLUMNS ? columns : PAGE_COLUMNS;
}

static void text_row(struct buf *out, const struct report_options *options, const char *label, struct str text) {
    if (text.size == 0)
        return;
    buf_add_z(out, "  ");
    paint(out, options, INK_STRONG, str_format(out->arena, "%-*s", LABEL_COLUMNS - 2, label));
    text_wrap(out, text_clean(out->arena, str_trim(text)), STR_NONE, LABEL_COLUMNS, page_columns(options));
    buf_add_char(out, '\n');
}

static void text_rule_rows(struct buf *out, const struct report_options *options, const struct rule *rule) {
    struct arena *arena = out->arena;
    text_row(out, options, "covers", joined(arena, rule->covers.items, rule->covers.count));
    text_row(out, options, "aliases", joined(arena, rule->aliases.items, rule->aliases.count));
    text_row(out, options, "weakness", cwe_list(arena, rule));
    for (size_t i = 0; i < rule->equivalents.count; i++)
        text_row(out, options, i ? "" : "like",
                 str_format(arena, "%.*s %.*s", STR_ARG(rule->equivalents.items[i].tool),
                            STR_ARG(rule->equivalents.items[i].ids)));
    for (size_t i = 0; i < rule->references.count; i++)
        text_row(out, options, i ? "" : "read", rule->references.items[i]);
}

static void text_query(struct buf *out, const struct report_options *options, struct str query) {
    buf_add_char(out, '\n');
    paint(out, options, INK_STRONG, STR("  query"));
    buf_add_char(out, '\n');
    for (struct str rest = str_trim(query); rest.size;) {
        struct str line = rest;
        struct str next = STR_NONE;
        str_cut(rest, '\n', &line, &next);
        buf_printf(out, "    %.*s\n", STR_ARG(line));
        rest = next;
    }
}

static void text_page(const struct page *page, const struct report_options *options, struct buf *out) {
    struct str address = str_format(out->arena, LINK_RULE, STR_ARG(page->id));
    paint_link(out, options, address, page->id);
    buf_add_char(out, ' ');
    paint(out, options, INK_STRONG, page->name);
    buf_add_char(out, '\n');
    text_wrap(out, page->summary, STR_NONE, 0, page_columns(options));
    buf_add_z(out, "\n\n");
    text_row(out, options, "why", page->why);
    text_row(out, options, "help", page->fix);
    text_row(out, options, "facts", page->facts);
    if (page->rule) {
        text_rule_rows(out, options, page->rule);
        text_query(out, options, page->rule->query);
    }
}

/* -- markdown ---------------------------------------------------------------------------------------------------- */

static void markdown_section(struct buf *out, const char *title, struct str text) {
    if (text.size)
        buf_printf(out, "\n## %s\n\n%.*s\n", title, STR_ARG(str_trim(text)));
}

static void markdown_rule(struct buf *out, const struct rule *rule) {
    struct arena *arena = out->arena;
    struct buf rows;
    buf_init(&rows, arena);
    struct str covers = joined(arena, rule->covers.items, rule->covers.count);
    struct str aliases = joined(arena, rule->aliases.items, rule->aliases.count);
    struct str weaknesses = cwe_list(arena, rule);
    if (covers.size)
        buf_printf(&rows, "- A finding replaces those of %.*s at the same place.\n", STR_ARG(covers));
    if (aliases.size)
        buf_printf(&rows, "- Also called %.*s.\n", STR_ARG(aliases));
    if (weaknesses.size)
        buf_printf(&rows, "- Weakness: %.*s.\n", STR_ARG(weaknesses));
    for (size_t i = 0; i < rule->equivalents.count; i++)
        buf_printf(&rows, "- Similar in %.*s: `%.*s`.\n", STR_ARG(rule->equivalents.items[i].tool),
                   STR_ARG(rule->equivalents.items[i].ids));
    for (size_t i = 0; i < rule->references.count; i++)
        buf_printf(&rows, "- <%.*s>\n", STR_ARG(rule->references.items[i]));
    markdown_section(out, "More", buf_str(&rows));
    buf_printf(out, "\n## Query\n\n```sql\n%.*s\n```\n", STR_ARG(str_trim(rule->query)));
}

static void markdown_page(const struct page *page, struct buf *out) {
    buf_printf(out, "# %.*s `%.*s`\n\n%.*s\n\n", STR_ARG(page->id), STR_ARG(page->name), STR_ARG(page->summary));
    struct str facts = str_copy(out->arena, page->facts);
    buf_printf(out, "*%.*s*\n", STR_ARG(facts));
    markdown_section(out, "Why", page->why);
    markdown_section(out, "What to do", page->fix);
    if (page->rule)
        markdown_rule(out, page->rule);
}

struct str rule_page_help(struct arena *arena, const struct rule *rule) {
    return str_format(arena, "%.*s %.*s. %.*s %.*s %.*s", STR_ARG(rule->id), STR_ARG(rule->name),
                      STR_ARG(str_trim(rule->summary)), STR_ARG(str_trim(rule->why)), STR_ARG(str_trim(rule->fix)));
}

struct str rule_page_help_markdown(struct arena *arena, const struct rule *rule) {
    struct buf out;
    buf_init(&out, arena);
    buf_printf(&out, "# %.*s `%.*s`\n\n%.*s\n", STR_ARG(rule->id), STR_ARG(rule->name),
               STR_ARG(str_trim(rule->summary)));
    markdown_section(&out, "Why", rule->why);
    markdown_section(&out, "What to do", rule->fix);
    if (rule->references.count)
        buf_add_char(&out, '\n');
    for (size_t i = 0; i < rule->references.count; i++)
        buf_printf(&out, "- <%.*s>\n", STR_ARG(rule->references.items[i]));
    return buf_str(&out);
}

/* -- JSON -------------------------------------------------------------------------------------------------------- */

static void json_strings(struct json_out *json, const char *key, const struct str *items, size_t count) {
    json_put_key(json, key);
    json_begin_array(json);
    for (size_t i = 0; i < count; i++)
        json_put_string(json, items[i]);
    json_end_array(json);
}

static void json_rule(struct json_out *json, const struct rule *rule) {
    json_begin_object(json);
    json_member_string(json, "id", rule->id);
    json_member_string(json, "name", rule->name);
    json_member_string(json, "group", rule->group);
    json_member_z(json, "severity", severity_name(rule->severity));
    json_member_z(json, "confidence", confidence_name(rule->confidence));
    json_member_z(json, "persona", persona_name(rule->persona));
    json_member_string(json, "since", rule->since);
    json_member_string(json, "summary", rule->summary);
    json_member_string(json, "why", rule->why);
    json_member_string(json, "fix", rule->fix);
    json_strings(json, "references", rule->references.items, rule->references.count);
    json_put_key(json, "cwe");
    json_begin_array(json);
    for (size_t i = 0; i < rule->cwe.count; i++)
        json_put_integer(json, rule->cwe.items[i]);
    json_end_array(json);
    json_put_key(json, "equivalents");
    json_begin_object(json);
    for (size_t i = 0; i < rule->equivalents.count; i++) {
        json_put_key_str(json, rule->equivalents.items[i].tool);
        json_put_string(json, rule->equivalents.items[i].ids);
    }
    json_end_object(json);
    json_strings(json, "covers", rule->covers.items, rule->covers.count);
    json_strings(json, "aliases", rule->aliases.items, rule->aliases.count);
    json_member_string(json, "query", rule->query);
    json_end_object(json);
}

static void json_diagnostic(struct json_out *json, const struct diagnostic_rule *diagnostic) {
    json_begin_object(json);
    json_member_z(json, "id", diagnostic->id);
    json_member_z(json, "name", diagnostic->name);
    json_member_z(json, "summary", diagnostic->summary);
    json_member_z(json, "fix", diagnostic->help);
    json_end_object(json);
}

static void json_finish(struct json_out *json, struct buf *out) {
    json_out_text(json, JSON_INDENTED, out);
    buf_add_char(out, '\n');
    json_out_free(json);
}

/* -- pages ------------------------------------------------------------------------------------------------------- */

void rule_page(const struct rule *rule, enum page_format format, const struct report_options *options,
               struct buf *out) {
    if (format == PAGE_JSON) {
        struct json_out *json = json_out_new();
        json_rule(json, rule);
        json_finish(json, out);
        return;
    }
    struct page page = page_of_rule(out->arena, rule);
    if (format == PAGE_MARKDOWN)
        markdown_page(&page, out);
    else
        text_page(&page, options, out);
}

bool rule_page_diagnostic(struct str word, enum page_format format, const struct report_options *options,
                          struct buf *out) {
    const struct diagnostic_rule *found = DIAGNOSTIC_RULES;
    while (found->id && !str_is(word, found->id) && !str_is(word, found->name))
        found++;
    if (!found->id)
        return false;
    struct page page = page_of_diagnostic(found);
    if (format == PAGE_JSON) {
        struct json_out *json = json_out_new();
        json_diagnostic(json, found);
        json_finish(json, out);
    } else if (format == PAGE_MARKDOWN) {
        markdown_page(&page, out);
    } else {
        text_page(&page, options, out);
    }
    return true;
}

/* -- list -------------------------------------------------------------------------------------------------------- */

static void text_list_row(struct buf *out, const struct report_options *options, struct str id, enum ink ink,
                          const char *severity, struct str name) {
    buf_printf(out, "%-8.*s  ", STR_ARG(id));
    paint(out, options, ink, str_format(out->arena, "%-8s", severity));
    buf_printf(out, "  %.*s", STR_ARG(name));
}

static void text_list(const struct rules *rules, const struct report_options *options, struct buf *out) {
    for (size_t i = 0; i < rules->list.count; i++) {
        const struct rule *rule = rules->list.items[i];
        text_list_row(out, options, rule->id, paint_ink(rule->severity), severity_name(rule->severity), rule->name);
        if (rule->persona != PERSONA_REGULAR)
            buf_printf(out, " (%s)", persona_name(rule->persona));
        buf_add_char(out, '\n');
    }
    for (size_t i = 0; DIAGNOSTIC_RULES[i].id; i++) {
        text_list_row(out, options, str_from(DIAGNOSTIC_RULES[i].id), INK_PLAIN, "-",
                      str_from(DIAGNOSTIC_RULES[i].name));
        buf_add_char(out, '\n');
    }
}

static void markdown_list(const struct rules *rules, struct buf *out) {
    buf_printf(out, "# Rules\n\n%zu rules. `lambdalint explain ID` prints a page in the terminal.\n\n",
               rules->list.count);
    buf_add_z(out, "| id | name | severity | confidence | persona | what it finds |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < rules->list.count; i++) {
        const struct rule *rule = rules->list.items[i];
        struct str summary = str_trim(rule->summary);
        buf_printf(out, "| [%.*s](%.*s.md) | `%.*s` | %s | %s | %s | %.*s |\n", STR_ARG(rule->id), STR_ARG(rule->id),
                   STR_ARG(rule->name), severity_name(rule->severity), confidence_name(rule->confidence),
                   persona_name(rule->persona), STR_ARG(summary));
    }
    buf_add_z(out, "\n## Diagnostics\n\nWhat lambdalint itself could not do, or could not use. Suppressed like rules, "
                   "never counted by `--fail-on`.\n\n| id | name | what it says |\n|---|---|---|\n");
    for (size_t i = 0; DIAGNOSTIC_RULES[i].id; i++)
        buf_printf(out, "| [%s](%s.md) | `%s` | %s |\n", DIAGNOSTIC_RULES[i].id, DIAGNOSTIC_RULES[i].id,
                   DIAGNOSTIC_RULES[i].name, DIAGNOSTIC_RULES[i].summary);
}

void rule_list(const struct rules *rules, enum page_format format, const struct report_options *options,
               struct buf *out) {
    if (format == PAGE_TEXT) {
        text_list(rules, options, out);
        return;
    }
    if (format == PAGE_MARKDOWN) {
        markdown_list(rules, out);
        return;
    }
    struct json_out *json = json_out_new();
    json_begin_object(json);
    json_member_integer(json, "version", 1);
    json_put_key(json, "rules");
    json_begin_array(json);
    for (size_t i = 0; i < rules->list.count; i++)
        json_rule(json, rules->list.items[i]);
    json_end_array(json);
    json_put_key(json, "diagnostics");
    json_begin_array(json);
    for (size_t i = 0; DIAGNOSTIC_RULES[i].id; i++)
        json_diagnostic(json, &DIAGNOSTIC_RULES[i]);
    json_end_array(json);
    json_end_object(json);
    json_finish(json, out);
}
