/* Typed comparison of one value of a request with one of a policy. */
#include "policies/operator.h"
#include "policies/values.h"

#include <arpa/inet.h>
#include <string.h>

/* ---- decimal numbers, exactly ---- */

/* sign · 0.digits · 10^exponent; the first digit is no zero, zero itself has none and no sign. */
struct decimal {
    bool negative;
    struct str digits[2]; /* before and behind the point */
    int64_t exponent;
};

static bool is_digits(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return true;
}

/* Integers and decimals ("-12", "1.50"); no exponents: the operators' page names none. */
static bool decimal_parse(struct str text, struct decimal *ret) {
    struct decimal number = {0};
    if (text.size && (text.data[0] == '-' || text.data[0] == '+')) {
        number.negative = text.data[0] == '-';
        text = str_slice(text, 1, text.size);
    }
    struct str whole, fraction = STR_NONE;
    if (!str_cut(text, '.', &whole, &fraction))
        whole = text;
    if (whole.size + fraction.size == 0 || !is_digits(whole) || !is_digits(fraction))
        return false;
    while (whole.size && whole.data[0] == '0')
        whole = str_slice(whole, 1, whole.size);
    while (fraction.size && fraction.data[fraction.size - 1] == '0')
        fraction.size--;
    number.exponent = (int64_t)whole.size;
    if (!whole.size)
        while (fraction.size && fraction.data[0] == '0') {
            fraction = str_slice(fraction, 1, fraction.size);
            number.exponent--;
        }
    number.digits[0] = whole;
    number.digits[1] = fraction;
    if (whole.size + fraction.size == 0)
        number = (struct decimal){0};
    *ret = number;
    return true;
}

static char decimal_digit(const struct decimal *number, size_t at) {
    if (at < number->digits[0].size)
        return number->digits[0].data[at];
    at -= number->digits[0].size;
    return at < number->digits[1].size ? number->digits[1].data[at] : '0';
}

static int decimal_compare_size(const struct decimal *a, const struct decimal *b) {
    size_t a_count = a->digits[0].size + a->digits[1].size, b_count = b->digits[0].size + b->digits[1].size;
    if (!a_count || !b_count)
        return (a_count > 0) - (b_count > 0);
    if (a->exponent != b->exponent)
        return a->exponent < b->exponent ? -1 : 1;
    for (size_t i = 0; i < a_count || i < b_count; i++) {
        char x = decimal_digit(a, i), y = decimal_digit(b, i);
        if (x != y)
            return x < y ? -1 : 1;
    }
    return 0;
}

static int decimal_compare(const struct decimal *a, const struct decimal *b) {
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    int size = decimal_compare_size(a, b);
    return a->negative ? -size : size;
}

static bool numbers_compare(struct str a, struct str b, int *ret_order) {
    struct decimal x, y;
    if (!decimal_parse(a, &x) || !decimal_parse(b, &y))
        return false;
    *ret_order = decimal_compare(&x, &y);
    return true;
}

/* ---- dates ---- */

struct instant {
    int64_t second; /* since 1970-01-01T00:00:00Z */
    struct str fraction;
};

struct date_text {
    struct str rest;
    bool good;
};

static int64_t take_number(struct date_text *text, size_t digits) {
    int64_t number = 0;
    if (text->rest.size < digits || !is_digits(str_slice(text->rest, 0, digits))) {
        text->good = false;
        return 0;
    }
    str_integer(str_slice(text->rest, 0, digits), &number);
    text->rest = str_slice(text->rest, digits, text->rest.size);
    return number;
}

static bool take_char(struct date_text *text, char c) {
    if (!text->rest.size || text->rest.data[0] != c)
        return false;
    text->rest = str_slice(text->rest, 1, text->rest.size);
    return true;
}

/* Days since 1970-01-01 in the Gregorian calendar, counting years from March so that the leap day is the last. */
static int64_t days_before(int64_t year, int64_t month, int64_t day) {
    if (month <= 2)
        year--;
    int64_t century_part = year / 400, year_of_era = year % 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return century_part * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static bool is_real_date(int64_t year, int64_t month, int64_t day) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= DAYS[month - 1] + (month == 2 && leap);
}

static bool take_zone(struct date_text *text, int64_t *ret_offset) {
    *ret_offset = 0;
    if (take_char(text, 'Z'))
        return true;
    bool minus = take_char(text, '-');
    if (!minus && !take_char(text, '+'))
        return false;
    int64_t hours = take_number(text, 2);
    take_char(text, ':');
    int64_t minutes = take_number(text, 2);
    *ret_offset = (hours * 60 + minutes) * (minus ? -60 : 60);
    return text->good && hours < 24 && minutes < 60;
}

static bool take_time(struct date_text *text, struct instant *instant) {
    int64_t hour = take_number(text, 2), minute = 0, second = 0, offset = 0;
    text->good = text->good && take_char(text, ':');
    minute = take_number(text, 2);
    if (take_char(text, ':')) {
        second = take_number(text, 2);
        if (take_char(text, '.')) {
            size_t size = 0;
            while (size < text->rest.size && text->rest.data[size] >= '0' && text->rest.data[size] <= '9')
                size++;
            instant->fraction = str_slice(text->rest, 0, size);
            text->rest = str_slice(text->rest, size, text->rest.size);
            text->good = text->good && size > 0;
        }
    }
    if (!text->good || !take_zone(text, &offset) || hour > 23 || minute > 59 || second > 60)
        return false;
    instant->second += hour * 3600 + minute * 60 + second - offset;
    return true;
}

/* ISO 8601 in the forms of https://www.w3.org/TR/NOTE-datetime, or seconds since 1970. Four digits alone are a year in
 * the first and a second in the second: not taken. */
static bool date_parse(struct str text, struct instant *ret) {
    struct instant instant = {0, STR_NONE};
    struct str whole = text, fraction = STR_NONE;
    bool has_point = str_cut(text, '.', &whole, &fraction);
    if (!has_point)
        whole = text;
    if (whole.size != 4 && whole.size && is_digits(whole) && is_digits(fraction)) {
        ret->fraction = fraction;
        return str_integer(whole, &ret->second);
    }
    struct date_text rest = {text, true};
    int64_t year = take_number(&rest, 4), month = 1, day = 1;
    if (!take_char(&rest, '-'))
        return false;
    month = take_number(&rest, 2);
    if (take_char(&rest, '-'))
        day = take_number(&rest, 2);
    if (!rest.good || !is_real_date(year, month, day))
        return false;
    instant.second = days_before(year, month, day) * 86400;
    if (take_char(&rest, 'T') && !take_time(&rest, &instant))
        return false;
    *ret = instant;
    return rest.good && rest.rest.size == 0;
}

static bool dates_compare(struct str a, struct str b, int *ret_order) {
    struct instant x, y;
    if (!date_parse(a, &x) || !date_parse(b, &y))
        return false;
    struct decimal left = {.digits = {STR_NONE, x.fraction}}, right = {.digits = {STR_NONE, y.fraction}};
    *ret_order = x.second != y.second ? (x.second < y.second ? -1 : 1) : 0;
    for (size_t i = 0; !*ret_order && (i < x.fraction.size || i < y.fraction.size); i++)
        *ret_order = decimal_digit(&left, i) - decimal_digit(&right, i);
    return true;
}

static struct verdict in_order(const struct iam_operator *operator, int order) {
    switch (operator->relation) {
    case IAM_LESS:
        return verdict_of(order < 0);
    case IAM_LESS_EQUAL:
        return verdict_of(order <= 0);
    case IAM_GREATER:
        return verdict_of(order > 0);
    case IAM_GREATER_EQUAL:
        return verdict_of(order >= 0);
    case IAM_EQUAL:
        break;
    }
    return verdict_of(order == 0);
}

/* ---- booleans, bytes, addresses ---- */

static struct verdict bools_compare(struct str request_value, struct str policy_value) {
    bool wanted = str_equal_nocase(policy_value, STR("true"));
    if (!wanted && !str_equal_nocase(policy_value, STR("false")))
        return verdict_maybe("a value of Bool is neither true nor false (S40)");
    return verdict_of(str_equal_nocase(request_value, wanted ? STR("true") : STR("false")));
}

/* Six bits, or -1. */
static int base64_digit(char c) {
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(DIGITS, c) : NULL;
    return at ? (int)(at - DIGITS) : -1;
}

/* Well-formed, with padding; *ret_used is without it. */
static bool base64_check(struct str text, struct str *ret_used) {
    struct str used = text;
    while (used.size && text.size - used.size < 2 && used.data[used.size - 1] == '=')
        used.size--;
    for (size_t i = 0; i < used.size; i++)
        if (base64_digit(used.data[i]) < 0)
            return false;
    *ret_used = used;
    return text.size % 4 == 0;
}

/* The decoded bytes are equal: the same digits, but for the unused bits of the last one. */
static struct verdict bytes_compare(struct str a, struct str b) {
    if (!base64_check(a, &a) || !base64_check(b, &b))
        return verdict_maybe("a binary value is no base64 (S40)");
    if (a.size != b.size)
        return verdict_of(false);
    for (size_t i = 0; i < a.size; i++) {
        unsigned unused = i + 1 < a.size || a.size % 4 == 0 ? 0 : a.size % 4 == 2 ? 4 : 2;
        if (base64_digit(a.data[i]) >> unused != base64_digit(b.data[i]) >> unused)
            return verdict_of(false);
    }
    return verdict_of(true);
}

struct address {
    unsigned char bytes[16];
    unsigned bits; /* 32 or 128 */
};

static bool address_parse(struct str text, struct address *ret) {
    char space[INET6_ADDRSTRLEN + 1];
    *ret = (struct address){0};
    if (text.size >= sizeof space)
        return false;
    memcpy(space, text.data, text.size);
    space[text.size] = '\0';
    ret->bits = memchr(space, ':', text.size) ? 128 : 32;
    return inet_pton(ret->bits == 128 ? AF_INET6 : AF_INET, space, ret->bytes) == 1;
}

static bool range_parse(struct str text, struct address *ret_address, unsigned *ret_prefix) {
    struct str address, prefix;
    int64_t length;
    bool has_prefix = str_cut(text, '/', &address, &prefix);
    if (!address_parse(has_prefix ? address : text, ret_address))
        return false;
    *ret_prefix = ret_address->bits;
    if (!has_prefix)
        return true;
    if (!is_digits(prefix) || !str_integer(prefix, &length) || length > ret_address->bits)
        return false;
    *ret_prefix = (unsigned)length;
    return true;
}

/* The two families never meet, not even in mapped addresses; bits below the prefix do not count. */
static struct verdict addresses_compare(struct str request_value, struct str policy_value) {
    struct address address, range;
    unsigned prefix;
    if (!address_parse(request_value, &address) || !range_parse(policy_value, &range, &prefix))
        return verdict_maybe("an IP address or range does not parse (S40)");
    if (address.bits != range.bits)
        return verdict_of(false);
    for (unsigned bit = 0; bit < prefix; bit++) {
        unsigned mask = 0x80u >> bit % 8;
        if ((address.bytes[bit / 8] ^ range.bytes[bit / 8]) & mask)
            return verdict_of(false);
    }
    return verdict_of(true);
}

struct verdict iam_compare(const struct iam_operator *operator, struct str request_value, struct str policy_value) {
    int order = 0;
    switch (operator->family) {
    case IAM_NUMERIC:
        if (!numbers_compare(request_value, policy_value, &order))
            return verdict_maybe("a value compared as a number is none (S40)");
        return in_order(operator, order);
    case IAM_DATE:
        if (!dates_compare(request_value, policy_value, &order))
            return verdict_maybe("a value compared as a date is none (S40)");
        return in_order(operator, order);
    case IAM_BOOL:
        return bools_compare(request_value, policy_value);
    case IAM_BINARY:
        return bytes_compare(request_value, policy_value);
    case IAM_IP:
        return addresses_compare(request_value, policy_value);
    case IAM_STRING:
    case IAM_ARN:
    case IAM_NULL:
        break;
    }
    return verdict_maybe("no comparison of this kind");
}

/* ---- values.h ---- */

bool value_is_decimal(struct str text) {
    struct decimal number;
    return decimal_parse(text, &number);
}

bool value_is_bytes(struct str text) {
    return base64_check(text, &text);
}

bool value_second(struct str text, int64_t *ret_second, bool *ret_has_fraction) {
    struct instant instant;
    if (!date_parse(text, &instant))
        return false;
    *ret_second = instant.second;
    *ret_has_fraction = instant.fraction.size > 0;
    return true;
}

bool value_range(struct str text, struct value_range *ret_range) {
    struct address address;
    unsigned prefix;
    if (!range_parse(text, &address, &prefix))
        return false;
    for (unsigned bit = prefix; bit < address.bits; bit++)
        address.bytes[bit / 8] &= (unsigned char)~(0x80u >> bit % 8);
    memcpy(ret_range->first, address.bytes, sizeof address.bytes);
    ret_range->bits = address.bits;
    ret_range->prefix = prefix;
    return true;
}
