/* Our JSON reader against jansson: reads every file named on standard input (one path a line) with both and compares
 * what is accepted and the trees. Known differences are not counted: jansson has bounds on numbers that JSON has not,
 * we stop at LIMIT_DEPTH. */
#include "analyzer/source/document.h"
#include "tests/differential/read_file.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool same(const struct node *ours, const json_t *theirs);

static bool same_number(struct str text, const json_t *theirs) {
    char copy[512];
    if (text.size >= sizeof copy)
        return true;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    return json_is_integer(theirs) ? strtoll(copy, NULL, 10) == json_integer_value(theirs)
                                   : fabs(strtod(copy, NULL) - json_real_value(theirs)) <= 0;
}

static bool same_list(const struct node *ours, const json_t *theirs) {
    size_t number = 0;
    node_each(child, ours) if (number >= json_array_size(theirs) ||
                               !same(child, json_array_get(theirs, number++))) return false;
    return number == json_array_size(theirs) && number == ours->child_count;
}

static bool same_map(const struct node *ours, const json_t *theirs) {
    size_t number = 0;
    node_each(child, ours) {
        const json_t *value = json_object_getn(theirs, child->key.data, child->key.size);
        if (!value || !same(child, value))
            return false;
        number++;
    }
    return number == json_object_size(theirs) && number == ours->child_count;
}

static bool same(const struct node *ours, const json_t *theirs) {
    switch (ours->kind) {
    case NODE_NULL:
        return json_is_null(theirs);
    case NODE_BOOLEAN:
        return json_is_boolean(theirs) && str_is(ours->text, "true") == json_is_true(theirs);
    case NODE_NUMBER:
        return json_is_number(theirs) && same_number(ours->text, theirs);
    case NODE_TEXT:
        return json_is_string(theirs) &&
               str_equal(ours->text, (struct str){json_string_value(theirs), json_string_length(theirs)});
    case NODE_LIST:
        return json_is_array(theirs) && same_list(ours, theirs);
    case NODE_MAP:
        return json_is_object(theirs) && same_map(ours, theirs);
    }
    return false;
}

static bool is_known_difference(const json_error_t *error, const struct diags *diags) {
    bool number = strstr(error->text, "too big") || strstr(error->text, "overflow");
    return number || (diags->list.count && diags->list.items[0].kind == DIAG_LIMIT);
}

/* 1 both accept, 0 both refuse, -1 they differ. */
static int compare(const char *path, struct str bytes, struct arena *arena) {
    struct diags diags;
    diags_init(&diags, arena);
    struct document *document = document_read(1, STR("input.json"), bytes, &diags);
    size_t bom = str_starts(bytes, "\xEF\xBB\xBF") ? 3 : 0;
    json_error_t error = {0};
    json_t *theirs = json_loadb(bytes.data + bom, bytes.size - bom, 0, &error);
    int result = 0;
    if (document->root && theirs)
        result = same(document->root, theirs) ? 1 : -1;
    else if ((document->root || theirs) && !is_known_difference(&error, &diags))
        result = -1;
    if (result < 0)
        printf("%s: %s / %s\n", path, document->root ? "we accept" : "we refuse",
               theirs ? "jansson accepts" : error.text);
    json_decref(theirs);
    document_free(document);
    return result;
}

struct counts {
    size_t both;
    size_t neither;
    size_t differ;
};

static void compare_and_count(void *context, const char *path, struct str bytes, struct arena *arena) {
    struct counts *counts = context;
    int result = compare(path, bytes, arena);
    counts->both += result > 0;
    counts->neither += result == 0;
    counts->differ += result < 0;
}

int main(void) {
    struct counts counts = {0};
    each_named_file(compare_and_count, &counts);
    printf("json: %zu read alike, %zu refused by both, %zu differ\n", counts.both, counts.neither, counts.differ);
    return counts.differ ? 1 : 0;
}
