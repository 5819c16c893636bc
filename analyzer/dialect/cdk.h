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
void cdk_stacks_of(const struct node *manifest, struct arena *arena, struct cdk_stacks *ret_stacks);
/* The constructs of a stack and of those nested in it. */
struct cdk_constructs {
    struct map by_path; /* → struct cdk_construct * */
    struct map by_id;   /* logical id → the first with it */
};
void cdk_constructs_add(const struct node *metadata, struct arena *arena, struct cdk_constructs *constructs);
/* The stack of the last assignment to a property of the resource, of which `cdk synth` tells with CDK_DEBUG=1; NULL
 * when it did not. */
const struct node *cdk_assignment(const struct cdk_construct *construct, struct str property);
/* false when the text of a frame names no file, or one of a library or of the runtime. */
bool cdk_frame_read(struct str text, struct arena *arena, struct cdk_frame *ret_frame);

#endif
