/* What a configuration says about a rule. */
#include "analyzer/scan/config.h"
#include "analyzer/scan/own_file.h"

static void take(const struct config_rule *said, struct rule_settings *settings) {
    if (said->run != CONFIG_RUN_UNSET)
        settings->run = said->run;
    if (said->has_severity) {
        if (said->run == CONFIG_RUN_UNSET && settings->run == CONFIG_RUN_OFF)
            settings->run = CONFIG_RUN_UNSET; /* who gives it a severity wants to hear of it */
        settings->has_severity = true;
        settings->severity = said->severity;
    }
    if (said->has_locked)
        settings->locked = said->locked;
}

struct rule_settings config_rule_settings(const struct config *config, const struct rule *rule) {
    struct rule_settings settings = {0};
    for (int match = RULE_MATCH_PREFIX; match <= RULE_MATCH_EXACT; match++)
        for (size_t i = 0; i < config->rules.count; i++)
            if ((int)registry_match(rule, config->rules.items[i].word) == match)
                take(&config->rules.items[i], &settings);
    return settings;
}

static bool is_known(const struct rules *rules, struct str word) {
    for (size_t i = 0; i < rules->list.count; i++)
        if (registry_match(rules->list.items[i], word) != RULE_MATCH_NONE)
            return true;
    return false;
}

static bool check_reasons(const struct config *config, const struct config_rule *said, struct diags *diags) {
    bool good = true;
    for (size_t i = 0; i < said->allows.count && config->require_reason; i++)
        if (!said->allows.items[i].reason.size) {
            own_file_problem(diags, said->document->path, said->document, said->allows.items[i].span,
                             "a reason is required: write {match: …, reason: …}");
            good = false;
        }
    return good;
}

bool config_check_rules(const struct config *config, const struct rules *rules, struct diags *diags) {
    bool good = true;
    for (size_t i = 0; i < config->rules.count; i++) {
        const struct config_rule *said = &config->rules.items[i];
        good = check_reasons(config, said, diags) && good;
        if (is_known(rules, said->word))
            continue;
        struct str near = registry_suggest(rules, said->word);
        own_file_problem(diags, said->document->path, said->document, said->span, "no rule is called '%.*s'%s%.*s%s",
                         STR_ARG(said->word), near.size ? ", did you mean '" : "", STR_ARG(near),
                         near.size ? "'?" : "");
        good = false;
    }
    return good;
}
