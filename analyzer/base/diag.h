/* Diagnostics: what *we* could not do (read, resolve, decide). They are stored, sorted and printed by reports; nothing
 * prints them where they arise. A function that can fail returns bool and has added exactly one diagnostic. */
#ifndef LL_BASE_DIAG_H
#define LL_BASE_DIAG_H

#include "analyzer/base/arena.h"
#include "analyzer/base/span.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct document; /* analyzer/source/document.h; base only carries the pointer */

enum diag_kind {
    DIAG_UNREADABLE,       /* LL001: the file cannot be opened, is too large, is binary, ... */
    DIAG_SYNTAX,           /* LL001: the file does not parse */
    DIAG_DUPLICATE_KEY,    /* both places are named; the last one counts */
    DIAG_TEMPLATED,        /* a cookiecutter or Jinja file: not scanned */
    DIAG_UNRESOLVED,       /* a reference or function that we cannot follow */
    DIAG_UNSUPPORTED,      /* a macro, a remote nested stack, a dialect construct that we do not know */
    DIAG_REJECTED,         /* SAM takes no template that says this: nothing of it can be deployed */
    DIAG_LIMIT,            /* a bound of limits.h was reached */
    DIAG_WORLDS_TRUNCATED, /* not every combination of conditions was examined */
    DIAG_SUPPRESSION,      /* LL002 unused or unknown, LL003 expired, LL004 without a reason */
    DIAG_PARAMETER,        /* a parameter file gives a value to a parameter that no template declares */
    DIAG_BASELINE,         /* an entry of the baseline that matches nothing any more */
    DIAG_RULE,             /* a rule file is broken: exit code 2 after everything else was reported */
    DIAG_RULE_LINT,        /* a rule of the user may take ignorance for an answer: it runs all the same */
    DIAG_NOTE,             /* shown with --verbose only */
};

struct diag {
    enum diag_kind kind;
    const char *id; /* "LL001" … for those that users may suppress; NULL for the others */
    struct str message;
    struct str file;                 /* path as documents know it; empty when the run as a whole is meant */
    const struct document *document; /* NULL when there is none (unreadable); then span means nothing */
    struct span span;                /* {0, 0} with a document: its beginning */
};

struct diags {
    struct arena *arena;
    VEC(struct diag) list;
};

void diags_init(struct diags *diags, struct arena *arena);
/* id may be NULL. The message is formatted into the arena of diags. */
void diag_add(struct diags *diags, enum diag_kind kind, const char *id, struct str file,
              const struct document *document, struct span span, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
/* The word used in JSON: "unreadable", "syntax", "duplicate-key", … */
const char *diag_kind_name(enum diag_kind kind);

#endif
