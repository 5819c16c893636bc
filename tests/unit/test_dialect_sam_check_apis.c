/* What the translator of SAM rejects in APIs and in their events is said where it stands. */
#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define API(properties)                                                                                                \
    "Transform: AWS::Serverless-2016-10-31\n"                                                                          \
    "Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {StageName: p, " properties "}}}\n"
#define HTTP(properties)                                                                                               \
    "Transform: AWS::Serverless-2016-10-31\n"                                                                          \
    "Resources: {A: {Type: 'AWS::Serverless::HttpApi', Properties: {" properties "}}}\n"
#define SOCKET(properties)                                                                                             \
    "Transform: AWS::Serverless-2016-10-31\n"                                                                          \
    "Resources: {A: {Type: 'AWS::Serverless::WebSocketApi', Properties: {RouteSelectionExpression: r, " properties     \
    "}}}\n"
#define BODY(paths) "DefinitionBody: {swagger: '2.0', paths: {" paths "}}"
/* An API and the events of one function. */
#define EVENTS(type, api, events)                                                                                      \
    "Transform: AWS::Serverless-2016-10-31\n"                                                                          \
    "Resources:\n"                                                                                                     \
    "  A: {Type: '" type "', Properties: {" api "}}\n"                                                                 \
    "  F:\n"                                                                                                           \
    "    Type: AWS::Serverless::Function\n"                                                                            \
    "    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src, Events: {" events "}}\n"
#define REST_EVENT(api, event)                                                                                         \
    EVENTS("AWS::Serverless::Api", "StageName: p, " api,                                                               \
           "E: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: get, " event "}}")
#define HTTP_EVENT(api, event)                                                                                         \
    EVENTS("AWS::Serverless::HttpApi", api,                                                                            \
           "E: {Type: HttpApi, Properties: {ApiId: !Ref A, Path: /a, Method: get, " event "}}")
#define COGNITO "Auth: {Authorizers: {C: {UserPoolArn: arn}}}"

static const struct {
    const char *text;
    const char *message; /* NULL: nothing is wrong */
} CASES[] = {
    /* Bodies that SAM has to change. */
    {API("DefinitionUri: s3://b/k, Cors: \"'*'\""), "'DefinitionUri' and 'Cors' exclude each other: keep one of them"},
    {API("DefinitionUri: s3://b/k, Auth: {}"), NULL},
    {API("DefinitionUri: s3://b/k, MergeDefinitions: true"),
     "MergeDefinitions needs DefinitionBody instead of DefinitionUri"},
    {API("DefinitionBody: {info: {}}, " COGNITO),
     "DefinitionBody is no Swagger or OpenAPI document with its version and a map of paths: SAM cannot add Auth"},
    {API("DefinitionBody: {Fn::Transform: {Name: 'AWS::Include', Parameters: {Location: s3://b/k}}}, " COGNITO), NULL},
    {API("DefinitionBody: {info: {}}"), NULL},
    {API(BODY("/a: ~") ", Cors: \"'*'\""), "the property 'DefinitionBody.paths./a' is missing or empty"},
    {API(BODY("/a: ~")), NULL},
    {API(BODY("/a: text") ", Cors: \"'*'\""), "'DefinitionBody.paths./a' is written as a text where a map belongs"},
    {API(BODY("/a: {get: ~}") ", Auth: {DefaultAuthorizer: AWS_IAM}"), "the operation 'get' of path '/a' is no map"},
    {API(BODY("/a: {parameters: [], get: {security: [{k: []}]}}") ", Auth: {DefaultAuthorizer: AWS_IAM}"), NULL},
    {API(BODY("/a: {get: {security: {k: []}}}") ", Auth: {DefaultAuthorizer: AWS_IAM}"),
     "the security of 'get' is no list"},
    {API(BODY("/a: {get: {security: [k]}}") ", Auth: {ApiKeyRequired: true}"),
     "an item in the security of 'get' is no map"},
    {API("OpenApiVersion: 5.0"), "OpenApiVersion has to be a text such as '3.0.1'"},
    {API("OpenApiVersion: 3.0.1"), NULL},
    {HTTP("DefinitionBody: {openapi: 2.0, paths: {}}, Tags: {a: b}"),
     "DefinitionBody is no OpenAPI 3 document with its version and a map of paths: SAM cannot add Tags"},
    {HTTP("DefinitionBody: {openapi: 3.0.1, paths: {}, tags: {name: a}}, Tags: {a: b}"),
     "'DefinitionBody.tags' is written as a map where a list belongs"},
    {HTTP("DefinitionBody: {openapi: 3.0.1, paths: {}, tags: [{name: a}]}"), NULL},
    {HTTP("DefinitionBody: {openapi: 3.0.1, paths: {/a: {any: {}}}}, Auth: {EnableIamAuthorizer: true, "
          "DefaultAuthorizer: AWS_IAM}"),
     "SAM finds no operation 'any': write it in lower case, and any method as x-amazon-apigateway-any-method"},
    {HTTP("DefinitionBody: {openapi: 3.0.1, paths: {/a: {any: {}}}}"), NULL},

    /* Authorizers, and what else belongs to an API. */
    {API("Auth: {DefaultAuthorizer: C, Authorizers: {D: {UserPoolArn: a}}}"),
     "the DefaultAuthorizer 'C' is none of the Authorizers"},
    {API("Auth: {DefaultAuthorizer: !Ref C, Authorizers: {D: {UserPoolArn: a}}}"), NULL},
    {API("Auth: {DefaultAuthorizer: AWS_IAM}"), NULL},
    {HTTP("Auth: {DefaultAuthorizer: AWS_IAM}"), "the DefaultAuthorizer 'AWS_IAM' is none of the Authorizers"},
    {HTTP("Auth: {DefaultAuthorizer: AWS_IAM, EnableIamAuthorizer: true}"), NULL},
    {API("Auth: {Authorizers: {L: {FunctionArn: f, FunctionPayloadType: REQUEST}}}"),
     "'L' is of type REQUEST: its Identity needs Headers, QueryStrings, StageVariables or Context"},
    {API("Auth: {Authorizers: {L: {FunctionArn: f, FunctionPayloadType: REQUEST, Identity: {ReauthorizeEvery: 0}}}}"),
     NULL},
    {API("Auth: {Authorizers: {L: {FunctionArn: f, FunctionPayloadType: REQUEST, Identity: {Headers: [[a]]}}}}"),
     "'Identity.Headers[0]' is written as a list where a string belongs"},
    {HTTP("Auth: {Authorizers: {L: {FunctionArn: f}}}"),
     "the property 'L.AuthorizerPayloadFormatVersion' is missing or empty"},
    {HTTP("Auth: {Authorizers: {J: {JwtConfiguration: {issuer: i}, IdentitySource: s, FunctionArn: f}}}"),
     "'J' cannot have the property 'FunctionArn'"},
    {HTTP("Auth: {Authorizers: {J: {JwtConfiguration: {issuer: i}, IdentitySource: s, AuthorizationScopes: [a]}}}"),
     NULL},
    {API("Cors: {AllowCredentials: true}"), "AllowCredentials needs origins by name, not all of them"},
    {API("Cors: {AllowCredentials: true, AllowOrigin: \"'https://example.com'\"}"), NULL},
    {API("GatewayResponses: {UNAUTHORIZED: {StatusCode: many}}"),
     "the StatusCode 'many' is no number of up to three digits"},
    {API("GatewayResponses: {UNAUTHORIZED: {StatusCode: 401}}"), NULL},

    {SOCKET("Routes: {}"), "'Routes' cannot be empty"},
    {SOCKET("Routes: {$connect: {FunctionArn: f}, ping: {FunctionArn: f}}"), NULL},
    {SOCKET("Routes: {$ping: {FunctionArn: f}}"),
     "the route '$ping' has to be letters and digits, or $connect, $disconnect or $default"},
    {SOCKET("Routes: {ping: {FunctionArn: f}}, Auth: {AuthType: AWS_IAM}"),
     "Auth works at the route $connect, which is not there"},
    {SOCKET("Routes: {$connect: {FunctionArn: f}}, Auth: {AuthType: CUSTOM}"),
     "the property 'Auth.AuthArn' is missing or empty"},
    {SOCKET("Routes: {$connect: {FunctionArn: f}}, Auth: {AuthType: NONE, AuthArn: f}"),
     "'Auth' has no property 'AuthArn': it can have AuthType"},
    {SOCKET("Routes: {$connect: {FunctionArn: f}}, Auth: {AuthArn: f}"),
     "the property 'Auth.AuthType' is missing or empty"},
    {SOCKET("Routes: {ping: {FunctionArn: f, RequestParameters: {a: b}}}"),
     "only the route $connect can have RequestParameters"},
    {SOCKET("Routes: {ping: {FunctionArn: f}}, StageName: $default"),
     "a stage of a WebSocket API cannot be named $default"},

    /* Events of APIs. */
    {REST_EVENT(COGNITO, "Auth: {Authorizer: C}"), NULL},
    {REST_EVENT(COGNITO, "Auth: {Authorizer: D}"), "the API 'A' has no authorizer 'D'"},
    {REST_EVENT(COGNITO, "Auth: {Authorizer: !Ref D}"), NULL},
    {REST_EVENT(COGNITO, "Auth: {Authorizer: AWS_IAM}"), NULL},
    {REST_EVENT(COGNITO ", " BODY(""), "Auth: {Authorizer: D}"), NULL}, /* what SAM does not touch */
    {REST_EVENT(COGNITO ", " BODY(""), "Auth: {Authorizer: D, OverrideApiAuth: true}"),
     "the API 'A' has no authorizer 'D'"},
    {REST_EVENT(COGNITO, "Auth: {Authorizer: NONE}"),
     "the Authorizer NONE undoes a DefaultAuthorizer, and the API 'A' has none"},
    {REST_EVENT("Auth: {DefaultAuthorizer: AWS_IAM}", "Auth: {Authorizer: NONE}"), NULL},
    {REST_EVENT(COGNITO, "Auth: {AuthorizationScopes: [a]}"), "AuthorizationScopes needs an Authorizer beside it"},
    {REST_EVENT("Name: a", "Auth: {ApiKeyRequired: false}"),
     "ApiKeyRequired false undoes that of the API, and 'A' does not require one"},
    {REST_EVENT("Auth: {ApiKeyRequired: true}", "Auth: {ApiKeyRequired: false}"), NULL},
    {REST_EVENT(BODY(""), "Auth: {OverrideApiAuth: true}"),
     "OverrideApiAuth needs an Authorizer, ApiKeyRequired or ResourcePolicy beside it"},
    {REST_EVENT("Models: {User: {type: object}}", "RequestModel: {Model: User, ValidateBody: true}"), NULL},
    {REST_EVENT("Models: {User: {type: object}}", "RequestModel: {Model: Usr}"),
     "the API 'A' has no model 'Usr' in Models"},
    {REST_EVENT("Models: {User: {type: object}}", "RequestModel: {Model: User, ValidateBody: 'true'}"),
     "'RequestModel.ValidateBody' is written as a text where a boolean belongs"},
    {REST_EVENT("Name: a", "RequestParameters: [method.request.header.X, method.request.path.Y: {Required: true}]"),
     NULL},
    {REST_EVENT("Name: a", "RequestParameters: [X]"),
     "a request parameter is named method.request.querystring.X, method.request.path.X or method.request.header.X"},
    {REST_EVENT("Name: a", "RequestParameters: [method.request.path.Y: true]"),
     "'method.request.path.Y' is a map with Required and Caching"},
    {REST_EVENT("Name: a", "RequestParameters: [method.request.path.Y: {Needed: true}]"),
     "'method.request.path.Y' has no property 'Needed': it can have Caching or Required"},
    {EVENTS("AWS::Serverless::Api", "StageName: p",
            "E: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: get}}, "
            "G: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: GET}}"),
     "event 'E' of 'F' has this path and method already"},
    {EVENTS("AWS::Serverless::Api", "StageName: p",
            "E: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: get}}, "
            "G: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: post}}"),
     NULL},
    {HTTP_EVENT("Auth: {Authorizers: {J: {JwtConfiguration: {issuer: i}, IdentitySource: s}}}",
                "Auth: {Authorizer: J}"),
     NULL},
    {HTTP_EVENT("Name: a", "Auth: {Authorizer: J}"), "the API 'A' has no authorizer 'J'"},
    {HTTP_EVENT("Name: a", "Auth: {Authorizer: AWS_IAM}"), "the API 'A' has no authorizer 'AWS_IAM'"},
    {HTTP_EVENT("Auth: {EnableIamAuthorizer: true}", "Auth: {Authorizer: AWS_IAM}"), NULL},
    {EVENTS("AWS::Serverless::HttpApi", "Name: a",
            "E: {Type: Api, Properties: {RestApiId: !Ref A, Path: /a, Method: get}}"),
     "RestApiId of event 'E' has to name an API of that kind in this template"},
    {EVENTS("AWS::Serverless::Api", "StageName: p",
            "E: {Type: Api, Properties: {RestApiId: !ImportValue A, Path: /a, Method: get}}"),
     "RestApiId of event 'E' has to name an API of that kind in this template"},
    {EVENTS("AWS::Serverless::HttpApi", "Name: a", "E: {Type: HttpApi, Properties: {Path: /a}}"),
     "event 'E' has to have its Path and Method written out, or neither of them"},
    {EVENTS("AWS::Serverless::HttpApi", "Name: a", "E: {Type: HttpApi}"), NULL},
    {HTTP_EVENT("Name: a", "Auth: {InvokeRole: r}"),
     "Auth needs an Authorizer, here or as DefaultAuthorizer of the API 'A'"},
};

TEST(sam_check_apis, says_what_is_rejected) {
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct sam_template t;
        sam_template_init(&t, CASES[i].text);
        CHECK_STR(t.diags.list.count ? t.diags.list.items[0].message : STR("nothing"),
                  CASES[i].message ? CASES[i].message : "nothing");
        CHECK(t.diags.list.count <= 1);
        CHECK(t.diags.list.count == 0 || t.diags.list.items[0].kind == DIAG_REJECTED);
        sam_template_done(&t);
    }
}
