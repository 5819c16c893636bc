#include "reports/files.h"
#include "reports/paint.h"
#include "reports/text.h"
#include "reports/width.h"

#include <stdlib.h>

enum { REASONS_SHOWN = 3, SEVERITIES = SEVERITY_CRITICAL + 1 };

static bool counts(const struct finding *finding) {
    return !finding->suppressed;
}

static const char *plural(size_t count) {
    return count == 1 ? "" : "s";
}

/* -- undecided --------------------------------------------------------------------------------------------------- */

void text_undecided(struct text_report *text) {
    const struct report *report = text->report;
    struct arena *arena = text->out->arena;
    bool any = false;
    for (size_t i = 0; i < report->undecided.count; i++) {
        const struct undecided *undecided = report->undecided.items[i];
        if (undecided->suppressed)
            continue;
        struct position at = document_position(undecided->place.document, undecided->place.span.start);
        struct str file = text_clean(arena, files_shown(arena, undecided->place.document->path));
        struct str reason = text_clean(arena, masks_text(&text->masks, undecided->reason));
        struct str head = str_format(arena, "undecided[%.*s]", STR_ARG(undecided->rule->id));
        paint(text->out, text->options, INK_NOTE, head);
        buf_printf(text->out, " %.*s:%u:%u: %.*s", STR_ARG(file), at.line, at.column, STR_ARG(undecided->rule->name));
        if (undecided->resource.size)
            buf_printf(text->out, " on '%.*s'", STR_ARG(undecided->resource));
        buf_printf(text->out, ": %.*s\n", STR_ARG(reason));
        any = true;
    }
    if (any)
        buf_add_char(text->out, '\n');
}

struct tally {
    struct str text;
    const struct rule *rule;
    size_t count;
};

struct tallies {
    VEC(struct tally) list;
};

/* Most frequent first. */
static int by_count(const void *left, const void *right) {
    const struct tally *a = left;
    const struct tally *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return str_compare(a->text, b->text);
}

static struct tallies tally_up(struct arena *arena, const struct map *counted) {
    struct tallies tallies = {0};
    for (size_t i = 0; i < counted->count; i++)
        vec_push(arena, &tallies.list, *(struct tally *)counted->entries[i].value);
    if (tallies.list.count)
        qsort(tallies.list.items, tallies.list.count, sizeof *tallies.list.items, by_count);
    return tallies;
}

static void count_text(struct map *counted, struct str text, const struct rule *rule) {
    struct tally *tally = map_get(counted, text);
    if (!tally) {
        tally = ARENA_NEW(counted->arena, struct tally);
        tally->text = text;
        tally->rule = rule;
        map_put(counted, text, tally);
    }
    tally->count++;
}

static void print_reasons(struct text_report *text, const struct tallies *reasons) {
    struct arena *arena = text->out->arena;
    size_t others = 0;
    size_t width = str_format(arena, "%zu", reasons->list.count ? reasons->list.items[0].count : 0).size;
    for (size_t i = 0; i < reasons->list.count; i++) {
        const struct tally *reason = &reasons->list.items[i];
        if (i >= REASONS_SHOWN) {
            others += reason->count;
            continue;
        }
        buf_printf(text->out, "  %*zu  ", (int)width, reason->count);
        text_wrap(text->out, text_clean(arena, reason->text), STR_NONE, (uint32_t)width + 4,
                  paint_columns(text->options));
        buf_add_char(text->out, '\n');
    }
    if (others)
        buf_printf(text->out, "  %*zu  for %zu other reason%s\n", (int)width, others,
                   reasons->list.count - REASONS_SHOWN, plural(reasons->list.count - REASONS_SHOWN));
}

static void print_undecided_summary(struct text_report *text) {
    const struct report *report = text->report;
    struct map counted;
    map_init(&counted, text->out->arena);
    size_t total = 0;
    for (size_t i = 0; i < report->undecided.count; i++) {
        const struct undecided *undecided = report->undecided.items[i];
        if (undecided->suppressed)
            continue;
        struct str reason = undecided->reason.size ? undecided->reason : STR("no reason is known");
        count_text(&counted, masks_text(&text->masks, reason), undecided->rule);
        total++;
    }
    if (!total)
        return;
    buf_printf(text->out, "Undecided: %zu check%s%s\n", total, plural(total),
               text->options->verbose ? "" : " (--verbose shows where)");
    struct tallies reasons = tally_up(text->out->arena, &counted);
    print_reasons(text, &reasons);
}

/* -- statistics -------------------------------------------------------------------------------------------------- */

void text_statistics(struct text_report *text) {
    const struct report *report = text->report;
    struct map counted;
    map_init(&counted, text->out->arena);
    for (size_t i = 0; i < report->findings.count; i++)
        if (counts(report->findings.items[i]))
            count_text(&counted, report->findings.items[i]->rule->id, report->findings.items[i]->rule);
    struct tallies rules = tally_up(text->out->arena, &counted);
    for (size_t i = 0; i < rules.list.count; i++) {
        const struct tally *tally = &rules.list.items[i];
        buf_printf(text->out, "%6zu  ", tally->count);
        paint(text->out, text->options, paint_ink(tally->rule->severity),
              str_format(text->out->arena, "%-8s", severity_name(tally->rule->severity)));
        buf_printf(text->out, "  %.*s  %.*s\n", STR_ARG(tally->rule->id), STR_ARG(tally->rule->name));
    }
    if (rules.list.count)
        buf_add_char(text->out, '\n');
}

/* -- summary ----------------------------------------------------------------------------------------------------- */

/* "2 problems (1 high, 1 medium)"; false when there is none. */
static bool print_problems(struct text_report *text) {
    const struct report *report = text->report;
    size_t by_severity[SEVERITIES] = {0};
    size_t total = 0;
    for (size_t i = 0; i < report->findings.count; i++) {
        if (!counts(report->findings.items[i]))
            continue;
        by_severity[report->findings.items[i]->severity]++;
        total++;
    }
    if (!total)
        return false;
    buf_printf(text->out, "Found %zu problem%s (", total, plural(total));
    const char *separator = "";
    for (size_t i = SEVERITIES; i > 0; i--) {
        if (!by_severity[i - 1])
            continue;
        enum severity severity = (enum severity)(i - 1);
        buf_add_z(text->out, separator);
        paint(text->out, text->options, paint_ink(severity),
              str_format(text->out->arena, "%zu %s", by_severity[i - 1], severity_name(severity)));
        separator = ", ";
    }
    buf_add_z(text->out, ")");
    return true;
}

static size_t unread_files(const struct diags *diags) {
    size_t count = 0;
    for (size_t i = 0; diags && i < diags->list.count; i++)
        count += diags->list.items[i].kind == DIAG_UNREADABLE || diags->list.items[i].kind == DIAG_SYNTAX;
    return count;
}

/* "; 1 ignored, 4 in baseline" */
static void print_asides(struct text_report *text) {
    const struct report_counts *count = &text->report->counts;
    size_t unread = unread_files(text->report->diags);
    const char *separator = "; ";
    if (count->ignored) {
        buf_printf(text->out, "%s%zu ignored", separator, count->ignored);
        separator = ", ";
    }
    if (count->in_baseline) {
        buf_printf(text->out, "%s%zu in baseline", separator, count->in_baseline);
        separator = ", ";
    }
    if (count->unchanged) {
        buf_printf(text->out, "%s%zu on lines that did not change", separator, count->unchanged);
        separator = ", ";
    }
    if (unread)
        buf_printf(text->out, "%s%zu file%s could not be read", separator, unread, plural(unread));
}

void text_summary(struct text_report *text) {
    const struct report_counts *count = &text->report->counts;
    if (print_problems(text))
        buf_printf(text->out, " in %zu file%s", count->files, plural(count->files));
    else if (count->files)
        buf_printf(text->out, "No problems in %zu file%s (%zu function%s, %zu role%s)", count->files,
                   plural(count->files), count->functions, plural(count->functions), count->roles,
                   plural(count->roles));
    else
        buf_add_z(text->out, "Nothing was checked: no input is of a kind that is read");
    print_asides(text);
    buf_add_char(text->out, '\n');
    print_undecided_summary(text);
}
