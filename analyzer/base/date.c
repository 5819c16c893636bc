#include "analyzer/base/date.h"

static int64_t number(struct str date, size_t from, size_t to) {
    int64_t value = 0;
    str_integer(str_slice(date, from, to), &value);
    return value;
}

bool date_is_valid(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (i == 4 || i == 7 ? text.data[i] != '-' : text.data[i] < '0' || text.data[i] > '9')
            return false;
    if (text.size != 10)
        return false;
    int64_t month = number(text, 5, 7), day = number(text, 8, 10);
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Years begin in March here, so that a leap day is the last of its year; months then have 30.6 days on average, and
 * (306 m + 5) / 10 is how many lie before month m. */
int64_t date_days(struct str date) {
    int64_t month = number(date, 5, 7);
    int64_t year = number(date, 0, 4) - (month <= 2);
    int64_t from_march = (month + 9) % 12;
    return year * 365 + year / 4 - year / 100 + year / 400 + (from_march * 306 + 5) / 10 + number(date, 8, 10) - 1;
}
