#include "analyzer/base/date.h"
#include "tests/unit/test.h"

TEST(date, is_valid_only_as_year_month_day) {
    CHECK(date_is_valid(STR("2026-11-25")));
    CHECK(!date_is_valid(STR("2026-13-01")));
    CHECK(!date_is_valid(STR("2026-00-01")));
    CHECK(!date_is_valid(STR("2026-01-32")));
    CHECK(!date_is_valid(STR("2026-1-1")));
    CHECK(!date_is_valid(STR("2026-11-25T")));
    CHECK(!date_is_valid(STR("2026/11/25")));
    CHECK(!date_is_valid(STR_NONE));
}

TEST(date, days_between_dates) {
    CHECK(date_days(STR("0000-03-01")) == 0);
    CHECK(date_days(STR("2024-03-01")) - date_days(STR("2024-02-28")) == 2);
    CHECK(date_days(STR("2025-03-01")) - date_days(STR("2025-02-28")) == 1);
    CHECK(date_days(STR("2100-03-01")) - date_days(STR("2100-02-28")) == 1);
    CHECK(date_days(STR("2000-03-01")) - date_days(STR("2000-02-28")) == 2);
    CHECK(date_days(STR("2027-01-01")) - date_days(STR("2026-01-01")) == 365);
    CHECK(date_days(STR("2026-12-31")) - date_days(STR("2026-12-01")) == 30);
}
