#include "analyzer/facts/load/arn.h"

#include <string.h>

enum after { AFTER_ALL, AFTER_COLON, AFTER_SLASH, AFTER_LAST };

/* Where the name stands: after the prefix, up to the end, a colon or a slash, or behind the last slash. */
static const struct form {
    const char *service;
    const char *prefix;
    enum after after;
    const char *table;
} FORMS[] = {
    {"lambda", "function:", AFTER_COLON, "function"},
    {"lambda", "layer:", AFTER_COLON, "layer_version"},
    {"lambda", "code-signing-config:", AFTER_ALL, "code_signing_config"},
    {"sqs", "", AFTER_ALL, "queue"},
    {"sns", "", AFTER_COLON, "topic"},
    {"s3", "", AFTER_SLASH, "bucket"},
    {"dynamodb", "table/", AFTER_SLASH, "dynamodb_table"},
    {"kinesis", "stream/", AFTER_SLASH, "stream"},
    {"iam", "role/", AFTER_LAST, "role"},
    {"iam", "policy/", AFTER_LAST, "policy"},
    {"kms", "key/", AFTER_ALL, "kms_key"},
    {"kms", "alias/", AFTER_ALL, "kms_key"},
    {"secretsmanager", "secret:", AFTER_ALL, "secret"},
    {"ssm", "parameter", AFTER_ALL, "ssm_parameter"},
    {"logs", "log-group:", AFTER_COLON, "log_group"},
    {"elasticfilesystem", "access-point/", AFTER_ALL, "access_point"},
    {"elasticfilesystem", "file-system/", AFTER_ALL, "file_system"},
    {"events", "event-bus/", AFTER_ALL, "event_bus"},
    {"events", "rule/", AFTER_LAST, "event_rule"},
    {"ecr", "repository/", AFTER_ALL, "repository"},
    {"execute-api", "", AFTER_SLASH, "api"},
    {"apigateway", "/restapis/", AFTER_SLASH, "api"},
    {"apigateway", "/apis/", AFTER_SLASH, "api"},
    {"rds", "db:", AFTER_ALL, "database"},
    {"rds", "cluster:", AFTER_ALL, "database"},
    {"ec2", "security-group/", AFTER_ALL, "security_group"},
    {"ec2", "subnet/", AFTER_ALL, "subnet"},
    {"ec2", "vpc/", AFTER_ALL, "vpc"},
};

static const struct form *find_form(const struct arn *arn) {
    for (size_t i = 0; i < sizeof FORMS / sizeof *FORMS; i++)
        if (str_is(arn->service, FORMS[i].service) && str_starts(arn->resource, FORMS[i].prefix))
            return &FORMS[i];
    return NULL;
}

struct arn_name arn_name(const struct arn *arn) {
    struct arn_name name = {NULL, arn->resource, STR_NONE};
    const struct form *form = find_form(arn);
    if (!form)
        return name;
    name.table = form->table;
    name.name = str_slice(arn->resource, strlen(form->prefix), arn->resource.size);
    switch (form->after) {
    case AFTER_ALL:
        break;
    case AFTER_COLON:
        partial_cut(name.name, ':', &name.name, &name.rest);
        break;
    case AFTER_SLASH:
        partial_cut(name.name, '/', &name.name, &name.rest);
        break;
    case AFTER_LAST:
        for (struct str head, rest; partial_cut(name.name, '/', &head, &rest);)
            name.name = rest;
        break;
    }
    return name;
}
