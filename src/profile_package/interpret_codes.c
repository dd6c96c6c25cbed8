/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "base/secret.h"
#include "codec/der_read.h"

enum { PIN_ATTRIBUTES = 7, PIN_TRIES = 0x33, PUK_TRIES = 0xAA };

static bool is_global_pin(int reference)
{
	return (reference >= 1 && reference <= 8) || (reference >= 10 && reference <= 14)
		|| (reference >= 138 && reference <= 142);
}

static bool is_local_pin(int reference)
{
	return (reference >= 129 && reference <= 136) || (reference >= 138 && reference <= 142);
}

static bool is_puk(int reference)
{
	return (reference >= 1 && reference <= 8) || (reference >= 129 && reference <= 136);
}

/* High nibble: the most there can be; low nibble: left. */
static bool split_tries(int tries, uint8_t *out_maximum, uint8_t *out_left)
{
	*out_maximum = (uint8_t)(tries >> 4);
	*out_left = tries & 15;
	return *out_maximum > 0 && *out_left <= *out_maximum;
}

enum pe_status interpret_pin(struct interpreter *interpreter, struct bytes value)
{
	struct der_reader fields = der_reader(value);
	struct new_pin pin = { 0 };
	int reference, unblocking = 0, attributes = PIN_ATTRIBUTES, tries = PIN_TRIES;
	bool read = der_small(&fields, 0x80, 255, &reference)
		&& der_fixed(&fields, 0x81, pin.value, sizeof pin.value)
		&& (der_absent(&fields, 0x82) || der_small(&fields, 0x82, 255, &unblocking))
		&& (der_absent(&fields, 0x83) || der_small(&fields, 0x83, 255, &attributes))
		&& (der_absent(&fields, 0x84) || der_small(&fields, 0x84, 255, &tries))
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	bool in_mf = interpreter->so_far.pin_context.count == 0;
	if (!(in_mf ? is_global_pin(reference) : is_local_pin(reference)) || (unblocking != 0 && !is_puk(unblocking)))
		return PE_BAD_VALUES;
	if (attributes > PIN_ATTRIBUTES || !split_tries(tries, &pin.tries_maximum, &pin.tries_left))
		return PE_BAD_VALUES;
	if (interpret_rules_pin(interpreter, unblocking) != PE_OK)
		return PE_PIN_CODE_MISSING;
	interpreter->so_far.seen |= in_mf ? PIN_SEEN : LOCAL_PIN_SEEN;
	pin.reference = (uint8_t)reference;
	pin.unblocking_reference = (uint8_t)unblocking;
	pin.attributes = (uint8_t)attributes;
	enum pe_status status = interpreter->builder->pin(interpreter->builder->self, &interpreter->so_far.pin_context, &pin);
	wipe(&pin, sizeof pin);
	return status;
}

enum pe_status interpret_pin_path(struct interpreter *interpreter, struct bytes value)
{
	struct file_path source;
	if (!file_path_decode(value, &source))
		return PE_BAD_VALUES;
	return interpreter->builder->share_pins(interpreter->builder->self, &interpreter->so_far.pin_context, &source);
}

enum pe_status interpret_puk(struct interpreter *interpreter, struct bytes value)
{
	struct der_reader fields = der_reader(value);
	struct new_puk puk = { 0 };
	int reference, tries = PUK_TRIES;
	bool read = der_small(&fields, 0x80, 255, &reference)
		&& der_fixed(&fields, 0x81, puk.value, sizeof puk.value)
		&& (der_absent(&fields, 0x82) || der_small(&fields, 0x82, 255, &tries))
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	if (!is_puk(reference) || !split_tries(tries, &puk.tries_maximum, &puk.tries_left))
		return PE_BAD_VALUES;
	interpret_rules_note_puk(interpreter, reference);
	puk.reference = (uint8_t)reference;
	enum pe_status status = interpreter->builder->puk(interpreter->builder->self, &puk);
	wipe(&puk, sizeof puk);
	return status;
}
