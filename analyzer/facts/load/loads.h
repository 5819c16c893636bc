/* What kinds.c knows of the other files: the columns of types, and what is not plain about them (see struct kind). */
#ifndef LL_FACTS_LOAD_LOADS_H
#define LL_FACTS_LOAD_LOADS_H

#include "analyzer/facts/load/plain.h"

/* function.c */
extern const struct plain FUNCTION_COLUMNS[];
void function_columns(struct loader *loader, const struct thing *thing, struct row *row);
void function_members(struct loader *loader, const struct thing *thing);
extern const struct plain URL_COLUMNS[];
void url_columns(struct loader *loader, const struct thing *thing, struct row *row);
void url_members(struct loader *loader, const struct thing *thing);

/* permission.c */
extern const struct plain PERMISSION_COLUMNS[];
void permission_columns(struct loader *loader, const struct thing *thing, struct row *row);
void permission_members(struct loader *loader, const struct thing *thing);
extern const struct plain LAYER_PERMISSION_COLUMNS[];
void layer_permission_members(struct loader *loader, const struct thing *thing);

/* function_policy.c */
void function_policy_members(struct loader *loader, const struct thing *thing);

/* mapping.c */
extern const struct plain MAPPING_COLUMNS[];
void mapping_columns(struct loader *loader, const struct thing *thing, struct row *row);
void mapping_members(struct loader *loader, const struct thing *thing);

/* iam.c */
extern const struct plain ROLE_COLUMNS[];
void role_columns(struct loader *loader, const struct thing *thing, struct row *row);
void role_members(struct loader *loader, const struct thing *thing);
void managed_policy_columns(struct loader *loader, const struct thing *thing, struct row *row);
void attached_policy_columns(struct loader *loader, const struct thing *thing, struct row *row);
void policy_members(struct loader *loader, const struct thing *thing);
/* The role, of this thing, has the policy; node says so. */
void policy_attach(struct loader *loader, const struct thing *thing, int64_t role, int64_t policy,
                   const struct node *node, struct str label);

/* holder.c */
void policy_note_held(struct loader *loader, int64_t policy);
/* After all things of the world. */
void holders_load(struct loader *loader);

/* resource_policy.c */
void queue_policy_members(struct loader *loader, const struct thing *thing);
void topic_policy_members(struct loader *loader, const struct thing *thing);
void bucket_policy_members(struct loader *loader, const struct thing *thing);
void secret_policy_members(struct loader *loader, const struct thing *thing);
/* Of a resource that the input does not name. */
void lone_policy_members(struct loader *loader, const struct thing *thing);
void organization_policy_members(struct loader *loader, const struct thing *thing);
void stream_policy_members(struct loader *loader, const struct thing *thing);
void event_bus_policy_members(struct loader *loader, const struct thing *thing);

/* store.c */
extern const struct plain QUEUE_COLUMNS[];
void queue_columns(struct loader *loader, const struct thing *thing, struct row *row);
extern const struct plain STREAM_COLUMNS[];
extern const struct plain KMS_KEY_COLUMNS[];
void kms_key_columns(struct loader *loader, const struct thing *thing, struct row *row);
extern const struct plain SECRET_COLUMNS[];
void secret_columns(struct loader *loader, const struct thing *thing, struct row *row);
extern const struct plain FILE_SYSTEM_COLUMNS[];
void file_system_members(struct loader *loader, const struct thing *thing);
extern const struct plain REPOSITORY_COLUMNS[];
void repository_members(struct loader *loader, const struct thing *thing);
void table_members(struct loader *loader, const struct thing *thing);

/* wiring.c */
extern const struct plain BUCKET_COLUMNS[];
void bucket_columns(struct loader *loader, const struct thing *thing, struct row *row);
void bucket_members(struct loader *loader, const struct thing *thing);
extern const struct plain TOPIC_COLUMNS[];
void topic_columns(struct loader *loader, const struct thing *thing, struct row *row);
void topic_members(struct loader *loader, const struct thing *thing);
void subscription_columns(struct loader *loader, const struct thing *thing, struct row *row);
void subscription_members(struct loader *loader, const struct thing *thing);
extern const struct plain EVENT_RULE_COLUMNS[];
void event_rule_columns(struct loader *loader, const struct thing *thing, struct row *row);
void event_rule_members(struct loader *loader, const struct thing *thing);
void schedule_members(struct loader *loader, const struct thing *thing);
void log_subscription_members(struct loader *loader, const struct thing *thing);
void target_group_members(struct loader *loader, const struct thing *thing);
void topic_rule_members(struct loader *loader, const struct thing *thing);
void user_pool_members(struct loader *loader, const struct thing *thing);
void graphql_source_members(struct loader *loader, const struct thing *thing);
void config_rule_members(struct loader *loader, const struct thing *thing);
void distribution_members(struct loader *loader, const struct thing *thing);

/* network.c */
extern const struct plain SUBNET_COLUMNS[];
void subnet_columns(struct loader *loader, const struct thing *thing, struct row *row);
void route_table_members(struct loader *loader, const struct thing *thing);
extern const struct plain ROUTE_TABLE_COLUMNS[];
extern const struct plain ROUTE_COLUMNS[];
void route_columns(struct loader *loader, const struct thing *thing, struct row *row);
void route_members(struct loader *loader, const struct thing *thing);
extern const struct plain SECURITY_GROUP_COLUMNS[];
void security_group_members(struct loader *loader, const struct thing *thing);
void security_group_rule_columns(struct loader *loader, const struct thing *thing, struct row *row);
void security_group_rule_members(struct loader *loader, const struct thing *thing);
extern const struct plain VPC_ENDPOINT_COLUMNS[];
void vpc_endpoint_columns(struct loader *loader, const struct thing *thing, struct row *row);

/* api.c */
void rest_api_columns(struct loader *loader, const struct thing *thing, struct row *row);
void rest_api_members(struct loader *loader, const struct thing *thing);
void method_members(struct loader *loader, const struct thing *thing);
void rest_stage_columns(struct loader *loader, const struct thing *thing, struct row *row);
void rest_authorizer_columns(struct loader *loader, const struct thing *thing, struct row *row);
void http_api_columns(struct loader *loader, const struct thing *thing, struct row *row);
void http_api_members(struct loader *loader, const struct thing *thing);
void http_route_members(struct loader *loader, const struct thing *thing);
void http_stage_columns(struct loader *loader, const struct thing *thing, struct row *row);
void http_authorizer_columns(struct loader *loader, const struct thing *thing, struct row *row);

/* wiring.c: where a CloudFront distribution names the function (Lambda@Edge); NULL: nowhere. */
const struct node *edge_association(struct loader *loader, int64_t function);

#endif
