#include "analyzer/facts/functions_internal.h"

void functions_register_words(struct facts *facts) {
    (void)facts;
}
