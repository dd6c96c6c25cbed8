/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/subscription.h"

#include <ctype.h>
#include <stdio.h>

#include "base/secret.h"
#include "rsp/identifiers.h"

#define DIGITS SUBSCRIPTION_DIGITS
#define HEX SUBSCRIPTION_HEX

const struct subscription_field_kind subscription_field_kinds[SUBSCRIPTION_FIELDS] = {
	[SUBSCRIPTION_ICCID] = { "iccid", DIGITS, 18, 20, false },
	[SUBSCRIPTION_IMSI] = { "imsi", DIGITS, 6, 15, false },
	[SUBSCRIPTION_MSISDN] = { "msisdn", DIGITS, 3, 15, false },
	[SUBSCRIPTION_KI] = { "ki", HEX, 32, 64, true },
	[SUBSCRIPTION_OP] = { "op", HEX, 32, 64, true },
	[SUBSCRIPTION_OPC] = { "opc", HEX, 32, 64, true },
	[SUBSCRIPTION_PIN1] = { "pin1", DIGITS, 4, 8, true },
	[SUBSCRIPTION_PUK1] = { "puk1", DIGITS, 8, 8, true },
	[SUBSCRIPTION_PIN2] = { "pin2", DIGITS, 4, 8, true },
	[SUBSCRIPTION_PUK2] = { "puk2", DIGITS, 8, 8, true },
	[SUBSCRIPTION_ADM1] = { "adm1", DIGITS, 4, 8, true },
	[SUBSCRIPTION_KIC1] = { "kic1", HEX, 32, 64, true },
	[SUBSCRIPTION_KID1] = { "kid1", HEX, 32, 64, true },
	[SUBSCRIPTION_KIK1] = { "kik1", HEX, 32, 64, true },
	[SUBSCRIPTION_KIC2] = { "kic2", HEX, 32, 64, true },
	[SUBSCRIPTION_KID2] = { "kid2", HEX, 32, 64, true },
	[SUBSCRIPTION_KIK2] = { "kik2", HEX, 32, 64, true },
	[SUBSCRIPTION_KIC3] = { "kic3", HEX, 32, 64, true },
	[SUBSCRIPTION_KID3] = { "kid3", HEX, 32, 64, true },
	[SUBSCRIPTION_KIK3] = { "kik3", HEX, 32, 64, true },
	[SUBSCRIPTION_EID] = { "eid", DIGITS, EID_DIGITS, EID_DIGITS, false },
	[SUBSCRIPTION_MATCHING_ID] = { "matching-id", SUBSCRIPTION_TEXT, 1, SUBSCRIPTION_VALUE_MAXIMUM, true },
	[SUBSCRIPTION_CONFIRMATION_CODE] = { "confirmation-code", SUBSCRIPTION_TEXT, 1, SUBSCRIPTION_VALUE_MAXIMUM, true },
};

static bool is_named(const char *name, struct text wanted)
{
	size_t size = strlen(name);
	if (wanted.size != size)
		return false;
	for (size_t i = 0; i < size; i++) {
		char c = wanted.data[i] == '_' ? '-' : (char)tolower((unsigned char)wanted.data[i]);
		if (c != name[i])
			return false;
	}
	return true;
}

enum subscription_field subscription_field_find(struct text name)
{
	for (int i = 0; i < SUBSCRIPTION_FIELDS; i++)
		if (is_named(subscription_field_kinds[i].name, name))
			return (enum subscription_field)i;
	return SUBSCRIPTION_FIELDS;
}

void subscription_release(struct subscription *subscription)
{
	wipe(subscription, sizeof *subscription);
}

/* ---- checks ---- */

static bool consists_of(struct text value, enum subscription_form form)
{
	for (size_t i = 0; i < value.size; i++) {
		unsigned char c = (unsigned char)value.data[i];
		if (form == SUBSCRIPTION_TEXT ? c < ' ' || c > '~' : form == HEX ? !isxdigit(c) : !isdigit(c))
			return false;
	}
	return true;
}

/* Keys are of 16, 24 or 32 octets. */
static bool has_size(const struct subscription_field_kind *kind, size_t size)
{
	return size >= kind->minimum && size <= kind->maximum && (kind->form != HEX || size % 16 == 0);
}

static void describe(const struct subscription_field_kind *kind, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	const char *what = kind->form == HEX ? "hexadecimal digits" : kind->form == DIGITS ? "digits" : "characters";
	if (kind->minimum == kind->maximum)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "%s must be %zu %s.", kind->name, kind->minimum, what);
	else if (kind->form == HEX)
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "%s must be 32, 48 or 64 %s.", kind->name, what);
	else
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "%s must be %zu to %zu %s.", kind->name, kind->minimum, kind->maximum,
		         what);
}

static bool check_digits_hold(enum subscription_field field, struct text value, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	struct eid eid;
	struct text body = { value.data, value.size - 1 };
	if (field == SUBSCRIPTION_ICCID && luhn_digit(body) != value.data[body.size]) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the last digit of iccid %.*s must be %c (its Luhn digit).",
		         TEXT_ARGUMENTS(value), luhn_digit(body));
		return false;
	}
	if (field == SUBSCRIPTION_EID && eid_parse(value, &eid) != STATUS_OK) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the last two digits of eid %.*s do not belong to the others.",
		         TEXT_ARGUMENTS(value));
		return false;
	}
	if (field == SUBSCRIPTION_MATCHING_ID && !matching_id_is_valid(value)) {
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "matching-id must be capital letters, digits and hyphens.");
		return false;
	}
	return true;
}

enum status subscription_set(struct subscription *subscription, enum subscription_field field, struct text value,
                             char fault[SUBSCRIPTION_FAULT_SIZE])
{
	const struct subscription_field_kind *kind = &subscription_field_kinds[field];
	char *out = subscription->values[field];
	value = text_trimmed(value);
	if (value.size == 0) {
		out[0] = '\0';
		return STATUS_OK;
	}
	if (!has_size(kind, value.size) || !consists_of(value, kind->form)) {
		describe(kind, fault);
		return STATUS_MALFORMED;
	}
	if (!check_digits_hold(field, value, fault))
		return STATUS_MALFORMED;
	for (size_t i = 0; i < value.size; i++)
		out[i] = kind->form == HEX ? (char)toupper((unsigned char)value.data[i]) : value.data[i];
	out[value.size] = '\0';
	return STATUS_OK;
}
