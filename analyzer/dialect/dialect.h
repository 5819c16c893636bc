/* Recognition by content, and the way from a document to a unit. Used by analyzer/scan only. */
#ifndef LL_DIALECT_DIALECT_H
#define LL_DIALECT_DIALECT_H

#include "analyzer/dialect/unit.h"

enum document_kind {
    KIND_NONE, /* no format that we know: skipped */
    KIND_CLOUDFORMATION,
    KIND_SAM,
    KIND_CDK,    /* a stack template of a CDK cloud assembly: CloudFormation, with the user's own lines beside it */
    KIND_POLICY, /* an IAM policy document */
    KIND_DUMP,   /* what AWS itself says: answers of the AWS CLI, AWS Config items */
    KIND_COUNT,
};

struct binding { /* --param NAME=VALUE */
    struct str name;
    struct str value;
    bool used;        /* set when some unit declares it */
    bool yields;      /* a parameter file that gives another value is right */
    struct span span; /* where a file says it */
};

/* --param-file: what one file gives. */
struct parameter_file {
    struct str name; /* as on the command line */
    const struct document *document;
    VEC(struct binding) list;
};

/* The way to the files that a template includes. */
struct includer {
    /* The document at a location, as the file `from` writes it; NULL when there is none that can be used, *ret_why says
     * why, for people. Asked twice it gives the same document. */
    struct document *(*open)(void *context, const struct document *from, struct str location, struct str *ret_why);
    void *context;
};

/* The way to the templates of nested stacks. */
struct nesting {
    /* The template at a location, as the file `from` writes it; NULL when there is none that can be used, *ret_why says
     * why, for people. *ret_several: other nested stacks have the same template. */
    struct document *(*open)(void *context, const struct document *from, struct str location,
                             enum document_kind *ret_kind, bool *ret_several, struct str *ret_why);
    void *context;
};

/* --import NAME=VALUE: what other stacks export. `used` is set when a value in use is one of them. */
struct imports {
    VEC(struct binding) list;
    struct map several; /* a set: names that several templates of the scan export */
};

/* What a policy document that stands alone is a policy of. */
enum policy_use {
    POLICY_OF_ANYTHING, /* a file that was found: guessed */
    POLICY_TOLD,        /* a file that somebody calls a policy: what its principals say */
    POLICY_IDENTITY,
    POLICY_RESOURCE,
    POLICY_TRUST,
    POLICY_BOUNDARY,
    POLICY_SESSION,
    POLICY_SCP,
    POLICY_RCP,
    POLICY_ENDPOINT,
};

struct bindings {
    VEC(struct binding) list;
    struct imports *imports;            /* NULL: none */
    VEC(struct parameter_file *) files; /* each is a world of the units that declare one of its names: unit.worlds */
    const struct nesting *nesting;      /* NULL: nested stacks are not seen */
    const struct includer *includer;    /* NULL: no files can be included */
    bool (*is_read)(struct str type);   /* whose lookups are worth worlds; NULL: those of every resource */
    bool no_defaults;                   /* parameters without a given value are unknown, whatever their default is */
};

/* By the parsed top level (frontends.md 6). *ret_why says why in a few words ("Resources with AWS types"), for
 * --list-files --why; also for KIND_NONE. */
enum document_kind dialect_recognise(const struct document *document, const char **ret_why);
/* Whether bytes have a mark of a known format, so that they are worth parsing. */
bool dialect_smells(struct str bytes);
/* Whether bytes that do not parse look as if they were a template (`AWS::`, `Resources` …): then LL001 is reported for
 * files found by walking; else they are skipped. */
bool dialect_smells_of_template(struct str bytes);
/* Whether the bytes are a Jinja or cookiecutter template of a template. */
bool dialect_is_templated(struct str bytes);
const char *document_kind_name(enum document_kind kind); /* "cloudformation", "sam", "cdk", "policy", "dump" */

/* A template of a unit. */
struct part {
    enum document_kind kind;
    struct document *document;
    struct bindings *bindings;      /* may be NULL */
    struct str prefix;              /* of the addresses of its resources: "network/"; without dots */
    struct document *const *merged; /* other files with sections of the template */
    size_t merged_count;
};

/* Names of a template's own sections. */
struct names {
    VEC(struct str) written;
    VEC(struct str) made;      /* resources, those that SAM makes among them */
    VEC(struct str) undefined; /* that it uses */
};
void dialect_names(const struct unit *unit, struct arena *arena, struct names *ret_names);

/* What a unit exports and imports: names as the defaults of parameters make them; those that are not known are left
 * out. */
struct linkage {
    VEC(struct str) exports;
    VEC(struct str) imports;
};
void dialect_linkage(const struct unit *unit, struct arena *arena, struct linkage *ret_linkage);
/* One unit of templates that import what others of them export. Parameters that are declared alike have one value, as
 * --param gives them one. */
struct unit *dialect_load_linked(const struct part *parts, size_t count, struct arena *arena, struct diags *diags);

/* Builds the unit, SAM expansion included; the arena owns it. Never fails: what cannot be understood becomes a
 * diagnostic and an unknown. */
struct unit *dialect_load(enum document_kind kind, struct document *document, struct bindings *bindings,
                          struct arena *arena, struct diags *diags);
/* The same of KIND_POLICY. */
struct unit *dialect_load_policy(struct document *document, enum policy_use use, struct arena *arena);
/* Whether the document is a policy at its top level, be it a broken one: a map with a Statement. */
bool dialect_is_policy(const struct document *document);
/* "identity", "resource", "trust", "boundary", "session", "scp", "rcp", "endpoint" */
bool policy_use_named(struct str word, enum policy_use *ret_use);
/* One unit of all documents of KIND_DUMP in a folder: a view of the account. */
struct unit *dialect_load_view(struct document *const *documents, size_t count, struct arena *arena);

#endif
