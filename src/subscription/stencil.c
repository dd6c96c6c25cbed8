/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/stencil.h"

#include <stdio.h>

#include "base/hex.h"
#include "rsp/identifiers.h"

void stencil_release(struct stencil *stencil)
{
	buffer_release(&stencil->image);
	subscription_release(&stencil->template);
	*stencil = (struct stencil){ 0 };
}

bool stencil_has(const struct stencil *stencil, enum subscription_field field)
{
	for (size_t i = 0; i < stencil->count; i++)
		if (stencil->places[i].field == field)
			return true;
	return false;
}

bool stencil_is_of_network(const struct stencil *stencil, struct text imsi)
{
	struct bytes own = text_bytes(subscription_value(&stencil->template, SUBSCRIPTION_IMSI));
	size_t size = 3 + stencil->mnc_digits;
	return imsi.size == 0 || own.size == 0 || bytes_equal(bytes_first(own, size), bytes_first(text_bytes(imsi), size));
}

/* ---- values ---- */

/* Pairs of digits with the first one low, filled up with F. `out` has (count + 1) / 2 octets. */
static void pack_swapped(const char *digits, size_t count, uint8_t *out)
{
	for (size_t i = 0; i < count; i += 2) {
		unsigned high = i + 1 < count ? (unsigned)(digits[i + 1] - '0') : 0xF;
		out[i / 2] = (uint8_t)(high << 4 | (unsigned)(digits[i] - '0'));
	}
}

static bool write_iccid(struct text value, bool in_order, uint8_t *out)
{
	struct iccid iccid;
	if (iccid_parse(value, &iccid) != STATUS_OK)
		return false;
	if (in_order) /* exchanging the digits of each pair twice is nothing */
		iccid = iccid_of_package(iccid.octets);
	memcpy(out, iccid.octets, ICCID_SIZE);
	return true;
}

/* The number of octets that follow; a parity that shares its octet with the first digit. */
static void write_imsi(struct text value, uint8_t *out, size_t size)
{
	memset(out, 0xFF, size);
	out[0] = (uint8_t)(value.size / 2 + 1);
	out[1] = (uint8_t)((value.data[0] - '0') << 4 | (value.size % 2 == 1 ? 9 : 1));
	pack_swapped(value.data + 1, value.size - 1, out + 2);
}

static void write_access_class(struct text value, uint8_t *out)
{
	unsigned classes = 1U << (value.data[value.size - 1] - '0');
	out[0] = (uint8_t)(classes >> 8);
	out[1] = (uint8_t)classes;
}

/* The last 14 octets of a record; the name before them stays. */
static void write_dialled(struct text value, uint8_t *out, size_t size)
{
	enum { NUMBER_PART = 14, INTERNATIONAL = 0x91 };
	uint8_t *part = out + size - NUMBER_PART;
	memset(part, 0xFF, NUMBER_PART);
	part[0] = (uint8_t)(1 + (value.size + 1) / 2);
	part[1] = INTERNATIONAL;
	pack_swapped(value.data, value.size, part + 2);
}

static bool write_value(const struct stencil_place *place, struct text value, uint8_t *out)
{
	switch (place->form) {
	case STENCIL_ICCID_IN_ORDER:
	case STENCIL_ICCID_SWAPPED:
		return write_iccid(value, place->form == STENCIL_ICCID_IN_ORDER, out);
	case STENCIL_IMSI:
		write_imsi(value, out, place->size);
		return true;
	case STENCIL_ACCESS_CLASS:
		write_access_class(value, out);
		return true;
	case STENCIL_DIALLED:
		write_dialled(value, out, place->size);
		return true;
	case STENCIL_CHARACTERS:
		memcpy(out, value.data, place->size);
		return value.size == place->size;
	case STENCIL_CODE:
		memset(out, 0xFF, place->size);
		memcpy(out, value.data, value.size);
		return true;
	case STENCIL_KEY:
		return hex_decode(value, out, place->size) == STATUS_OK;
	}
	return false;
}

static size_t size_that_fits(const struct stencil_place *place)
{
	return place->form == STENCIL_KEY ? 2 * place->size : place->size;
}

static enum status refuse(const struct stencil_place *place, char fault[SUBSCRIPTION_FAULT_SIZE])
{
	const struct subscription_field_kind *kind = &subscription_field_kinds[place->field];
	const char *what = kind->form == SUBSCRIPTION_HEX ? "hexadecimal digits" : "digits";
	snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "%s must be %zu %s, as in the template.", kind->name,
	         size_that_fits(place), what);
	return STATUS_MALFORMED;
}

/* OP is for making OPc; EID, matching ID and confirmation code are no part of a package. */
static bool stands_in_a_package(int field)
{
	return field < SUBSCRIPTION_EID && field != SUBSCRIPTION_OP;
}

static enum status check_places(const struct stencil *stencil, const struct subscription *subscription,
                                char fault[SUBSCRIPTION_FAULT_SIZE])
{
	for (int field = 0; field < SUBSCRIPTION_FIELDS; field++) {
		bool is_lost = stands_in_a_package(field) && subscription_has(subscription, (enum subscription_field)field) &&
		               !stencil_has(stencil, (enum subscription_field)field);
		if (!is_lost)
			continue;
		snprintf(fault, SUBSCRIPTION_FAULT_SIZE, "the template has no place for %s.",
		         subscription_field_kinds[field].name);
		return STATUS_MALFORMED;
	}
	return STATUS_OK;
}

enum status stencil_fill(const struct stencil *stencil, const struct subscription *subscription, struct buffer *out,
                         char fault[SUBSCRIPTION_FAULT_SIZE])
{
	size_t before = out->size;
	TRY(check_places(stencil, subscription, fault));
	TRY(buffer_append(out, buffer_bytes(&stencil->image)));
	for (size_t i = 0; i < stencil->count; i++) {
		const struct stencil_place *place = &stencil->places[i];
		struct text value = subscription_value(subscription, place->field);
		if (value.size == 0 || write_value(place, value, out->data + before + place->offset))
			continue;
		out->size = before;
		return refuse(place, fault);
	}
	return STATUS_OK;
}
