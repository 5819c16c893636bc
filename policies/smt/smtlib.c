#include "policies/smt/smtlib.h"

#include "analyzer/base/utf8.h"
#include "analyzer/source/document.h"

/* Patterns and values of one variable that are shown. */
enum { SHOWN = 12 };

/* ---- comments ---- */

/* A text from outside stays on its line. */
static void put_text(struct buf *out, struct str text) {
    for (size_t i = 0; i < text.size; i++)
        buf_add_char(out, (unsigned char)text.data[i] < ' ' ? ' ' : text.data[i]);
}

static void put_glob(struct buf *out, const struct glob *glob) {
    for (size_t i = 0; i < glob->count; i++) {
        uint32_t token = glob->tokens[i];
        char bytes[4];
        if (token == GLOB_STAR || token == GLOB_STAR_PART)
            buf_add_char(out, '*');
        else if (token == GLOB_ANY || token == GLOB_ANY_PART)
            buf_add_char(out, '?');
        else if (token < ' ' || token >= GLOB_BAD_BYTE)
            buf_add_char(out, ' ');
        else
            buf_add(out, (struct str){bytes, utf8_put(token, bytes)});
    }
}

static void put_more(struct buf *out, size_t count) {
    if (count > SHOWN)
        buf_printf(out, " | … (%zu more)", count - SHOWN);
}

static void put_fixed(struct buf *out, const char *what, struct str text) {
    buf_printf(out, ";   %s: ", what);
    put_text(out, text.size ? text : STR("any"));
    buf_add_char(out, '\n');
}

static void put_place(struct buf *out, const struct iam_statement *statement) {
    const struct node *node = node_source(statement->node);
    buf_add_z(out, ";   that the statement at ");
    put_text(out, node->document->path);
    buf_printf(out, ":%u applies to\n", document_position(node->document, node->span.start).line);
}

static void put_question(struct buf *out, const struct smtlib_question *asked) {
    static const char *const READINGS[] = {
        [ARN_PLAIN] = "a wildcard in an ARN takes any text",
        [ARN_DOCUMENTED] = "a wildcard in an ARN ends with its part, but a * at the end of a part may run on",
        [ARN_STRICT] = "a wildcard in an ARN ends with its part"};
    const struct prove_question *question = asked->encoding->question;
    buf_printf(out, "; Is there a request %s?\n", asked->goal->asks);
    put_fixed(out, "by", question->principal);
    put_fixed(out, "action", question->action);
    put_fixed(out, "resource", question->resource);
    put_fixed(out, "account of the resource", question->resource_account);
    if (asked->encoding->focus.statement)
        put_place(out, asked->encoding->focus.statement);
    if (asked->encoding->readings_matter)
        buf_printf(out, ";   as if %s\n", READINGS[asked->encoding->reading]);
}

/* ---- variables ---- */

static void put_globs(struct buf *out, const char *what, const struct atom *atom) {
    buf_printf(out, "the %s is ", what);
    for (size_t i = 0; i < atom->globs.list.count && i < SHOWN; i++) {
        buf_add_z(out, i ? " | " : "");
        put_glob(out, &atom->globs.list.items[i]);
    }
    put_more(out, atom->globs.list.count);
}

static void put_condition(struct buf *out, const struct iam_condition *condition) {
    put_text(out, condition->operator.text);
    buf_add_char(out, ' ');
    put_text(out, condition->key.text);
    for (size_t i = 0; i < condition->values.count && i < SHOWN; i++) {
        const struct iam_text *value = &condition->values.items[i];
        buf_add_z(out, i ? " | " : " ");
        put_text(out, value->known ? value->text : STR("(a value that is not known)"));
    }
    put_more(out, condition->values.count);
}

static void put_atom(struct buf *out, const struct atom *atom) {
    switch (atom->kind) {
    case ATOM_ACTION:
        put_globs(out, "action", atom);
        break;
    case ATOM_RESOURCE:
        put_globs(out, "resource", atom);
        break;
    case ATOM_CONDITION:
        put_condition(out, atom->condition);
        break;
    case ATOM_VAGUE:
        buf_printf(out, "left open: %s", atom->why);
        break;
    }
}

/* ---- the file ---- */

static void put_answer(struct buf *out, const struct smtlib_question *asked) {
    static const char *const ANSWERS[] = {[SMT_UNSAT] = "unsat", [SMT_SAT] = "sat", [SMT_UNKNOWN] = "unknown"};
    buf_printf(out, "; Here it was %s", ANSWERS[asked->answer]);
    if (asked->guessed && asked->answer == SMT_UNSAT)
        buf_add_z(out, ", which proves nothing: some of what was tried was set aside undecided");
    buf_add_z(out, ".\n");
}

void smtlib_put_clause(struct buf *out, const struct literals *literals, bool proved) {
    if (!proved)
        buf_add_z(out, "; set aside undecided:\n");
    buf_add_z(out, "(assert (or false");
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        buf_printf(out, literal->positive ? " (not k!%zu)" : " k!%zu", literal->atom);
    }
    buf_add_z(out, "))\n");
}

struct str smtlib_text(const struct smtlib_question *asked) {
    struct buf out;
    buf_init(&out, asked->encoding->arena);
    put_question(&out, asked);
    buf_add_z(&out, "; A variable is true when an element of a statement matches:\n");
    for (size_t i = 0; i < asked->encoding->atoms.count; i++) {
        buf_printf(&out, ";   k!%zu: ", i);
        put_atom(&out, &asked->encoding->atoms.items[i]);
        buf_add_char(&out, '\n');
    }
    buf_add_z(&out,
              "; unsat: there is no such request. sat: the model says what a request must match and must not; the\n"
              "; evaluator has the last word on one that does.\n");
    put_answer(&out, asked);
    buf_add(&out, asked->assertions);
    if (asked->learned.size)
        buf_add_z(
            &out,
            "; Learned while looking for the request: no request matches and fails to match these all at once.\n");
    buf_add(&out, asked->learned);
    buf_add_z(&out, "(check-sat)\n");
    return buf_str(&out);
}
