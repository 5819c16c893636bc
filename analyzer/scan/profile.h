/* What holds for a file of a scan: its configuration and the persona, with the command line's choices over both. Files
 * with the same of both share a profile, and the rules of a profile run for its files only. */
#ifndef LL_SCAN_PROFILE_H
#define LL_SCAN_PROFILE_H

#include "analyzer/scan/scan.h"

struct profile {
    const struct config *config;
    enum persona persona;
    struct rules selected; /* the rules that run; set by profiles_select */
    struct rules named;    /* those of them that were asked for by id or name: they say all whatever the persona */
};

/* Reads the configuration of each input and the parameter files; false when one is broken. */
bool profiles_read(struct scan *scan, const struct scan_options *options);
/* Sets profile and threshold of a file of the input with that number; SIZE_MAX: standard input. */
void profile_assign(struct scan *scan, const struct scan_options *options, size_t input, struct scanned_file *file);
/* The profile of a document's file. */
const struct profile *profile_of(const struct scan *scan, const struct document *document);
/* Picks the rules of every profile, and all that run in any (scan->selected); false when a configuration or the command
 * line names a rule that does not exist. */
bool profiles_select(struct scan *scan, const struct scan_options *options);
/* Whether the same rules run: then one run does for both. */
bool profile_same_rules(const struct profile *a, const struct profile *b);
bool profile_runs(const struct profile *profile, const struct rule *rule);
/* Whether what a rule says for a persona is for this profile. */
bool profile_hears(const struct profile *profile, const struct rule *rule, enum persona persona);
/* Parameters for a file: those of its configuration, overruled by each parameter file, and those of the command line,
 * which overrule both. */
struct bindings *profile_bindings(struct scan *scan, struct scan_options *options, const struct config *config);
/* Marks the command line's bindings that some file used. */
void profile_note_used(struct scan *scan, struct scan_options *options);

#endif
