/* SPDX-License-Identifier: Apache-2.0 */
/* What distinguishes one subscriber's profile from the next of its kind: numbers, keys and codes, each in the form in which
 * people, CSV files and core networks have it (digits, hexadecimal in upper case). An empty value is one that is not
 * given. */
#ifndef SUBSCRIPTION_SUBSCRIPTION_H
#define SUBSCRIPTION_SUBSCRIPTION_H

#include "base/bytes.h"
#include "base/status.h"

enum subscription_field {
	SUBSCRIPTION_ICCID,
	SUBSCRIPTION_IMSI,
	SUBSCRIPTION_MSISDN,
	SUBSCRIPTION_KI,
	SUBSCRIPTION_OP,  /* of the network; OPc follows from it and Ki */
	SUBSCRIPTION_OPC, /* TUAK: TOPc */
	SUBSCRIPTION_PIN1,
	SUBSCRIPTION_PUK1,
	SUBSCRIPTION_PIN2,
	SUBSCRIPTION_PUK2,
	SUBSCRIPTION_ADM1,
	SUBSCRIPTION_KIC1, /* keys of the first security domain: version 1, identifiers 1 to 3; then version 2, 3 */
	SUBSCRIPTION_KID1,
	SUBSCRIPTION_KIK1,
	SUBSCRIPTION_KIC2,
	SUBSCRIPTION_KID2,
	SUBSCRIPTION_KIK2,
	SUBSCRIPTION_KIC3,
	SUBSCRIPTION_KID3,
	SUBSCRIPTION_KIK3,
	SUBSCRIPTION_EID,
	SUBSCRIPTION_MATCHING_ID,
	SUBSCRIPTION_CONFIRMATION_CODE,
	SUBSCRIPTION_FIELDS
};

enum subscription_form { SUBSCRIPTION_DIGITS, SUBSCRIPTION_HEX, SUBSCRIPTION_TEXT };

struct subscription_field_kind {
	const char *name; /* "iccid": in options and columns */
	enum subscription_form form;
	size_t minimum, maximum; /* characters */
	bool is_secret;
};

extern const struct subscription_field_kind subscription_field_kinds[SUBSCRIPTION_FIELDS];

/* By name, whatever the case, "_" as good as "-". SUBSCRIPTION_FIELDS: there is none. */
enum subscription_field subscription_field_find(struct text name);

enum { SUBSCRIPTION_VALUE_MAXIMUM = 64 }; /* characters */

struct subscription {
	char values[SUBSCRIPTION_FIELDS][SUBSCRIPTION_VALUE_MAXIMUM + 1];
};

/* Wipes it. */
void subscription_release(struct subscription *subscription);

static inline struct text subscription_value(const struct subscription *subscription, enum subscription_field field)
{
	return text_from(subscription->values[field]);
}

static inline bool subscription_has(const struct subscription *subscription, enum subscription_field field)
{
	return subscription->values[field][0] != '\0';
}

enum { SUBSCRIPTION_FAULT_SIZE = 160 };

/* Sets a value that somebody gave, blanks around it left away; empty: not given. STATUS_MALFORMED: `fault` has a sentence
 * that says what is expected, without the value where it is secret. Check digits of ICCID (Luhn) and EID count. */
enum status subscription_set(struct subscription *subscription, enum subscription_field field, struct text value,
                             char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

#endif
