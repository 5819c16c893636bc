/* A line is read into cells, one for each character, with the columns they take. Marks become ranges of columns. Then
 * a window of columns is chosen that fits the terminal, and everything is drawn through it. */
#include "reports/frame.h"

#include "reports/width.h"

#include <stdlib.h>

enum {
    LINES_OF_MARK = 3,  /* a longer place shows its first and its last line */
    BYTES_READ = 4096,  /* of one line, around the first place on it: minified JSON is one line of megabytes */
    BYTES_BEFORE = 1024 /* of these before that place */
};

struct cell {
    struct str text; /* what is printed */
    uint32_t byte;   /* offset in the document */
    uint32_t column; /* from 0 */
    uint32_t width;
};

/* A place on one line, in columns [start, end). */
struct stroke {
    const struct mark *mark;
    uint32_t start;
    uint32_t end;
    struct str label; /* only on the last line of the place */
};

struct line {
    const struct frame *frame;
    uint32_t number;
    VEC(struct cell) cells;
    uint32_t width;   /* columns of all cells */
    struct span part; /* what was read of it */
    bool more_before, more_after;
    VEC(struct stroke) strokes; /* by start */
    uint32_t from, to;          /* the window: columns shown */
    uint32_t room;              /* columns there are for it */
};

static uint32_t line_of(const struct frame *frame, uint32_t offset) {
    return document_position(frame->document, offset).line;
}

/* The last line of a place: that of its last byte. */
static uint32_t last_line_of(const struct frame *frame, struct span span) {
    return line_of(frame, span.end > span.start ? span.end - 1 : span.start);
}

static uint32_t digits(uint32_t number) {
    uint32_t count = 1;
    for (; number >= 10; number /= 10)
        count++;
    return count;
}

uint32_t frame_gutter(const struct document *document, const struct mark *marks, size_t mark_count) {
    const struct frame frame = {.document = document};
    uint32_t widest = 1;
    for (size_t i = 0; i < mark_count; i++) {
        uint32_t needed = digits(last_line_of(&frame, marks[i].span));
        widest = needed > widest ? needed : widest;
    }
    return widest;
}

static void spaces(struct buf *out, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        buf_add_char(out, ' ');
}

void frame_bar(struct buf *out, const struct report_options *options, uint32_t gutter) {
    spaces(out, gutter + 1);
    paint(out, options, INK_GUTTER, STR("|"));
}

/* -- reading a line ---------------------------------------------------------------------------------------------- */

static bool continues_character(struct str bytes, size_t offset) {
    return offset < bytes.size && ((unsigned char)bytes.data[offset] & 0xC0) == 0x80;
}

/* The part of the line that is read: all of it, unless it is very long. */
static struct span readable_part(const struct frame *frame, struct span whole, uint32_t focus) {
    uint32_t start = whole.start;
    uint32_t end = whole.end;
    if (end - start <= BYTES_READ)
        return (struct span){start, end};
    uint32_t from = focus > start + BYTES_BEFORE ? focus - BYTES_BEFORE : start;
    uint32_t to = end - from > BYTES_READ ? from + BYTES_READ : end;
    while (from > start && continues_character(frame->bytes, from))
        from--;
    while (to < end && continues_character(frame->bytes, to))
        to++;
    return (struct span){from, to};
}

static void read_cells(struct line *line, struct arena *arena) {
    struct span part = line->part;
    struct str text = str_slice(line->frame->bytes, part.start, part.end);
    for (size_t i = 0; i < text.size;) {
        struct glyph glyph = glyph_read(str_slice(text, i, text.size));
        struct cell cell = {
            .text = str_slice(text, i, i + glyph.size),
            .byte = part.start + (uint32_t)i,
            .column = line->width,
            .width = glyph.width,
        };
        if (glyph.code == '\t')
            cell.text = str_slice(STR("    "), 0, WIDTH_TAB);
        else if (glyph.hostile)
            cell.text = STR("\xEF\xBF\xBD");
        vec_push(arena, &line->cells, cell);
        line->width += glyph.width;
        i += glyph.size;
    }
}

static uint32_t column_of(const struct line *line, uint32_t byte) {
    for (size_t i = line->cells.count; i > 0; i--)
        if (line->cells.items[i - 1].byte <= byte)
            return byte >= line->part.end ? line->width : line->cells.items[i - 1].column;
    return 0;
}

static int by_start(const void *left, const void *right) {
    const struct stroke *a = left;
    const struct stroke *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->end != b->end)
        return a->end < b->end ? -1 : 1;
    return a->mark < b->mark ? -1 : a->mark > b->mark;
}

static uint32_t first_text_column(const struct line *line) {
    for (size_t i = 0; i < line->cells.count; i++)
        if (!str_is(line->cells.items[i].text, " ") && line->cells.items[i].width != WIDTH_TAB)
            return line->cells.items[i].column;
    return 0;
}

static void add_stroke(struct line *line, struct arena *arena, const struct mark *mark) {
    uint32_t first = line_of(line->frame, mark->span.start);
    uint32_t last = last_line_of(line->frame, mark->span);
    if (mark->kind == MARK_CONTEXT || line->number < first || line->number > last)
        return;
    if (mark->span.start > line->part.end || (mark->span.end <= line->part.start && line->more_before)) {
        /* Outside what was read of a very long line: in no window. */
        vec_push(arena, &line->strokes, (struct stroke){mark, UINT32_MAX - 1, UINT32_MAX, mark->label});
        return;
    }
    struct stroke stroke = {.mark = mark, .end = line->width};
    stroke.start = line->number == first ? column_of(line, mark->span.start) : first_text_column(line);
    if (line->number == last) {
        stroke.end = column_of(line, mark->span.end);
        stroke.label = mark->label;
    }
    if (stroke.end <= stroke.start)
        stroke.end = stroke.start + 1;
    vec_push(arena, &line->strokes, stroke);
}

/* The mark that must be seen on this line: the primary one, else the first. */
static const struct mark *focus_of(const struct frame *frame, uint32_t number) {
    const struct mark *focus = NULL;
    for (size_t i = 0; i < frame->mark_count; i++) {
        const struct mark *mark = &frame->marks[i];
        bool here = mark->kind != MARK_CONTEXT && line_of(frame, mark->span.start) == number;
        if (here && (!focus || mark->kind > focus->kind))
            focus = mark;
    }
    return focus;
}

/* Chooses the columns that are shown. */
static void choose_window(struct line *line, const struct mark *focus, uint32_t room) {
    line->from = 0;
    line->to = line->width;
    if (line->width <= room)
        return;
    uint32_t start = focus ? column_of(line, focus->span.start) : 0;
    uint32_t end = focus ? column_of(line, focus->span.end) : 0;
    /* What stands before the place is worth showing, unless the place would not be seen then. */
    if (end + 4 > room && start > room / 2)
        line->from = end - start + room / 3 < room ? start - room / 3 : start - 4;
    if (line->from + room > line->width)
        line->from = line->width - room;
    line->to = line->from + room;
}

static struct line read_line(struct arena *arena, const struct frame *frame, uint32_t number, uint32_t room) {
    struct line line = {.frame = frame, .number = number, .room = room};
    const struct mark *focus = focus_of(frame, number);
    uint32_t start = document_line_start(frame->document, number);
    uint32_t end = start + (uint32_t)document_line(frame->document, number).size;
    line.part = readable_part(frame, (struct span){start, end}, focus ? focus->span.start : start);
    line.more_before = line.part.start > start;
    line.more_after = line.part.end < end;
    read_cells(&line, arena);
    for (size_t i = 0; i < frame->mark_count; i++)
        add_stroke(&line, arena, &frame->marks[i]);
    if (line.strokes.count)
        qsort(line.strokes.items, line.strokes.count, sizeof *line.strokes.items, by_start);
    choose_window(&line, focus, room);
    return line;
}

/* -- drawing a line ---------------------------------------------------------------------------------------------- */

static void print_source(struct buf *out, const struct report_options *options, const struct line *line) {
    struct str dots = options->unicode ? STR("\xE2\x80\xA6") : STR("...");
    uint32_t dots_width = options->unicode ? 1 : 3;
    bool cut_left = line->from > 0 || line->more_before;
    bool cut_right = line->to < line->width || line->more_after;
    uint32_t from = line->from + (cut_left ? dots_width : 0);
    uint32_t to = line->to - (cut_right ? dots_width : 0);
    struct buf text;
    buf_init(&text, out->arena);
    uint32_t column = line->from;
    if (cut_left) {
        buf_add(&text, dots);
        column = from;
    }
    for (size_t i = 0; i < line->cells.count; i++) {
        const struct cell *cell = &line->cells.items[i];
        if (cell->column < from || cell->column + cell->width > to)
            continue;
        spaces(&text, cell->column - column); /* half of a wide character was cut off */
        buf_add(&text, cell->text);
        column = cell->column + cell->width;
    }
    if (cut_right) {
        spaces(&text, to - column);
        buf_add(&text, dots);
    }
    struct str shown = buf_str(&text);
    while (shown.size && shown.data[shown.size - 1] == ' ')
        shown.size--;
    paint_repeated(out, options, INK_GUTTER, ' ', line->frame->gutter - digits(line->number));
    paint(out, options, INK_GUTTER, str_format(out->arena, "%u |", line->number));
    if (shown.size) {
        buf_add_char(out, ' ');
        buf_add(out, shown);
    }
    buf_add_char(out, '\n');
}

static bool in_window(const struct line *line, const struct stroke *stroke) {
    return stroke->start < line->to + (line->to == line->width ? 1 : 0) && stroke->end > line->from;
}

static enum ink stroke_ink(const struct line *line, const struct stroke *stroke) {
    return stroke->mark->kind == MARK_PRIMARY ? line->frame->ink : INK_GUTTER;
}

/* The stroke to draw at a column: the primary one wins. */
static const struct stroke *stroke_at(const struct line *line, uint32_t column) {
    const struct stroke *found = NULL;
    for (size_t i = 0; i < line->strokes.count; i++) {
        const struct stroke *stroke = &line->strokes.items[i];
        bool covers = stroke->start <= column && column < stroke->end;
        if (covers && (!found || stroke->mark->kind > found->mark->kind))
            found = stroke;
    }
    return found;
}

/* Draws ^^^^ and ---- ; the result is the column where the row ends. */
static uint32_t print_underlines(struct buf *out, const struct report_options *options, const struct line *line) {
    uint32_t limit = line->from;
    for (size_t i = 0; i < line->strokes.count; i++) {
        uint32_t end = line->strokes.items[i].end;
        if (in_window(line, &line->strokes.items[i]) && end > limit)
            limit = end;
    }
    if (limit > line->to && line->to < line->width)
        limit = line->to;
    for (uint32_t column = line->from; column < limit;) {
        const struct stroke *stroke = stroke_at(line, column);
        uint32_t run = 1;
        while (column + run < limit && stroke_at(line, column + run) == stroke)
            run++;
        if (!stroke)
            spaces(out, run);
        else
            paint_repeated(out, options, stroke_ink(line, stroke), stroke->mark->kind == MARK_PRIMARY ? '^' : '-', run);
        column += run;
    }
    return limit;
}

/* Bars under the starts of the first `count` strokes that still wait for their label; ends at column `*ret_column`. */
static void print_bars(struct buf *out, const struct report_options *options, const struct line *line,
                       const struct stroke *const *waiting, size_t count, uint32_t before, uint32_t *ret_column) {
    uint32_t column = line->from;
    for (size_t i = 0; i < count; i++) {
        uint32_t start = waiting[i]->start > line->from ? waiting[i]->start : line->from;
        if (start < column || start >= before)
            continue;
        spaces(out, start - column);
        paint(out, options, stroke_ink(line, waiting[i]), STR("|"));
        column = start + 1;
    }
    *ret_column = column;
}

/* Where a hanging label begins: below its place, or so far to the left that the terminal is wide enough. */
static uint32_t hanging_column(const struct line *line, const struct stroke *stroke) {
    uint32_t start = stroke->start > line->from ? stroke->start : line->from;
    uint32_t width = text_width(stroke->label);
    uint32_t last = line->from + (width < line->room ? line->room - width : 0);
    return start < last ? start : last;
}

/* The labels that did not fit behind the underlines, right to left, each on a row of its own below its place. */
static void print_hanging(struct buf *out, const struct report_options *options, const struct line *line,
                          const struct stroke *const *waiting, size_t count) {
    uint32_t column;
    frame_bar(out, options, line->frame->gutter);
    buf_add_char(out, ' ');
    print_bars(out, options, line, waiting, count, UINT32_MAX, &column);
    buf_add_char(out, '\n');
    for (size_t i = count; i > 0; i--) {
        const struct stroke *stroke = waiting[i - 1];
        uint32_t start = hanging_column(line, stroke);
        frame_bar(out, options, line->frame->gutter);
        buf_add_char(out, ' ');
        print_bars(out, options, line, waiting, i - 1, start, &column);
        spaces(out, start - column);
        paint(out, options, stroke_ink(line, stroke), stroke->label);
        buf_add_char(out, '\n');
    }
}

static void print_strokes(struct buf *out, const struct report_options *options, const struct line *line) {
    VEC(const struct stroke *) labelled = {0};
    uint32_t end = 0;
    for (size_t i = 0; i < line->strokes.count; i++) {
        const struct stroke *stroke = &line->strokes.items[i];
        if (!in_window(line, stroke))
            continue;
        end = stroke->end > end ? stroke->end : end;
        if (stroke->label.size)
            vec_push(out->arena, &labelled, stroke);
    }
    if (end == 0)
        return;
    frame_bar(out, options, line->frame->gutter);
    buf_add_char(out, ' ');
    print_underlines(out, options, line);
    const struct stroke *last = labelled.count ? labelled.items[labelled.count - 1] : NULL;
    bool fits = last && end - line->from + 1 + text_width(last->label) <= line->room;
    if (fits && last->end == end) { /* nothing underlined to the right of it */
        buf_add_char(out, ' ');
        paint(out, options, stroke_ink(line, last), last->label);
        labelled.count--;
    }
    buf_add_char(out, '\n');
    if (labelled.count)
        print_hanging(out, options, line, labelled.items, labelled.count);
}

/* Places on a shown line that its window does not reach: named by their position. */
static void print_unseen(struct buf *out, const struct report_options *options, const struct line *line) {
    for (size_t i = 0; i < line->strokes.count; i++) {
        const struct stroke *stroke = &line->strokes.items[i];
        if (in_window(line, stroke) || !stroke->label.size)
            continue;
        struct position at = document_position(line->frame->document, stroke->mark->span.start);
        spaces(out, line->frame->gutter);
        paint(out, options, INK_GUTTER, STR("::: "));
        buf_printf(out, "%u:%u ", at.line, at.column);
        paint(out, options, stroke_ink(line, stroke), stroke->label);
        buf_add_char(out, '\n');
    }
}

/* -- the frame --------------------------------------------------------------------------------------------------- */

static int by_number(const void *left, const void *right) {
    const uint32_t *a = left;
    const uint32_t *b = right;
    return *a < *b ? -1 : *a > *b;
}

struct numbers {
    VEC(uint32_t) list;
};

/* The numbers of the lines to show, sorted. */
static struct numbers lines_to_show(struct arena *arena, const struct frame *frame) {
    struct numbers numbers = {0};
    for (size_t i = 0; i < frame->mark_count; i++) {
        const struct mark *mark = &frame->marks[i];
        uint32_t first = line_of(frame, mark->span.start);
        uint32_t last = mark->kind == MARK_CONTEXT ? first : last_line_of(frame, mark->span);
        vec_push(arena, &numbers.list, first);
        for (uint32_t number = first + 1; number < last && last - first < LINES_OF_MARK; number++)
            vec_push(arena, &numbers.list, number);
        if (last != first)
            vec_push(arena, &numbers.list, last);
    }
    if (numbers.list.count)
        qsort(numbers.list.items, numbers.list.count, sizeof *numbers.list.items, by_number);
    return numbers;
}

static void print_line(struct buf *out, const struct report_options *options, const struct frame *frame,
                       uint32_t number) {
    uint32_t taken = frame->gutter + 3;
    uint32_t columns = paint_columns(options);
    uint32_t room = columns > taken + 20 ? columns - taken : 20;
    struct line line = read_line(out->arena, frame, number, room);
    print_source(out, options, &line);
    print_strokes(out, options, &line);
    print_unseen(out, options, &line);
}

void frame_print(struct buf *out, const struct report_options *options, const struct frame *frame) {
    struct numbers numbers = lines_to_show(out->arena, frame);
    uint32_t previous = 0;
    for (size_t i = 0; i < numbers.list.count; i++) {
        uint32_t number = numbers.list.items[i];
        if (number == previous)
            continue;
        if (previous && number == previous + 2) {
            print_line(out, options, frame, previous + 1);
        } else if (previous && number > previous + 2) {
            paint(out, options, INK_GUTTER, STR("..."));
            buf_add_char(out, '\n');
        }
        print_line(out, options, frame, number);
        previous = number;
    }
}
