#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define CHECK_JSON(path, expected) CHECK_STR(sam_template_json(&t, path), expected)

/* Beginnings of templates; the lines that follow are the properties, or the events. */
#define REST_API                                                                                                       \
    "Resources:\n"                                                                                                     \
    "  Api:\n"                                                                                                         \
    "    Type: AWS::Serverless::Api\n"                                                                                 \
    "    Properties:\n"
#define HTTP_API                                                                                                       \
    "Resources:\n"                                                                                                     \
    "  Api:\n"                                                                                                         \
    "    Type: AWS::Serverless::HttpApi\n"                                                                             \
    "    Properties:\n"
#define FN_WITH_EVENTS                                                                                                 \
    "  Fn:\n"                                                                                                          \
    "    Type: AWS::Serverless::Function\n"                                                                            \
    "    Properties:\n"                                                                                                \
    "      Events:\n"

/* Paths of APIs hold slashes, so sam_template_at cannot walk to an operation. */
static const struct node *operation_of(struct sam_template *t, const char *api, const char *path, const char *method) {
    struct str place = str_format(&t->arena, "Resources/%s/Properties/Body/paths", api);
    const struct node *paths = sam_template_at(t, str_z(&t->arena, place));
    return node_member(node_member(paths, path), method);
}

static struct str security_of(struct sam_template *t, const char *api, const char *path, const char *method) {
    const struct node *operation = operation_of(t, api, path, method);
    const struct node *security = node_member(operation, "security");
    const struct node *first = security ? security->first_child : NULL;
    if (!operation)
        return STR("no such operation");
    return first && first->kind == NODE_MAP ? first->first_child->key : STR("none");
}

static uint32_t line_of(struct sam_template *t, const char *api, const char *path, const char *method) {
    const struct node *operation = operation_of(t, api, path, method);
    return operation ? document_position(t->document, node_place(operation).start).line : 0;
}

static const char *const SHOP = "Resources:\n"
                                "  Shop:\n"
                                "    Type: AWS::Serverless::Api\n"
                                "    Properties:\n"
                                "      StageName: live\n"
                                "      Cors: \"'*'\"\n"
                                "      Auth:\n"
                                "        DefaultAuthorizer: Pool\n"
                                "        AddDefaultAuthorizerToCorsPreflight: false\n"
                                "        Authorizers:\n"
                                "          Pool: {UserPoolArn: !Ref Arn}\n"
                                "          Fun: {FunctionArn: !GetAtt F.Arn}\n" FN_WITH_EVENTS "        List:\n"
                                "          Type: Api\n"
                                "          Properties: {RestApiId: !Ref Shop, Path: /orders, Method: GET}\n"
                                "        Post:\n"
                                "          Type: Api\n"
                                "          Properties:\n"
                                "            RestApiId: !Ref Shop\n"
                                "            Path: /feedback/\n"
                                "            Method: post\n"
                                "            Auth:\n"
                                "              Authorizer: NONE\n"
                                "        Any:\n"
                                "          Type: Api\n"
                                "          Properties:\n"
                                "            RestApiId: !Ref Shop\n"
                                "            Path: /{proxy+}\n"
                                "            Method: any\n"
                                "            Auth: {Authorizer: Fun, ApiKeyRequired: true}\n";

TEST(sam_api, each_route_says_its_authorization) {
    struct sam_template t;
    sam_template_init(&t, SHOP);
    CHECK_JSON("Resources/Shop/Type", "'AWS::ApiGateway::RestApi'");
    CHECK_STR(security_of(&t, "Shop", "/orders", "get"), "Pool");
    CHECK_STR(security_of(&t, "Shop", "/orders", "options"), "none");
    CHECK_STR(security_of(&t, "Shop", "/feedback/", "post"), "NONE");
    CHECK_STR(security_of(&t, "Shop", "/{proxy+}", "x-amazon-apigateway-any-method"), "Fun");
    CHECK(line_of(&t, "Shop", "/orders", "get") == 17);
    CHECK(line_of(&t, "Shop", "/feedback/", "post") == 27);
    CHECK(line_of(&t, "Shop", "/orders", "options") == 6);
    CHECK_JSON("Resources/Shop/Properties/Body/securityDefinitions/Pool/x-amazon-apigateway-authtype",
               "'cognito_user_pools'");
    sam_template_done(&t);
}

TEST(sam_api, permissions_name_method_and_path) {
    struct sam_template t;
    sam_template_init(&t, SHOP);
    CHECK_JSON("Resources/FnPostPermissionlive/Properties/SourceArn",
               "{'Fn::Sub':['arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/POST/"
               "feedback',{'__ApiId__':{'Ref':'Shop'},'__Stage__':'*'}]}");
    CHECK_JSON("Resources/FnAnyPermissionlive/Properties/SourceArn/Fn::Sub/0",
               "'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/*/*'");
    CHECK_JSON("Resources/ShopFunAuthorizerPermission/Properties/FunctionName", "{'Fn::GetAtt':'F.Arn'}");
    CHECK_JSON("Resources/ShopPoolAuthorizerPermission", "absent");
    CHECK_JSON("Resources/ShopliveStage/Properties/StageName", "'live'");
    sam_template_done(&t);
}

TEST(sam_api, an_event_without_api_makes_one) {
    struct sam_template t;
    sam_template_init(&t, "Globals: {Api: {Auth: {ApiKeyRequired: true}}}\n"
                          "Resources:\n"
                          "  A:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Condition: One\n"
                          "    Properties: {Events: {X: {Type: Api, Properties: {Path: /a, Method: get}}}}\n"
                          "  B:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Condition: Two\n"
                          "    Properties: {Events: {X: {Type: Api, Properties: {Path: /b, Method: get}}}}\n");
    CHECK_JSON("Resources/ServerlessRestApi/lambdalint:implied", "true");
    CHECK_JSON("Resources/ServerlessRestApi/Condition", "'ServerlessRestApiCondition'");
    CHECK_JSON("Conditions/ServerlessRestApiCondition", "{'Fn::Or':[{'Condition':'One'},{'Condition':'Two'}]}");
    CHECK_JSON("Resources/ServerlessRestApiProdStage/Properties/StageName", "'Prod'");
    CHECK(sam_template_line(&t, "Resources/ServerlessRestApi") == 6);
    sam_template_done(&t);
}

TEST(sam_api, a_written_body_keeps_its_routes) {
    struct sam_template t;
    sam_template_init(&t,
                      REST_API "      StageName: v1\n"
                               "      Auth: {DefaultAuthorizer: AWS_IAM}\n"
                               "      DefinitionBody:\n"
                               "        openapi: 3.0.1\n"
                               "        paths:\n"
                               "          /in:\n"
                               "            get: {x-amazon-apigateway-integration: {uri: u}}\n"
                               "            put: {x-amazon-apigateway-integration: {uri: u}, security: [NONE: []]}\n"
                               "            post: {responses: {}}\n" FN_WITH_EVENTS
                               "        X: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /out, Method: get}}\n");
    CHECK_STR(security_of(&t, "Api", "/in", "get"), "AWS_IAM");
    CHECK_STR(security_of(&t, "Api", "/in", "put"), "NONE");
    CHECK_STR(security_of(&t, "Api", "/in", "post"), "none");
    CHECK_STR(security_of(&t, "Api", "/out", "get"), "no such operation");
    CHECK(line_of(&t, "Api", "/in", "get") == 11);
    CHECK_JSON("Resources/Api/Properties/Body/components/securitySchemes/AWS_IAM/x-amazon-apigateway-authtype",
               "'awsSigv4'");
    sam_template_done(&t);
}

TEST(sam_api, an_event_may_override_a_written_route) {
    struct sam_template t;
    sam_template_init(
        &t, REST_API
        "      StageName: v1\n"
        "      Auth: {DefaultAuthorizer: AWS_IAM}\n"
        "      DefinitionBody:\n"
        "        paths:\n"
        "          /in: {get: {x-amazon-apigateway-integration: {uri: u}}}\n"
        "          /if:\n"
        "            Fn::If: [C, {get: {x-amazon-apigateway-integration: {uri: u}}}, !Ref "
        "AWS::NoValue]\n" FN_WITH_EVENTS "        X:\n"
        "          Type: Api\n"
        "          Properties:\n"
        "            {RestApiId: !Ref Api, Path: /in, Method: get, Auth: {OverrideApiAuth: true, Authorizer: NONE}}\n");
    CHECK_STR(security_of(&t, "Api", "/in", "get"), "NONE");
    const struct node *paths = sam_template_at(&t, "Resources/Api/Properties/Body/paths");
    const struct node *branch = node_child(node_member(node_member(paths, "/if"), "Fn::If"), 1);
    CHECK(node_member(node_member(branch, "get"), "security") != NULL);
    sam_template_done(&t);
}

TEST(sam_http_api, a_written_operation_is_completed) {
    struct sam_template t;
    sam_template_init(
        &t, HTTP_API
        "      DefinitionBody:\n"
        "        openapi: 3.0.1\n"
        "        paths: {/in: {get: {security: [Own: []]}, options: {x-amazon-apigateway-integration: {uri: u}}}}\n"
        "      Auth: {DefaultAuthorizer: AWS_IAM, EnableIamAuthorizer: true}\n"
        "  Fn:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      Events: {X: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /in, Method: get}}}\n");
    CHECK_STR(security_of(&t, "Api", "/in", "get"), "Own");
    CHECK_STR(security_of(&t, "Api", "/in", "options"), "none");
    CHECK(node_member(operation_of(&t, "Api", "/in", "get"), "x-amazon-apigateway-integration") != NULL);
    sam_template_done(&t);
}

TEST(sam_api, a_resource_policy_goes_into_the_body) {
    struct sam_template t;
    sam_template_init(&t,
                      "Resources:\n"
                      "  Api:\n"
                      "    Type: AWS::Serverless::Api\n"
                      "    Properties: {StageName: v1, Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}}}\n");
    CHECK_JSON("Resources/Api/Properties/Body/x-amazon-apigateway-policy/Statement/1",
               "{'Effect':'Deny','Action':'execute-api:Invoke','Resource':'execute-api:/*','Principal':'*',"
               "'Condition':{'NotIpAddress':{'aws:SourceIp':['10.0.0.0/8']}}}");
    sam_template_done(&t);
}

TEST(sam_http_api, the_default_route_covers_the_others) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n" FN_WITH_EVENTS "        All: {Type: HttpApi}\n"
                          "        One: {Type: HttpApi, Properties: {Path: /one, Method: get}}\n");
    CHECK_JSON("Resources/FnAllPermission/Properties/SourceArn/Fn::Sub/0",
               "'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/*'");
    CHECK_JSON("Resources/FnOnePermission", "absent");
    CHECK_STR(security_of(&t, "ServerlessHttpApi", "/one", "get"), "none");
    CHECK_STR(security_of(&t, "ServerlessHttpApi", "$default", "x-amazon-apigateway-any-method"), "none");
    CHECK_JSON("Resources/ServerlessHttpApi/Type", "'AWS::ApiGatewayV2::Api'");
    sam_template_done(&t);
}

TEST(sam_http_api, tokens_authorize) {
    struct sam_template t;
    sam_template_init(
        &t, HTTP_API "      Auth:\n"
                     "        DefaultAuthorizer: Token\n"
                     "        Authorizers: {Token: {JwtConfiguration: {issuer: i}, IdentitySource: s}}\n" FN_WITH_EVENTS
                     "        A: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /a, Method: get}}\n"
                     "        B:\n"
                     "          Type: HttpApi\n"
                     "          Properties: {ApiId: !Ref Api, Path: /b, Method: get, Auth: {Authorizer: NONE}}\n"
                     "        C:\n"
                     "          Type: HttpApi\n"
                     "          Properties: {ApiId: !Ref Api, Path: /c, Method: get, Auth: {Authorizer: !Ref P}}\n");
    CHECK_STR(security_of(&t, "Api", "/a", "get"), "Token");
    CHECK_STR(security_of(&t, "Api", "/b", "get"), "NONE");
    CHECK_STR(security_of(&t, "Api", "/c", "get"), "Fn::Unsupported");
    CHECK_JSON("Resources/Api/Properties/Body/components/securitySchemes/Token/x-amazon-apigateway-authorizer/type",
               "'jwt'");
    sam_template_done(&t);
}

TEST(sam_api, a_resource_policy_names_networks_in_one_denial) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  Api:\n"
                          "    Type: AWS::Serverless::Api\n"
                          "    Properties: {StageName: v1}\n"
                          "  Fn:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Properties:\n"
                          "      Events:\n"
                          "        A:\n"
                          "          Type: Api\n"
                          "          Properties:\n"
                          "            RestApiId: !Ref Api\n"
                          "            Path: /a/{id}\n"
                          "            Method: get\n"
                          "            Auth: {ResourcePolicy: {SourceVpcWhitelist: [vpc-1, vpce-2, vpc-3],\n"
                          "              IntrinsicVpceWhitelist: [!Ref E], SourceVpcBlacklist: []}}\n");
    CHECK_JSON("Resources/Api/Properties/Body/x-amazon-apigateway-policy/Statement",
               "[{'Effect':'Allow','Action':'execute-api:Invoke','Resource':'execute-api:/*/GET/a/*','Principal':'*'},"
               "{'Effect':'Deny','Action':'execute-api:Invoke','Resource':'execute-api:/*/GET/a/*','Principal':'*',"
               "'Condition':{'StringNotEquals':{'aws:SourceVpc':['vpc-1','vpc-3'],"
               "'aws:SourceVpce':['vpce-2',{'Ref':'E'}]}}}]");
    sam_template_done(&t);
}

TEST(sam_http_api, an_event_says_who_may_call_what_stands_in_the_body) {
    struct sam_template t;
    sam_template_init(&t, HTTP_API
                      "      DefinitionBody:\n"
                      "        openapi: 3.0.1\n"
                      "        paths:\n"
                      "          /a: {get: {x-amazon-apigateway-integration: {uri: own}}}\n"
                      "          /b: {get: {x-amazon-apigateway-integration: {uri: own}, security: [{key: []}]}}\n"
                      "          /c: {get: {x-amazon-apigateway-integration: {uri: own}}}\n"
                      "      Auth:\n"
                      "        DefaultAuthorizer: Token\n"
                      "        Authorizers:\n"
                      "          Token: {JwtConfiguration: {issuer: i}, IdentitySource: s}\n"
                      "          Other: {JwtConfiguration: {issuer: j}, IdentitySource: s}\n" FN_WITH_EVENTS
                      "        A:\n"
                      "          Type: HttpApi\n"
                      "          Properties: {ApiId: !Ref Api, Path: /a, Method: get, Auth: {Authorizer: Other}}\n"
                      "        C: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /c, Method: get}}\n");
    CHECK_STR(security_of(&t, "Api", "/a", "get"), "Other");
    CHECK_STR(security_of(&t, "Api", "/b", "get"), "key");
    CHECK_STR(security_of(&t, "Api", "/c", "get"), "Token");
    sam_template_done(&t);
}

TEST(sam_http_api, one_method_of_the_default_route_covers_no_other) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n" FN_WITH_EVENTS
                          "        All: {Type: HttpApi, Properties: {Path: $default, Method: get}}\n"
                          "        One: {Type: HttpApi, Properties: {Path: /one, Method: get}}\n");
    CHECK_JSON("Resources/FnAllPermission/Properties/SourceArn/Fn::Sub/0",
               "'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/${__Stage__}/GET'");
    CHECK_JSON("Resources/FnOnePermission/Type", "'AWS::Lambda::Permission'");
    sam_template_done(&t);
}
