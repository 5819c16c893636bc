/* The keys of a configuration file, for the test that holds reader and schema together. */
#ifndef LL_SCAN_CONFIG_KEYS_H
#define LL_SCAN_CONFIG_KEYS_H

#include <stddef.h>

/* By number; NULL behind the last. */
const char *config_key_name(size_t number);

#endif
