/* Files → documents. What is not ours is freed at once; what is ours, or broken and looks as if it were, is kept. */
#include "analyzer/base/limits.h"
#include "analyzer/scan/assembly.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/profile.h"
#include "analyzer/scan/scan.h"

static bool kind_is_wanted(const struct scan_options *options, enum document_kind kind) {
    bool any = false;
    for (size_t i = 0; i < sizeof options->only / sizeof *options->only; i++)
        any = any || options->only[i];
    return !any || options->only[kind];
}

static void keep(struct scan *scan, struct scanned_file *file, struct document *document) {
    file->document = document;
    vec_push(&scan->arena, &scan->documents, document);
    vec_push(&scan->arena, &scan->document_files, scan->files.count);
}

/* A file that does not parse: reported when it was meant for us, else only noted. */
static void take_broken(struct scan *scan, const struct scan_options *options, struct scanned_file *file,
                        struct document *document, size_t diags_before) {
    if (dialect_is_templated(document->bytes)) {
        struct span span = scan->diags.list.items[scan->diags.list.count - 1].span; /* where the reader gave up */
        scan->diags.list.count = diags_before;
        file->why = "a template of a template (Jinja, cookiecutter)";
        diag_add(&scan->diags, DIAG_TEMPLATED, NULL, file->path, document, span,
                 "the file is templated and was not scanned: render it first");
        keep(scan, file, document);
    } else if (file->named ? options->policies != POLICY_OF_ANYTHING || dialect_smells(document->bytes)
                           : dialect_smells_of_template(document->bytes)) {
        file->why = "does not parse";
        keep(scan, file, document);
    } else {
        scan->diags.list.count = diags_before;
        file->why = "does not parse and has no mark of a known format";
        document_free(document);
    }
}

/* Answers of AWS that were appended to one file are no JSON document, but a view all the same. NULL when they are none.
 */
static struct document *read_answers(struct scan *scan, const struct scanned_file *file, struct str bytes) {
    struct arena scratch;
    struct diags unheard;
    const char *why;
    arena_init(&scratch);
    diags_init(&unheard, &scratch);
    struct document *document = document_read_values((uint32_t)scan->documents.count + 1, file->path, bytes, &unheard);
    arena_done(&scratch);
    if (document->root && dialect_recognise(document, &why) == KIND_DUMP)
        return document;
    document_free(document);
    return NULL;
}

static bool is_terraform(struct str path) {
    return str_ends(path, ".tf") || str_ends(path, ".tf.json") || str_ends(path, ".tofu");
}

static void take_bytes(struct scan *scan, const struct scan_options *options, struct scanned_file *file,
                       struct str bytes) {
    if (!file->named && !dialect_smells(bytes)) {
        file->why = "no mark of a known format";
        return;
    }
    if (is_terraform(file->path)) {
        file->why = "a Terraform file: not read yet";
        return;
    }
    size_t diags_before = scan->diags.list.count;
    struct document *document = document_read((uint32_t)scan->documents.count + 1, file->path, bytes, &scan->diags);
    if (!document->root) {
        struct document *answers = read_answers(scan, file, bytes);
        if (answers) {
            document_free(document);
            scan->diags.list.count = diags_before;
            document = answers;
        }
    }
    if (!document->root) {
        take_broken(scan, options, file, document, diags_before);
        return;
    }
    enum document_kind kind = dialect_recognise(document, &file->why);
    if (kind == KIND_CLOUDFORMATION && assembly_has(scan, file->path)) {
        kind = KIND_CDK;
        file->why = "a stack of a CDK cloud assembly";
        assembly_name_assets(scan, document);
    }
    if (options->policies != POLICY_OF_ANYTHING && file->named && dialect_is_policy(document)) {
        kind = KIND_POLICY;
        file->why = "a Statement";
    }
    if (kind == KIND_NONE || !kind_is_wanted(options, kind)) {
        scan->diags.list.count = diags_before;
        document_free(document);
        return;
    }
    file->kind = kind;
    keep(scan, file, document);
}

static void note_skipped(struct scan *scan, const struct scan_options *options, const struct scanned_file *file) {
    if (!file->named || file->kind != KIND_NONE || file->document)
        return;
    if (options->policies != POLICY_OF_ANYTHING) {
        diag_add(&scan->diags, DIAG_UNREADABLE, "LL001", file->path, NULL, (struct span){0},
                 "is no IAM policy: a map with a Statement is expected");
        return;
    }
    /* Whoever names such a file expects it to be checked. */
    bool not_yet = str_ends(str_from(file->why), "not read yet");
    diag_add(&scan->diags, not_yet ? DIAG_UNSUPPORTED : DIAG_NOTE, NULL, file->path, NULL, (struct span){0},
             "skipped: %s", file->why);
}

static void read_file(struct scan *scan, const struct scan_options *options, struct scanned_file *file) {
    struct arena bytes_arena;
    arena_init(&bytes_arena);
    struct str bytes, why;
    if (file_read(file->path, LIMIT_FILE_BYTES, &bytes_arena, &bytes, &why)) {
        take_bytes(scan, options, file, bytes);
        note_skipped(scan, options, file);
    } else if (!file->named && bytes.size && !dialect_smells(bytes)) {
        file->why = "too large, and no mark of a known format at its beginning";
        diag_add(&scan->diags, DIAG_NOTE, NULL, file->path, NULL, (struct span){0}, "skipped: %.*s", STR_ARG(why));
    } else {
        file->why = bytes.size ? "too large" : "cannot be read";
        diag_add(&scan->diags, DIAG_UNREADABLE, "LL001", file->path, NULL, (struct span){0}, "%.*s", STR_ARG(why));
    }
    arena_done(&bytes_arena);
}

static void read_stdin(struct scan *scan, const struct scan_options *options) {
    struct scanned_file file = {.path = options->stdin_name.size ? options->stdin_name : STR("<stdin>"), .named = true};
    struct str bytes;
    profile_assign(scan, options, SIZE_MAX, &file);
    if (stream_read(stdin, LIMIT_FILE_BYTES, &scan->arena, &bytes)) {
        take_bytes(scan, options, &file, bytes);
        note_skipped(scan, options, &file);
    } else {
        file.why = "too long";
        diag_add(&scan->diags, DIAG_UNREADABLE, "LL001", file.path, NULL, (struct span){0},
                 "standard input is longer than the limit of %u bytes", LIMIT_FILE_BYTES);
    }
    vec_push(&scan->arena, &scan->files, file);
}

void scan_read_files(struct scan *scan, struct scan_options *options) {
    struct found_files found;
    for (size_t i = 0; i < scan->input_configs.count; i++)
        vec_push(&scan->arena, &options->discover.input_excludes, &scan->input_configs.items[i]->exclude);
    discover(&options->discover, &scan->arena, &scan->diags, &found);
    if (options->read_stdin)
        read_stdin(scan, options);
    bool any = false;
    for (size_t i = 0; i < found.list.count; i++) {
        struct scanned_file file = {.path = found.list.items[i].path, .named = found.list.items[i].named};
        profile_assign(scan, options, found.list.items[i].input, &file);
        if (options->progress)
            options->progress(options->progress_context, "reading", i, found.list.count);
        read_file(scan, options, &file);
        any = any || file.kind != KIND_NONE || file.document;
        vec_push(&scan->arena, &scan->files, file);
    }
    scan->found_nothing = found.walked_a_directory && !any;
}
