/* Event source mappings. Page: aws-resource-lambda-eventsourcemapping.html */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"

#include <string.h>

const struct plain MAPPING_COLUMNS[] = {
    {PLAIN_LINK, "source", "EventSourceArn", NULL, 0},
    {PLAIN_BOOLEAN, "enabled", "Enabled", NULL, 1},
    {PLAIN_HAS, "has_filter", "FilterCriteria", NULL, 0},
    {PLAIN_HAS, "has_failure_destination", "DestinationConfig.OnFailure.Destination", NULL, 0},
    {PLAIN_LINK, "failure_destination", "DestinationConfig.OnFailure.Destination", NULL, 0},
    {PLAIN_INTEGER, "maximum_retry_attempts", "MaximumRetryAttempts", NULL, -1},
    {PLAIN_INTEGER, "maximum_record_age", "MaximumRecordAgeInSeconds", NULL, -1},
    {PLAIN_BOOLEAN, "bisect", "BisectBatchOnFunctionError", NULL, 0},
    {PLAIN_INTEGER, "maximum_concurrency", "ScalingConfig.MaximumConcurrency", NULL, 0},
    {PLAIN_HAS, "has_kms_key", "KmsKeyArn", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* What the source is: its table; "" for a service without one (Kafka, MQ); NULL when nobody can tell. */
static const char *source_table(const struct loader *loader, int64_t source) {
    const struct record *record = registry_get(&loader->facts->registry, source);
    if (record && record->table)
        return record->table->name;
    return record && record->tables_seen != 0 ? NULL : "";
}

static void set_batch_size(struct loader *loader, struct row *row, const struct value *size, int64_t source) {
    const char *table = source_table(loader, source);
    if (size->kind == VALUE_ABSENT && !table)
        row_unknown(row, "batch_size", STR("the default depends on the source"), NULL);
    else
        row_value_integer(row, "batch_size", size, table && strcmp(table, "queue") == 0 ? 10 : 100);
}

static void set_response_types(struct loader *loader, struct row *row, const struct value *types) {
    struct list list = list_of(loader, types);
    int reports = list.open ? -1 : 0;
    for (size_t i = 0; i < list.count && reports != 1; i++) {
        if (!value_is_known_scalar(list.items[i]))
            reports = -1;
        else if (value_is_text(list.items[i], "ReportBatchItemFailures"))
            reports = 1;
    }
    row_truth(row, "reports_batch_failures", reports, STR("the response types are not known"), types->node);
}

void mapping_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *name = thing_at(thing, "FunctionName");
    link_function(row, link_find(loader, name, "event_source_mapping", "function"), name, &VALUE_NOTHING);
    int64_t source = link_find(loader, thing_at(thing, "EventSourceArn"), "event_source_mapping", "source").id;
    set_batch_size(loader, row, thing_at(thing, "BatchSize"), source);
    set_response_types(loader, row, thing_at(thing, "FunctionResponseTypes"));
}

void mapping_members(struct loader *loader, const struct thing *thing) {
    const struct value *name = thing_at(thing, "FunctionName");
    if (link_find(loader, name, "event_source_mapping", "function").anonymous)
        phantom_everywhere(loader, "event_source_mapping", "function", thing_node(thing),
                           STR("a mapping whose function is not known"));
    int64_t source = link_find(loader, thing_at(thing, "EventSourceArn"), "event_source_mapping", "source").id;
    const char *table = source_table(loader, source);
    const char *kind = table && *table == '\0' ? "other" : table;
    if (kind && strcmp(kind, "dynamodb_table") == 0)
        kind = "table";
    trigger_from(loader, thing, name, kind, source, 1);
}
