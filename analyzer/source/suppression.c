#include "analyzer/source/suppression.h"

#include "analyzer/base/date.h"

#include <stdlib.h>

struct suppression_reader {
    struct document *document;
    struct arena *arena;
    struct suppressions *list;
    VEC(struct span) members; /* of all lists and maps, parents first, so that starts ascend */
    bool has_members;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static struct span whole_file(const struct document *document) {
    /* One more than there is: an empty value at the very end has its place there. */
    return (struct span){0, (uint32_t)document->bytes.size + 1};
}

static struct span whole_line(const struct document *document, uint32_t offset) {
    uint32_t line = document_position(document, offset).line;
    struct span span = {document_line_start(document, line), document_line_start(document, line + 1)};
    if (line == document_line_count(document))
        span.end++;
    return span;
}

static struct span span_of_member(const struct node *node) {
    bool has_key = node->key_span.end > node->key_span.start;
    struct span span = has_key ? node->key_span : node->span;
    if (node->span.end > span.end && node->span.start >= span.start) /* else an alias: its value stands elsewhere */
        span.end = node->span.end;
    return span;
}

/* Lists what is below a node. What aliases and merges brought is out of the order of the file and passed over. */
static void list_below(struct suppression_reader *reader, const struct node *node) {
    node_each(child, node) {
        struct span span = span_of_member(child);
        if (reader->members.count && span.start < reader->members.items[reader->members.count - 1].start)
            continue;
        vec_push(reader->arena, &reader->members, span);
        if (child->first_child && child->first_child->parent == child)
            list_below(reader, child);
    }
}

static void list_members(struct suppression_reader *reader) {
    reader->has_members = true;
    for (const struct node *root = reader->document->root; root; root = root->next) {
        if (node_is_scalar(root))
            vec_push(reader->arena, &reader->members, root->span);
        list_below(reader, root);
    }
}

/* The outermost node that begins at or after the offset. A comment above all the rest means the first member, not the
 * file: roots are not listed. */
static struct span next_node(struct suppression_reader *reader, uint32_t offset) {
    if (!reader->has_members)
        list_members(reader);
    size_t at;
    vec_search(&reader->members, start, offset, &at);
    return at < reader->members.count ? reader->members.items[at] : (struct span){offset, offset};
}

static struct str text_in(const struct suppression_reader *reader, struct span span) {
    return str_slice(reader->document->bytes, span.start, span.end);
}

static struct span trim(const struct suppression_reader *reader, struct span span) {
    const char *data = reader->document->bytes.data;
    while (span.start < span.end && is_blank(data[span.start]))
        span.start++;
    while (span.end > span.start && is_blank(data[span.end - 1]))
        span.end--;
    return span;
}

/* Cuts the next word off; the rest is trimmed. */
static struct span take_word(const struct suppression_reader *reader, struct span *rest) {
    struct span word = {rest->start, rest->start};
    while (word.end < rest->end && !is_blank(reader->document->bytes.data[word.end]))
        word.end++;
    rest->start = word.end;
    *rest = trim(reader, *rest);
    return word;
}

/* What follows the bracket: until=DATE in front, then the reason. A word that is no date is made the verb: what ends
 * at an unknown time must not suppress anything. */
static bool read_reason(const struct suppression_reader *reader, struct span rest, struct suppression *suppression) {
    rest = trim(reader, rest);
    if (str_starts(text_in(reader, rest), "until=")) {
        struct span word = take_word(reader, &rest);
        struct str date = text_in(reader, (struct span){word.start + (uint32_t)sizeof "until=" - 1, word.end});
        if (!date_is_valid(date)) {
            suppression->verb = text_in(reader, word);
            suppression->span = word;
            return false;
        }
        suppression->until = date;
    }
    struct str reason = text_in(reader, rest);
    while (reason.size && (is_blank(reason.data[0]) || reason.data[0] == '-' || reason.data[0] == ':'))
        reason = str_slice(reason, 1, reason.size);
    suppression->reason = reason;
    return true;
}

/* One entry between the brackets: IAM001 or IAM001(s3:GetObject). */
static void add_entry(const struct suppression_reader *reader, struct span entry, struct suppression suppression) {
    entry = trim(reader, entry);
    suppression.span = entry;
    struct str text = text_in(reader, entry);
    suppression.rule = text;
    struct str match;
    if (str_ends(text, ")") && str_cut(text, '(', &suppression.rule, &match))
        suppression.match = str_trim(str_slice(match, 0, match.size - 1));
    suppression.rule = str_trim(suppression.rule);
    vec_push(reader->arena, &reader->list->list, suppression);
}

/* Commas and brackets inside of parentheses belong to the match. */
static void add_entries(const struct suppression_reader *reader, struct span inside, struct suppression suppression) {
    unsigned parentheses = 0;
    uint32_t start = inside.start;
    for (uint32_t at = inside.start; at < inside.end; at++) {
        char c = reader->document->bytes.data[at];
        parentheses += c == '(';
        parentheses -= c == ')' && parentheses;
        if (c == ',' && !parentheses) {
            add_entry(reader, (struct span){start, at}, suppression);
            start = at + 1;
        }
    }
    add_entry(reader, (struct span){start, inside.end}, suppression);
}

/* Where the bracket that opens at span.start closes, or span.end. */
static uint32_t find_close(const struct suppression_reader *reader, struct span span) {
    unsigned parentheses = 0;
    for (uint32_t at = span.start; at < span.end; at++) {
        char c = reader->document->bytes.data[at];
        parentheses += c == '(';
        parentheses -= c == ')' && parentheses;
        if (c == ']' && !parentheses)
            return at;
    }
    return span.end;
}

/* What follows "lambdalint:" in a comment. */
static void read_directive(struct suppression_reader *reader, const struct comment *comment, struct span rest) {
    const char *data = reader->document->bytes.data;
    rest = trim(reader, rest);
    struct span verb = {rest.start, rest.start};
    while (verb.end < rest.end && !is_blank(data[verb.end]) && data[verb.end] != '[')
        verb.end++;
    struct suppression suppression = {.verb = text_in(reader, verb),
                                      .rule = STR_NONE,
                                      .match = STR_NONE,
                                      .reason = STR_NONE,
                                      .until = STR_NONE,
                                      .span = verb};
    bool is_file = str_is(suppression.verb, "ignore-file");
    if (is_file)
        suppression.covers = whole_file(reader->document);
    else if (comment->own_line)
        suppression.covers = next_node(reader, comment->span.end);
    else
        suppression.covers = whole_line(reader->document, comment->span.start);
    struct span bracket = trim(reader, (struct span){verb.end, rest.end});
    uint32_t close = find_close(reader, bracket);
    bool has_entries = bracket.start < bracket.end && data[bracket.start] == '[' && close < bracket.end;
    bool is_known = is_file || str_is(suppression.verb, "ignore");
    if (is_known && has_entries && read_reason(reader, (struct span){close + 1, rest.end}, &suppression))
        add_entries(reader, (struct span){bracket.start + 1, close}, suppression);
    else
        vec_push(reader->arena, &reader->list->list, suppression);
}

/* "# lambdalint-ignore: PRM011", "# Lambdalint: ignore[…]": meant as one, but spelt otherwise. Noted with no rule, so
 * that its author is told. A sentence about the program ("lambdalint is run by CI") is none. */
static bool is_misspelt(struct str comment) {
    static const char NAME[] = "lambdalint";
    static const char *const VERBS[] = {"ignore", "disable", "skip", "noqa", "suppress"};
    while (comment.size && (comment.data[0] == '#' || is_blank(comment.data[0])))
        comment = str_slice(comment, 1, comment.size);
    if (comment.size < sizeof NAME || !str_equal_nocase(str_slice(comment, 0, sizeof NAME - 1), STR("lambdalint")))
        return false;
    size_t at = sizeof NAME - 1;
    while (at < comment.size && str_find(STR(" \t:-_./"), str_slice(comment, at, at + 1), 0) != SIZE_MAX)
        at++;
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++) {
        struct str verb = str_from(VERBS[i]);
        if (comment.size >= at + verb.size && str_equal_nocase(str_slice(comment, at, at + verb.size), verb))
            return true;
    }
    return false;
}

/* The marker stands after a #, which may be a later one: `# noqa # lambdalint: ignore[…]`. */
static void read_comment(struct suppression_reader *reader, const struct comment *comment) {
    static const char MARKER[] = "lambdalint:";
    struct str text = text_in(reader, comment->span);
    size_t at = str_find(text, STR("lambdalint:"), 0);
    if (at == SIZE_MAX) {
        struct suppression suppression = {.verb = text, .span = comment->span};
        if (is_misspelt(text))
            vec_push(reader->arena, &reader->list->list, suppression);
        return;
    }
    size_t before = at;
    while (before > 0 && is_blank(text.data[before - 1]))
        before--;
    if (before == 0 || text.data[before - 1] != '#')
        return;
    struct span rest = {comment->span.start + (uint32_t)(at + sizeof MARKER - 1), comment->span.end};
    read_directive(reader, comment, rest);
}

static struct str text_of(const struct node *node) {
    return node_is_scalar(node) ? node->text : STR_NONE;
}

/* {id, match, reason, until}, or only an id. */
static void add_metadata_entry(const struct suppression_reader *reader, const struct node *entry, struct span covers) {
    const struct node *id = node_is_scalar(entry) ? entry : node_member(entry, "id");
    struct suppression suppression = {.verb = STR("ignore"),
                                      .rule = text_of(id),
                                      .match = text_of(node_member(entry, "match")),
                                      .reason = text_of(node_member(entry, "reason")),
                                      .until = text_of(node_member(entry, "until")),
                                      .span = node_place(id ? id : entry),
                                      .covers = covers};
    const struct node *until = node_member(entry, "until");
    if (until && !date_is_valid(suppression.until)) {
        suppression.verb = STR("until");
        suppression.rule = STR_NONE;
        suppression.span = node_place(until);
    }
    vec_push(reader->arena, &reader->list->list, suppression);
}

static void read_metadata(const struct suppression_reader *reader, const struct node *owner, struct span covers) {
    const struct node *settings = node_member(node_member(owner, "Metadata"), "lambdalint");
    if (!settings)
        return;
    if (settings->kind != NODE_MAP)
        add_metadata_entry(reader, settings, covers);
    node_each(member, settings) {
        if (settings->kind != NODE_MAP)
            break;
        if (!str_is(member->key, "ignore")) {
            struct suppression misspelt = {.verb = member->key,
                                           .rule = STR_NONE,
                                           .match = STR_NONE,
                                           .reason = STR_NONE,
                                           .until = STR_NONE,
                                           .span = member->key_span,
                                           .covers = covers};
            vec_push(reader->arena, &reader->list->list, misspelt);
        } else if (member->kind == NODE_LIST) {
            node_each(entry, member) add_metadata_entry(reader, entry, covers);
        } else {
            add_metadata_entry(reader, member, covers);
        }
    }
}

static int in_file_order(const void *a, const void *b) {
    const struct suppression *x = a;
    const struct suppression *y = b;
    return (x->span.start > y->span.start) - (x->span.start < y->span.start);
}

void suppressions_read(struct document *document, struct arena *arena, struct suppressions *ret_suppressions) {
    struct suppression_reader reader = {.document = document, .arena = arena, .list = ret_suppressions};
    *ret_suppressions = (struct suppressions){0};
    for (size_t i = 0; i < document->comments.count; i++)
        read_comment(&reader, &document->comments.items[i]);
    for (const struct node *root = document->root; root; root = root->next) {
        read_metadata(&reader, root, whole_file(document));
        node_each(resource, node_member(root, "Resources")) read_metadata(&reader, resource, span_of_member(resource));
    }
    if (ret_suppressions->list.count)
        qsort(ret_suppressions->list.items, ret_suppressions->list.count, sizeof(struct suppression), in_file_order);
}
