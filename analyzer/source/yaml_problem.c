#include "analyzer/source/yaml_problem.h"

#include <stddef.h>
#include <string.h>

/* The problems of libyaml 0.2.5 (scanner.c, parser.c, reader.c) and our words for them. */
static const struct problem {
    const char *context; /* NULL: any */
    const char *problem;
    bool at_context;
    const char *words;
} PROBLEMS[] = {
    {NULL, "control characters are not allowed", false, "a control character is not allowed in YAML"},
    {NULL, "mapping values are not allowed in this context", false,
     "a ':' cannot stand here; put the text in quotes or check the indentation"},
    {NULL, "block sequence entries are not allowed in this context", false,
     "a list item cannot begin here; check the indentation"},
    {NULL, "mapping keys are not allowed in this context", false, "a key cannot begin here; check the indentation"},
    {NULL, "could not find expected ':'", true, "a ':' is missing after this key"},
    {NULL, "found character that cannot start any token", false,
     "this character cannot begin a value; put the text in quotes"},
    {"while scanning a quoted scalar", "found unexpected end of stream", true, "this quote is not closed"},
    {"while scanning a quoted scalar", "found unexpected document indicator", true,
     "this quote is not closed before the document ends"},
    {NULL, "found unknown escape character", false, "this escape is not known in double quotes"},
    {NULL, "did not find expected hexdecimal number", false, "hexadecimal digits are expected in this escape"},
    {NULL, "found invalid Unicode character escape code", false, "this escape is no Unicode character"},
    {NULL, "found a tab character where an indentation space is expected", false, "a tab cannot indent; use spaces"},
    {NULL, "found a tab character that violates indentation", false, "a tab cannot indent; use spaces"},
    {NULL, "found an indentation indicator equal to 0", false, "the indentation indicator must be 1 to 9"},
    {NULL, "did not find expected comment or line break", false, "only a comment may follow on this line"},
    {NULL, "did not find expected alphabetic or numeric character", false,
     "a name is expected after '&' or '*'; put text that begins so in quotes"},
    {NULL, "did not find expected key", false, "a key is expected here; check the indentation"},
    {NULL, "did not find expected '-' indicator", false, "a list item is expected here; check the indentation"},
    {NULL, "did not find expected node content", false, "a value is expected here"},
    {NULL, "did not find expected ',' or ']'", false, "a ',' or ']' is expected here"},
    {NULL, "did not find expected ',' or '}'", false, "a ',' or '}' is expected here"},
    {NULL, "did not find expected <document start>", false,
     "nothing is expected after the end of the document; check the indentation"},
    {NULL, "did not find expected <stream-start>", false, "this is no YAML"},
    {NULL, "found undefined tag handle", false, "the prefix of this tag is not declared"},
    {NULL, "did not find expected tag URI", false, "a tag is expected after '!'"},
    {NULL, "did not find expected whitespace or line break", false, "white space is expected after the tag"},
    {NULL, "did not find the expected '>'", false, "the tag is not closed by '>'"},
    {NULL, "did not find expected '!'", false, "a '!' is expected in this tag"},
    {NULL, "found incompatible YAML document", false, "only YAML 1.1 and 1.2 are supported"},
    {NULL, "found duplicate %YAML directive", false, "the YAML version is given twice"},
    {NULL, "found duplicate %TAG directive", false, "the tag prefix is declared twice"},
    {NULL, "found unknown directive name", false, "this directive is not known; only %YAML and %TAG are"},
};

static const struct problem *find(const char *context, const char *problem) {
    for (size_t i = 0; i < sizeof PROBLEMS / sizeof *PROBLEMS; i++)
        if (problem && strcmp(PROBLEMS[i].problem, problem) == 0 &&
            (!PROBLEMS[i].context || (context && strcmp(PROBLEMS[i].context, context) == 0)))
            return &PROBLEMS[i];
    return NULL;
}

struct str yaml_problem_words(struct arena *arena, const char *context, const char *problem, struct str at) {
    if (str_starts(at, "\t") && problem && strcmp(problem, "found character that cannot start any token") == 0)
        return STR("a tab cannot indent; use spaces");
    const struct problem *known = find(context, problem);
    if (known)
        return str_from(known->words);
    return str_format(arena, "this is no YAML: %s", problem ? problem : "unknown problem");
}

bool yaml_problem_is_at_context(const char *context, const char *problem) {
    const struct problem *known = find(context, problem);
    return known && known->at_context;
}
