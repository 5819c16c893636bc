/* Dates as text, YYYY-MM-DD: they compare as text does. */
#ifndef LL_BASE_DATE_H
#define LL_BASE_DATE_H

#include "analyzer/base/str.h"

/* Ten characters of that form, month and day in range (30 February passes). */
bool date_is_valid(struct str text);
/* Days since 0000-03-01 in the Gregorian calendar; of a valid date. */
int64_t date_days(struct str date);

#endif
