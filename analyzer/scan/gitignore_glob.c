/* One pattern of a .gitignore file against one path, as git itself matches (tests/differential/gitignore):
 * https://git-scm.com/docs/gitignore. */
#include "analyzer/scan/gitignore.h"

#include <ctype.h>

/* -- character classes --------------------------------------------------------------------------------------------- */

struct class_reader {
    struct str pattern;
    size_t at;
    char c;        /* the one that is looked for */
    char previous; /* what a '-' makes a range of; 0 when nothing can begin one */
    bool found;
};

static bool is_named(struct str name, unsigned char c, bool *ret_inside) {
    static const struct {
        const char *name;
        int (*holds)(int);
    } NAMED[] = {
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank},   {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower},   {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"xdigit", isxdigit}, {"upper", isupper},
    };
    for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
        if (str_is(name, NAMED[i].name)) {
            *ret_inside = c < 0x80 && NAMED[i].holds(c);
            return true;
        }
    return false;
}

/* [:alpha:] at the reader: -1 when it only looks like it and is two plain characters, 0 for a name nobody knows. */
static int read_named(struct class_reader *reader) {
    size_t end = reader->at + 2;
    while (end < reader->pattern.size && reader->pattern.data[end] != ']')
        end++;
    if (end == reader->pattern.size)
        return 0;
    if (end < reader->at + 3 || reader->pattern.data[end - 1] != ':')
        return -1;
    bool inside = false;
    if (!is_named(str_slice(reader->pattern, reader->at + 2, end - 1), (unsigned char)reader->c, &inside))
        return 0;
    reader->found = reader->found || inside;
    reader->at = end + 1;
    reader->previous = 0;
    return 1;
}

/* The next character, out of its escape; false at the end of the pattern. */
static bool take(struct class_reader *reader, char *ret_c) {
    if (reader->at < reader->pattern.size && reader->pattern.data[reader->at] == '\\')
        reader->at++;
    if (reader->at >= reader->pattern.size)
        return false;
    *ret_c = reader->pattern.data[reader->at++];
    return true;
}

/* One member: a character, a range, a named class. */
static bool read_member(struct class_reader *reader) {
    struct str pattern = reader->pattern;
    size_t left = pattern.size - reader->at;
    char c = pattern.data[reader->at];
    if (c == '[' && left > 1 && pattern.data[reader->at + 1] == ':') {
        int named = read_named(reader);
        if (named >= 0)
            return named == 1;
    }
    if (c == '-' && reader->previous && left > 1 && pattern.data[reader->at + 1] != ']') {
        char high;
        reader->at++;
        if (!take(reader, &high))
            return false;
        reader->found = reader->found || ((unsigned char)reader->c >= (unsigned char)reader->previous &&
                                          (unsigned char)reader->c <= (unsigned char)high);
        reader->previous = 0;
        return true;
    }
    if (!take(reader, &c))
        return false;
    reader->found = reader->found || c == reader->c;
    reader->previous = c;
    return true;
}

/* Whether c is in the class whose bracket stands before *at; *at moves behind it. A class without an end, or with a
 * name that nobody knows, matches nothing. */
static bool class_matches(struct str pattern, size_t *at, char c) {
    struct class_reader reader = {.pattern = pattern, .at = *at, .c = c};
    bool negated = *at < pattern.size && (pattern.data[*at] == '!' || pattern.data[*at] == '^');
    reader.at += negated;
    bool first = true;
    for (; reader.at < pattern.size && (first || pattern.data[reader.at] != ']'); first = false)
        if (!read_member(&reader))
            return false;
    if (reader.at >= pattern.size)
        return false;
    *at = reader.at + 1;
    return c != '/' && reader.found != negated;
}

/* -- the pattern --------------------------------------------------------------------------------------------------- */

static bool one_matches(struct str pattern, size_t *at, char c) {
    char p = pattern.data[(*at)++];
    if (p == '?')
        return c != '/';
    if (p == '[')
        return class_matches(pattern, at, c);
    if (p == '\\') {
        if (*at == pattern.size)
            return false;
        p = pattern.data[(*at)++];
    }
    return p == c;
}

/* Where matching goes on after a mismatch. */
struct retry {
    bool possible;
    size_t p;
    size_t t;
};

/* Stars between slashes or ends stand for any folders, all others for characters of one name. */
static bool are_folders(struct str pattern, size_t begin, size_t end) {
    return end - begin > 1 && (begin == 0 || pattern.data[begin - 1] == '/') &&
           (end == pattern.size || pattern.data[end] == '/');
}

/* Moves behind the next slash. */
static bool next_folder(struct str path, size_t *at) {
    while (*at < path.size)
        if (path.data[(*at)++] == '/')
            return true;
    return false;
}

/* Without recursion: after a mismatch the last star takes one character more, or the last two stars one folder more. */
bool ignore_glob_matches(struct str pattern, struct str path) {
    size_t p = 0, t = 0;
    struct retry star = {0}, folders = {0};
    for (;;) {
        if (p < pattern.size && pattern.data[p] == '*') {
            size_t end = p;
            while (end < pattern.size && pattern.data[end] == '*')
                end++;
            bool deep = are_folders(pattern, p, end);
            if (deep && end == pattern.size)
                return true;
            p = deep ? end + 1 : end;
            star = (struct retry){!deep, p, t};
            if (deep)
                folders = (struct retry){true, p, t};
            continue;
        }
        if (p == pattern.size && t == path.size)
            return true;
        if (p < pattern.size && t < path.size && one_matches(pattern, &p, path.data[t])) {
            t++;
        } else if (star.possible && star.t < path.size && path.data[star.t] != '/') {
            p = star.p;
            t = ++star.t;
        } else if (folders.possible && next_folder(path, &folders.t)) {
            p = folders.p;
            t = folders.t;
            star.possible = false;
        } else {
            return false;
        }
    }
}
