/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/certificate_time.h"

#include <stdio.h>

enum { UTC_TIME = 0x17, GENERALIZED_TIME = 0x18, SECONDS_PER_DAY = 86400, DAYS_PER_ERA = 146097, YEARS_PER_ERA = 400 };

/* Days between 1 March of the year 0 and 1 January 1970. */
enum { DAYS_TO_EPOCH = 719468 };

/* The year is taken to begin in March, so that the leap day comes last and month lengths follow one formula. */
static int64_t days_since_epoch(int64_t year, int month, int day)
{
	int64_t shifted = month > 2 ? year : year - 1;
	int64_t era = (shifted >= 0 ? shifted : shifted - (YEARS_PER_ERA - 1)) / YEARS_PER_ERA;
	int64_t year_of_era = shifted - era * YEARS_PER_ERA;
	int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

struct calendar_time calendar_time(int64_t seconds)
{
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t rest = seconds % SECONDS_PER_DAY;
	if (rest < 0) {
		rest += SECONDS_PER_DAY;
		days--;
	}
	days += DAYS_TO_EPOCH;
	int64_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int64_t day_of_era = days - era * DAYS_PER_ERA;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int month_from_march = (int)((5 * day_of_year + 2) / 153);
	int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	return (struct calendar_time){
		.year = year_of_era + era * YEARS_PER_ERA + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
		.hour = (int)(rest / 3600),
		.minute = (int)(rest / 60 % 60),
		.second = (int)(rest % 60),
	};
}

static bool read_digits(struct text *text, size_t count, int *out)
{
	uint64_t number;
	if (text->size < count || !text_to_number((struct text){ text->data, count }, 9999, &number))
		return false;
	*text = (struct text){ text->data + count, text->size - count };
	*out = (int)number;
	return true;
}

static bool is_date(int year, int month, int day)
{
	static const uint8_t month_days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (month < 1 || month > 12 || day < 1)
		return false;
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
	return day <= month_days[month - 1] + (month == 2 && leap);
}

bool certificate_time_read(uint32_t tag, struct bytes value, int64_t *out_seconds)
{
	struct text text = bytes_text(value);
	int year, month, day, hour, minute, second;
	if (tag != UTC_TIME && tag != GENERALIZED_TIME)
		return false;
	if (!read_digits(&text, tag == UTC_TIME ? 2 : 4, &year) || !read_digits(&text, 2, &month) ||
	    !read_digits(&text, 2, &day) || !read_digits(&text, 2, &hour) || !read_digits(&text, 2, &minute) ||
	    !read_digits(&text, 2, &second) || !text_equal(text, TEXT("Z")))
		return false;
	if (tag == UTC_TIME)
		year += year < 50 ? 2000 : 1900;
	if (!is_date(year, month, day) || hour > 23 || minute > 59 || second > 59)
		return false;
	*out_seconds = days_since_epoch(year, month, day) * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second;
	return true;
}

bool certificate_time_write(int64_t seconds, uint32_t *out_tag, char out[CERTIFICATE_TIME_SIZE])
{
	struct calendar_time time = calendar_time(seconds);
	if (time.year < 1950 || time.year > 9999)
		return false;
	*out_tag = time.year < 2050 ? UTC_TIME : GENERALIZED_TIME;
	snprintf(out, CERTIFICATE_TIME_SIZE, "%0*d%02u%02u%02u%02u%02uZ", *out_tag == UTC_TIME ? 2 : 4,
	         (int)(*out_tag == UTC_TIME ? time.year % 100 : time.year), (unsigned)time.month % 100,
	         (unsigned)time.day % 100, (unsigned)time.hour % 100, (unsigned)time.minute % 100,
	         (unsigned)time.second % 100);
	return true;
}
