/* Requests that prove something: as JSON, which `policy eval` takes back, and in one line for people. */
#ifndef LL_REPORTS_WITNESS_H
#define LL_REPORTS_WITNESS_H

#include "analyzer/base/json_out.h"
#include "analyzer/facts/witness.h"
#include "reports/mask.h"

/* The "request" of a CASE. masks: NULL when nothing is to be masked. */
void witness_put(struct json_out *out, const struct witness *witness, const struct masks *masks);
/* Two members: "witness", the request or null, and "missing", {"action", "resource"} or null. */
void witness_put_members(struct json_out *out, const struct witness *witness, const struct masks *masks);

/* "the role may sqs:SendMessage on arn:aws:sqs:…, where aws:SourceIp = 192.0.2.1" */
struct str witness_sentence(struct arena *arena, const struct witness *witness);

#endif
