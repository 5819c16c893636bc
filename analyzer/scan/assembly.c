#include "analyzer/scan/assembly.h"

#include "analyzer/base/limits.h"
#include "analyzer/dialect/cdk.h"
#include "analyzer/scan/files.h"
#include "rulesets/engine.h"

#include <ctype.h>

struct assembly_stack {
    struct cdk_stack stack;
    struct cdk_constructs constructs;
    bool is_read;
};

struct assembly {
    struct str folder;
    struct map stacks; /* name of the template → struct assembly_stack * */
    struct map assets; /* key of an object → struct str *, path of the asset from here */
};

/* -- manifests ----------------------------------------------------------------------------------------------------- */

static struct str in_folder(struct scan *scan, struct str folder, struct str name) {
    return str_is(folder, ".") ? name : str_format(&scan->arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

/* NULL when there is no such file, or no JSON in it: then the templates are still templates. */
static const struct node *read_json(struct scan *scan, struct str path) {
    struct arena scratch;
    struct diags unheard;
    struct str bytes;
    struct document *document = NULL;
    arena_init(&scratch);
    diags_init(&unheard, &scratch);
    if (file_read(path, LIMIT_FILE_BYTES, &scratch, &bytes, NULL))
        document = document_read(0, path, bytes, &unheard);
    arena_done(&scratch);
    if (!document)
        return NULL;
    vec_push(&scan->arena, &scan->assemblies.read, document);
    return document->root;
}

static void read_assets(struct scan *scan, struct assembly *assembly, const struct node *manifest) {
    struct cdk_asset_files files = {0};
    map_init(&assembly->assets, &scan->arena);
    cdk_asset_files_of(manifest, &scan->arena, &files);
    for (size_t i = 0; i < files.list.count; i++)
        if (!str_contains(files.list.items[i], "/"))
            cdk_assets_add(read_json(scan, in_folder(scan, assembly->folder, files.list.items[i])), &scan->arena,
                           &assembly->assets);
}

static struct assembly *new_assembly(struct scan *scan, struct str folder) {
    const struct node *manifest = read_json(scan, in_folder(scan, folder, STR("manifest.json")));
    if (!cdk_is_manifest(manifest))
        return NULL;
    struct assembly *assembly = ARENA_NEW(&scan->arena, struct assembly);
    assembly->folder = folder;
    map_init(&assembly->stacks, &scan->arena);
    read_assets(scan, assembly, manifest);
    struct cdk_stacks stacks = {0};
    cdk_stacks_of(manifest, &scan->arena, &stacks);
    for (size_t i = 0; i < stacks.list.count; i++) {
        struct assembly_stack *stack = ARENA_NEW(&scan->arena, struct assembly_stack);
        stack->stack = stacks.list.items[i];
        map_init(&stack->constructs.by_id, &scan->arena);
        map_init(&stack->constructs.by_path, &scan->arena);
        map_put(&assembly->stacks, stack->stack.template_file, stack);
    }
    return assembly;
}

static struct assembly *assembly_of(struct scan *scan, struct str template) {
    struct map *known = &scan->assemblies.by_folder;
    struct str folder = path_folder(template);
    if (!known->arena)
        map_init(known, &scan->arena);
    if (!map_has(known, folder))
        map_put(known, folder, new_assembly(scan, folder));
    return map_get(known, folder);
}

/* Templates of nested stacks are assets of the stack around them. */
static bool is_nested(struct str template) {
    return str_ends(template, ".nested.template.json");
}

bool assembly_has(struct scan *scan, struct str template) {
    const struct assembly *assembly = assembly_of(scan, template);
    return assembly && (map_has(&assembly->stacks, str_after_last(template, '/')) || is_nested(template));
}

void assembly_name_assets(struct scan *scan, struct document *template) {
    const struct assembly *assembly = assembly_of(scan, template->path);
    if (assembly)
        cdk_name_assets(template, &assembly->assets);
}

static void read_metadata(struct scan *scan, const struct assembly *assembly, struct assembly_stack *stack) {
    struct str name = stack->stack.metadata_file;
    stack->is_read = true;
    if (name.size && !str_contains(name, "/"))
        cdk_constructs_add(read_json(scan, in_folder(scan, assembly->folder, name)), &scan->arena, &stack->constructs);
    cdk_constructs_add(stack->stack.metadata, &scan->arena, &stack->constructs);
}

/* What the template itself says of a resource, when `cdk synth` was asked to. */
static struct str written_path(const struct document *template, struct str logical_id) {
    const struct node *resource = node_member_str(node_member(template->root, "Resources"), logical_id);
    const struct node *path = node_member(node_member(resource, "Metadata"), "aws:cdk:path");
    return path && path->kind == NODE_TEXT ? path->text : STR_NONE;
}

/* Nested stacks have no metadata of their own, and logical ids of theirs may be those of the stack around them: the
 * path that the template itself tells is sure. */
static const struct cdk_construct *find_in(struct scan *scan, const struct assembly *assembly,
                                           struct assembly_stack *stack, const struct document *template,
                                           struct str logical_id) {
    if (!stack->is_read)
        read_metadata(scan, assembly, stack);
    struct str path = written_path(template, logical_id);
    if (path.size)
        return map_get(&stack->constructs.by_path, path);
    const struct cdk_construct *construct = map_get(&stack->constructs.by_id, logical_id);
    return construct && !construct->shares_id ? construct : NULL;
}

/* NULL when the assembly does not say which construct made the resource; else, beside it, those of its stack. */
static const struct cdk_construct *find_construct(struct scan *scan, const struct document *template,
                                                  struct str logical_id, const struct cdk_constructs **ret_constructs) {
    const struct assembly *assembly = assembly_of(scan, template->path);
    const struct cdk_construct *found = NULL;
    for (size_t i = 0; assembly && i < assembly->stacks.count && !found; i++) {
        struct assembly_stack *stack = assembly->stacks.entries[i].value;
        if (is_nested(template->path) ||
            str_equal(assembly->stacks.entries[i].key, str_after_last(template->path, '/')))
            found = find_in(scan, assembly, stack, template, logical_id);
        *ret_constructs = &stack->constructs;
    }
    return found;
}

/* -- the user's files ---------------------------------------------------------------------------------------------- */

static struct str relative_to(struct str path, struct str folder, struct arena *arena) {
    struct buf buf;
    buf_init(&buf, arena);
    while (!path_is_below(path, folder)) {
        buf_add_z(&buf, "../");
        folder = path_folder(folder);
    }
    buf_add(&buf, str_slice(path, folder.size + !str_is(folder, "/"), path.size));
    return buf_str(&buf);
}

/* The longest end of the path that is a file below the root, looked for from the folder around the assembly outwards:
 * the assembly may have been written on another machine. Empty when there is none. */
static struct str find_source(struct scan *scan, struct str template, struct str path, struct str *ret_bytes) {
    struct arena *arena = &scan->arena;
    struct str innermost = path_folder(path_real(path_folder(template), arena));
    while (path.size) {
        for (struct str base = innermost; str_equal(base, scan->report.root) || path_is_below(base, scan->report.root);
             base = path_folder(base)) {
            struct str file = path_real(str_format(arena, "%.*s/%.*s", STR_ARG(base), STR_ARG(path)), arena);
            if (path_is_below(file, scan->report.root) && file_read(file, LIMIT_FILE_BYTES, arena, ret_bytes, NULL))
                return relative_to(file, scan->report.cwd, arena);
            if (base.size <= 1)
                break;
        }
        struct str head;
        if (!str_cut(path, '/', &head, &path))
            return STR_NONE;
    }
    return STR_NONE;
}

/* The document of a frame's file, read once; NULL when it does not exist or is no text. */
static struct document *source_of(struct scan *scan, size_t template, struct str path) {
    struct str key =
        str_format(&scan->arena, "%.*s\n%.*s", STR_ARG(path_folder(scan->files.items[template].path)), STR_ARG(path));
    if (map_has(&scan->assemblies.sources, key))
        return map_get(&scan->assemblies.sources, key);
    struct str bytes;
    struct str found = find_source(scan, scan->files.items[template].path, path, &bytes);
    struct document *document = found.size ? map_get(&scan->assemblies.sources, found) : NULL;
    if (found.size && !document)
        document = document_read_text((uint32_t)scan->documents.count + 1, found, bytes);
    if (document && !map_has(&scan->assemblies.sources, found)) {
        vec_push(&scan->arena, &scan->documents, document);
        vec_push(&scan->arena, &scan->document_files, template);
        map_put(&scan->assemblies.sources, found, document);
    }
    map_put(&scan->assemblies.sources, key, document);
    return document;
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$' || c == '.';
}

static struct span span_of_line(struct str text, uint32_t line_start) {
    size_t start = 0, end = text.size;
    while (start < end && isspace((unsigned char)text.data[start]))
        start++;
    while (end > start && isspace((unsigned char)text.data[end - 1]))
        end--;
    return (struct span){line_start + (uint32_t)start, line_start + (uint32_t)end};
}

/* What stands at a column that counts UTF-16 units: "new lambda.Function", "addFunction". */
static struct span span_at(const struct document *document, uint32_t line, uint32_t column) {
    struct str text = document_line(document, line);
    uint32_t line_start = document_line_start(document, line);
    if (!column)
        return span_of_line(text, line_start);
    size_t start = 0;
    while (start < text.size && document_position(document, line_start + (uint32_t)start).column < column)
        start++;
    size_t end = start;
    if (str_starts(str_slice(text, start, text.size), "new "))
        end += 4;
    while (end < text.size && is_word(text.data[end]))
        end++;
    return (struct span){line_start + (uint32_t)start, line_start + (uint32_t)(end > start ? end : text.size)};
}

/* -- findings ------------------------------------------------------------------------------------------------------ */

/* The innermost of the frames that is the user's. */
static bool locate(struct scan *scan, size_t template, const struct node *frames, struct location *ret_place) {
    node_each(text, frames) {
        struct cdk_frame frame;
        if (text->kind != NODE_TEXT || !cdk_frame_read(text->text, &scan->arena, &frame))
            continue;
        struct document *document = source_of(scan, template, frame.path);
        if (!document || frame.line > document_line_count(document))
            continue;
        *ret_place = (struct location){STR_NONE, document, span_at(document, frame.line, frame.column), NULL};
        return true;
    }
    return false;
}

/* Takes the first part off a path of a document. */
static struct str take_part(struct str *path) {
    struct str part, rest;
    if (!str_cut(*path, '/', &part, &rest)) {
        part = *path;
        rest = STR_NONE;
    }
    *path = rest;
    return part;
}

/* Where the user's program set the property that the finding is about, else where it made the resource, else what that
 * is part of: a stack trace may end before it comes to the user's program. */
static bool locate_in_program(struct scan *scan, size_t template, const struct cdk_constructs *constructs,
                              const struct cdk_construct *construct, struct str property, struct location *ret_place) {
    if (locate(scan, template, cdk_assignment(construct, property), ret_place))
        return true;
    for (; construct; construct = cdk_construct_around(constructs, construct->path, &scan->arena))
        if (locate(scan, template, construct->frames, ret_place))
            return true;
    return false;
}

/* Paths are Resources/<logical id>/Properties/<property>/… */
static void point_at_source(struct scan *scan, size_t template, struct finding *finding) {
    struct str path = finding->path;
    bool in_resource = str_is(take_part(&path), "Resources");
    struct str id = in_resource ? take_part(&path) : STR_NONE;
    struct str property = str_is(take_part(&path), "Properties") ? take_part(&path) : STR_NONE;
    const struct cdk_constructs *constructs = NULL;
    const struct cdk_construct *construct = find_construct(scan, finding->place.document, id, &constructs);
    struct location source;
    finding->construct = construct ? construct->path : written_path(finding->place.document, id);
    if (!construct || !locate_in_program(scan, template, constructs, construct, property, &source))
        return;
    struct location generated = finding->place;
    bool shows_secret = finding->masked || finding->secrets.count;
    if (shows_secret) {
        source.label = STR("the construct that it comes from");
        vec_push(&scan->arena, &finding->related, source);
        return;
    }
    generated.label = STR("in the template that it makes");
    vec_push(&scan->arena, &finding->related, generated);
    source.label = finding->place.label;
    finding->place = source;
}

static bool is_same(const struct finding *a, const struct finding *b) {
    return a->rule == b->rule && a->place.document == b->place.document && a->place.span.start == b->place.span.start &&
           a->place.span.end == b->place.span.end && str_equal(a->message, b->message) && str_equal(a->when, b->when) &&
           a->suppressed == b->suppressed;
}

/* Several stacks of one line of the program say the same of it: one finding, with a place in each template. */
static void merge_stacks(struct scan *scan) {
    struct report *report = &scan->report;
    size_t kept = 0;
    for (size_t i = 0; i < report->findings.count; i++) {
        struct finding *finding = report->findings.items[i];
        struct finding *last = kept ? report->findings.items[kept - 1] : NULL;
        if (!last || !map_has(&scan->assemblies.sources, finding->place.document->path) || !is_same(last, finding)) {
            report->findings.items[kept++] = finding;
            continue;
        }
        const struct location *generated = &finding->related.items[finding->related.count - 1];
        vec_push(&scan->arena, &last->related, *generated);
    }
    report->findings.count = kept;
}

void assembly_point_at_sources(struct scan *scan) {
    map_init(&scan->assemblies.sources, &scan->arena);
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        const struct scanned_file *file = scan_file_of(scan, finding->place.document);
        if (file && file->kind == KIND_CDK)
            point_at_source(scan, (size_t)(file - scan->files.items), finding);
    }
    if (!scan->assemblies.sources.count)
        return;
    engine_sort(&scan->report);
    merge_stacks(scan);
}

void assemblies_done(struct assemblies *assemblies) {
    for (size_t i = 0; i < assemblies->read.count; i++)
        document_free(assemblies->read.items[i]);
}
