/* What AWS itself says about an account: answers of the AWS CLI and SDKs, items of AWS Config. An answer is recognised
 * by its keys, never by the name of its file. All answers of one folder are one view of the account: a thing that
 * several of them describe is one resource, and what none of them shows is unknown.
 *
 *   dump.c          recognition, wrappers, the view
 *   dump_lambda.c   functions, URLs, mappings, layers, log groups
 *   dump_iam.c      roles, users, groups and policies
 *   dump_stores.c   queues, topics, keys, buckets, rules
 *   dump_network.c  security groups, subnets, route tables, endpoints
 *
 * Private to this room. Shapes of the answers: https://docs.aws.amazon.com/cli/latest/reference/ */
#ifndef LL_DIALECT_DUMP_H
#define LL_DIALECT_DUMP_H

#include "analyzer/dialect/policy_document.h"

struct dump_view {
    struct unit *unit;
    struct arena *arena;
    struct map things;                      /* "<type>\n<ARN or id>" → Properties */
    struct map shown;                       /* "<what>\n<ARN or id>": some answer shows all of it */
    struct map roles;                       /* name → Properties of the first role of that name */
    struct map main_tables;                 /* id of a VPC → node that is the id of its main route table */
    VEC(const struct node *) role_policies; /* answers that name a role without its ARN */
    VEC(const struct node *) statements;    /* of add-permission */
    VEC(const struct node *) signings;      /* answers that name a function without its ARN */
    VEC(const struct node *) group_rules;   /* of describe-security-group-rules */
};

/* Why a document is one ("aws lambda get-function"), or NULL. */
const char *dump_recognise(const struct document *document);
/* Whether a document that is none looks like an answer of AWS all the same: it names ARNs. */
bool dump_resembles(const struct document *document);

/* The Properties of a thing, made when it is new. `id` tells things of a type apart; `name` is what people read. */
struct node *dump_thing(struct dump_view *view, const char *type, struct str id, struct str name,
                        const struct node *origin);
/* NULL when no answer described it. */
struct node *dump_find(const struct dump_view *view, const char *type, struct str id);
void dump_set_shown(struct dump_view *view, const char *what, struct str id);
bool dump_is_shown(const struct dump_view *view, const char *what, struct str id);
/* The text of a member, empty when there is none. */
struct str dump_text(const struct node *node, const char *key);
/* Members of the same name, unless the properties have them already. The list of keys ends with NULL. */
void dump_copy(struct node *properties, const struct node *from, const char *const *keys);
void dump_put(struct node *properties, const char *key, const struct node *value);
/* Marks it unknown unless it is there. */
void dump_unknown(struct node *properties, const char *key, const char *reason);
/* Lists made from others end here: AWS allows fewer everywhere, and appending walks the list. */
bool dump_is_full(struct node *list);
/* The part of an ARN behind its last slash or colon. */
struct str dump_last_part(struct str arn);

/* Members of a list or NULL. */
#define dump_each(member, node, key) node_each(member, dump_list((node), (key)))
const struct node *dump_list(const struct node *node, const char *key);

/* What answers say. */
typedef void dump_add(struct dump_view *view, const struct node *node);
dump_add dump_get_function, dump_function, dump_url, dump_mapping, dump_invoke_config, dump_alias, dump_layer,
    dump_log_group;
dump_add dump_details, dump_role, dump_listed_role, dump_managed_policy, dump_role_policy, dump_policy_version,
    dump_text_policy, dump_text_statement;
dump_add dump_user, dump_group, dump_user_policy, dump_group_policy;
dump_add dump_queue, dump_topic, dump_attributes, dump_secret_policy, dump_key, dump_described_key, dump_key_rotation,
    dump_key_alias, dump_event_rule;
dump_add dump_flow_log, dump_layer_version, dump_function_signing, dump_signing, dump_listed_signing,
    dump_runtime_updates;
/* What AWS Config shows in two parts. */
void dump_key_supplement(struct dump_view *view, const struct node *metadata, const struct node *supplement);
void dump_bucket(struct dump_view *view, const struct node *configuration, const struct node *supplement);
dump_add dump_security_group, dump_group_rule, dump_subnet, dump_vpc, dump_route_table, dump_endpoint;

/* When all answers are read: what they leave open. */
void dump_finish_lambda(struct dump_view *view);
void dump_finish_iam(struct dump_view *view);
void dump_finish_network(struct dump_view *view);
void dump_finish_stores(struct dump_view *view);

#endif
