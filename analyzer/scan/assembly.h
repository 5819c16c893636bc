/* CDK cloud assemblies on disk: which templates belong to one, and the way from a finding in a template to the line of
 * the user's program that made the resource. */
#ifndef LL_SCAN_ASSEMBLY_H
#define LL_SCAN_ASSEMBLY_H

#include "analyzer/scan/scan.h"

/* Whether a manifest beside the template names it, or it is a nested stack of one. */
bool assembly_has(struct scan *scan, struct str template);
/* The paths of assets become part of a template that has only their keys. */
void assembly_name_assets(struct scan *scan, struct document *template);
/* Findings in templates of assemblies get the place in the user's program, when its file exists below the root; the
 * place in the template stays as a related one. Findings that show a secret stay where the secret is. */
void assembly_point_at_sources(struct scan *scan);
void assemblies_done(struct assemblies *assemblies);

#endif
