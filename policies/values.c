#include "policies/values.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

static void push(struct value_candidates *candidates, struct str text) {
    vec_push(candidates->arena, &candidates->list, text);
}

void value_candidates_add(struct value_candidates *candidates, enum iam_family family, struct str text) {
    int64_t second;
    bool fraction;
    struct value_range range;
    bool good = true;
    if (family == IAM_NUMERIC)
        good = value_is_decimal(text);
    else if (family == IAM_DATE)
        good = value_second(text, &second, &fraction) && !fraction;
    else if (family == IAM_IP)
        good = value_range(text, &range);
    else if (family == IAM_BOOL)
        good = str_equal_nocase(text, STR("true")) || str_equal_nocase(text, STR("false"));
    else if (family == IAM_BINARY)
        good = value_is_bytes(text);
    if (family == IAM_NULL)
        return;
    candidates->incomplete = candidates->incomplete || !good;
    vec_push(candidates->arena, &candidates->named, text);
    push(candidates, text);
}

/* ---- numbers: the named ones, and one in between ---- */

static double number_of(struct arena *arena, struct str text) {
    return strtod(str_z(arena, text), NULL);
}

static int compare_doubles(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void add_numbers(struct value_candidates *candidates) {
    size_t count = candidates->named.count;
    double *numbers = arena_alloc_array(candidates->arena, count + 1, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = number_of(candidates->arena, candidates->named.items[i]);
    qsort(numbers, count, sizeof *numbers, compare_doubles);
    for (size_t i = 0; i < count; i++) {
        if (i == 0)
            push(candidates, str_format(candidates->arena, "%.0f", numbers[i] - 1));
        double next = i + 1 < count ? numbers[i + 1] : numbers[i] + 2;
        if (next > numbers[i] + 1)
            push(candidates, str_format(candidates->arena, "%.0f", numbers[i] + 1));
        if (next > numbers[i])
            push(candidates, str_format(candidates->arena, "%.6f", numbers[i] + (next - numbers[i]) / 2));
        /* Closer than the six digits, or beyond what a double holds exactly. */
        bool close = next > numbers[i] && next - numbers[i] < 1e-4;
        if (close || numbers[i] > 1e15 || numbers[i] < -1e15 || candidates->named.items[i].size > 16)
            candidates->incomplete = true;
    }
}

/* ---- dates: around each named one ---- */

static struct str second_text(struct arena *arena, int64_t second, const char *fraction) {
    int64_t days = second / 86400, rest = second % 86400;
    if (rest < 0) {
        rest += 86400;
        days--;
    }
    /* Civil date of a day number, years counted from March. */
    int64_t shifted = days + 719468, era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int64_t of_era = shifted - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * of_year + 2) / 153, day = of_year - (153 * month + 2) / 5 + 1;
    month += month < 10 ? 3 : -9;
    int64_t year = year_of_era + era * 400 + (month <= 2);
    return str_format(arena, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lld%sZ", (long long)year, (long long)month,
                      (long long)day, (long long)rest / 3600, (long long)rest / 60 % 60, (long long)rest % 60,
                      fraction);
}

static void add_dates(struct value_candidates *candidates) {
    for (size_t i = 0; i < candidates->named.count; i++) {
        int64_t second;
        bool fraction;
        if (!value_second(candidates->named.items[i], &second, &fraction))
            continue;
        push(candidates, second_text(candidates->arena, second - 1, ""));
        push(candidates, second_text(candidates->arena, second + 1, ""));
        push(candidates, second_text(candidates->arena, second, ".5"));
    }
}

/* ---- addresses: the first of each range and the one behind its last ---- */

static void push_address(struct value_candidates *candidates, const unsigned char *bytes, unsigned bits) {
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(bits == 128 ? AF_INET6 : AF_INET, bytes, text, sizeof text))
        push(candidates, str_copy(candidates->arena, str_from(text)));
}

/* Adds one at the bit that ends the prefix; false on overflow. */
static bool next_range(unsigned char *bytes, unsigned prefix) {
    for (unsigned bit = prefix; bit-- > 0;) {
        unsigned char mask = (unsigned char)(0x80u >> bit % 8);
        bytes[bit / 8] ^= mask;
        if (bytes[bit / 8] & mask)
            return true;
    }
    return false;
}

static void add_addresses(struct value_candidates *candidates) {
    static const char *const OTHERS[] = {"192.0.2.1", "0.0.0.0", "2001:db8::1", "::"};
    for (size_t i = 0; i < candidates->named.count; i++) {
        struct value_range range;
        if (!value_range(candidates->named.items[i], &range))
            continue;
        unsigned char bytes[16];
        memcpy(bytes, range.first, sizeof bytes);
        if (range.prefix < range.bits) {
            bytes[range.bits / 8 - 1] |= 1; /* reads better than the network's own address */
            push_address(candidates, bytes, range.bits);
        }
        push_address(candidates, range.first, range.bits);
        memcpy(bytes, range.first, sizeof bytes);
        if (next_range(bytes, range.prefix))
            push_address(candidates, bytes, range.bits);
    }
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        push(candidates, str_from(OTHERS[i]));
}

/* ---- bytes: more than any named ones ---- */

static void add_bytes(struct value_candidates *candidates) {
    struct buf longer;
    buf_init(&longer, candidates->arena);
    buf_add_z(&longer, "AAAA");
    for (size_t i = 0; i < candidates->named.count; i++)
        while (longer.size <= candidates->named.items[i].size)
            buf_add_z(&longer, "AAAA");
    push(candidates, buf_str(&longer));
}

bool value_candidates_finish(struct value_candidates *candidates, enum iam_family family, struct str key) {
    if (family == IAM_NUMERIC) {
        add_numbers(candidates);
    } else if (family == IAM_DATE) {
        add_dates(candidates);
    } else if (family == IAM_IP) {
        add_addresses(candidates);
    } else if (family == IAM_BOOL) {
        push(candidates, STR("true"));
        push(candidates, STR("false"));
        if (str_contains(key, "/")) /* a tag may be any text */
            push(candidates, STR("other"));
    } else if (family == IAM_BINARY) {
        add_bytes(candidates);
    } else {
        candidates->incomplete = true;
    }
    return !candidates->incomplete;
}
