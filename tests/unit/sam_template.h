/* Templates for the tests of SAM expansion: read, expanded, looked at as JSON. */
#ifndef LL_TESTS_SAM_TEMPLATE_H
#define LL_TESTS_SAM_TEMPLATE_H

#include "analyzer/base/diag.h"
#include "analyzer/source/document.h"

struct sam_template {
    struct arena arena;
    struct diags diags;
    struct document *document;
    const struct node *root;
};

/* Expands YAML or JSON text. */
void sam_template_init(struct sam_template *template, const char *text);
void sam_template_done(struct sam_template *template);
/* The node at "Resources/Fn/Properties/Role"; numbers index lists. NULL when there is none. */
const struct node *sam_template_at(const struct sam_template *template, const char *path);
/* That node as compact JSON with single quotes, tags as {'Ref':…} or {'Fn::X':…}; "absent" when there is none. */
struct str sam_template_json(struct sam_template *template, const char *path);
/* The line that a report about that node points at. */
uint32_t sam_template_line(const struct sam_template *template, const char *path);

#endif
