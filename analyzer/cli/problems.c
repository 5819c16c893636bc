#include "analyzer/cli/problems.h"

#include "analyzer/cli/terminal.h"
#include "reports/text.h"

#include <stdio.h>

void problems_print(const struct options *options, const struct diags *diags) {
    struct report report = {.diags = diags};
    struct report_options report_options;
    terminal_fill(options, false, &report_options);
    struct buf out;
    buf_init(&out, diags->arena);
    struct text_report text = {.report = &report, .options = &report_options, .out = &out};
    masks_init(&text.masks, diags->arena, &report);
    text_diagnostics(&text);
    fflush(stdout);
    if (out.size)
        fwrite(out.data, 1, out.size, stderr);
}
