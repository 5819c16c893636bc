/* CDK cloud assemblies: the folder that `cdk synth` writes (cdk.out). manifest.json lists stacks, whose templates are
 * plain CloudFormation, and says for each logical id by which lines of the user's program it came about.
 * https://github.com/aws/aws-cdk/tree/main/packages/@aws-cdk/cloud-assembly-schema */
#ifndef LL_DIALECT_CDK_H
#define LL_DIALECT_CDK_H

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/source/node.h"

struct cdk_stack {
    struct str template_file;    /* beside the manifest */
    const struct node *metadata; /* NULL: in metadata_file, or not there */
    struct str metadata_file;    /* beside the manifest; may be empty */
};

struct cdk_stacks {
    VEC(struct cdk_stack) list;
};

/* What the assembly knows of a resource. */
struct cdk_construct {
    struct str path;            /* "Stack/Function/Resource" */
    const struct node *frames;  /* list of texts, the innermost first; NULL: none */
    const struct node *entries; /* all that is said of it */
    bool shares_id;             /* a resource of a nested stack has the same logical id */
};

/* A line of a user's program. */
struct cdk_frame {
    struct str path; /* as the machine knew it that wrote the assembly; forward slashes */
    uint32_t line;
    uint32_t column; /* from 1; 0: not said, as in Python and Java */
};

bool cdk_is_manifest(const struct node *root);
/* The manifests of assets that a manifest names: files beside it. */
struct cdk_asset_files {
    VEC(struct str) list;
};
void cdk_asset_files_of(const struct node *manifest, struct arena *arena, struct cdk_asset_files *ret_files);
/* Fills assets (key → struct str *, the path) from a manifest of assets. */
void cdk_assets_add(const struct node *asset_manifest, struct arena *arena, struct map *assets);
/* Says in the metadata of a template's resources which assets they have, as `cdk synth` does unless told otherwise:
 * aws:asset:path. Programs that are run without it leave only keys of objects. */
void cdk_name_assets(struct document *template, const struct map *assets);
void cdk_stacks_of(const struct node *manifest, struct arena *arena, struct cdk_stacks *ret_stacks);
/* The constructs of a stack and of those nested in it. */
struct cdk_constructs {
    struct map by_path; /* → struct cdk_construct * */
    struct map by_id;   /* logical id → the first with it */
};
/* The construct that the construct of a path is part of, the function of "Fn/ServiceRole/Resource"; NULL: none that
 * makes a resource. */
const struct cdk_construct *cdk_construct_around(const struct cdk_constructs *constructs, struct str path,
                                                 struct arena *arena);
void cdk_constructs_add(const struct node *metadata, struct arena *arena, struct cdk_constructs *constructs);
/* The stack of the last assignment to a property of the resource, of which `cdk synth` tells with CDK_DEBUG=1; NULL
 * when it did not. */
const struct node *cdk_assignment(const struct cdk_construct *construct, struct str property);
/* false when the text of a frame names no file, or one of a library or of the runtime. */
bool cdk_frame_read(struct str text, struct arena *arena, struct cdk_frame *ret_frame);

#endif
