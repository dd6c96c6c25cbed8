/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/apdu.h"

enum { HEADER_SIZE = 4, LE_MAXIMUM = 256 };

/* Class octets of ISO 7816-4 5.4.1: the second interindustry range has channels 4 to 19. */
static enum status decode_class(uint8_t cla, struct apdu *out)
{
	switch (cla & 0xF0) {
	case 0x00:
	case 0x80:
		out->channel = cla & 0x03;
		out->proprietary = cla & 0x80;
		return cla & 0x0C ? STATUS_UNSUPPORTED : STATUS_OK;
	case 0x40:
	case 0xC0:
		out->channel = (cla & 0x0F) + BASIC_CHANNELS;
		out->proprietary = cla & 0x80;
		return STATUS_OK;
	default:
		return STATUS_UNSUPPORTED;
	}
}

/* What follows the header: nothing, Le, Lc and data, or all three. */
static enum status decode_body(struct bytes body, struct apdu *out)
{
	out->le = LE_MAXIMUM;
	if (body.size == 0)
		return STATUS_OK;
	unsigned first = body.data[0];
	if (body.size == 1) {
		out->has_le = true;
		out->le = first ? first : LE_MAXIMUM;
		return STATUS_OK;
	}
	struct bytes rest = bytes_after(body, 1);
	if (first == 0 || rest.size < first || rest.size > first + 1)
		return STATUS_MALFORMED;
	out->data = bytes_first(rest, first);
	if (rest.size > first) {
		out->has_le = true;
		out->le = rest.data[first] ? rest.data[first] : LE_MAXIMUM;
	}
	return STATUS_OK;
}

enum status apdu_decode(struct bytes command, struct apdu *out)
{
	if (command.size < HEADER_SIZE)
		return STATUS_MALFORMED;
	struct apdu apdu = { .cla = command.data[0], .ins = command.data[1], .p1 = command.data[2], .p2 = command.data[3] };
	TRY(decode_class(apdu.cla, &apdu));
	TRY(decode_body(bytes_after(command, HEADER_SIZE), &apdu));
	*out = apdu;
	return STATUS_OK;
}
