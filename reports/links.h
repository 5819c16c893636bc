/* Where the project lives on the web: the one place to change. */
#ifndef LL_REPORTS_LINKS_H
#define LL_REPORTS_LINKS_H

#define LINK_HOME "https://github.com/lambdalint/lambdalint"
/* The page of a rule: printf format of its id. */
#define LINK_RULE LINK_HOME "/blob/main/docs/rules/%.*s.md"

#endif
