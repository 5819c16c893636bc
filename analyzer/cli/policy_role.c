#include "analyzer/cli/policy_role.h"

#include "analyzer/base/distance.h"
#include "analyzer/base/json_out.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/policy.h"
#include "analyzer/cli/problems.h"
#include "analyzer/scan/files.h"
#include "policies/policy.h"
#include "reports/witness.h"
#include "rulesets/when.h"

#include <stdio.h>

/* A role in one world. */
struct sighting {
    const struct entity *entity;
    const struct entity *asked; /* what it is asked about as: itself, or a function that runs with it */
    struct str name;            /* of that: RoleName, FunctionName; empty: made up or unknown */
    struct grant grant;
};

struct sightings_of {
    VEC(struct sighting) list;
};

bool policy_names_role(struct str word, struct arena *arena, struct str *ret_path, struct str *ret_role) {
    size_t at = word.size;
    while (at > 0 && word.data[at - 1] != '#')
        at--;
    if (at < 2 || path_is_file(word, arena))
        return false;
    *ret_path = str_slice(word, 0, at - 1);
    *ret_role = str_slice(word, at, word.size);
    return true;
}

/* -- finding the role --------------------------------------------------------------------------------------------- */

static struct str file_of(const struct facts *facts, const struct entity *entity) {
    return entity->world ? facts_world(facts, entity->world).unit->name : STR_NONE;
}

/* All roles that are written or implied, then all functions with their roles, whether those are known or not. */
static void read_roles(struct scan *scan, struct sightings_of *ret) {
    static const char ROLES[] =
        "SELECT id, id, name FROM role WHERE declared AND present IS NOT 0 "
        "UNION ALL SELECT role, id, name FROM function WHERE declared AND present IS NOT 0 ORDER BY 2";
    struct str error;
    struct query *query = query_new(scan->facts, str_from(ROLES), QUERY_USER, &scan->arena, &error);
    while (query && query_step(query) == 1) {
        struct cell name = query_cell(query, 2);
        struct sighting sighting = {.entity = facts_entity(scan->facts, query_cell(query, 0).integer),
                                    .asked = facts_entity(scan->facts, query_cell(query, 1).integer)};
        if (name.kind == CELL_TEXT)
            sighting.name = str_copy(&scan->arena, name.text);
        if (sighting.entity && sighting.asked)
            vec_push(&scan->arena, &ret->list, sighting);
    }
    query_free(query);
}

static bool is_role(const struct sighting *sighting) {
    return sighting->asked == sighting->entity;
}

static bool is_called(const struct sighting *role, struct str wanted) {
    return str_equal(role->asked->label, wanted) || str_equal(role->asked->identity, wanted) ||
           (role->name.size && str_equal(role->name, wanted));
}

static bool same_thing(const struct facts *facts, const struct sighting *a, const struct sighting *b) {
    return str_equal(a->asked->identity, b->asked->identity) &&
           str_equal(file_of(facts, a->asked), file_of(facts, b->asked));
}

static void list_roles(const struct sightings_of *roles) {
    enum { SHOWN = 10 };
    size_t said = 0;
    for (size_t i = 0; i < roles->list.count; i++) {
        bool before = !is_role(&roles->list.items[i]);
        for (size_t j = 0; j < i; j++)
            before = before || str_equal(roles->list.items[i].entity->label, roles->list.items[j].entity->label);
        if (!before && ++said <= SHOWN)
            fprintf(stderr, "%s%.*s", said == 1 ? "; there are " : ", ", STR_ARG(roles->list.items[i].entity->label));
    }
    fprintf(stderr, "%s\n", said == 0 ? "; there is none" : said > SHOWN ? ", ..." : "");
}

static void say_unknown(struct str path, struct str wanted, const struct sightings_of *roles) {
    struct distance nearest;
    distance_init(&nearest, wanted);
    for (size_t i = 0; i < roles->list.count; i++) {
        distance_try(&nearest, roles->list.items[i].asked->label);
        if (roles->list.items[i].name.size)
            distance_try(&nearest, roles->list.items[i].name);
    }
    struct str near = distance_found(&nearest);
    fprintf(stderr, "lambdalint: %.*s: no role and no function is called '%.*s'", STR_ARG(path), STR_ARG(wanted));
    if (near.size)
        fprintf(stderr, ", did you mean '%.*s'?\n", STR_ARG(near));
    else
        list_roles(roles);
}

static void say_several(const struct scan *scan, struct str path, struct str wanted, const struct sighting *one,
                        const struct sighting *other) {
    struct str a = file_of(scan->facts, one->asked), b = file_of(scan->facts, other->asked);
    fprintf(stderr, "lambdalint: %.*s: several are called '%.*s': in %.*s and in %.*s%s\n", STR_ARG(path),
            STR_ARG(wanted), STR_ARG(a), STR_ARG(b), str_equal(a, b) ? "; use logical ids" : "; name one file");
}

/* The sightings that the word means: roles of that name, else functions. */
static void find_called(struct scan *scan, struct str wanted, const struct sightings_of *roles,
                        struct sightings_of *ret) {
    for (int functions = 0; functions <= 1 && ret->list.count == 0; functions++)
        for (size_t i = 0; i < roles->list.count; i++)
            if (is_role(&roles->list.items[i]) == !functions && is_called(&roles->list.items[i], wanted))
                vec_push(&scan->arena, &ret->list, roles->list.items[i]);
}

/* Leaves the sightings of the one role; false after saying why there is not one. */
static bool choose(struct scan *scan, struct str path, struct str wanted, struct sightings_of *roles) {
    struct sightings_of chosen = {0};
    find_called(scan, wanted, roles, &chosen);
    if (chosen.list.count == 0) {
        say_unknown(path, wanted, roles);
        return false;
    }
    const struct sighting *first = &chosen.list.items[0];
    for (size_t i = 0; i < chosen.list.count; i++) {
        const struct sighting *one = &chosen.list.items[i];
        if (!same_thing(scan->facts, first, one)) {
            say_several(scan, path, wanted, first, one);
            return false;
        }
        if (!one->entity->declared) {
            fprintf(stderr, "lambdalint: %.*s: the role of '%.*s' is not in there\n", STR_ARG(path), STR_ARG(wanted));
            return false;
        }
    }
    *roles = chosen;
    return true;
}

/* -- answers ------------------------------------------------------------------------------------------------------ */

static const char *answer_name(int truth) {
    return truth == 1 ? "yes" : truth == 0 ? "no" : "unknown";
}

/* Statements are filled in anew for each question. */
static const struct node *place_of(const struct grant *grant) {
    return grant->statement ? node_source(grant->statement->node) : NULL;
}

static bool same_answer(const struct grant *a, const struct grant *b) {
    return a->truth == b->truth && place_of(a) == place_of(b) && str_equal(a->reason, b->reason);
}

static bool is_first_with(const struct sightings_of *roles, size_t number) {
    for (size_t i = 0; i < number; i++)
        if (same_answer(&roles->list.items[i].grant, &roles->list.items[number].grant))
            return false;
    return true;
}

/* Yes in some configuration is yes; else unknown in some is unknown. */
static const struct sighting *deciding(const struct sightings_of *roles) {
    static const int ORDER[] = {1, -1, 0};
    for (size_t i = 0; i < sizeof ORDER / sizeof *ORDER; i++)
        for (size_t j = 0; j < roles->list.count; j++)
            if (roles->list.items[j].grant.truth == ORDER[i])
                return &roles->list.items[j];
    return &roles->list.items[0];
}

/* In which configurations the answer is that of the sighting; empty: in all. */
static struct when when_of(struct scan *scan, const struct sightings_of *roles, const struct sighting *like) {
    size_t count = roles->list.count;
    int64_t *worlds = arena_alloc_array(&scan->arena, count, sizeof *worlds);
    bool *holds = arena_alloc_array(&scan->arena, count, sizeof *holds);
    for (size_t i = 0; i < count; i++) {
        worlds[i] = roles->list.items[i].entity->world;
        holds[i] = same_answer(&roles->list.items[i].grant, &like->grant);
    }
    return when_find(scan->facts, like->entity->resource, like->entity->node, &(struct sightings){worlds, holds, count},
                     &scan->arena);
}

static struct str when_text(struct scan *scan, struct when when) {
    if (when.text.size == 0)
        return STR_NONE;
    return str_format(&scan->arena, "%s %.*s", when.counted ? "in" : "when", STR_ARG(when.text));
}

static void print_text(struct scan *scan, const struct sightings_of *roles) {
    for (int truth = 1; truth >= -1; truth--)
        for (size_t i = 0; i < roles->list.count; i++) {
            const struct sighting *role = &roles->list.items[i];
            const struct grant *grant = &role->grant;
            if (grant->truth != truth || !is_first_with(roles, i))
                continue;
            printf("%s: %.*s", answer_name(truth), STR_ARG(grant->reason));
            if (grant->statement)
                policy_print_statement_place(grant->statement);
            struct str when = when_text(scan, when_of(scan, roles, role));
            printf("%s%.*s%s\n", when.size ? " (" : "", STR_ARG(when), when.size ? ")" : "");
            if (grant->witness)
                policy_print_request(grant->witness);
        }
}

static void put_worlds(struct scan *scan, struct json_out *json, const struct sightings_of *roles) {
    json_put_key(json, "worlds");
    json_begin_array(json);
    for (size_t i = 0; i < roles->list.count; i++) {
        const struct sighting *role = &roles->list.items[i];
        if (!is_first_with(roles, i))
            continue;
        struct when when = when_of(scan, roles, role);
        json_begin_object(json);
        json_put_key(json, "when");
        if (when.text.size)
            json_put_string(json, when.text);
        else
            json_put_null(json);
        json_member_z(json, "answer", answer_name(role->grant.truth));
        json_member_string(json, "reason", role->grant.reason);
        json_end_object(json);
    }
    json_end_array(json);
}

static void print_json(struct scan *scan, const struct sightings_of *roles) {
    const struct grant *grant = &deciding(roles)->grant;
    struct json_out *json = json_out_new();
    json_begin_object(json);
    json_member_z(json, "answer", answer_name(grant->truth));
    policy_put_statement(json, &scan->arena, grant->statement);
    json_member_string(json, "reason", grant->reason);
    policy_put_witness(json, "witness", grant->witness);
    put_worlds(scan, json, roles);
    json_end_object(json);
    policy_print_json(&scan->arena, json);
    json_out_free(json);
}

static int answer(struct scan *scan, struct sightings_of *roles, const struct grant_request *request, bool as_json) {
    for (size_t i = 0; i < roles->list.count; i++)
        roles->list.items[i].grant = facts_grant(scan->facts, &scan->arena, roles->list.items[i].entity->id, request);
    if (as_json)
        print_json(scan, roles);
    else
        print_text(scan, roles);
    int truth = deciding(roles)->grant.truth;
    return truth == 1 ? EXIT_CLEAN : truth == 0 ? EXIT_FINDINGS : EXIT_INCOMPLETE;
}

int policy_role_allows(struct arena *arena, const struct role_question *question) {
    struct options options;
    struct scan scan = {0};
    struct sightings_of roles = {0};
    struct str_list words = {0};
    int code = EXIT_USAGE;
    vec_push(arena, &words.list, question->path);
    options_init(&options, arena);
    options_take_inputs(&options, &words, 0);
    options.scan.dump = cost_dump(question->cost);
    options.scan.dump_context = question->cost;
    bool loaded = scan_load(&scan, &options.scan);
    if (loaded)
        read_roles(&scan, &roles);
    if (!loaded || roles.list.count == 0)
        problems_print(&options, &scan.diags);
    if (loaded && scan.units.count && choose(&scan, question->path, question->role, &roles))
        code = answer(&scan, &roles, question->request, question->as_json);
    if (question->cost->stats && code != EXIT_USAGE)
        cost_print_loaded(&scan);
    scan_done(&scan);
    return code;
}
