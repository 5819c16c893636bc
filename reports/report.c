#include "reports/report.h"

static const struct format {
    const char *name;
    report_printer *printer;
} FORMATS[] = {
    {"text", report_text},
    {"concise", report_concise},
    {"json", report_json},
    {"sarif", report_sarif},
};

report_printer *report_printer_for(struct str format) {
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++)
        if (str_is(format, FORMATS[i].name))
            return FORMATS[i].printer;
    return NULL;
}

const char *report_format_names(void) {
    return "text, concise, json, sarif";
}
