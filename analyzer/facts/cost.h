/* What the answers of the prover cost. */
#ifndef LL_FACTS_COST_H
#define LL_FACTS_COST_H

#include "analyzer/facts/facts.h"
#include "policies/prove.h"

/* What the prover was asked by the functions and tables of queries so far. */
struct prover_cost {
    struct prove_stats asked;
    size_t remembered; /* questions beside those, whose answers were known already */
};
struct prover_cost facts_prover_cost(const struct facts *facts);

#endif
