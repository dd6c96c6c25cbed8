/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/timestamp.h"

#include <stdio.h>

enum { DAY_SECONDS = 86400, DAYS_OF_400_YEARS = 146097, DAYS_BEFORE_1970 = 719468 /* from 1 March of the year 0 */ };
enum { LARGEST_YEAR = 9999 };
static const int64_t largest = 253402300799; /* 9999-12-31T23:59:59Z */

/* Years are counted from March here, so that a leap day is a year's last. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t from_march = year - (month <= 2);
	int64_t of_cycle = from_march % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t before = of_cycle * 365 + of_cycle / 4 - of_cycle / 100;
	return from_march / 400 * DAYS_OF_400_YEARS + before + of_year - DAYS_BEFORE_1970;
}

static void date_of(int64_t days, int64_t *out_year, int64_t *out_month, int64_t *out_day)
{
	int64_t shifted = days + DAYS_BEFORE_1970;
	int64_t cycle = shifted / DAYS_OF_400_YEARS, of_cycle = shifted % DAYS_OF_400_YEARS;
	int64_t year = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / (DAYS_OF_400_YEARS - 1)) / 365;
	int64_t of_year = of_cycle - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	*out_day = of_year - (153 * month + 2) / 5 + 1;
	*out_month = month < 10 ? month + 3 : month - 9;
	*out_year = year + cycle * 400 + (*out_month <= 2);
}

void timestamp_print(int64_t seconds, char out[TIMESTAMP_TEXT_SIZE])
{
	int64_t year, month, day, inside = seconds < 0 ? 0 : seconds > largest ? largest : seconds;
	date_of(inside / DAY_SECONDS, &year, &month, &day);
	unsigned rest = (unsigned)(inside % DAY_SECONDS);
	snprintf(out, TIMESTAMP_TEXT_SIZE, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)year % 10000, (unsigned)month % 100,
	         (unsigned)day % 100, rest / 3600 % 100, rest / 60 % 60, rest % 60);
}

/* Exactly `digits` of them and the character after; 0 as `after`: whatever. */
static bool take_number(struct text *text, size_t digits, char after, uint64_t maximum, int64_t *out)
{
	uint64_t number;
	if (text->size < digits + (after != 0) || !text_to_number((struct text){ text->data, digits }, maximum, &number) ||
	    (after && text->data[digits] != after))
		return false;
	size_t taken = digits + (after != 0);
	*text = (struct text){ text->data + taken, text->size - taken };
	*out = (int64_t)number;
	return true;
}

static void skip_fraction(struct text *text)
{
	if (text->size == 0 || text->data[0] != '.')
		return;
	do
		*text = (struct text){ text->data + 1, text->size - 1 };
	while (text->size > 0 && text->data[0] >= '0' && text->data[0] <= '9');
}

/* Z, or +hh:mm, whose colon some leave out. */
static bool take_distance(struct text text, int64_t *out)
{
	int64_t hours, minutes, sign = text.size > 0 && text.data[0] == '-' ? -1 : 1;
	if (text_equal(text, TEXT("Z"))) {
		*out = 0;
		return true;
	}
	if (text.size == 0 || (text.data[0] != '+' && text.data[0] != '-'))
		return false;
	text = (struct text){ text.data + 1, text.size - 1 };
	bool colon = text.size == 5;
	if (!take_number(&text, 2, colon ? ':' : '\0', 14, &hours) || !take_number(&text, 2, '\0', 59, &minutes) ||
	    text.size > 0)
		return false;
	*out = sign * (hours * 3600 + minutes * 60);
	return true;
}

enum status timestamp_parse(struct text text, int64_t *out)
{
	int64_t year, month, day, hour, minute, second, distance;
	if (!take_number(&text, 4, '-', LARGEST_YEAR, &year) || !take_number(&text, 2, '-', 12, &month) ||
	    !take_number(&text, 2, 'T', 31, &day) || !take_number(&text, 2, ':', 23, &hour) ||
	    !take_number(&text, 2, ':', 59, &minute) || !take_number(&text, 2, '\0', 60, &second))
		return STATUS_MALFORMED;
	skip_fraction(&text);
	if (year < 1970 || month == 0 || day == 0 || !take_distance(text, &distance))
		return STATUS_MALFORMED;
	*out = days_of(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - distance;
	return STATUS_OK;
}
