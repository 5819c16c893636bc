/* Routes of APIs, however they are written. */
#include "tests/unit/load_fixture.h"

#define ROUTES "SELECT method, path, label(function), authorization, api_key FROM api_route WHERE declared ORDER BY id"

#define URI "!Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations'"

TEST(facts_load_api, methods_know_their_path_and_function) {
    loaded_check(
        "Resources:\n"
        "  Fn:\n    Type: AWS::Lambda::Function\n"
        "  Api:\n    Type: AWS::ApiGateway::RestApi\n"
        "  Orders:\n    Type: AWS::ApiGateway::Resource\n    Properties:\n"
        "      RestApiId: !Ref Api\n      ParentId: !GetAtt Api.RootResourceId\n      PathPart: orders\n"
        "  One:\n    Type: AWS::ApiGateway::Resource\n    Properties:\n"
        "      RestApiId: !Ref Api\n      ParentId: !Ref Orders\n      PathPart: '{id}'\n"
        "  Get:\n    Type: AWS::ApiGateway::Method\n    Properties:\n"
        "      RestApiId: !Ref Api\n      ResourceId: !Ref One\n      HttpMethod: GET\n"
        "      AuthorizationType: NONE\n      Integration: {Type: AWS_PROXY, Uri: " URI "}\n"
        "  Post:\n    Type: AWS::ApiGateway::Method\n    Properties:\n"
        "      RestApiId: !Ref Api\n      ResourceId: !GetAtt Api.RootResourceId\n      HttpMethod: POST\n"
        "      AuthorizationType: AWS_IAM\n      ApiKeyRequired: true\n      Integration: {Type: AWS, Uri: " URI "}\n"
        "  Options:\n    Type: AWS::ApiGateway::Method\n    Properties:\n"
        "      RestApiId: !Ref Api\n      ResourceId: !Ref One\n      HttpMethod: OPTIONS\n"
        "      AuthorizationType: NONE\n      Integration: {Type: MOCK}\n",
        ROUTES, "GET /orders/{id} Fn NONE 0; POST / Fn AWS_IAM 1");
}

TEST(facts_load_api, http_routes_know_their_integration) {
    loaded_check("Resources:\n"
                 "  Fn:\n    Type: AWS::Lambda::Function\n"
                 "  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {ProtocolType: HTTP}\n"
                 "  Integration:\n    Type: AWS::ApiGatewayV2::Integration\n    Properties:\n"
                 "      ApiId: !Ref Api\n      IntegrationUri: !GetAtt Fn.Arn\n"
                 "  Route:\n    Type: AWS::ApiGatewayV2::Route\n    Properties:\n"
                 "      ApiId: !Ref Api\n      RouteKey: GET /x\n      AuthorizationType: JWT\n"
                 "      Target: !Sub integrations/${Integration}\n",
                 ROUTES, "GET /x Fn JWT 0");
}

TEST(facts_load_api, quick_create_is_one_open_route) {
    loaded_check(
        "Resources:\n"
        "  Fn:\n    Type: AWS::Lambda::Function\n"
        "  Api:\n    Type: AWS::ApiGatewayV2::Api\n    Properties: {ProtocolType: HTTP, Target: !GetAtt Fn.Arn}\n",
        ROUTES, "ANY $default Fn NONE 0");
}

#define BODY                                                                                                           \
    "Resources:\n"                                                                                                     \
    "  Fn:\n    Type: AWS::Lambda::Function\n"                                                                         \
    "  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n        swagger: '2.0'\n"               \
    "        securityDefinitions:\n"                                                                                   \
    "          Pool: {type: apiKey, x-amazon-apigateway-authtype: cognito_user_pools}\n"                               \
    "          Key: {type: apiKey, name: x-api-key, in: header}\n"

#define CALL "x-amazon-apigateway-integration: {type: aws_proxy, uri: " URI "}"

TEST(facts_load_api, bodies_have_routes_with_security) {
    loaded_check(BODY "        paths:\n"
                      "          /a:\n            get: {" CALL ", security: [{Pool: []}]}\n"
                      "            post: {" CALL "}\n"
                      "          /b:\n            x-amazon-apigateway-any-method: {" CALL ", security: [{Key: []}]}\n"
                      "            options: {x-amazon-apigateway-integration: {type: mock}}\n",
                 ROUTES, "GET /a Fn COGNITO_USER_POOLS 0; POST /a Fn NONE 0; ANY /b Fn NONE 1");
}

TEST(facts_load_api, security_of_the_body_is_that_of_operations_without) {
    loaded_check(BODY "        security: [{Pool: []}]\n        paths:\n"
                      "          /a:\n            get: {" CALL "}\n            post: {" CALL ", security: []}\n"
                      "            put: {" CALL ", security: [{NONE: []}]}\n",
                 ROUTES, "GET /a Fn COGNITO_USER_POOLS 0; POST /a Fn NONE 0; PUT /a Fn NONE 0");
}

TEST(facts_load_api, a_body_elsewhere_is_a_phantom_route) {
    loaded_check("Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n"
                 "      BodyS3Location: {Bucket: b, Key: k}\n",
                 ROUTES, "NULL NULL (unknown) NULL NULL");
}

TEST(facts_load_api, an_integration_that_may_be_a_function_is_a_phantom) {
    loaded_check("Parameters:\n  Uri:\n    Type: String\n"
                 "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n"
                 "      Body: {paths: {/a: {get: {x-amazon-apigateway-integration: {type: aws, uri: !Ref Uri}}, "
                 "post: {x-amazon-apigateway-integration: {type: http, uri: !Ref Uri}}, "
                 "put: {x-amazon-apigateway-integration: {type: aws_proxy, uri: !Ref Uri}}}}}\n",
                 ROUTES, "NULL NULL (unknown) NULL NULL; PUT /a Uri NONE 0");
}

TEST(facts_load_api, anyone_can_start_a_function_behind_an_open_route) {
    loaded_check(BODY "        paths: {/a: {get: {" CALL "}, post: {" CALL ", security: [{Pool: []}]}}}\n",
                 "SELECT kind, unauthenticated, label(source) FROM trigger WHERE declared ORDER BY id",
                 "api 1 Api; api 0 Api");
}

TEST(facts_load_api, a_private_api_is_not_on_the_internet) {
    loaded_check("Resources:\n"
                 "  Fn:\n    Type: AWS::Lambda::Function\n"
                 "  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n"
                 "      EndpointConfiguration: {Types: [PRIVATE]}\n"
                 "      Body: {paths: {/a: {get: {" CALL "}}}}\n",
                 "SELECT unauthenticated FROM trigger WHERE declared", "0");
}
