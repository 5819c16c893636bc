/* How long something takes, for figures on standard error; no answer depends on it. */
#ifndef LL_BASE_CLOCK_H
#define LL_BASE_CLOCK_H

/* Seconds since some moment in the past; never goes back. */
double clock_seconds(void);

#endif
