/* Configuration files (docs/configuration.md): lambdalint.yml, the nearest one upward from each input. Nothing here
 * looks at the command line's own choices: those are merged in by profile.c, where they win. */
#ifndef LL_SCAN_CONFIG_H
#define LL_SCAN_CONFIG_H

#include "analyzer/base/map.h"
#include "analyzer/dialect/dialect.h"
#include "analyzer/scan/path_globs.h"
#include "analyzer/source/document.h"
#include "rulesets/registry.h"

enum config_run {
    CONFIG_RUN_UNSET,
    CONFIG_RUN_DEFAULT, /* `off: false` takes an `off` of the base away */
    CONFIG_RUN_ON,      /* whatever its persona */
    CONFIG_RUN_OFF,
};

/* What a rule may find: the text at the place, the value of the key or the resource matches the pattern. */
struct config_allow {
    struct str pattern; /* `*` and `?` */
    struct str reason;  /* empty when there is none */
    struct span span;
};

struct config_rule {
    struct str word; /* id, name, alias or prefix of ids, as written */
    const struct document *document;
    struct span span; /* of the word */
    enum config_run run;
    bool has_severity;
    enum severity severity;
    bool has_locked;
    bool locked; /* comments cannot silence it */
    VEC(struct config_allow) allows;
};

struct config_path {
    struct path_glob glob;
    bool has_persona;
    enum persona persona;
    bool has_fail_on;
    enum severity fail_on;
};

struct config {
    VEC(struct str) files; /* it comes from these, as people know them: the file that `extends` names first */
    bool has_persona;
    enum persona persona;
    bool has_fail_on;
    enum severity fail_on;
    struct str account;
    struct str guardrail; /* path; empty: none */
    struct path_globs exclude;
    VEC(struct config_rule) rules; /* a later one wins */
    bool require_reason;
    int64_t max_age_days;             /* 0: any */
    VEC(struct config_path) per_path; /* a later one wins */
    struct bindings parameters;
};

/* Where configurations come from: --config, --no-config, --set, LAMBDALINT_CONFIG. */
struct config_sources {
    struct str file; /* --config or the environment: for all inputs; empty: found */
    bool none;       /* --no-config: no file; --set still counts */
    VEC(struct str) sets;
};

/* All configurations of a run. */
struct configs {
    struct arena *arena;
    struct diags *diags;
    const struct config_sources *sources;
    struct map by_file;               /* absolute path → struct config *, or the empty text: without a file */
    struct map by_folder;             /* absolute folder → struct config * */
    struct map file_in_folder;        /* absolute folder → struct str *: its own configuration file, empty: none */
    struct map git_roots;             /* absolute folder → struct str * (path_git_root) */
    VEC(struct document *) documents; /* diagnostics and rules point into them */
    bool broken;                      /* some file or --set is; the diagnostics say where */
};

void configs_init(struct configs *configs, const struct config_sources *sources, struct arena *arena,
                  struct diags *diags);
void configs_done(struct configs *configs);
/* The configuration for inputs in an absolute folder; never NULL. */
struct config *configs_for_folder(struct configs *configs, struct str folder);

/* config_read.c: adds what a file or a --set says to *config. `folder` is what its globs are relative to. */
void config_read_file(struct configs *configs, struct str path, struct str folder, struct config *config);
void config_read_set(struct configs *configs, struct str assignment, struct config *config);

/* config_rules.c */
struct rule_settings {
    enum config_run run;
    bool has_severity;
    enum severity severity;
    bool locked;
};
/* What a configuration says about a rule: its own id or name before a prefix, the later before the earlier. */
struct rule_settings config_rule_settings(const struct config *config, const struct rule *rule);
/* False and a diagnostic for each word under `rules` that names none, and for each `allow` that lacks the reason that
 * `suppressions` requires. */
bool config_check_rules(const struct config *config, const struct rules *rules, struct diags *diags);

#endif
