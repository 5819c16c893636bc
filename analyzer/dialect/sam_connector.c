#include "analyzer/dialect/sam_expander.h"

void sam_connectors(struct sam *sam) {
    (void)sam;
}
