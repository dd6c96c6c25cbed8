/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/about.h"

#include <stdarg.h>
#include <stdio.h>

#include "codec/der_read.h"
#include "programs/apdu/names.h"

enum { SHOWN_OF_AID = 16, AID_TEXT_SIZE = 2 * SHOWN_OF_AID + 1 };

/* Goes on where the words so far end. */
__attribute__((format(printf, 2, 3))) static void say(struct apdu_exchange *exchange, const char *format, ...)
{
	size_t used = strlen(exchange->about);
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(exchange->about + used, sizeof exchange->about - used, format, arguments);
	va_end(arguments);
}

static void say_place(struct apdu_exchange *exchange, const char *before, const struct apdu_place *place)
{
	char name[APDU_PLACE_NAME_SIZE];
	apdu_place_name(place, name);
	say(exchange, "%s%s", before, name);
}

static void about_select(struct apdu_exchange *exchange, const struct apdu_place *after)
{
	const struct apdu *apdu = &exchange->apdu;
	struct bytes aid = bytes_first(apdu->data, SHOWN_OF_AID);
	const char *name = apdu_application_name(apdu->data);
	if (apdu->p1 != 0x04) {
		say_place(exchange, " ", after);
		return;
	}
	say(exchange, " %s by AID ", name ? name : "an application");
	for (size_t i = 0; i < aid.size; i++)
		say(exchange, "%02X", aid.data[i]);
}

/* How many blocks there will be is told by the first: its element's length, and how much of it one block takes. */
static void about_store_data(struct apdu_exchange *exchange, struct bytes chain)
{
	const struct apdu *apdu = &exchange->apdu;
	uint32_t tag;
	size_t header, value, position = 0;
	say(exchange, " block %u", apdu->p2 + 1u);
	if (der_header(chain, &tag, &header, &value) != STATUS_OK)
		return;
	const struct es10_field *field = es10_field_next(es10_commands, tag, &position);
	size_t blocks = apdu->p2 == 0 && apdu->data.size > 0 ? (header + value - 1) / apdu->data.size + 1 : 0;
	if (apdu->p1 & 0x80)
		say(exchange, " of %u", apdu->p2 + 1u);
	else if (blocks > 1 && blocks <= 256)
		say(exchange, " of %zu", blocks);
	if (field)
		say(exchange, ": %s", field->name);
	else
		say(exchange, ": unknown message %02X", (unsigned)tag);
}

static void about_channel(struct apdu_exchange *exchange)
{
	if (exchange->apdu.p1 & 0x80)
		say(exchange, ": close channel %u", exchange->apdu.p2);
	else
		say(exchange, ": open a channel");
}

static void about_authentication(struct apdu_exchange *exchange)
{
	static const char *const contexts[] = { "GSM", "3G", "VGCS or VBS", "HTTP digest", "GBA", "MBMS", "local key" };
	unsigned context = exchange->apdu.p2 & 0x07;
	if (context < ARRAY_SIZE(contexts))
		say(exchange, " in the %s context", contexts[context]);
}

static void about_record(struct apdu_exchange *exchange, const struct apdu_place *after)
{
	if (exchange->apdu.p1 != 0)
		say(exchange, " %u", exchange->apdu.p1);
	say_place(exchange, exchange->apdu.p1 ? " of " : " ", after);
}

static void about_binary(struct apdu_exchange *exchange, const struct apdu_place *after)
{
	const struct apdu *apdu = &exchange->apdu;
	unsigned offset = apdu->p1 & 0x80 ? apdu->p2 : apdu->p1 << 8 | apdu->p2;
	say_place(exchange, " ", after);
	if (offset > 0)
		say(exchange, " from octet %u", offset);
}

void apdu_about(struct apdu_exchange *exchange, const struct apdu_place *before, const struct apdu_place *after,
                struct bytes chain)
{
	const struct apdu *apdu = &exchange->apdu;
	const char *name = apdu_command_name(apdu->cla, apdu->ins);
	if (name)
		say(exchange, "%s", name);
	else
		say(exchange, "unknown command %02X", apdu->ins);
	switch (apdu->ins) {
	case INS_SELECT:
		about_select(exchange, after);
		break;
	case INS_STORE_DATA:
		about_store_data(exchange, chain);
		break;
	case INS_MANAGE_CHANNEL:
		about_channel(exchange);
		break;
	case INS_AUTHENTICATE:
	case INS_AUTHENTICATE_ODD:
		about_authentication(exchange);
		break;
	case INS_READ_RECORD:
	case INS_UPDATE_RECORD:
		about_record(exchange, after);
		break;
	case INS_READ_BINARY:
	case INS_UPDATE_BINARY:
		about_binary(exchange, after);
		break;
	case INS_SEARCH_RECORD:
	case INS_INCREASE:
	case INS_RETRIEVE_DATA:
	case INS_SET_DATA:
		say_place(exchange, " ", after);
		break;
	case INS_GET_DATA:
		say(exchange, " %02X", apdu->p1 << 8 | apdu->p2);
		break;
	case INS_VERIFY:
	case INS_CHANGE:
	case INS_DISABLE:
	case INS_ENABLE:
	case INS_UNBLOCK:
		say(exchange, ", key reference %02X", apdu->p2);
		break;
	}
	if (before && before->application && apdu->ins == INS_AUTHENTICATE)
		say(exchange, " of %s", before->application);
}

void apdu_about_nothing(struct apdu_exchange *exchange)
{
	say(exchange, "too few octets for a command");
}
