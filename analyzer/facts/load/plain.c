#include "analyzer/facts/load/plain.h"

#include "analyzer/facts/load/link.h"

static void set_equals(struct row *row, const struct plain *column, const struct value *value) {
    if (value->kind == VALUE_ABSENT)
        row_integer(row, column->column, 0, NULL);
    else if (value_is_known_scalar(value))
        row_integer(row, column->column, value_is_text(value, column->text), value->node);
    else
        row_unknown(row, column->column, value_reason(value), value->node);
}

void plain_set_key(struct loader *loader, struct row *row, const struct value *key) {
    if (str_contains(label_of(loader, key), "alias/aws/"))
        row_integer(row, "has_kms_key", 0, key->node);
    else
        row_value_has(row, "has_kms_key", key);
    link_column(loader, row, "kms_key", key);
}

static void set_column(struct loader *loader, struct row *row, const struct value *value, const struct plain *column) {
    switch (column->kind) {
    case PLAIN_TEXT:
        row_value_text(row, column->column, value, str_from(column->text));
        break;
    case PLAIN_INTEGER:
        row_value_integer(row, column->column, value, column->number);
        break;
    case PLAIN_BOOLEAN:
        row_value_boolean(row, column->column, value, (int)column->number);
        break;
    case PLAIN_HAS:
        row_value_has(row, column->column, value);
        break;
    case PLAIN_EQUALS:
        set_equals(row, column, value);
        break;
    case PLAIN_LINK:
        link_column(loader, row, column->column, value);
        break;
    case PLAIN_KEY:
        plain_set_key(loader, row, value);
        break;
    case PLAIN_END:
        break;
    }
}

void plain_set(struct loader *loader, struct row *row, const struct value *properties, const struct plain *columns) {
    for (const struct plain *column = columns; column && column->kind != PLAIN_END; column++)
        set_column(loader, row, value_at(properties, column->path), column);
}
