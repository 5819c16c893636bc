#include "analyzer/cli/terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value && *value;
}

/* --color, then NO_COLOR, CLICOLOR_FORCE or FORCE_COLOR, CLICOLOR=0, TERM=dumb, then whether it is a terminal. */
static bool wants_color(enum terminal_use when, bool is_terminal) {
    if (when != WHEN_AUTO)
        return when == WHEN_ALWAYS;
    if (is_set("NO_COLOR"))
        return false;
    const char *const forces[] = {"CLICOLOR_FORCE", "FORCE_COLOR"};
    for (size_t i = 0; i < sizeof forces / sizeof *forces; i++) {
        const char *force = getenv(forces[i]);
        if (force && *force && strcmp(force, "0") != 0)
            return true;
    }
    const char *clicolor = getenv("CLICOLOR"), *term = getenv("TERM");
    if ((clicolor && strcmp(clicolor, "0") == 0) || (term && strcmp(term, "dumb") == 0))
        return false;
    return is_terminal;
}

static bool locale_is_utf8(void) {
    const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strcasestr(value, "UTF-8") || strcasestr(value, "UTF8");
    }
    return false;
}

static uint32_t terminal_width(bool is_terminal) {
    int64_t columns;
    const char *variable = getenv("COLUMNS");
    if (variable && str_integer(str_from(variable), &columns) && columns >= 40 && columns <= 1000)
        return (uint32_t)columns;
    struct winsize size;
    if (is_terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 80;
}

void terminal_fill(const struct options *options, bool is_stdout, struct report_options *ret_report_options) {
    bool is_terminal = is_stdout && isatty(STDOUT_FILENO);
    const char *term = getenv("TERM");
    bool dumb = !term || strcmp(term, "dumb") == 0;
    *ret_report_options = (struct report_options){
        .color = wants_color(options->color, is_terminal),
        .hyperlinks = options->hyperlinks == WHEN_AUTO ? is_terminal && !dumb && !is_set("CI")
                                                       : options->hyperlinks == WHEN_ALWAYS,
        .unicode = locale_is_utf8(),
        .quiet = options->quiet,
        .verbose = options->verbose,
        .show_suppressed = options->show_suppressed,
        .statistics = options->statistics,
        .sarif_include_suppressed = options->sarif_include_suppressed,
        .sarif_category = options->sarif_category,
        .width = terminal_width(is_terminal),
        .version = LAMBDALINT_VERSION,
        .catalog_date = options->catalog_date,
    };
}

/* The only state of the program that outlives a call: when the scan began and what is on the line now. */
static struct {
    struct timespec started;
    struct timespec printed;
    bool shown;
} progress;

static double seconds_since(const struct timespec *then) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - then->tv_sec) + (double)(now.tv_nsec - then->tv_nsec) / 1e9;
}

static void show(void *context, const char *what, size_t done, size_t total) {
    (void)context;
    if (seconds_since(&progress.started) < 1.0 || (progress.shown && seconds_since(&progress.printed) < 0.1))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress.printed);
    progress.shown = true;
    if (total)
        fprintf(stderr, "\r\033[Klambdalint: %s, %zu of %zu files", what, done, total);
    else
        fprintf(stderr, "\r\033[Klambdalint: %s", what);
    fflush(stderr);
}

void progress_start(struct scan_options *options) {
    if (!isatty(STDERR_FILENO) || is_set("CI") || is_set("PRE_COMMIT"))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress.started);
    options->progress = show;
}

void progress_end(void) {
    if (progress.shown)
        fputs("\r\033[K", stderr);
    progress.shown = false;
}
