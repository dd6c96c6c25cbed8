/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/key_draw.h"

#include "base/hex.h"
#include "base/secret.h"

enum { KEY_SIZE_MAXIMUM = SUBSCRIPTION_VALUE_MAXIMUM / 2 };

static void print_key(const uint8_t *octets, size_t size, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < size; i++) {
		*out++ = digits[octets[i] >> 4];
		*out++ = digits[octets[i] & 0x0F];
	}
	*out = '\0';
}

static enum status draw_key(const struct random *random, size_t digits, char *out)
{
	uint8_t octets[KEY_SIZE_MAXIMUM];
	TRY(random_fill(random, octets, digits / 2));
	print_key(octets, digits / 2, out);
	wipe(octets, sizeof octets);
	return STATUS_OK;
}

/* 250 is the largest multiple of ten in an octet: what is above would favour small digits. */
static enum status draw_digits(const struct random *random, size_t digits, char *out)
{
	for (size_t i = 0; i < digits;) {
		uint8_t octet;
		TRY(random_fill(random, &octet, 1));
		if (octet < 250)
			out[i++] = (char)('0' + octet % 10);
	}
	out[digits] = '\0';
	return STATUS_OK;
}

/* OPc needs Ki, so this comes after the drawing. */
static enum status derive_opc(enum usim_algorithm algorithm, struct subscription *subscription)
{
	struct usim_keys keys = { 0 };
	uint8_t op[KEY_SIZE_MAXIMUM];
	struct text ki = subscription_value(subscription, SUBSCRIPTION_KI);
	struct text op_text = subscription_value(subscription, SUBSCRIPTION_OP);
	size_t op_size = algorithm == USIM_TUAK ? 32 : 16;
	bool has_sizes = op_text.size == 2 * op_size && (ki.size == 32 || (ki.size == 64 && algorithm == USIM_TUAK));
	if (!has_sizes)
		return STATUS_MALFORMED;
	usim_keys_set_defaults(&keys, algorithm);
	keys.k_size = ki.size / 2;
	enum status status = hex_decode(ki, keys.k, keys.k_size);
	if (status == STATUS_OK)
		status = hex_decode(op_text, op, op_size);
	if (status == STATUS_OK)
		status = usim_keys_derive_opc(&keys, bytes_from(op, op_size));
	if (status == STATUS_OK)
		print_key(keys.opc, op_size, subscription->values[SUBSCRIPTION_OPC]);
	wipe(&keys, sizeof keys);
	wipe(op, sizeof op);
	return status;
}

enum status key_draw(const struct key_plan *plan, const struct random *random, struct subscription *subscription)
{
	bool derives = subscription_has(subscription, SUBSCRIPTION_OP) && !subscription_has(subscription, SUBSCRIPTION_OPC);
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++) {
		size_t size = plan->sizes[field];
		char *value = subscription->values[field];
		if (size == 0 || value[0] != '\0' || (field == SUBSCRIPTION_OPC && derives))
			continue;
		if (subscription_field_kinds[field].form == SUBSCRIPTION_HEX)
			TRY(draw_key(random, size, value));
		else
			TRY(draw_digits(random, size, value));
	}
	return derives ? derive_opc(plan->algorithm, subscription) : STATUS_OK;
}
