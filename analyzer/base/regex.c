#define PCRE2_CODE_UNIT_WIDTH 8

#include "analyzer/base/regex.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>

/* Far above what sane patterns need on a line of text; a match that reaches it has taken some milliseconds. */
enum { MATCH_STEPS = 1000000, DEPTH_STEPS = 10000, HEAP_KILOBYTES = 16 * 1024, LONGEST_PATTERN = 16 * 1024 };

struct regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

static void require(bool condition) {
    if (condition)
        return;
    fputs("lambdalint: out of memory\n", stderr);
    abort();
}

static pcre2_code *compile(struct str pattern, uint32_t options, int *ret_error, size_t *ret_offset) {
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    require(context != NULL);
    pcre2_set_max_pattern_length(context, LONGEST_PATTERN);
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size, options, ret_error, ret_offset, context);
    pcre2_compile_context_free(context);
    return code;
}

struct regex *regex_new(struct str pattern, bool ignore_case, struct arena *arena, struct str *ret_error) {
    int error = 0;
    size_t offset = 0;
    uint32_t options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C;
    pcre2_code *code = compile(pattern, options | (ignore_case ? PCRE2_CASELESS : 0), &error, &offset);
    if (!code) {
        unsigned char words[256];
        pcre2_get_error_message(error, words, sizeof words);
        if (ret_error)
            *ret_error = str_format(arena, "%s at offset %zu", (const char *)words, offset);
        return NULL;
    }
    struct regex *regex = calloc(1, sizeof *regex);
    require(regex != NULL);
    regex->code = code;
    regex->data = pcre2_match_data_create_from_pattern(code, NULL);
    regex->context = pcre2_match_context_create(NULL);
    require(regex->data && regex->context);
    pcre2_set_match_limit(regex->context, MATCH_STEPS);
    pcre2_set_depth_limit(regex->context, DEPTH_STEPS);
    pcre2_set_heap_limit(regex->context, HEAP_KILOBYTES);
    return regex;
}

void regex_free(struct regex *regex) {
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    pcre2_match_data_free(regex->data);
    pcre2_match_context_free(regex->context);
    free(regex);
}

int regex_find(const struct regex *regex, struct str text, size_t from, struct regex_match *ret_match) {
    if (from > text.size)
        return 0;
    int result = pcre2_match(regex->code, (PCRE2_SPTR)text.data, text.size, from, 0, regex->data, regex->context);
    if (result == PCRE2_ERROR_NOMATCH)
        return 0;
    if (result < 0)
        return -1;
    const size_t *offsets = pcre2_get_ovector_pointer(regex->data);
    if (ret_match)
        *ret_match = (struct regex_match){offsets[0], offsets[1] > offsets[0] ? offsets[1] : offsets[0]};
    return 1;
}
