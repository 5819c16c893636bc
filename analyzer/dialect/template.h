/* A CloudFormation template from the inside: what the files of this dialect share and no other room sees.
 *
 *   cloudformation.c  loading: sections → struct unit
 *   fragments.c       files that a build step merges → one template
 *   includes.c        AWS::Include → what the files say
 *   loops.c           Fn::ForEach → what it makes
 *   call.c            the forms in which a function is written
 *   survey.c          walks what is used: sites, keyed lookups, names that are not defined
 *   conditions.c      Conditions → formulas over tests of variables
 *   equals.c          Fn::Equals → such a test
 *   lookups.c         FindInMap: which values of the variables in its keys must be looked at
 *   levels.c          which levels those variables have, and what the tests say at each
 *   given.c           values that parameter files give
 *   stacks.c          nested stacks: their templates, and what they put out
 *   exports.c         what one template exports and another imports
 *   intrinsics.c      evaluates nodes within a world: references, scalars, lists, maps
 *   functions.c       the functions that build texts and lists
 *
 * A *variable* is what Ref may name and a condition may talk about: a parameter, a pseudo parameter, or a name that the
 * file does not define. */
#ifndef LL_DIALECT_TEMPLATE_H
#define LL_DIALECT_TEMPLATE_H

#include "analyzer/base/limits.h"
#include "analyzer/dialect/dialect.h"

enum variable_kind {
    VARIABLE_PARAMETER,
    VARIABLE_PSEUDO,
    VARIABLE_UNDEFINED, /* Ref of a name that the file does not define: a fragment */
    VARIABLE_TEST,      /* no variable of the template but a test that binds nothing: a free Boolean */
    VARIABLE_FILE,      /* none either: which of the parameter files holds */
};

/* One choice for a variable: some of the constants that conditions compare it with, or all other values. */
struct level {
    struct str *constants;
    size_t constant_count;
    bool other; /* also every value that is no constant of any level */
    bool known; /* Ref yields `text` */
    struct str text;
};

struct variable {
    struct str name;
    struct str address;        /* unique in the unit */
    struct template *template; /* that declares it; NULL: none does */
    enum variable_kind kind;
    struct str identity;         /* "param:Env", "pseudo:AWS::Region", "name:X" */
    struct str reason;           /* why it is unknown when it is */
    struct template *giver;      /* of a nested stack: the parent, which gives the parameter this value: */
    const struct node *given;    /* NULL: nobody gives one */
    struct dependencies *behind; /* what `given` depends on, when that was asked for */
    struct variable *same;       /* declares the same for another template: its level counts; else NULL */
    bool list;                   /* CommaDelimitedList, List<…>: its text is split at commas */
    bool bound;                  /* --param, or all parameter files agree: `text` is certain */
    const struct level *by_file; /* one for each parameter file, where they differ; else NULL */
    bool yields;                 /* bound, unless a parameter file says otherwise */
    bool has_text;               /* bound or a default (never for SSM parameters) */
    struct str text;
    const struct node *default_node;
    const struct node *allowed; /* AllowedValues, NULL when there are none */
    VEC(struct str) constants;  /* what conditions compare it with and lookups find, as found */
    struct map *keys;           /* a set of those that it must be one of, because a mapping is read by it; else NULL */
    struct level *levels;       /* none: conditions do not depend on it */
    uint32_t level_count;
    uint8_t class_of[LIMIT_LEVELS]; /* levels of one class have not been told apart */
    uint32_t class_count;
    uint32_t subject; /* number among template.subjects, then the number of the factor */
    bool is_subject;  /* some used condition depends on it */
};

/* One side of a test, in the names of a template. A parameter of a nested stack is followed to what the parent gives;
 * `parameter` is the last one that was, or NULL. */
struct term {
    struct template *template;
    const struct node *node;
    const struct variable *parameter;
};

/* A test inside a condition. Free Booleans have no sides. */
struct atom {
    struct formula *formula;
    struct variable *variable;
    struct term left;
    struct term right;
};

struct named_condition {
    struct str name;
    struct template *template;
    const struct node *node; /* NULL: used but not defined here */
    const struct formula *formula;
    enum { CONDITION_NEW, CONDITION_OPEN, CONDITION_DONE } state;
    uint32_t weight; /* nodes of the formula as if written out */
    bool used;       /* some resource or Fn::If depends on it */
};

/* The Fn::If branches that lead to a place, interned: equal chains are the same pointer. */
struct guard {
    const struct guard *outer; /* NULL at the root: always reached */
    struct named_condition *condition;
    bool negated;
    struct guard *first_child;
    struct guard *next;
};

enum call_kind {
    CALL_NONE, /* not a call: a scalar, list or map */
    CALL_REF,
    CALL_GET_ATT,
    CALL_SUB,
    CALL_JOIN,
    CALL_SELECT,
    CALL_SPLIT,
    CALL_IF,
    CALL_FIND_IN_MAP,
    CALL_IMPORT_VALUE,
    CALL_BASE64,
    CALL_GET_AZS,
    CALL_CIDR,
    CALL_LENGTH,
    CALL_TO_JSON_STRING,
    CALL_TRANSFORM,
    CALL_CONDITION, /* only as a tag, and inside Conditions */
    CALL_EQUALS,
    CALL_AND,
    CALL_OR,
    CALL_NOT,
    CALL_OTHER, /* an Fn:: that we do not know */
};

/* A function applied to an argument. In the tag form the argument is the node itself, its tag left aside. */
struct call {
    enum call_kind kind;
    struct str name; /* as written: "Fn::Sub", "Sub" */
    const struct node *argument;
    bool tagged;
};

/* A key of a FindInMap and where it stands. */
struct key_use {
    struct call call;
    size_t number;          /* which argument it is: 1 or 2 */
    const struct node *key; /* the argument, or one branch of the Fn::If that it is */
    struct guard *guard;
    struct template *template;
    struct variable *variable; /* which it depends on alone; NULL: none, or none that is looked at */
};

/* A Fn::ImportValue and where it stands. */
struct import_use {
    struct call call;
    struct guard *guard;
    struct template *template;
};

/* An output that other templates may import. */
struct export {
    struct template *template;
    const struct node *output; /* the member of Outputs */
    const struct node *name;
    const struct node *value;
    const struct named_condition *condition; /* NULL: it is always there, or nothing imports it */
    bool imported;
};

/* Where the guard holds, the condition must: else the template could not be deployed. */
struct need {
    const struct guard *guard;
    const struct named_condition *condition;
};

/* What the conditions of all templates of a unit depend on. */
struct choices {
    struct unit *unit;
    struct arena *arena;
    VEC(struct template *) templates;
    struct map variables;            /* identity → struct variable * */
    struct map tests;                /* canonical text → struct variable *, free Booleans */
    struct variable *file;           /* with a level for each parameter file; NULL: none speaks of this unit */
    VEC(struct variable *) subjects; /* what used conditions depend on, in order of discovery */
    VEC(struct atom) atoms;
    VEC(struct named_condition *) conditions; /* used ones; there when levels are made */
    VEC(struct key_use) key_uses;
    VEC(struct import_use) import_uses;
    VEC(struct export *) exports;
    struct map export_names; /* levels of a world → names: exports.c */
    struct map shared;       /* name → struct variable *: the first that was declared so, in any template */
    uint64_t steps;          /* spent on telling levels apart */
};

struct template {
    struct unit *unit;
    struct document *document;
    struct arena *arena;
    struct diags *diags;
    uint32_t diag_count;
    const struct node *root;
    struct bindings *bindings;     /* may be NULL */
    struct template *parent;       /* of a nested stack; else NULL */
    const struct resource *stack;  /* which nested stack of the parent it is; there when all templates are */
    struct str stack_name;         /* its logical id */
    const struct node *stack_node; /* NULL: the template is a root, or the only one of its file */
    const struct node *given;      /* the parent's Parameters for it; NULL: none */
    bool given_open;               /* the parent may give values that are not shown */
    struct map children;           /* logical id of a nested stack → struct template * */
    struct map outputs;            /* names of outputs that were surveyed → struct named_condition * */
    struct choices *choices;
    uint32_t tree;         /* see struct condition */
    struct str prefix;     /* of the addresses of what it declares: empty, "Child/" */
    struct map variables;  /* name → struct variable * */
    struct map conditions; /* name → struct named_condition * */
    struct map resources;  /* a set of logical ids */
    size_t first_resource; /* its resources follow each other in the unit */
    size_t resource_count;
    struct guard always;
    struct guard *base; /* under which its stack is deployed; of a root `always` */
    VEC(struct need) needs;
    struct map undefined; /* a set of names */
    struct map looped;    /* logical id of a resource that a loop makes → struct node *: the element it is made for */
    const struct node *first_undefined;
    uint32_t depth; /* of conditions that refer to conditions */
};

/* While conditions are compiled: the level that a variable is supposed to have. It is resolver.private. */
struct supposition {
    const struct variable *variable;
    const struct level *level;
};

/* -- call.c -------------------------------------------------------------------------------------------------------- */

/* CALL_NONE for a scalar, list or map. */
struct call call_of(const struct node *node);
/* What the argument itself is: Fn::Base64 of a Fn::Sub. */
struct call call_inside(struct call call);
/* A member of the argument's list; NULL when it is not written as a list or is too short. */
const struct node *call_argument(struct call call, size_t number);
/* Text of a scalar as CloudFormation passes it on: Booleans in lower case. */
struct str scalar_text(const struct node *node);
/* The resource and attribute of a Fn::GetAtt argument: "a.b.c" splits at the first dot; [a, b] as it is. false when the
 * attribute is computed. */
bool call_attribute(struct arena *arena, struct call call, struct str *ret_resource, struct str *ret_attribute);

/* A piece of a Fn::Sub template: literal text, or the name in ${name}. */
struct sub_piece {
    bool hole;
    struct str text;
};
/* The next piece at *at, which moves on; false at the end. ${!Literal} gives the pieces "${" and "Literal}". */
bool sub_next(struct str text, size_t *at, struct sub_piece *ret_piece);
/* The template of a Fn::Sub argument and its own variables (NULL: none). NULL when it is not written as text. */
const struct node *sub_template(struct call call, const struct node **ret_variables);

/* -- cloudformation.c ---------------------------------------------------------------------------------------------- */

bool dialect_is_template(const struct unit *unit);
struct template *template_new(struct choices *choices, struct document *document, struct diags *diags);
/* What the sections of a template declare, and its nested stacks. */
void template_load(struct template *template, enum document_kind kind);
/* The unit is not all that is deployed. why: for people, may be empty. */
void template_hides_resources(struct template *template, const struct node *node, const char *what, struct str name,
                              struct str why);
/* Never NULL: a name that is neither parameter nor pseudo parameter becomes an undefined variable. Only while loading.
 */
struct variable *template_variable(struct template *template, struct str name);
const struct variable *template_find_variable(const struct template *template, struct str name);
/* The variable whose level decides this one. */
struct variable *variable_decider(struct variable *variable);
/* The variable whose value it is and whose level decides it; NULL: it is no variable's. */
struct variable *variable_behind(const struct template *template, const struct value *value);
bool template_has_resource(const struct template *template, struct str name);
/* The address of what the template declares under that name. */
struct str template_address(const struct template *template, struct str name);
/* The template whose names the resolver uses. */
const struct template *template_of(const struct resolver *resolver);
/* The mapping of that name, or NULL. */
const struct node *template_mapping(const struct template *template, struct str name);
void template_diag(struct template *template, enum diag_kind kind, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* -- fragments.c --------------------------------------------------------------------------------------------------- */

/* The tree of a template, put together from its files. */
const struct node *fragments_root(const struct part *part);

/* -- includes.c ---------------------------------------------------------------------------------------------------- */

/* Replaces template.root by one with what AWS::Include includes, when it includes something. Needs the variables. */
void includes_expand(struct template *template);
/* Whether it is the macro AWS::Include; what includes_expand has left in place it has reported. */
bool include_is(const struct node *macro);

/* -- loops.c ------------------------------------------------------------------------------------------------------- */

/* Replaces template.root by one in which loops are run, when it has some. Needs the variables. extended: the template
 * asks for the transform that brings them. */
void loops_expand(struct template *template, bool extended);

/* -- conditions.c -------------------------------------------------------------------------------------------------- */

/* A formula on its way, with its size as if written out: shared parts could make evaluation exponential. */
struct compiled {
    const struct formula *formula;
    uint32_t weight;
};

/* Takes the definitions; they are compiled when something uses them. */
void conditions_load(struct template *template);
/* The condition of that name, compiled; one that the file does not define is a free Boolean. Only while loading. */
struct named_condition *conditions_compile(struct template *template, struct str name);
const struct named_condition *conditions_find(const struct template *template, struct str name);

struct compiled conditions_named(struct template *template, struct str name);
struct formula *conditions_formula(struct template *template, enum formula_kind kind);
struct compiled conditions_constant(struct template *template, bool truth);
/* A Boolean that binds nothing, known by its text; by_default: its outcome in the world of all defaults. */
struct compiled conditions_free(struct template *template, struct str name, bool by_default);
/* A test of one variable, decided level by level when all tests are there. */
struct compiled conditions_test(struct template *template, struct variable *variable, struct term left,
                                struct term right);
/* Something that is looked at depends on the variable. */
void conditions_add_subject(struct choices *choices, struct variable *variable);
/* Notes a value that makes a difference. */
void conditions_add_constant(struct variable *variable, struct str text);
/* "Ref Env", "Join(-, [Ref A, b])": how people read a side of a test. */
struct str conditions_describe(struct template *template, const struct node *node);

/* Gives up following a condition that is too large: both outcomes are examined. */
void conditions_set_free(struct template *template, struct named_condition *condition);

/* What the text of a node depends on. */
struct dependencies {
    struct variable *variable; /* the first */
    size_t count;              /* different ones; 2 stands for more */
    bool opaque;               /* also on what no level decides: attributes, imports, unknown functions */
};
void conditions_dependencies(struct template *template, const struct node *node, struct dependencies *dependencies);

/* -- equals.c ------------------------------------------------------------------------------------------------------ */

/* A side where the variable has that level; NULL: with the defaults. */
const struct value *equals_side(struct term term, const struct variable *variable, const struct level *level);
struct compiled equals_compile(struct template *template, const struct node *left, const struct node *right);
/* At which value of the variable the term is that text. */
enum solution {
    SOLUTION_UNTOLD, /* we cannot tell all of them */
    SOLUTION_NEVER,
    SOLUTION_ONE,
};
enum solution equals_solve(const struct variable *variable, struct term term, struct str text, struct str *ret_value);

/* -- lookups.c ----------------------------------------------------------------------------------------------------- */

/* Makes what keys depend on a subject, with a constant for each row or cell that it may name. */
void lookups_find(struct choices *choices);
/* The same for a key in a condition. false when we cannot tell all of them. */
bool lookups_add_keys(struct variable *variable, const struct key_use *use);
/* The levels of the variable that name the same cells as this level. */
uint64_t lookups_same(const struct key_use *use, uint32_t level);
/* Whether the key names something at this level. */
bool lookups_finds(const struct key_use *use, uint32_t level);

/* -- levels.c ------------------------------------------------------------------------------------------------------ */

/* The level of a variable that no constant decides. */
extern const struct level LEVEL_UNDECIDED;

/* When all conditions in use are compiled: levels of their variables, truth of the atoms, then the unit's factors,
 * conditions and lookups. */
void levels_finish(struct choices *choices);

/* -- given.c ------------------------------------------------------------------------------------------------------- */

/* Takes the values that parameter files give, when all variables that the file defines are there. */
void given_load(struct template *template, struct bindings *bindings);
/* The worlds that the files name, when the factors are there. */
void given_worlds(struct choices *choices);

/* -- survey.c ------------------------------------------------------------------------------------------------------ */

/* Walks the resources of all templates: compiles the conditions they use, collects FindInMap and names that are not
 * defined. */
void survey_resources(struct choices *choices);

/* One output that something uses; the result is its condition, NULL when it has none. */
const struct named_condition *survey_output(struct template *template, const struct node *output);
/* The guard under which the resource of that condition stands. */
struct guard *survey_guard(struct template *template, struct guard *outer, struct str condition,
                           const struct node *node);

/* -- stacks.c ------------------------------------------------------------------------------------------------------ */

/* Loads the templates of the nested stacks that the template declares, each after the other. */
void stacks_load(struct template *template);
/* When all templates are loaded: under which conditions each is deployed. */
void stacks_guard(struct choices *choices);
/* The nested stack's output that "Stack.Outputs.Name" means, when its template is loaded; else NULL. */
const struct node *stacks_output(const struct template *template, struct str stack, struct str attribute,
                                 struct template **ret_child);
/* The value of such an output. */
const struct value *stacks_output_value(struct resolver *resolver, const struct template *child,
                                        const struct node *output, const struct node *at);
/* What the parent gives a parameter that has `given`, as written at the node; a list where it is one and can be told.
 */
const struct value *stacks_given(struct resolver *resolver, const struct variable *variable, const struct node *node);
/* The output is used where the guard holds: then it must be there. */
void stacks_survey_output(struct template *template, struct str stack, struct str attribute, struct guard *guard);

/* -- exports.c ----------------------------------------------------------------------------------------------------- */

void exports_load(struct template *template);
/* When all templates were surveyed: outputs that are imported, and what they need. */
void exports_survey(struct choices *choices);
/* The output that exports the name in the resolver's world; NULL: none, or several do. */
const struct export *exports_find(struct resolver *resolver, struct str name);

/* -- intrinsics.c -------------------------------------------------------------------------------------------------- */

const struct value *intrinsic_resolve(struct resolver *resolver, const struct node *node);
/* Fn::GetAtt of a resource that the template declares; of a nested stack what it puts out. */
const struct value *intrinsic_attribute(struct resolver *resolver, struct str resource, struct str attribute,
                                        const struct node *node);
/* A node of another template, for use at `at`. */
const struct value *intrinsic_elsewhere(struct resolver *resolver, const struct template *template,
                                        const struct node *node, const struct node *at);
/* The argument of a call, evaluated. */
const struct value *intrinsic_argument(struct resolver *resolver, struct call call);
/* Content in which nothing is a function: a mapping. */
const struct value *intrinsic_literal(struct resolver *resolver, const struct node *node);
const struct value *intrinsic_document(struct resolver *resolver, const struct value *value);
/* Ref of a variable, used at node. */
const struct value *intrinsic_variable(struct resolver *resolver, const struct variable *variable,
                                       const struct node *node);
/* Ref of a name: variable, resource, or undefined; "${name.attribute}" too. */
const struct value *intrinsic_named(struct resolver *resolver, struct str name, const struct node *node);
/* Text with {{resolve:…}} in it becomes a concat. */
const struct value *intrinsic_dynamic(struct resolver *resolver, const struct value *value);
/* Cells of a mapping that keys, known or not, may name. */
struct map_cells {
    const struct resolver *resolver;
    const struct node *mapping; /* NULL: it is not known which */
    const struct value *keys[2];
    const struct variable *variables[2]; /* whose values they are; NULL: nobody's */
    const struct node *row;              /* the current one; NULL at the beginning */
    const struct node *cell;
};
/* keys: where the second and the third argument of the FindInMap are evaluated. */
struct map_cells intrinsic_map_cells(struct resolver *resolver, struct call call, const struct node *const keys[2]);
/* The next cell; false after the last. */
bool map_cells_next(struct map_cells *cells);
bool intrinsic_same_leaf(const struct node *a, const struct node *b);

/* -- functions.c --------------------------------------------------------------------------------------------------- */

/* The value of a call, used at node. */
const struct value *function_apply(struct resolver *resolver, struct call call, const struct node *node);
/* A Fn::Sub template filled in; variables is the map of the list form or NULL. */
const struct value *function_sub(struct resolver *resolver, struct str text, const struct node *variables,
                                 const struct node *node);

#endif
