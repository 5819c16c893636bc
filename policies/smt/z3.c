/* Errors of Z3 do not end the process (its default): they turn the question's answer into "unknown". Every term is kept
 * by a reference until smt_reset, because Z3 would free a term that only this program still holds.
 *
 * The library is loaded when the first question needs it: linking it would cost every start more than a millisecond.
 * Without it, or with one that lacks a function, every such question is unknown. */
#include "policies/smt/smt.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <z3.h>

/* What is used of it, without the prefix Z3_. */
/* clang-format off */
#define Z3_FUNCTIONS(X) \
    X(dec_ref) X(del_config) X(del_context) X(get_bool_value) X(get_version) \
    X(inc_ref) X(mk_and) X(mk_bool_sort) X(mk_config) X(mk_const) \
    X(mk_context_rc) X(mk_false) X(mk_int_symbol) X(mk_not) X(mk_or) \
    X(mk_params) X(mk_simple_solver) X(mk_string_symbol) X(mk_true) X(model_dec_ref) \
    X(model_eval) X(model_inc_ref) X(params_dec_ref) X(params_inc_ref) X(params_set_uint) \
    X(set_error_handler) X(solver_assert) X(solver_check) X(solver_dec_ref) X(solver_get_model) \
    X(solver_inc_ref) X(solver_set_params) X(solver_to_string)
/* clang-format on */

struct z3 {
#define MEMBER(name) __typeof__ (&Z3_##name)(name);
    Z3_FUNCTIONS(MEMBER)
#undef MEMBER
};

struct smt {
    unsigned resources; /* for each check */
    struct z3 z3;
    Z3_context context;
    Z3_solver solver;
    Z3_model model; /* of the last check, or NULL */
    bool failed;    /* a term could not be made: no answer of this question counts */
    Z3_ast *held;
    size_t held_count;
    size_t held_capacity;
};

/* ISO C has no conversion from an object pointer to a function pointer; POSIX says that they are alike. */
static bool find_function(void *library, const char *name, void *ret_function) {
    void *found = dlsym(library, name);
    memcpy(ret_function, &found, sizeof found);
    return found;
}

/* libz3.so.4 is the name of all versions since 4.8; the other is that of a build without a version. The library stays
 * loaded until the process ends: Z3 keeps state of its own. */
static bool load(struct z3 *ret_z3) {
    void *library = dlopen("libz3.so.4", RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        library = dlopen("libz3.so", RTLD_LAZY | RTLD_LOCAL);
    bool complete = library != NULL;
#define FIND(name) complete = complete && find_function(library, "Z3_" #name, &ret_z3->name);
    Z3_FUNCTIONS(FIND)
#undef FIND
    return complete;
}

static void ignore_error(Z3_context context, Z3_error_code code) {
    (void)context;
    (void)code;
}

static struct smt_term *hold(struct smt *smt, Z3_ast ast) {
    if (!ast) {
        smt->failed = true;
        return NULL;
    }
    if (smt->held_count == smt->held_capacity) {
        size_t capacity = smt->held_capacity ? smt->held_capacity * 2 : 256;
        Z3_ast *grown = realloc(smt->held, capacity * sizeof *grown);
        if (!grown)
            abort();
        smt->held = grown;
        smt->held_capacity = capacity;
    }
    smt->z3.inc_ref(smt->context, ast);
    smt->held[smt->held_count++] = ast;
    return (struct smt_term *)ast;
}

static Z3_ast ast_of(const struct smt *smt, struct smt_term *term) {
    return term ? (Z3_ast)term : smt->z3.mk_true(smt->context);
}

static void start_solver(struct smt *smt) {
    smt->solver = smt->z3.mk_simple_solver(smt->context);
    if (!smt->solver)
        return;
    smt->z3.solver_inc_ref(smt->context, smt->solver);
    Z3_params params = smt->z3.mk_params(smt->context);
    smt->z3.params_inc_ref(smt->context, params);
    smt->z3.params_set_uint(smt->context, params, smt->z3.mk_string_symbol(smt->context, "rlimit"), smt->resources);
    smt->z3.params_set_uint(smt->context, params, smt->z3.mk_string_symbol(smt->context, "random_seed"), 0);
    smt->z3.solver_set_params(smt->context, smt->solver, params);
    smt->z3.params_dec_ref(smt->context, params);
}

static void drop_question(struct smt *smt) {
    if (smt->model)
        smt->z3.model_dec_ref(smt->context, smt->model);
    smt->model = NULL;
    if (smt->solver)
        smt->z3.solver_dec_ref(smt->context, smt->solver);
    smt->solver = NULL;
    for (size_t i = 0; i < smt->held_count; i++)
        smt->z3.dec_ref(smt->context, smt->held[i]);
    smt->held_count = 0;
    smt->failed = false;
}

struct smt *smt_open(unsigned resources) {
    struct smt *smt = calloc(1, sizeof *smt);
    if (!smt)
        abort();
    smt->resources = resources;
    if (load(&smt->z3)) {
        Z3_config config = smt->z3.mk_config();
        smt->context = smt->z3.mk_context_rc(config);
        smt->z3.del_config(config);
    }
    if (!smt->context) {
        free(smt);
        return NULL;
    }
    smt->z3.set_error_handler(smt->context, ignore_error);
    start_solver(smt);
    return smt;
}

void smt_close(struct smt *smt) {
    if (!smt)
        return;
    drop_question(smt);
    smt->z3.del_context(smt->context);
    free(smt->held);
    free(smt);
}

void smt_reset(struct smt *smt) {
    drop_question(smt);
    start_solver(smt);
}

struct smt_term *smt_variable(struct smt *smt, size_t number) {
    Z3_symbol name = smt->z3.mk_int_symbol(smt->context, (int)number);
    return hold(smt, smt->z3.mk_const(smt->context, name, smt->z3.mk_bool_sort(smt->context)));
}

struct smt_term *smt_constant(struct smt *smt, bool value) {
    return hold(smt, value ? smt->z3.mk_true(smt->context) : smt->z3.mk_false(smt->context));
}

struct smt_term *smt_not(struct smt *smt, struct smt_term *term) {
    return hold(smt, smt->z3.mk_not(smt->context, ast_of(smt, term)));
}

static struct smt_term *join(struct smt *smt, struct smt_term *const *terms, size_t count, bool all) {
    Z3_ast *asts = calloc(count ? count : 1, sizeof *asts);
    if (!asts)
        abort();
    for (size_t i = 0; i < count; i++)
        asts[i] = ast_of(smt, terms[i]);
    Z3_ast joined =
        all ? smt->z3.mk_and(smt->context, (unsigned)count, asts) : smt->z3.mk_or(smt->context, (unsigned)count, asts);
    free(asts);
    return hold(smt, joined);
}

struct smt_term *smt_and(struct smt *smt, struct smt_term *const *terms, size_t count) {
    return join(smt, terms, count, true);
}

struct smt_term *smt_or(struct smt *smt, struct smt_term *const *terms, size_t count) {
    return join(smt, terms, count, false);
}

void smt_assert(struct smt *smt, struct smt_term *term) {
    if (smt->solver)
        smt->z3.solver_assert(smt->context, smt->solver, ast_of(smt, term));
}

enum smt_answer smt_check(struct smt *smt) {
    if (smt->model)
        smt->z3.model_dec_ref(smt->context, smt->model);
    smt->model = NULL;
    if (!smt->solver || smt->failed)
        return SMT_UNKNOWN;
    Z3_lbool answer = smt->z3.solver_check(smt->context, smt->solver);
    if (answer == Z3_L_FALSE)
        return SMT_UNSAT;
    if (answer != Z3_L_TRUE)
        return SMT_UNKNOWN;
    smt->model = smt->z3.solver_get_model(smt->context, smt->solver);
    if (!smt->model)
        return SMT_UNKNOWN;
    smt->z3.model_inc_ref(smt->context, smt->model);
    return SMT_SAT;
}

bool smt_value(struct smt *smt, struct smt_term *variable) {
    Z3_ast value = NULL;
    if (!smt->model || !smt->z3.model_eval(smt->context, smt->model, ast_of(smt, variable), false, &value) || !value)
        return false;
    return smt->z3.get_bool_value(smt->context, value) == Z3_L_TRUE;
}

struct str smt_dump(struct smt *smt, struct arena *arena) {
    return smt->solver ? str_copy(arena, str_from(smt->z3.solver_to_string(smt->context, smt->solver))) : STR_NONE;
}

struct str smt_version(struct arena *arena) {
    struct z3 z3;
    unsigned major, minor, build, revision;
    if (!load(&z3))
        return STR("none");
    z3.get_version(&major, &minor, &build, &revision);
    return str_format(arena, "%u.%u.%u.%u", major, minor, build, revision);
}
