/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/number_range.h"

#include <stdio.h>

#include "rsp/identifiers.h"

static size_t check_digits(enum subscription_field field)
{
	return field == SUBSCRIPTION_ICCID ? 1 : field == SUBSCRIPTION_EID ? 2 : 0;
}

/* The digits before them are in place. */
static void set_check_digits(enum subscription_field field, char *digits, size_t counted)
{
	struct text body = { digits, counted };
	struct eid eid;
	char text[EID_DIGITS + 1];
	if (field == SUBSCRIPTION_ICCID) {
		digits[counted] = luhn_digit(body);
		digits[counted + 1] = '\0';
	} else if (field == SUBSCRIPTION_EID) {
		memcpy(digits + counted, "00", 3);
		if (eid_parse(text_from(digits), &eid) == STATUS_MALFORMED)
			return;
		eid_set_check_digits(&eid);
		eid_print(&eid, text);
		memcpy(digits, text, sizeof text);
	}
}

static bool ends_in_wildcards(struct text number, size_t count)
{
	for (size_t i = number.size - count; i < number.size; i++)
		if (number.data[i] != 'X' && number.data[i] != 'x')
			return false;
	return count > 0;
}

enum status number_range_begin(enum subscription_field field, struct text first, struct number_range *out,
                               char fault[SUBSCRIPTION_FAULT_SIZE])
{
	bool is_counted = field == SUBSCRIPTION_ICCID || field == SUBSCRIPTION_EID || field == SUBSCRIPTION_IMSI ||
	                  field == SUBSCRIPTION_MSISDN;
	struct number_range range = { .field = field };
	size_t extra = check_digits(field);
	struct subscription checked = { 0 };
	first = text_trimmed(first);
	if (!is_counted)
		return STATUS_UNSUPPORTED;
	if (first.size > extra && first.size <= SUBSCRIPTION_VALUE_MAXIMUM) {
		memcpy(range.first, first.data, first.size);
		if (ends_in_wildcards(first, extra))
			set_check_digits(field, range.first, first.size - extra);
		first = text_from(range.first);
	}
	TRY(subscription_set(&checked, field, first, fault));
	if (!subscription_has(&checked, field)) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the first %s is missing.", subscription_field_kinds[field].name);
		return STATUS_MALFORMED;
	}
	range.counted = first.size - extra;
	*out = range;
	return STATUS_OK;
}

enum status number_range_at(const struct number_range *range, uint64_t index, struct subscription *out)
{
	char number[SUBSCRIPTION_VALUE_MAXIMUM + 1];
	memcpy(number, range->first, sizeof number);
	for (size_t i = range->counted; i > 0 && index > 0; i--) {
		uint64_t sum = (uint64_t)(number[i - 1] - '0') + index % 10;
		number[i - 1] = (char)('0' + sum % 10);
		index = index / 10 + sum / 10;
	}
	if (index > 0)
		return STATUS_TOO_LARGE;
	set_check_digits(range->field, number, range->counted);
	memcpy(out->values[range->field], number, sizeof number);
	return STATUS_OK;
}
