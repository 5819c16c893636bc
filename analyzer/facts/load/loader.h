/* How the resources of a unit become rows, one world after the other. Internal to analyzer/facts/load.
 *
 * Within a world every resource that exists gets an id first (a *thing*), so that links may go both ways; then each
 * thing is written by the loader of its type (kinds.c), then what follows from several of them (trigger.c). Links are
 * found by link.h, never by rules: a row names ids, not texts. */
#ifndef LL_FACTS_LOAD_LOADER_H
#define LL_FACTS_LOAD_LOADER_H

#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/dialect/unit.h"
#include "analyzer/facts/facts_internal.h"
#include "analyzer/facts/row.h"

struct kind;
struct plain;
struct trigger;

/* A resource that exists in the world being loaded. */
struct thing {
    const struct resource *resource;
    const struct kind *kind; /* never NULL */
    const struct value *properties;
    int64_t id;
    const struct thing *next_of_type;
};

struct loader {
    struct facts *facts;
    const struct unit *unit;
    struct arena *arena;
    struct diags *diags;
    struct resolver resolver;
    int64_t world;
    const struct kind **kinds; /* of the resources of the unit, in their order; shared by all worlds */
    struct thing *things;
    size_t thing_count;
    struct map first_of_type;     /* type → struct thing * */
    struct map thing_by_address;  /* → struct thing * */
    struct map thing_by_name;     /* "table\nname", the name as partial text → struct thing * */
    struct map managed_policies;  /* path in AWS's account → int64_t * */
    struct map parameter_ids;     /* name → int64_t * */
    struct map log_groups;        /* partial name of implied ones → int64_t * */
    struct map main_route_tables; /* address of the VPC → int64_t * */
    struct map held_policies;     /* ids, as text, of those that a role has or is bounded by, in the input or not */
    bool any_may_be_held;         /* a role has policies, or a boundary, that nobody can tell */
    VEC(struct trigger *) triggers;
};

/* A resource type and what is done with it. */
struct kind {
    const char *type;
    const char *table;           /* of its row; NULL: it has none, it only adds rows to others */
    const char *name;            /* the property that names it (what an ARN or a name text spells), or NULL */
    const struct plain *columns; /* may be NULL */
    /* What is not plain. Gets the open row (NULL without a table), sets columns; must not write it. May be NULL. */
    void (*columns_load)(struct loader *loader, const struct thing *thing, struct row *row);
    /* After the row was written: members, and rows of others. May be NULL. */
    void (*members_load)(struct loader *loader, const struct thing *thing);
};

/* For types that we do not know: an entity without a table, so that links can lead to it. */
const struct kind *kind_of(struct str type);

/* The things of a type, in the order of the file. */
#define loader_each(item, loader, type)                                                                                \
    for (const struct thing *item = loader_first((loader), (type)); item; item = item->next_of_type)
const struct thing *loader_first(const struct loader *loader, const char *type);

/* A property, by path. Never NULL. */
const struct value *thing_at(const struct thing *thing, const char *path);
const struct node *thing_node(const struct thing *thing);

/* -- rows ---------------------------------------------------------------------------------------------------------- */

/* A row that belongs to `parent` (a row of `thing`) and is linked to it; node NULL: the thing's own. */
struct row *member_row(struct loader *loader, const char *table, const struct thing *thing, int64_t parent,
                       const struct node *node, struct str label);
/* The parent may have one member more: each row of the parent's table that a resource of this world has. */
void phantom_everywhere(struct loader *loader, const char *table, const char *parent_table, const struct node *node,
                        struct str reason);
/* 1, 0, or -1: unknown for that reason. */
void row_truth(struct row *row, const char *column, int truth, struct str reason, const struct node *node);

/* -- values -------------------------------------------------------------------------------------------------------- */

/* A list property as members. A scalar or map where a list belongs is a list of one. */
struct list {
    const struct value **items;
    size_t count;
    bool open; /* there may be more than shown; an unknown list is open and empty */
    const struct node *node;
    struct str reason; /* why it is open */
};

struct list list_of(struct loader *loader, const struct value *value);
/* The first member, or VALUE_ABSENT; unknown when the list is. */
const struct value *list_first(struct loader *loader, const struct value *value);
/* For messages: the text, holes as they are. */
struct str label_of(struct loader *loader, const struct value *value);

#endif
