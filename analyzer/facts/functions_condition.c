/* known_key(key), key_type(key) and value_fits(operator, value): what the IAM catalogue and the grammar of operators
 * say of a condition. */
#include "analyzer/facts/functions_internal.h"

#include "policies/catalog.h"
#include "policies/operator.h"
#include "policies/truth.h"

#include <sqlite3.h>

/* -- keys --------------------------------------------------------------------------------------------------------- */

/* Keys of tags, which every service has under its own prefix, and one that is documented as retired only:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
static bool is_outside_catalog(struct str name) {
    static const char *const TAGS[] = {"ResourceTag/", "RequestTag/"};
    for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
        struct str tag = str_from(TAGS[i]);
        if (name.size > tag.size && str_equal_nocase(str_slice(name, 0, tag.size), tag))
            return true;
    }
    return str_equal_nocase(name, STR("PrincipalOrgMasterAccountId"));
}

/* Claims of identity providers have their host before the colon, which nobody lists.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html */
static bool is_known_key(struct facts *facts, struct arena *arena, struct str key) {
    struct catalog_key known;
    struct str prefix, name;
    if (!str_cut(key, ':', &prefix, &name))
        return false;
    return str_contains(prefix, ".") || is_outside_catalog(name) ||
           catalog_key(facts_catalog(facts), key, arena, &known);
}

static void sql_known_key(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct arena arena;
    arena_init(&arena);
    struct str key = str_copy(&arena, function_text(values[0]));
    function_result_truth(context, is_known_key(sqlite3_user_data(context), &arena, key));
    arena_done(&arena);
}

/* String, ARN, Bool, Date, IPAddress, Numeric, ArrayOfString …; '' for keys that the catalogue does not know. */
static void sql_key_type(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct arena arena;
    struct catalog_key known = {0};
    arena_init(&arena);
    struct str key = str_copy(&arena, function_text(values[0]));
    struct str type = STR("");
    if (catalog_key(facts_catalog(sqlite3_user_data(context)), key, &arena, &known))
        type = known.type;
    sqlite3_result_text64(context, type.data, type.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_done(&arena);
}

/* -- values ------------------------------------------------------------------------------------------------------- */

static bool is_arn_pattern(struct str value) {
    return str_starts(value, "arn:") || str_starts(value, "*") || str_starts(value, "?") || str_starts(value, "${");
}

/* Something of the type, which a value of the form compares with. */
static struct str sample(enum iam_family family) {
    switch (family) {
    case IAM_NUMERIC:
        return STR("0");
    case IAM_DATE:
        return STR("2026-01-01T00:00:00Z");
    case IAM_IP:
        return STR("192.0.2.1");
    case IAM_BOOL:
    case IAM_NULL:
    case IAM_STRING:
    case IAM_ARN:
    case IAM_BINARY:
        break;
    }
    return STR("true");
}

static bool value_fits(const struct iam_operator *operator, struct str value) {
    if (operator->family == IAM_ARN)
        return is_arn_pattern(value);
    if (operator->family == IAM_BOOL || operator->family == IAM_NULL)
        return str_equal_nocase(value, STR("true")) || str_equal_nocase(value, STR("false"));
    return iam_compare(operator, sample(operator->family), value).truth != TRUTH_MAYBE;
}

/* Any text is a string, and base64 is not looked at. */
static void sql_value_fits(sqlite3_context *context, int count, sqlite3_value **values) {
    struct iam_operator operator;
    if (function_any_null(1, values) || !iam_operator_parse(function_text(values[0]), &operator))
        return;
    if (operator.family == IAM_STRING || operator.family == IAM_BINARY)
        function_result_truth(context, 1);
    else if (!function_any_null(count, values))
        function_result_truth(context, value_fits(&operator, function_text(values[1])));
}

void functions_register_conditions(struct facts *facts) {
    function_add(facts, "known_key", 1, sql_known_key);
    function_add(facts, "key_type", 1, sql_key_type);
    function_add(facts, "value_fits", 2, sql_value_fits);
}
