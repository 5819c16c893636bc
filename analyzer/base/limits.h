/* Everything that a user's input can make grow has its bound here. Reaching one is a diagnostic, never a crash and
 * never silence. Figures without a source are ours: an order of magnitude above the largest real input measured. */
#ifndef LL_BASE_LIMITS_H
#define LL_BASE_LIMITS_H

/* Bytes of one input file. CloudFormation itself stops at 1 MB; CDK manifests may be larger. */
#define LIMIT_FILE_BYTES (10u << 20)
/* Nesting of lists and maps in a document. */
#define LIMIT_DEPTH 256u
/* Nodes of one document, or of one JSON text in it, counted as if every YAML alias were written out. */
#define LIMIT_EXPANDED_NODES 1000000u
/* Events, policies and connections of one SAM template, together: each becomes several resources. CloudFormation stops
 * at 500 resources. */
#define LIMIT_SAM_ITEMS 10000u
/* Nodes that the loops (Fn::ForEach) of one template make; the texts in them share LIMIT_TEXT_BYTES. CloudFormation
 * stops at 500 resources and 1 MB. */
#define LIMIT_LOOP_NODES 100000u
/* Directory levels below a named folder. */
#define LIMIT_WALK_DEPTH 64u
/* Files found below the named folders. */
#define LIMIT_WALK_FILES 100000u
/* Worlds of one unit, levels of one factor, combinations tabulated for one condition (facts.md 1.4). */
#define LIMIT_WORLDS 16u
#define LIMIT_LEVELS 64u
#define LIMIT_COMBINATIONS 4096u
/* References followed while one value is resolved (Ref to a parameter whose default ... and so on). */
#define LIMIT_RESOLVE_DEPTH 64u
/* Values of one resource that other templates give: each is evaluated anew, and may ask for several others. */
#define LIMIT_RESOLVE_HOPS 4096u
/* Nested stacks of one unit, and how deep one may stand in another. CloudFormation itself allows 2,000 stacks in an
 * account unless asked for more. */
#define LIMIT_STACKS 200u
#define LIMIT_STACK_DEPTH 16u
/* Templates that are linked by their exports, as one unit. */
#define LIMIT_LINKED 64u
/* Text that intrinsic functions may build, bytes. */
#define LIMIT_TEXT_BYTES (1u << 20)
/* Virtual machine steps of one SQL query of a user. */
#define LIMIT_QUERY_STEPS 200000000u
/* Different reasons why one check is undecided. */
#define LIMIT_REASONS 32u
/* Diagnostics of one kind for one file. */
#define LIMIT_DIAGS_PER_FILE 100u
/* Results in one SARIF file: GitHub shows the top 5,000 and rejects more than 25,000. */
#define LIMIT_SARIF_RESULTS 5000u

#endif
