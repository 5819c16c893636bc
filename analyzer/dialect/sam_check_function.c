/* What the translator rejects in functions beyond the names, kinds and values of properties.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html */
#include "analyzer/dialect/sam_expander.h"

#include <ctype.h>

/* -- code ---------------------------------------------------------------------------------------------------------- */

/* Without CodeUri the SAM CLI takes the folder of the template; it knows what functions say there. */
static void check_archive(struct sam *sam, const struct node *function, const struct node *properties) {
    const struct node *image = sam_get(properties, "ImageUri"), *config = sam_get(properties, "ImageConfig");
    const struct node *uri = sam_get(properties, "CodeUri");
    const char *missing = sam_is_empty(sam_get(properties, "Handler"))   ? "Handler"
                          : sam_is_empty(sam_get(properties, "Runtime")) ? "Runtime"
                                                                         : NULL;
    if (missing)
        sam_reject(sam, function, "a function whose code is an archive needs the property '%s'", missing);
    else if (config || image)
        sam_reject(sam, config ? config : image, "'%s' needs PackageType Image", config ? "ImageConfig" : "ImageUri");
    else if (!sam_get(properties, "InlineCode") && (!uri || call_of(uri).kind != CALL_NONE))
        sam_diag(
            sam, DIAG_NOTE, function,
            "CodeUri is not written out: SAM takes the function after `sam build` or `sam package`, which say where "
            "its code is");
}

/* An image that `sam build` makes is described in Metadata.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-using-build.html */
static void check_image(struct sam *sam, const struct sam_resource *function) {
    static const char *const OF_ARCHIVES[] = {"Handler", "Runtime", "Layers"};
    const struct node *properties = function->properties;
    for (size_t i = 0; i < sizeof OF_ARCHIVES / sizeof *OF_ARCHIVES; i++) {
        const struct node *member = sam_get(properties, OF_ARCHIVES[i]);
        if (!sam_is_empty(member))
            sam_reject(sam, member, "a function whose code is an image cannot have '%s'", OF_ARCHIVES[i]);
    }
    if (sam_get(properties, "ImageUri"))
        return;
    if (sam_get(function->node, "Metadata"))
        sam_diag(sam, DIAG_NOTE, function->node,
                 "the function names no image: SAM takes it after `sam build`, which makes one from Metadata");
    else
        sam_reject(sam, function->node,
                   "a function whose code is an image needs ImageUri, or Metadata for `sam build`");
}

/* A file without Transform may get its properties from the Globals of the template that it is merged with. */
static void check_code(struct sam *sam, const struct sam_resource *function) {
    const struct node *package = sam_get(function->properties, "PackageType");
    const struct node *uri = sam_get(function->properties, "CodeUri");
    if (sam_is_text(uri) && str_contains(uri->text, "{{resolve:") && str_contains(uri->text, "/"))
        sam_reject(sam, uri, "CodeUri cannot hold a dynamic reference: write it as Bucket and Key");
    if (!node_member(sam->root, "Transform"))
        return;
    if (!package || node_is_text(package, "Zip"))
        check_archive(sam, function->node, function->properties);
    else if (node_is_text(package, "Image"))
        check_image(sam, function);
}

/* -- version and alias --------------------------------------------------------------------------------------------- */

/* Letters, digits, - and _, and not digits alone. */
static bool is_alias_name(struct str name) {
    bool number = true;
    for (size_t i = 0; i < name.size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        number = number && isdigit(c);
        if (!isalnum(c) && c != '-' && c != '_')
            return false;
    }
    return !number;
}

static void check_alias(struct sam *sam, const struct node *properties) {
    const struct node *name = sam_get(properties, "AutoPublishAlias");
    if (!name)
        return;
    if (name->kind == NODE_TEXT && call_of(name).kind == CALL_NONE && name->text.size && !is_alias_name(name->text))
        sam_reject(sam, name, "the alias '%.*s' has to be letters, digits, - and _, and no number",
                   STR_ARG(name->text));
    sam_check_shapes(sam, STR("function with an alias"), STR_NONE, name, properties);
}

/* What a function with an alias, a tenant or a deployment cannot do without, or cannot have.
 * https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html */
static void check_combinations(struct sam *sam, const struct node *properties) {
    static const char *const NEEDS_ALIAS[] = {"DeploymentPreference", "ProvisionedConcurrencyConfig",
                                              "VersionDeletionPolicy", "AutoPublishAliasAllProperties"};
    static const char *const EXCLUDES_TENANTS[] = {"FunctionUrlConfig", "SnapStart", "ProvisionedConcurrencyConfig"};
    bool alias = !sam_is_empty(sam_get(properties, "AutoPublishAlias"));
    for (size_t i = 0; !alias && i < sizeof NEEDS_ALIAS / sizeof *NEEDS_ALIAS; i++) {
        const struct node *member = sam_get(properties, NEEDS_ALIAS[i]);
        const struct node *enabled = sam_get(member, "Enabled");
        bool off = sam_is_no_value(member) || sam_is_false(member) || (enabled && !sam_is_true(enabled));
        if (!sam_is_empty(member) && !off)
            sam_reject(sam, member, "%s needs AutoPublishAlias", NEEDS_ALIAS[i]);
    }
    const struct node *preference = sam_get(properties, "DeploymentPreference");
    if (alias && sam_is_map(preference) && preference->child_count > 0 && !sam_get(preference, "Enabled") &&
        !sam_get(preference, "Type"))
        sam_reject(sam, preference, "DeploymentPreference needs a Type");
    bool tenants = sam_get(properties, "TenancyConfig") != NULL;
    for (size_t i = 0; tenants && i < sizeof EXCLUDES_TENANTS / sizeof *EXCLUDES_TENANTS; i++) {
        const struct node *member = sam_get(properties, EXCLUDES_TENANTS[i]);
        if (!sam_is_empty(member))
            sam_reject(sam, member, "a function with TenancyConfig cannot have %s", EXCLUDES_TENANTS[i]);
    }
}

/* -- choices that SAM looks into ----------------------------------------------------------------------------------- */

static void check_choice(struct sam *sam, const struct node *node) {
    struct call call = node ? call_of(node) : (struct call){0};
    if (node && call.kind == CALL_IF && (call.argument->kind != NODE_LIST || call.argument->child_count != 3))
        sam_reject(sam, node, "Fn::If takes a condition and two values");
}

/* -- the function -------------------------------------------------------------------------------------------------- */

void sam_check_function(struct sam *sam, const struct sam_resource *function) {
    const struct node *properties = function->properties;
    check_code(sam, function);
    check_alias(sam, properties);
    check_combinations(sam, properties);
    check_choice(sam, sam_get(properties, "Role"));
    check_choice(sam, sam_at(properties, "EventInvokeConfig.DestinationConfig.OnSuccess.Destination"));
    check_choice(sam, sam_at(properties, "EventInvokeConfig.DestinationConfig.OnFailure.Destination"));
}
