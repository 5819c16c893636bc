/* Files that a build step merges: each has sections of one template. Its tree is made of theirs; what stands in a file
 * keeps its place there. */
#include "analyzer/dialect/template.h"

static const char *const SECTIONS[] = {"Parameters", "Mappings", "Conditions", "Resources"};
enum { SECTION_COUNT = sizeof SECTIONS / sizeof *SECTIONS };

/* -- what a file defines and needs --------------------------------------------------------------------------------- */

void dialect_names(const struct unit *unit, struct arena *arena, struct names *ret_names) {
    *ret_names = (struct names){0};
    if (!dialect_is_template(unit))
        return;
    const struct template *template = unit->private;
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        const struct node *section = node_member(template->document->root, SECTIONS[i]);
        if (section && section->kind == NODE_MAP)
            node_each(member, section) vec_push(arena, &ret_names->written, member->key);
    }
    for (size_t i = 0; i < template->resources.count; i++)
        vec_push(arena, &ret_names->made, template->resources.entries[i].key);
    for (size_t i = 0; i < template->undefined.count; i++)
        vec_push(arena, &ret_names->undefined, template->undefined.entries[i].key);
}

/* -- one tree ------------------------------------------------------------------------------------------------------ */

static void add_members(struct node *to, const struct node *from, struct document *document) {
    if (from && from->kind == to->kind && call_of(from).kind == CALL_NONE)
        node_each(member, from) if (!node_member_str(to, member->key))
            node_set(to, member->key, node_new_copy(document, member));
}

/* Sections are put together; of others (Globals, Transform) the first is taken. */
const struct node *fragments_root(const struct part *part) {
    if (!part->merged_count)
        return part->document->root;
    struct document *document = part->document;
    struct node *root = node_new_map(document, document->root);
    for (size_t i = 0; i < SECTION_COUNT; i++) {
        struct node *section = node_new_map(document, document->root);
        add_members(section, node_member(document->root, SECTIONS[i]), document);
        for (size_t m = 0; m < part->merged_count; m++)
            add_members(section, node_member(part->merged[m]->root, SECTIONS[i]), document);
        node_set(root, str_from(SECTIONS[i]), section);
    }
    add_members(root, document->root, document);
    for (size_t m = 0; m < part->merged_count; m++)
        add_members(root, part->merged[m]->root, document);
    return root;
}
