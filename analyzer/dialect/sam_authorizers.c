/* Who may call a route. The body of the API says it for each route: the authorizer of the event, else the default of
 * the API; NONE stands for "none, in spite of the default", as the translator writes it.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html
 */
#include "analyzer/dialect/sam_expander.h"

static struct node *requirement(struct sam *sam, const struct node *origin, struct str name,
                                const struct node *scopes) {
    return sam_make(sam, origin, "{'%s':%n}", name,
                    sam_is_list(scopes) ? scopes : node_new_list(sam->document, origin));
}

/* A name that nobody can tell makes the security of the route unknown. */
static struct node *named_requirement(struct sam *sam, const struct node *name, const struct node *auth,
                                      const struct node *scopes) {
    const struct node *known = sam_known(sam, name);
    if (!sam_is_text(known))
        return sam_make(sam, name, "{'Fn::Unsupported':%n}", name);
    const struct node *authorizer = node_member_str(sam_get(auth, "Authorizers"), known->text);
    return requirement(sam, name, known->text, scopes ? scopes : sam_get(authorizer, "AuthorizationScopes"));
}

/* 1, 0, or -1 when it is not known. */
static int flag(struct sam *sam, const struct node *node) {
    const struct node *known = sam_known(sam, node);
    if (!known || sam_is_false(known))
        return 0;
    return sam_is_true(known) ? 1 : -1;
}

static void add_key_requirement(struct sam *sam, const struct node *required, struct node *security) {
    int needed = flag(sam, required);
    if (needed == 1)
        node_append(security, requirement(sam, required, STR("api_key"), NULL));
    else if (needed == -1)
        node_append(security, sam_make(sam, required, "{'Fn::Unsupported':%n}", required));
}

/* Whether a default of the API leaves OPTIONS alone; HTTP APIs always do. */
static bool spares_preflight(struct sam *sam, const struct node *auth, const char *property, bool http) {
    const struct node *wanted = sam_get(auth, property);
    return http || (wanted && flag(sam, wanted) == 0);
}

static const struct node *default_authorizer(struct sam *sam, const struct node *auth, bool options, bool http) {
    bool spared = options && spares_preflight(sam, auth, "AddDefaultAuthorizerToCorsPreflight", http);
    return spared ? NULL : sam_get(auth, "DefaultAuthorizer");
}

static const struct node *default_key(struct sam *sam, const struct node *auth, bool options, bool http) {
    bool spared = options && spares_preflight(sam, auth, "AddApiKeyRequiredToCorsPreflight", http);
    return spared ? NULL : sam_get(auth, "ApiKeyRequired");
}

struct node *sam_route_security(struct sam *sam, const struct node *auth, const struct sam_route *route, bool http) {
    bool options = str_is(route->method, "options");
    const struct node *own = sam_get(route->auth, "Authorizer"), *key = sam_get(route->auth, "ApiKeyRequired");
    const struct node *scopes = sam_get(route->auth, "AuthorizationScopes");
    const struct node *authorizer = own ? own : default_authorizer(sam, auth, options, http);
    struct node *security = node_new_list(sam->document, route->auth ? route->auth : route->event);
    if (route->auth && !sam_is_map(route->auth))
        node_append(security, sam_make(sam, route->auth, "{'Fn::Unsupported':%n}", route->auth));
    else if (authorizer)
        node_append(security, named_requirement(sam, authorizer, auth, scopes));
    add_key_requirement(sam, key ? key : default_key(sam, auth, options, http), security);
    return security;
}

/* Other names of security schemes, which only the definition knows, leave room for the default of the API. */
static bool is_authorizer(const struct node *auth, struct str name) {
    return str_is(name, "NONE") || str_is(name, "AWS_IAM") || node_member_str(sam_get(auth, "Authorizers"), name);
}

void sam_default_security(struct sam *sam, const struct node *auth, struct node *operation, bool options, bool http) {
    const struct node *authorizer = default_authorizer(sam, auth, options, http);
    const struct node *key = default_key(sam, auth, options, http);
    const struct node *written = sam_get(operation, "security");
    bool authorized = false, keyed = false;
    if (http && sam_is_list(written) && written->child_count)
        return; /* whatever it asks for */
    if (sam_is_list(written))
        node_each(item, written) {
            const struct node *name = item->kind == NODE_MAP ? item->first_child : NULL;
            keyed = keyed || (name && str_starts(name->key, "api_key"));
            authorized = authorized || (name && is_authorizer(auth, name->key));
        }
    if ((authorized || !authorizer) && (keyed || !key))
        return;
    struct node *security = sam_open_list(sam, operation, "security", authorizer ? authorizer : key);
    if (security && authorizer && !authorized)
        node_append(security, named_requirement(sam, authorizer, auth, NULL));
    if (security && !keyed)
        add_key_requirement(sam, key, security);
}

/* -- security schemes ---------------------------------------------------------------------------------------------- */

static struct node *function_scheme(struct sam *sam, const struct node *authorizer, bool http) {
    const struct node *role = sam_get(authorizer, "FunctionInvokeRole");
    const struct node *identity = sam_get(authorizer, "Identity");
    bool request = http || node_is_text(sam_get(authorizer, "FunctionPayloadType"), "REQUEST");
    struct node *details =
        sam_make(sam, authorizer,
                 "{'type':'%z','authorizerUri':{'Fn::Sub':['arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/"
                 "functions/${__FunctionArn__}/invocations',{'__FunctionArn__':%n}]},"
                 "'authorizerResultTtlInSeconds':%n,'authorizerCredentials':%n,'authorizerPayloadFormatVersion':%n,"
                 "'enableSimpleResponses':%n}",
                 request ? "request" : "token", sam_get(authorizer, "FunctionArn"),
                 sam_get(identity, "ReauthorizeEvery"), role && !node_is_text(role, "NONE") ? role : NULL,
                 http ? sam_get(authorizer, "AuthorizerPayloadFormatVersion") : NULL,
                 http ? sam_get(authorizer, "EnableSimpleResponses") : NULL);
    return sam_make(sam, authorizer,
                    "{'type':'apiKey','name':'%z','in':'header','x-amazon-apigateway-authtype':%n,"
                    "'x-amazon-apigateway-authorizer':%n}",
                    request ? "Unused" : "Authorization", http ? NULL : sam_make(sam, authorizer, "'custom'"), details);
}

static struct node *scheme(struct sam *sam, const struct node *authorizer, bool http) {
    struct node *pool = sam_get(authorizer, "UserPoolArn");
    struct node *jwt = sam_get(authorizer, "JwtConfiguration");
    if (jwt)
        return sam_make(sam, authorizer,
                        "{'type':'oauth2','x-amazon-apigateway-authorizer':{'type':'jwt','jwtConfiguration':%n,"
                        "'identitySource':%n}}",
                        jwt, sam_get(authorizer, "IdentitySource"));
    if (pool)
        return sam_make(sam, authorizer,
                        "{'type':'apiKey','name':'Authorization','in':'header',"
                        "'x-amazon-apigateway-authtype':'cognito_user_pools',"
                        "'x-amazon-apigateway-authorizer':{'type':'cognito_user_pools','providerARNs':%n}}",
                        sam_is_list(pool) ? pool : sam_make(sam, pool, "[%n]", pool));
    return function_scheme(sam, authorizer, http);
}

void sam_security_schemes(struct sam *sam, const struct node *auth, struct node *schemes, bool http) {
    const struct node *authorizers = sam_get(auth, "Authorizers");
    const struct node *origin = auth ? auth : schemes;
    if (sam_is_map(authorizers))
        node_each(authorizer, authorizers) if (sam_is_map(authorizer) && sam_count_item(sam, authorizer))
            node_set(schemes, authorizer->key, scheme(sam, authorizer, http));
    if (!node_member(schemes, "AWS_IAM"))
        node_set(schemes, STR("AWS_IAM"),
                 sam_make(sam, origin,
                          "{'type':'apiKey','name':'Authorization','in':'header',"
                          "'x-amazon-apigateway-authtype':'awsSigv4'}"));
    if (!http && !node_member(schemes, "api_key"))
        node_set(schemes, STR("api_key"), sam_make(sam, origin, "{'type':'apiKey','name':'x-api-key','in':'header'}"));
}

/* Lambda authorizers of REST APIs may be called unless DisableFunctionDefaultPermissions, those of HTTP APIs only with
 * EnableFunctionDefaultPermissions. */
void sam_authorizer_permissions(struct sam *sam, struct sam_resource *api, const struct node *auth, bool http) {
    const struct node *authorizers = sam_get(auth, "Authorizers");
    if (!sam_is_map(authorizers))
        return;
    node_each(authorizer, authorizers) {
        const struct node *function = sam_get(authorizer, "FunctionArn");
        bool wanted = http ? sam_is_true(sam_get(authorizer, "EnableFunctionDefaultPermissions"))
                           : !sam_is_true(sam_get(authorizer, "DisableFunctionDefaultPermissions"));
        if (!function || !wanted)
            continue;
        struct str id =
            str_format(sam->arena, "%.*s%.*sAuthorizerPermission", STR_ARG(api->id), STR_ARG(authorizer->key));
        sam_add(sam, api, authorizer, id, "AWS::Lambda::Permission",
                sam_make(sam, authorizer,
                         "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':'apigateway.amazonaws.com',"
                         "'SourceArn':{'Fn::Sub':['arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:"
                         "${__ApiId__}/authorizers/*',{'__ApiId__':{'Ref':'%s'}}]}}",
                         function, api->id));
    }
}

/* -- resource policies --------------------------------------------------------------------------------------------- */

static void add_account_statement(struct sam *sam, struct node *statements, const struct node *accounts,
                                  const char *effect, struct str resource) {
    if (accounts)
        node_append(statements, sam_make(sam, accounts,
                                         "{'Effect':'%z','Action':'execute-api:Invoke','Resource':'%s',"
                                         "'Principal':{'AWS':%n}}",
                                         effect, resource, accounts));
}

/* Everybody may call, but not those that the condition, a map of keys, holds for. */
static void add_denial(struct sam *sam, struct node *statements, const char *operator, struct node * condition,
                       struct str resource) {
    if (condition->child_count == 0)
        return;
    const struct node *origin = condition->first_child;
    node_append(statements, sam_make(sam, origin,
                                     "{'Effect':'Allow','Action':'execute-api:Invoke','Resource':'%s',"
                                     "'Principal':'*'}",
                                     resource));
    node_append(statements, sam_make(sam, origin,
                                     "{'Effect':'Deny','Action':'execute-api:Invoke','Resource':'%s',"
                                     "'Principal':'*','Condition':{'%z':%n}}",
                                     resource, operator, condition));
}

static void deny_addresses(struct sam *sam, struct node *statements, const struct node *ranges, const char *operator,
                           struct str resource) {
    if (!ranges || (sam_is_list(ranges) && ranges->child_count == 0))
        return;
    add_denial(sam, statements, operator, sam_make(sam, ranges, "{'aws:SourceIp':%n}", ranges), resource);
}

/* Adds entries of a list, those that begin with the prefix, to the values of a key. */
static void add_values(struct sam *sam, struct node *condition, const char *key, const struct node *list,
                       const char *prefix) {
    if (!sam_is_list(list))
        return;
    node_each(item, list) {
        bool kept = !*prefix || (node_is_scalar(item) && str_starts(item->text, prefix));
        struct node *values = kept ? sam_open_list(sam, condition, key, list) : NULL;
        if (values)
            node_append(values, node_new_copy(sam->document, item));
    }
}

/* VPCs and endpoints stand in one condition: an API open to both denies who comes from neither. `list` is "Whitelist"
 * or "Blacklist". */
static void deny_networks(struct sam *sam, struct node *statements, const struct node *policy, const char *list,
                          const char *operator, struct str resource) {
    static const struct {
        const char *property;
        const char *key;
        const char *prefix;
    } SOURCES[] = {{"SourceVpc", "aws:SourceVpc", "vpc-"},
                   {"SourceVpc", "aws:SourceVpce", "vpce-"},
                   {"IntrinsicVpc", "aws:SourceVpc", ""},
                   {"IntrinsicVpce", "aws:SourceVpce", ""}};
    struct node *condition = node_new_map(sam->document, policy);
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
        struct str property = str_format(sam->arena, "%s%s", SOURCES[i].property, list);
        add_values(sam, condition, SOURCES[i].key, node_member_str(policy, property), SOURCES[i].prefix);
    }
    add_denial(sam, statements, operator, condition, resource);
}

void sam_resource_policy(struct sam *sam, struct node *body, const struct node *policy, struct str resource) {
    if (!policy)
        return;
    if (!sam_is_map(policy)) {
        node_set(body, STR("x-amazon-apigateway-policy"), sam_make(sam, policy, "{'Fn::Unsupported':%n}", policy));
        return;
    }
    struct node *document = sam_open_map(sam, body, "x-amazon-apigateway-policy", policy);
    struct node *list = document ? sam_open_list(sam, document, "Statement", policy) : NULL;
    if (!list)
        return;
    node_set(document, STR("Version"), sam_make(sam, policy, "'2012-10-17'"));
    add_account_statement(sam, list, sam_get(policy, "AwsAccountWhitelist"), "Allow", resource);
    add_account_statement(sam, list, sam_get(policy, "AwsAccountBlacklist"), "Deny", resource);
    deny_addresses(sam, list, sam_get(policy, "IpRangeWhitelist"), "NotIpAddress", resource);
    deny_addresses(sam, list, sam_get(policy, "IpRangeBlacklist"), "IpAddress", resource);
    deny_networks(sam, list, policy, "Blacklist", "StringEquals", resource);
    deny_networks(sam, list, policy, "Whitelist", "StringNotEquals", resource);
    const struct node *custom = sam_get(policy, "CustomStatements");
    if (sam_is_list(custom)) {
        node_each(statement, custom) if (sam_count_item(sam, statement))
            node_append(list, node_new_copy(sam->document, statement));
    } else if (custom) {
        node_append(list, node_new_copy(sam->document, custom));
    }
}
