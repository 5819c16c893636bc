/* Recognition looks at content, never at file names: 572 of 760 real SAM templates are called template.yaml, the rest
 * anything. */
#include "analyzer/dialect/cdk.h"
#include "analyzer/dialect/dialect.h"
#include "analyzer/dialect/dump.h"

#include <stdlib.h>

static bool is_resource_type(struct str type) {
    return str_starts(type, "AWS::") || str_starts(type, "Custom::") || str_starts(type, "Alexa::");
}

/* What the members of Resources are. */
struct resource_kinds {
    bool aws;        /* a Type that CloudFormation knows */
    bool serverless; /* an AWS::Serverless type: a SAM fragment has no Transform of its own */
    bool loop;       /* Fn::ForEach */
};

static struct resource_kinds resource_kinds(const struct node *resources) {
    struct resource_kinds kinds = {0};
    node_each(resource, resources) {
        const struct node *type = node_member(resource, "Type");
        if (type && type->kind == NODE_TEXT) {
            kinds.aws = kinds.aws || is_resource_type(type->text);
            kinds.serverless = kinds.serverless || str_starts(type->text, "AWS::Serverless::");
        }
        kinds.loop = kinds.loop || str_starts(resource->key, "Fn::ForEach");
    }
    return kinds;
}

static bool is_sam_transform(const struct node *transform) {
    return transform && transform->kind == NODE_TEXT && str_starts(transform->text, "AWS::Serverless-");
}

static bool has_sam_transform(const struct node *root) {
    const struct node *transform = node_member(root, "Transform");
    if (is_sam_transform(transform))
        return true;
    if (transform && transform->kind == NODE_LIST)
        node_each(name, transform) if (is_sam_transform(name)) return true;
    return false;
}

/* The Serverless Framework's own files. https://www.serverless.com/framework/docs/providers/aws/guide/serverless.yml */
static bool is_serverless(const struct node *root) {
    const struct node *provider = node_member(root, "provider");
    return provider && node_member(root, "service") && (provider->kind == NODE_TEXT || node_member(provider, "name"));
}

static enum document_kind recognise_other(const struct document *document, const char **ret_why) {
    const struct node *root = document->root;
    if (policy_document_is(root)) {
        *ret_why = "a Statement with Effect and Action";
        return KIND_POLICY;
    }
    const char *dump = dump_recognise(document);
    if (dump) {
        *ret_why = dump;
        return KIND_DUMP;
    }
    *ret_why = dump_resembles(document)         ? "like an answer of AWS, but of no command that is read"
               : root->kind != NODE_MAP         ? "the top level is no map"
               : cdk_is_manifest(root)          ? "the manifest of a CDK cloud assembly: its templates are read"
               : is_serverless(root)            ? "a Serverless Framework file: not read yet"
               : node_member(root, "Resources") ? "Resources without AWS types"
                                                : "no Resources";
    return KIND_NONE;
}

enum document_kind dialect_recognise(const struct document *document, const char **ret_why) {
    const struct node *root = document->root;
    if (!root) {
        *ret_why = "does not parse";
        return KIND_NONE;
    }
    if (has_sam_transform(root)) {
        *ret_why = "Transform AWS::Serverless";
        return KIND_SAM;
    }
    const struct node *resources = node_member(root, "Resources");
    struct resource_kinds kinds = resource_kinds(resources);
    if (kinds.serverless) {
        *ret_why = "Resources with AWS::Serverless types";
        return KIND_SAM;
    }
    if (kinds.aws || kinds.loop) {
        *ret_why = kinds.aws ? "Resources with AWS types" : "Resources with Fn::ForEach";
        return KIND_CLOUDFORMATION;
    }
    if (resources && node_member(root, "AWSTemplateFormatVersion")) {
        *ret_why = "AWSTemplateFormatVersion and Resources";
        return KIND_CLOUDFORMATION;
    }
    return recognise_other(document, ret_why);
}

static bool contains_all(struct str bytes, const char *const *words) {
    while (*words && str_contains(bytes, *words))
        words++;
    return !*words;
}

/* Its marks cannot be seen before it is transcoded. */
static bool is_utf16(struct str bytes) {
    return str_starts(bytes, "\xFE\xFF") || str_starts(bytes, "\xFF\xFE");
}

bool dialect_smells(struct str bytes) {
    static const char *const MARKS[][4] = {
        {"Statement", "Effect", "Action"},
        {"provider", "service"},
        {"artifacts", "aws:cloudformation:stack"},
        {"FunctionArn"},
        {"functionArn"},
        {"AssumeRolePolicyDocument"},
        {"assumeRolePolicyDocument"},
        {"RoleDetailList"},
        {"PolicyDocument"},
        {"PolicyVersion"},
        {"\"Policy\""},
        {"PolicyArn"},
        {"LayerArn"},
        {"GroupId", "VpcId"},
        {"groupId", "vpcId"},
        {"SecurityGroupRuleId"},
        {"SubnetId", "VpcId"},
        {"\"VpcId\""},
        {"logGroupName"},
        {"EventSourceMappings"},
        {"VpcEndpoint"},
        {"resourceType", "configuration"},
        {"QueueArn"},
        {"TopicArn"},
        {"KeyMetadata"},
        {"KeyRotationEnabled"},
        {"TargetKeyId"},
        {"CodeSigningConfig"},
        {"FlowLogId"},
        {"QueryInfo", "Results"},
        {"Arn\": \"arn:"},
    };
    bool smells = dialect_smells_of_template(bytes) || is_utf16(bytes);
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS && !smells; i++)
        smells = contains_all(bytes, MARKS[i]);
    return smells;
}

bool dialect_smells_of_template(struct str bytes) {
    return str_contains(bytes, "AWSTemplateFormatVersion") || str_contains(bytes, "AWS::Serverless-") ||
           (str_contains(bytes, "AWS::") && str_contains(bytes, "Resources"));
}

/* "{{ cookiecutter" outside quotes: inside them the file is still YAML and is read. */
static bool has_bare_placeholder(struct str line) {
    char quote = 0;
    for (size_t i = 0; i < line.size; i++) {
        char c = line.data[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else if (c == '{' && str_starts(str_slice(line, i, line.size), "{{") &&
                 str_starts(str_trim(str_slice(line, i + 2, line.size)), "cookiecutter"))
            return true;
    }
    return false;
}

bool dialect_is_templated(struct str bytes) {
    struct str rest = bytes;
    struct str line;
    bool more = true;
    while (more) {
        more = str_cut(rest, '\n', &line, &rest);
        if (!more)
            line = rest;
        if (str_starts(str_trim(line), "{%") && str_contains(line, "%}"))
            return true;
        if (str_contains(line, "{{") && has_bare_placeholder(line))
            return true;
    }
    return false;
}

const char *document_kind_name(enum document_kind kind) {
    switch (kind) {
    case KIND_NONE:
        return "none";
    case KIND_CLOUDFORMATION:
        return "cloudformation";
    case KIND_SAM:
        return "sam";
    case KIND_CDK:
        return "cdk";
    case KIND_POLICY:
        return "policy";
    case KIND_DUMP:
        return "dump";
    case KIND_COUNT:
        break;
    }
    abort();
}
