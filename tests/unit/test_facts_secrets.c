#include "tests/unit/facts_fixture.h"

static struct str call(struct fixture *f, const char *function, const char *argument) {
    return fixture_ask(f, str_z(&f->arena, str_format(&f->arena, "SELECT %s('%s')", function, argument)));
}

TEST(facts_secrets, names) {
    struct fixture f;
    fixture_open(&f);
    const char *const sensitive[] = {
        "DB_PASSWORD",  "dbPassword",  "API_KEY",    "ApiKey",     "APIKey",    "APIKEY", "GITHUB_TOKEN",
        "clientSecret", "PRIVATE_KEY", "SECRET_KEY", "dbpassword", "PASSWORD2", "DB_PWD", "AWS_SECRET_ACCESS_KEY"};
    const char *const harmless[] = {"SECRET_ARN",
                                    "SECRET_NAME",
                                    "TOKEN_TTL",
                                    "PASSWORD_LENGTH",
                                    "TABLE_KEY",
                                    "SECRET_ID",
                                    "TOKEN_URL",
                                    "PWD",
                                    "MAX_TOKENS",
                                    "KEY_PATH",
                                    "TokenTableName",
                                    "ENABLE_TOKEN",
                                    "SECRETS_MANAGER",
                                    "",
                                    "PRIMARY_KEY_COLUMN",
                                    "KMS_KEY",
                                    "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT",
                                    "CSRF_TOKEN_COOKIE",
                                    "TOKEN_SYMBOL",
                                    "COGNITO_TOKEN_USE"};
    for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++)
        CHECK_STR(call(&f, "sensitive", sensitive[i]), "1");
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        CHECK_STR(call(&f, "sensitive", harmless[i]), "0");
    CHECK_SQL(&f, "SELECT sensitive(NULL)", "NULL");
    fixture_close(&f);
}

/* The tokens are put together here, so that no scanner takes this file for a leak. */
TEST(facts_secrets, values_that_are_secrets) {
    struct fixture f;
    fixture_open(&f);
    CHECK_SQL(&f, "SELECT secret_kind('AKIAIOSFODNN7EXAMPLE')", "aws-access-key-id");
    CHECK_SQL(&f, "SELECT secret_kind('id=AKIAIOSFODNN7EXAMPLE;')", "aws-access-key-id");
    CHECK_SQL(&f, "SELECT secret_kind('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')", "aws-secret-access-key");
    CHECK_SQL(&f, "SELECT secret_kind('ghp' || '_' || replace(hex(zeroblob(18)), '0', 'a'))", "github-token");
    CHECK_SQL(&f, "SELECT secret_kind('sk' || '_live_' || replace(hex(zeroblob(12)), '0', 'a'))", "stripe-key");
    CHECK_SQL(&f, "SELECT secret_kind('-----BEGIN ' || 'RSA PRIVATE KEY-----')", "private-key");
    CHECK_SQL(&f, "SELECT secret_kind('eyJhbGciOiJIUzI1NiJ9' || '.' || 'eyJzdWIiOiIxMjM0In0' || '.sig')", "jwt");
    CHECK_SQL(&f, "SELECT secret_kind('postgres://app:' || 'Tr0ub4dor' || '@db.internal:5432/app')",
              "connection-string");
    CHECK_SQL(&f, "SELECT secret_kind('Server=db;User Id=app;Password=' || 'Tr0ub4dor;')", "connection-string");
    CHECK_SQL(&f, "SELECT secret_kind(NULL)", "NULL");
    fixture_close(&f);
}

TEST(facts_secrets, values_that_only_look_like_secrets) {
    struct fixture f;
    fixture_open(&f);
    const char *const harmless[] = {
        "FleetTelemetryDailyRollupStateMachineV02",
        "fleet/telemetry-ingest/DailyRollupBatch1",
        "fleet/telemetry/ingest/DailyRollupBatch1",
        "https://docs.example.com/guides/intake40",
        "acme-telemetry-branch-4711-111122223333-rawstore",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "postgres://app@db.internal/app",
        "postgres://user:password@localhost/app",
        "postgres://app:{param:Password}@db/app",
        "https://host:8080/a@b",
        "AKIA",
        "XAKIAIOSFODNN7EXAMPLEX",
        "-----BEGIN CERTIFICATE-----",
        "eyJhbGciOiJIUzI1NiJ9",
        "Password=x",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
        "",
    };
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        CHECK_STR(call(&f, "secret_kind", harmless[i]), "");
    fixture_close(&f);
}

TEST(facts_secrets, placeholders) {
    struct fixture f;
    fixture_open(&f);
    const char *const fillers[] = {"",
                                   "changeme",
                                   "<PASSWORD_UPDATE_ME>",
                                   "****",
                                   "true",
                                   "3600",
                                   "/prod/db/password",
                                   "NONE",
                                   "your-key",
                                   "{{resolve:ssm:x}}",
                                   "arn:aws:sns:eu-west-1:1:x",
                                   "prod/orders-db/main",
                                   "AQICAHhEXAMPLEciphertext"};
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        CHECK_STR(call(&f, "placeholder", fillers[i]), "1");
    CHECK_STR(call(&f, "placeholder", "Tr0ub4dor"), "0");
    CHECK_STR(call(&f, "placeholder", "12345678"), "0");
    CHECK_STR(call(&f, "placeholder", "correcthorse"), "0");
    CHECK_STR(call(&f, "placeholder", "aB3/xY9"), "0");
    fixture_close(&f);
}

TEST(facts_secrets, publishers) {
    struct fixture f;
    fixture_open(&f);
    CHECK_SQL(&f, "SELECT aws_publisher('580247275435')", "1");
    CHECK_SQL(&f, "SELECT aws_publisher('123456789012')", "0");
    CHECK_SQL(&f, "SELECT aws_publisher(NULL)", "NULL");
    CHECK_SQL(&f, "SELECT own_account()", "NULL");
    fixture_close(&f);
}
