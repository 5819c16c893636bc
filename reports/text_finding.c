#include "reports/files.h"
#include "reports/frame.h"
#include "reports/links.h"
#include "reports/message.h"
#include "reports/text.h"
#include "reports/width.h"
#include "reports/witness.h"

enum { KEY_WIDTH = 5 /* "help:" */ };

/* The marks of one finding in one document. */
struct marks {
    const struct document *document;
    VEC(struct mark) list;
};

struct groups {
    VEC(struct marks) list; /* the document of the finding first */
};

static struct str clean(struct text_report *text, struct str part) {
    return text_clean(text->out->arena, masks_text(&text->masks, part));
}

/* error[PRM011] function-url-without-auth: the function URL of 'Fn' accepts unsigned requests (when IsProd) */
static void print_header(struct text_report *text, const struct finding *finding) {
    const struct report_options *options = text->options;
    struct arena *arena = text->out->arena;
    const struct rule *rule = finding->rule;
    enum ink ink = finding->suppressed ? INK_DIM : paint_ink(finding->severity);
    const char *level = finding->suppressed ? "ignored" : severity_level(finding->severity);
    struct str id = rule->id;
    if (options->hyperlinks) {
        struct buf link;
        buf_init(&link, arena);
        paint_link(&link, options, str_format(arena, LINK_RULE, STR_ARG(id)), id);
        id = buf_str(&link);
    }
    paint(text->out, options, ink, str_format(arena, "%s[%.*s]", level, STR_ARG(id)));
    struct str message = text_clean(arena, message_full(&text->masks, finding));
    struct str headline = str_format(arena, "%.*s: %.*s", STR_ARG(rule->name), STR_ARG(message));
    buf_add_char(text->out, ' ');
    paint(text->out, options, INK_STRONG, headline);
    buf_add_char(text->out, '\n');
}

static void print_place(struct text_report *text, const char *arrow, uint32_t gutter, const struct document *document,
                        struct span span) {
    struct arena *arena = text->out->arena;
    struct position at = document_position(document, span.start);
    struct str file = text_clean(arena, files_shown(arena, document->path));
    for (uint32_t i = 0; i < gutter; i++)
        buf_add_char(text->out, ' ');
    paint(text->out, text->options, INK_GUTTER, str_from(arrow));
    buf_printf(text->out, " %.*s:%u:%u\n", STR_ARG(file), at.line, at.column);
}

static struct marks *group_of(struct arena *arena, struct groups *groups, const struct document *document) {
    for (size_t i = 0; i < groups->list.count; i++)
        if (groups->list.items[i].document == document)
            return &groups->list.items[i];
    vec_push(arena, &groups->list, (struct marks){.document = document});
    return &groups->list.items[groups->list.count - 1];
}

static bool has_mark(const struct marks *marks, struct mark mark) {
    for (size_t i = 0; i < marks->list.count; i++) {
        const struct mark *other = &marks->list.items[i];
        bool same_place = other->span.start == mark.span.start && other->span.end == mark.span.end;
        if (same_place && (mark.label.size == 0 || str_equal(other->label, mark.label)))
            return true;
    }
    return false;
}

/* The key of the resource that owns the place: readers want to see whose property it is. */
static const struct node *owner_of(const struct finding *finding) {
    const struct node *node = finding->place.node ? node_source(finding->place.node) : NULL;
    while (node && finding->resource.size && !str_equal(node->key, finding->resource))
        node = node->parent;
    return finding->resource.size ? node : NULL;
}

static void collect_marks(struct text_report *text, const struct finding *finding, struct groups *groups) {
    struct arena *arena = text->out->arena;
    const struct location *place = &finding->place;
    struct marks *first = group_of(arena, groups, place->document);
    vec_push(arena, &first->list, (struct mark){MARK_PRIMARY, place->span, clean(text, place->label)});
    for (size_t i = 0; i < finding->related.count; i++) {
        const struct location *related = &finding->related.items[i];
        struct marks *group = group_of(arena, groups, related->document);
        struct mark mark = {MARK_RELATED, related->span, clean(text, related->label)};
        if (!has_mark(group, mark))
            vec_push(arena, &group->list, mark);
    }
    const struct node *owner = owner_of(finding);
    if (owner && owner->document == place->document && owner->key_span.end > owner->key_span.start)
        vec_push(arena, &groups->list.items[0].list, (struct mark){MARK_CONTEXT, owner->key_span, STR_NONE});
}

static uint32_t gutter_of(const struct groups *groups) {
    uint32_t widest = 1;
    for (size_t i = 0; i < groups->list.count; i++) {
        const struct marks *marks = &groups->list.items[i];
        uint32_t needed = frame_gutter(marks->document, marks->list.items, marks->list.count);
        widest = needed > widest ? needed : widest;
    }
    return widest;
}

static void print_bar(struct text_report *text, uint32_t gutter) {
    frame_bar(text->out, text->options, gutter);
    buf_add_char(text->out, '\n');
}

static void print_frames(struct text_report *text, const struct finding *finding, const struct groups *groups,
                         uint32_t gutter) {
    for (size_t i = 0; i < groups->list.count; i++) {
        const struct marks *marks = &groups->list.items[i];
        struct frame frame = {
            .document = marks->document,
            .bytes = masks_bytes(&text->masks, marks->document),
            .marks = marks->list.items,
            .mark_count = marks->list.count,
            .gutter = gutter,
            .ink = finding->suppressed ? INK_DIM : paint_ink(finding->severity),
        };
        print_place(text, i ? ":::" : "-->", gutter, marks->document, marks->list.items[0].span);
        print_bar(text, gutter);
        frame_print(text->out, text->options, &frame);
        print_bar(text, gutter);
    }
}

/* "   = help: text", wrapped below its first word. */
static void print_note(struct text_report *text, uint32_t gutter, const char *key, struct str value) {
    struct arena *arena = text->out->arena;
    for (uint32_t i = 0; i <= gutter; i++)
        buf_add_char(text->out, ' ');
    paint(text->out, text->options, INK_GUTTER, STR("="));
    struct str padded = str_format(arena, "%-*s", KEY_WIDTH, str_z(arena, str_format(arena, "%s:", key)));
    buf_add_char(text->out, ' ');
    paint(text->out, text->options, INK_STRONG, padded);
    buf_add_char(text->out, ' ');
    text_wrap(text->out, text_clean(arena, value), STR_NONE, gutter + 4 + KEY_WIDTH, paint_columns(text->options));
    buf_add_char(text->out, '\n');
}

/* The steps of an attack path, numbered, each with its place. */
static void print_flow(struct text_report *text, uint32_t gutter, const struct flow *flow) {
    struct arena *arena = text->out->arena;
    for (size_t i = 0; i < flow->steps.count; i++) {
        const struct location *step = &flow->steps.items[i];
        struct position at = document_position(step->document, step->span.start);
        struct str file = files_shown(arena, step->document->path);
        struct str line =
            str_format(arena, "%zu. %.*s:%u:%u %.*s", i + 1, STR_ARG(file), at.line, at.column, STR_ARG(step->label));
        print_note(text, gutter, "flow", masks_text(&text->masks, line));
    }
}

static void print_notes(struct text_report *text, const struct finding *finding, uint32_t gutter) {
    struct arena *arena = text->out->arena;
    const struct rule *rule = finding->rule;
    size_t flows = text->options->verbose || finding->flows.count == 0 ? finding->flows.count : 1;
    for (size_t i = 0; i < flows; i++)
        print_flow(text, gutter, &finding->flows.items[i]);
    if (finding->witness)
        print_note(text, gutter, "proof", masks_text(&text->masks, witness_sentence(arena, finding->witness)));
    if (rule->fix.size)
        print_note(text, gutter, "help", rule->fix);
    print_note(text, gutter, "note",
               str_format(arena, "severity %s, confidence %s", severity_name(finding->severity),
                          confidence_name(rule->confidence)));
    if (finding->suppressed)
        print_note(text, gutter, "note",
                   str_format(arena, "ignored%s%.*s", finding->suppression_reason.size ? ": " : " without a reason",
                              STR_ARG(finding->suppression_reason)));
    if (text->options->verbose && finding->when_bindings.size)
        print_note(text, gutter, "when", masks_text(&text->masks, finding->when_bindings));
    print_note(text, gutter, "see", str_format(arena, "lambdalint explain %.*s", STR_ARG(rule->id)));
}

void text_finding(struct text_report *text, const struct finding *finding) {
    struct groups groups = {0};
    collect_marks(text, finding, &groups);
    uint32_t gutter = gutter_of(&groups);
    print_header(text, finding);
    print_frames(text, finding, &groups, gutter);
    print_notes(text, finding, gutter);
    buf_add_char(text->out, '\n');
}
