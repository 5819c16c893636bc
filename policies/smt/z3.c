/* Errors of Z3 do not end the process (its default): they turn the question's answer into "unknown". Every term is kept
 * by a reference until smt_reset, because Z3 would free a term that only this program still holds. */
#include "policies/smt/smt.h"

#include <stdlib.h>
#include <z3.h>

struct smt {
    Z3_context context;
    Z3_solver solver;
    Z3_model model; /* of the last check, or NULL */
    bool failed;    /* a term could not be made: no answer of this question counts */
    Z3_ast *held;
    size_t held_count;
    size_t held_capacity;
};

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
    Z3_inc_ref(smt->context, ast);
    smt->held[smt->held_count++] = ast;
    return (struct smt_term *)ast;
}

static Z3_ast ast_of(const struct smt *smt, struct smt_term *term) {
    return term ? (Z3_ast)term : Z3_mk_true(smt->context);
}

static void start_solver(struct smt *smt) {
    smt->solver = Z3_mk_simple_solver(smt->context);
    if (!smt->solver)
        return;
    Z3_solver_inc_ref(smt->context, smt->solver);
    Z3_params params = Z3_mk_params(smt->context);
    Z3_params_inc_ref(smt->context, params);
    Z3_params_set_uint(smt->context, params, Z3_mk_string_symbol(smt->context, "rlimit"), SMT_RESOURCES);
    Z3_params_set_uint(smt->context, params, Z3_mk_string_symbol(smt->context, "random_seed"), 0);
    Z3_solver_set_params(smt->context, smt->solver, params);
    Z3_params_dec_ref(smt->context, params);
}

static void drop_question(struct smt *smt) {
    if (smt->model)
        Z3_model_dec_ref(smt->context, smt->model);
    smt->model = NULL;
    if (smt->solver)
        Z3_solver_dec_ref(smt->context, smt->solver);
    smt->solver = NULL;
    for (size_t i = 0; i < smt->held_count; i++)
        Z3_dec_ref(smt->context, smt->held[i]);
    smt->held_count = 0;
    smt->failed = false;
}

struct smt *smt_open(void) {
    Z3_config config = Z3_mk_config();
    Z3_context context = Z3_mk_context_rc(config);
    Z3_del_config(config);
    if (!context)
        return NULL;
    Z3_set_error_handler(context, ignore_error);
    struct smt *smt = calloc(1, sizeof *smt);
    if (!smt)
        abort();
    smt->context = context;
    start_solver(smt);
    return smt;
}

void smt_close(struct smt *smt) {
    if (!smt)
        return;
    drop_question(smt);
    Z3_del_context(smt->context);
    free(smt->held);
    free(smt);
}

void smt_reset(struct smt *smt) {
    drop_question(smt);
    start_solver(smt);
}

struct smt_term *smt_variable(struct smt *smt, size_t number) {
    Z3_symbol name = Z3_mk_int_symbol(smt->context, (int)number);
    return hold(smt, Z3_mk_const(smt->context, name, Z3_mk_bool_sort(smt->context)));
}

struct smt_term *smt_constant(struct smt *smt, bool value) {
    return hold(smt, value ? Z3_mk_true(smt->context) : Z3_mk_false(smt->context));
}

struct smt_term *smt_not(struct smt *smt, struct smt_term *term) {
    return hold(smt, Z3_mk_not(smt->context, ast_of(smt, term)));
}

static struct smt_term *join(struct smt *smt, struct smt_term *const *terms, size_t count, bool all) {
    Z3_ast *asts = calloc(count ? count : 1, sizeof *asts);
    if (!asts)
        abort();
    for (size_t i = 0; i < count; i++)
        asts[i] = ast_of(smt, terms[i]);
    Z3_ast joined =
        all ? Z3_mk_and(smt->context, (unsigned)count, asts) : Z3_mk_or(smt->context, (unsigned)count, asts);
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
        Z3_solver_assert(smt->context, smt->solver, ast_of(smt, term));
}

enum smt_answer smt_check(struct smt *smt) {
    if (smt->model)
        Z3_model_dec_ref(smt->context, smt->model);
    smt->model = NULL;
    if (!smt->solver || smt->failed)
        return SMT_UNKNOWN;
    Z3_lbool answer = Z3_solver_check(smt->context, smt->solver);
    if (answer == Z3_L_FALSE)
        return SMT_UNSAT;
    if (answer != Z3_L_TRUE)
        return SMT_UNKNOWN;
    smt->model = Z3_solver_get_model(smt->context, smt->solver);
    if (!smt->model)
        return SMT_UNKNOWN;
    Z3_model_inc_ref(smt->context, smt->model);
    return SMT_SAT;
}

bool smt_value(struct smt *smt, struct smt_term *variable) {
    Z3_ast value = NULL;
    if (!smt->model || !Z3_model_eval(smt->context, smt->model, ast_of(smt, variable), false, &value) || !value)
        return false;
    return Z3_get_bool_value(smt->context, value) == Z3_L_TRUE;
}

struct str smt_dump(struct smt *smt, struct arena *arena) {
    return smt->solver ? str_copy(arena, str_from(Z3_solver_to_string(smt->context, smt->solver))) : STR_NONE;
}

struct str smt_version(struct arena *arena) {
    unsigned major, minor, build, revision;
    Z3_get_version(&major, &minor, &build, &revision);
    return str_format(arena, "%u.%u.%u.%u", major, minor, build, revision);
}
