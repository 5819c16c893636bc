/* One scan: files → documents → units → facts → rules → suppressions → a report. ARCHITECTURE.md walks through it. */
#ifndef LL_SCAN_SCAN_H
#define LL_SCAN_SCAN_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/facts.h"
#include "analyzer/scan/config.h"
#include "analyzer/scan/discover.h"
#include "rulesets/finding.h"
#include "rulesets/registry.h"

/* Called now and then; total is 0 while it is not known. The receiver decides whether and when to print. */
typedef void scan_progress(void *context, const char *what, size_t done, size_t total);

struct scan_options {
    struct discover_options discover;
    bool read_stdin;       /* "-" was named */
    struct str stdin_name; /* --stdin-filename; empty: "<stdin>" */
    bool only[KIND_COUNT]; /* --kind; all false: every kind */
    bool list_files;       /* recognise only: no units are built */
    bool only_files;       /* findings outside the named files are dropped */
    bool no_ignores;
    enum policy_use policies;    /* not POLICY_OF_ANYTHING: every named file must be a policy */
    struct bindings bindings;    /* --param */
    struct imports imports;      /* --import */
    VEC(struct str) param_files; /* --param-file */
    VEC(struct str) rule_folders;
    struct selection selection;
    bool has_persona; /* the persona in it was chosen: it beats a configuration's */
    enum severity fail_on;
    bool has_fail_on;
    struct config_sources config;
    struct str as_of;        /* YYYY-MM-DD */
    struct str account;      /* empty: unknown */
    struct str guardrail;    /* --guardrail; empty: what the configurations say */
    struct str catalog;      /* --catalog; empty: the program's own */
    struct str root;         /* --root; empty: see root.c */
    scan_progress *progress; /* may be NULL */
    void *progress_context;
    void (*dump)(void *context, struct str text); /* as in facts_options */
    void *dump_context;
};

/* Seconds that the stages took. */
struct scan_times {
    double read;  /* configuration, finding, reading and recognising files */
    double units; /* what the files are about */
    double facts; /* the worlds of the units as rows */
    double rules; /* all queries, and what becomes of their rows */
};

struct scanned_file {
    struct str path;
    bool named;
    enum document_kind kind;
    const char *why;           /* why it was recognised or not */
    struct document *document; /* NULL when it was not kept */
    struct profile *profile;   /* what configuration and command line say about it */
    enum severity fail_on;     /* a finding in it at or above makes the exit code 1 */
};

/* The known CDK cloud assemblies: assembly.h. */
struct assemblies {
    struct map by_folder;        /* folder → struct assembly *, or NULL: no manifest there */
    VEC(struct document *) read; /* manifests and metadata */
    struct map sources;          /* file of a user's program → document, or NULL: it is not there */
};

struct scan {
    struct arena arena; /* all that outlives a stage */
    struct diags diags;
    struct configs configs;
    VEC(struct config *) input_configs; /* of each input */
    struct config *stdin_config;
    VEC(struct parameter_file *) parameter_files; /* of --param-file */
    VEC(struct config_bindings *) config_bindings;
    VEC(struct profile *) profiles;
    VEC(struct scanned_file) files;
    VEC(struct document *) documents; /* kept: recognised, or broken and reported; by document->number from 1 */
    VEC(size_t) document_files;       /* of each document: which of the files */
    struct assemblies assemblies;
    struct map included; /* path of a file that a template includes → struct document * */
    VEC(struct unit *) units;
    struct facts *facts;
    struct rules rules;    /* all that are registered */
    struct rules selected; /* those that ran for some file */
    struct report report;
    struct scan_times times;
    bool found_nothing; /* a folder was named and holds nothing to scan */
    bool usage_error;   /* a --param that no unit declares, a --select that names no rule, an unreadable --rules */
};

/* Reads configurations, reads and recognises files, and builds units: what scan_load does before facts. */
bool scan_read(struct scan *scan, struct scan_options *options);
/* Reads configurations, reads and recognises files, builds units and loads facts. False: a configuration is broken, the
 * diagnostics say where, and there is nothing to check. */
bool scan_load(struct scan *scan, struct scan_options *options);
/* Runs the rules over the loaded facts and fills scan->report: suppressions applied, fingerprints set, sorted. False: a
 * configuration names a rule that does not exist, and nothing ran. */
bool scan_check(struct scan *scan, struct scan_options *options);
/* Leaves only what stands on lines that changed since a commit; last of all, when a baseline was applied. False:
 * *ret_why says why git cannot tell. */
bool scan_keep_changed(struct scan *scan, struct str revision, struct str *ret_why);
void scan_done(struct scan *scan);

/* The file of a document; NULL when it is none of the scan's. */
const struct scanned_file *scan_file_of(const struct scan *scan, const struct document *document);

/* Stages, one file each. */
void scan_read_files(struct scan *scan, struct scan_options *options);               /* read.c */
void scan_build_units(struct scan *scan, struct scan_options *options);              /* units.c */
bool scan_read_rules(struct scan *scan, struct scan_options *options);               /* rules.c */
void scan_apply_suppressions(struct scan *scan, const struct scan_options *options); /* suppress.c */
void scan_keep_named(struct scan *scan);                                             /* keep.c */
void scan_find_root(struct scan *scan, const struct scan_options *options);          /* root.c */

#endif
