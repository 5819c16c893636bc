/* Event source mappings. Page: aws-resource-lambda-eventsourcemapping.html */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"

#include <string.h>

const struct plain MAPPING_COLUMNS[] = {
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

/* Properties that only go with some services tell what a source outside of the input is: brokers and clusters have no
 * table, and only streams (and clusters) have a starting position. */
static int64_t source_of(struct loader *loader, const struct thing *thing) {
    static const char *const OTHERS[] = {"Queues", "Topics", "AmazonManagedKafkaEventSourceConfig",
                                         "DocumentDBEventSourceConfig"};
    static const char *const NO_TABLE[] = {NULL};
    static const char *const STREAMS[] = {"stream", "dynamodb_table", NULL};
    const struct value *arn = thing_at(thing, "EventSourceArn");
    struct arn parts;
    if (partial_arn(value_partial(loader->arena, arn), &parts))
        return link_find(loader, arn, "event_source_mapping", "source").id;
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        if (value_is_present(thing_at(thing, OTHERS[i])))
            return link_among(loader, arn, NO_TABLE);
    if (value_is_present(thing_at(thing, "StartingPosition")))
        return link_among(loader, arn, STREAMS);
    return link_find(loader, arn, "event_source_mapping", "source").id;
}

/* What the source is: its table; "" for a service without one (Kafka, MQ); NULL when nobody can tell. */
static const char *source_table(const struct loader *loader, int64_t source) {
    const struct record *record = registry_get(&loader->facts->registry, source);
    if (!record || record->tables_seen == 0)
        return record && record->table ? record->table->name : "";
    bool one = (record->tables_seen & (record->tables_seen - 1)) == 0;
    return one && record->table ? record->table->name : NULL;
}

static void set_batch_size(struct loader *loader, struct row *row, const struct thing *thing, int64_t source) {
    const struct value *size = thing_at(thing, "BatchSize");
    const char *table = source_table(loader, source);
    bool stream = value_is_present(thing_at(thing, "StartingPosition"));
    if (size->kind == VALUE_ABSENT && !table && !stream)
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
    int64_t source = source_of(loader, thing);
    row_link(row, "source", source, thing_at(thing, "EventSourceArn")->node);
    set_batch_size(loader, row, thing, source);
    set_response_types(loader, row, thing_at(thing, "FunctionResponseTypes"));
}

static const char *trigger_kind(const char *table) {
    static const char *const KINDS[][2] = {{"queue", "queue"}, {"stream", "stream"}, {"dynamodb_table", "table"}};
    for (size_t i = 0; table && i < sizeof KINDS / sizeof *KINDS; i++)
        if (strcmp(table, KINDS[i][0]) == 0)
            return KINDS[i][1];
    return table ? "other" : NULL;
}

void mapping_members(struct loader *loader, const struct thing *thing) {
    const struct value *name = thing_at(thing, "FunctionName");
    if (link_find(loader, name, "event_source_mapping", "function").anonymous)
        phantom_everywhere(loader, "event_source_mapping", "function", thing_node(thing),
                           STR("a mapping whose function is not known"));
    int64_t source = source_of(loader, thing);
    const char *table = source_table(loader, source);
    trigger_from(loader, thing, name, trigger_kind(table), source, 1);
}
