/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that are counted up from a first one: IMSI, MSISDN; ICCID and EID with their check digits made anew. */
#ifndef SUBSCRIPTION_NUMBER_RANGE_H
#define SUBSCRIPTION_NUMBER_RANGE_H

#include "subscription/subscription.h"

struct number_range {
	enum subscription_field field;
	char first[SUBSCRIPTION_VALUE_MAXIMUM + 1];
	size_t counted; /* digits; check digits follow */
};

/* An X for each check digit stands for whatever is right. STATUS_MALFORMED: no such number; `fault` says what is
 * expected. STATUS_UNSUPPORTED: this field is not counted. */
enum status number_range_begin(enum subscription_field field, struct text first, struct number_range *out,
                               char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

/* The number `index` places after the first. STATUS_TOO_LARGE: it would have more digits. */
enum status number_range_at(const struct number_range *range, uint64_t index, struct subscription *out) MUST_CHECK;

#endif
