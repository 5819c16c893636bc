#include "analyzer/facts/secrets.h"

#include <ctype.h>

enum { WORDS = 32, WORD_BYTES = 256 };

struct words {
    struct str word[WORDS];
    size_t count;
    char bytes[WORD_BYTES];
};

static bool starts_word(struct str name, size_t at) {
    unsigned char before = (unsigned char)name.data[at - 1];
    unsigned char here = (unsigned char)name.data[at];
    unsigned char after = at + 1 < name.size ? (unsigned char)name.data[at + 1] : 0;
    if (!isupper(here))
        return false;
    return islower(before) || isdigit(before) || (isupper(before) && islower(after));
}

static void add_word(struct words *words, size_t start, size_t end) {
    while (end > start && isdigit((unsigned char)words->bytes[end - 1]))
        end--;
    if (end > start && words->count < WORDS)
        words->word[words->count++] = (struct str){words->bytes + start, end - start};
}

/* Words in lower case, without the digits at their end. Longer names are cut: they are no names of secrets. */
static void split(struct str name, struct words *ret_words) {
    ret_words->count = 0;
    size_t size = name.size < WORD_BYTES ? name.size : WORD_BYTES;
    size_t start = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)name.data[i];
        ret_words->bytes[i] = (char)tolower(c);
        if (!isalnum(c)) {
            add_word(ret_words, start, i);
            start = i + 1;
        } else if (i > start && starts_word(name, i)) {
            add_word(ret_words, start, i);
            start = i;
        }
    }
    add_word(ret_words, start, size);
}

void sensitive_names_add(struct sensitive_names *names, struct arena *arena, struct str line) {
    struct str kind;
    struct str words;
    if (!str_cut(line, '\t', &kind, &words))
        return;
    if (str_is(kind, "sensitive"))
        vec_push(arena, &names->sensitive, words);
    else if (str_is(kind, "ending"))
        vec_push(arena, &names->endings, words);
    else if (str_is(kind, "first"))
        vec_push(arena, &names->first, words);
    else if (str_is(kind, "last"))
        vec_push(arena, &names->last, words);
    else if (str_is(kind, "harmless"))
        vec_push(arena, &names->harmless, words);
}

static bool holds(const struct str *list, size_t count, struct str word) {
    for (size_t i = 0; i < count; i++)
        if (str_equal(list[i], word))
            return true;
    return false;
}

/* Do the words of the phrase stand there, one after the other? */
static bool phrase_at(const struct words *words, size_t at, struct str phrase) {
    struct str word;
    struct str rest = phrase;
    for (;; at++) {
        bool more = str_cut(rest, ' ', &word, &rest);
        if (!more)
            word = rest;
        if (at >= words->count || !str_equal(words->word[at], word))
            return false;
        if (!more)
            return true;
    }
}

static bool word_is_sensitive(const struct sensitive_names *names, const struct words *words, size_t at) {
    for (size_t i = 0; i < names->sensitive.count; i++)
        if (phrase_at(words, at, names->sensitive.items[i]))
            return true;
    for (size_t i = 0; i < names->endings.count; i++) {
        struct str ending = names->endings.items[i];
        struct str word = words->word[at];
        if (word.size >= ending.size && str_equal(str_slice(word, word.size - ending.size, word.size), ending))
            return true;
    }
    return false;
}

bool name_is_sensitive(const struct sensitive_names *names, struct str name) {
    struct words words;
    split(name, &words);
    if (words.count == 0 || str_equal_nocase(name, STR("PWD"))) /* the shell's working directory */
        return false;
    if (holds(names->last.items, names->last.count, words.word[words.count - 1]) ||
        holds(names->first.items, names->first.count, words.word[0]))
        return false;
    for (size_t i = 0; i < words.count; i++)
        if (holds(names->harmless.items, names->harmless.count, words.word[i]))
            return false;
    for (size_t i = 0; i < words.count; i++)
        if (word_is_sensitive(names, &words, i))
            return true;
    return false;
}

bool name_speaks_of_keys(const struct sensitive_names *names, struct str name) {
    struct words words;
    split(name, &words);
    for (size_t i = 0; i < words.count; i++)
        if (word_is_sensitive(names, &words, i) || str_is(words.word[i], "key") || str_is(words.word[i], "aws"))
            return true;
    return false;
}
