/* The literals on keys and resources that policy variables tie together, and the cases of what the variables may be
 * (ties.h says which). */
#ifndef LL_POLICIES_SMT_KNOT_H
#define LL_POLICIES_SMT_KNOT_H

#include "policies/search.h"
#include "policies/smt/theory.h"

/* Variables, values of one, and cases; beyond that nothing is shown. */
enum { KNOT_TIES = 8, KNOT_VALUES = 8, KNOT_CASES = 300 };

/* Private use in Unicode: stands for the value of an open variable, whatever it is. Equal variables have one letter. */
#define KNOT_LETTER 0x10F800u

/* A key whose value a text holds, or that is compared with such a text. */
struct tie {
    struct str key; /* lower case */
    VEC(struct str) values;
    bool finite; /* when it is there it has one of the values */
    size_t same; /* the first tie that certainly has an equal value */
};

struct knot {
    struct encoding *encoding;
    struct arena *arena;
    const struct literals *literals;
    VEC(struct tie) ties;
    struct literals because; /* what finite values and equal ties follow from */
    /* The case. */
    size_t choice[KNOT_TIES];   /* 0: absent; else the number of the value + 1, or 1 for open */
    struct iam_context open;    /* open variables are any text */
    struct iam_context letters; /* open variables are letters */
};

/* Finds the ties, first those that others may depend on, and what is known of their values. False: none, too many, or
 * a variable that is none. */
bool knot_gather(struct knot *knot);
/* Absent, and each value; or absent and open. */
size_t knot_choices(const struct tie *tie);
/* Sets the contexts for the choice. */
void knot_begin_case(struct knot *knot);
/* No request is as the case says. Adds to the core the literals that refuse it. */
bool knot_case_fails(struct knot *knot, struct literals *core);

/* An open variable of the case gets a value, or is left open again. */
void knot_set_value(struct knot *knot, size_t tie, struct str value);
void knot_leave_open(struct knot *knot, size_t tie);

const struct atom *knot_atom(const struct knot *knot, const struct literal *literal);
struct literals knot_on_key(const struct knot *knot, struct str key);
void knot_add_literal(const struct knot *knot, struct literals *to, const struct literal *literal); /* once */
void knot_add_literals(const struct knot *knot, struct literals *to, const struct literals *from);
/* The number of ties when the key is none. */
size_t knot_find_tie(const struct knot *knot, struct str key);
bool knot_is_open(const struct knot *knot, size_t tie);
/* A condition on one text, without set operator; and whether the literal says that the text matches its values. */
bool knot_is_plain_text(const struct atom *atom);
bool knot_says_match(const struct atom *atom, const struct literal *literal);
/* The value of a key that the question gives; NULL: it gives none, or several. */
const struct str *knot_fixed_value(const struct knot *knot, struct str key);
/* Those of the case; and whether conditions have the truth of their literals then. */
struct key_values knot_values_now(const struct knot *knot, struct str key);
struct verdict knot_holds_now(const struct knot *knot, const struct literals *conditions);

struct knot_groups {
    VEC(struct search_group) list;
};

/* What the literal asks of the resource in this case, open variables being any text. False: that must not count, if
 * something is to be refuted. */
bool knot_resource_group(const struct knot *knot, const struct literal *literal, struct search_group *ret_group);
/* The resource that the question fixes; else what every resource looks like. */
struct search_group knot_asked_resource(const struct knot *knot);

#endif
