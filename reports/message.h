/* Words that several formats share. */
#ifndef LL_REPORTS_MESSAGE_H
#define LL_REPORTS_MESSAGE_H

#include "reports/mask.h"

/* "(when IsProd)", "(in 3 of 8 configurations, …)", or empty. */
struct str message_when(struct arena *arena, const struct finding *finding);
/* The message with that suffix, secrets masked. */
struct str message_full(struct masks *masks, const struct finding *finding);

#endif
