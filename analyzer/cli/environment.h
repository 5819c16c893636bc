/* Variables of the environment that are ours. */
#ifndef LL_CLI_ENVIRONMENT_H
#define LL_CLI_ENVIRONMENT_H

#define ENVIRONMENT_CONFIG "LAMBDALINT_CONFIG" /* as --config */
#define ENVIRONMENT_FORMAT "LAMBDALINT_FORMAT" /* as --format */

/* Warns of LAMBDALINT_* that nothing reads: somebody meant something by it. */
void environment_warn(void);

#endif
