#include "analyzer/facts/query_internal.h"

void tables_register(struct facts *facts) {
    (void)facts;
}
