/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/file_control.h"

#include "base/secret.h"
#include "codec/der_write.h"

/* Tags of the template, and what stands in them for every file of this card. */
enum {
	TAG_FCP = 0x62,
	TAG_SIZE = 0x80,
	TAG_DESCRIPTOR = 0x82,
	TAG_ID = 0x83,
	TAG_AID = 0x84,
	TAG_SHORT_ID = 0x88,
	TAG_LIFE_CYCLE = 0x8A,
	TAG_ACCESS_RULE = 0x8B,
	TAG_PROPRIETARY = 0xA5,
	TAG_PIN_STATUS = 0xC6,
	TAG_CHARACTERISTICS = 0x80,
	TAG_MAXIMUM_SIZE = 0x86,
	TAG_SUPPORTED_COMMANDS = 0x87,
	TAG_SPECIAL_INFORMATION = 0xC0,
	TAG_PIN_BITMAP = 0x90,
	TAG_KEY_REFERENCE = 0x83,
	TAG_USAGE_QUALIFIER = 0x95,
	DATA_CODING = 0x21,
	CURRENT_APPLICATION_ID = 0x7FFF,
	CLOCK_STOP_ALLOWED = 0x71,
	HAS_TERMINAL_CAPABILITY = 0x01,
	USED_FOR_VERIFICATION = 0x08,
	RECORDS_MAXIMUM = 254,
};

static void put_octets(struct der_writer *writer, uint32_t tag, const uint8_t *octets, size_t size)
{
	der_put(writer, tag, bytes_from(octets, size));
}

static void put_pair(struct der_writer *writer, uint32_t tag, unsigned number)
{
	put_octets(writer, tag, (uint8_t[]){ (uint8_t)(number >> 8), (uint8_t)number }, 2);
}

static void put_octet(struct der_writer *writer, uint32_t tag, unsigned octet)
{
	put_octets(writer, tag, (uint8_t[]){ (uint8_t)octet }, 1);
}

static uint8_t descriptor(const struct node *node)
{
	static const uint8_t usual[] = {
		[NODE_MF] = 0x78,           [NODE_DF] = 0x78,     [NODE_ADF] = 0x78,    [NODE_TRANSPARENT] = 0x41,
		[NODE_LINEAR_FIXED] = 0x42, [NODE_CYCLIC] = 0x46, [NODE_BER_TLV] = 0x79,
	};
	return node->descriptor ? node->descriptor : usual[node->kind];
}

static void put_descriptor(struct der_writer *writer, const struct node *body)
{
	uint8_t octets[5] = { descriptor(body), DATA_CODING };
	size_t size = 2;
	if ((body->kind == NODE_LINEAR_FIXED || body->kind == NODE_CYCLIC) && body->record_size > 0) {
		uint32_t records = body->size / body->record_size;
		octets[2] = (uint8_t)(body->record_size >> 8);
		octets[3] = (uint8_t)body->record_size;
		octets[4] = (uint8_t)(records > RECORDS_MAXIMUM ? RECORDS_MAXIMUM : records);
		size = 5;
	}
	put_octets(writer, TAG_DESCRIPTOR, octets, size);
}

static void put_proprietary(struct der_writer *writer, const struct node *node, const struct node *body)
{
	bool is_tlv_file = body->kind == NODE_BER_TLV;
	if (node->kind != NODE_MF && !body->special_information && !is_tlv_file)
		return;
	der_open(writer, TAG_PROPRIETARY);
	if (node->kind == NODE_MF) {
		put_octet(writer, TAG_CHARACTERISTICS, CLOCK_STOP_ALLOWED);
		put_octet(writer, TAG_SUPPORTED_COMMANDS, HAS_TERMINAL_CAPABILITY);
	}
	if (body->special_information)
		put_octet(writer, TAG_SPECIAL_INFORMATION, body->special_information);
	if (is_tlv_file) {
		uint32_t maximum = body->maximum_size ? body->maximum_size : body->size;
		uint8_t octets[4];
		for (size_t i = 0; i < sizeof octets; i++)
			octets[i] = (uint8_t)(maximum >> 8 * (3 - i));
		size_t skipped = 0;
		while (skipped < 2 && octets[skipped] == 0)
			skipped++;
		put_octets(writer, TAG_MAXIMUM_SIZE, octets + skipped, sizeof octets - skipped);
	}
	der_close(writer);
}

static bool is_enabled(const struct uicc *card, node_number directory, uint8_t reference)
{
	struct pin pin;
	node_number context;
	if (!card->store || profile_store_find_pin(card->store, directory, reference, &pin, &context) != STATUS_OK)
		return false;
	bool enabled = pin.enabled;
	wipe(&pin, sizeof pin);
	return enabled;
}

/* The profile lists key references; the terminal wants a bit for each that is enabled, the first one highest (TS 102 221
 * 9.5.2). */
static void put_pin_status(struct der_writer *writer, const struct uicc *card, node_number number,
                           const struct node *node)
{
	uint8_t bitmap[sizeof node->pin_status / 8] = { 0 };
	for (size_t i = 0; i < node->pin_status_size; i++)
		if (is_enabled(card, number, node->pin_status[i]))
			bitmap[i / 8] |= (uint8_t)(0x80 >> i % 8);
	der_open(writer, TAG_PIN_STATUS);
	put_octets(writer, TAG_PIN_BITMAP, bitmap, (node->pin_status_size + 7U) / 8);
	for (size_t i = 0; i < node->pin_status_size; i++) {
		if (node->pin_status[i] == UNIVERSAL_PIN)
			put_octet(writer, TAG_USAGE_QUALIFIER, USED_FOR_VERIFICATION);
		put_octet(writer, TAG_KEY_REFERENCE, node->pin_status[i]);
	}
	der_close(writer);
}

static void put_size(struct der_writer *writer, uint32_t size)
{
	if (size > UINT16_MAX)
		put_octets(writer, TAG_SIZE, (uint8_t[]){ (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size }, 3);
	else
		put_pair(writer, TAG_SIZE, size);
}

static void put_access_rule(struct der_writer *writer, const struct node *node)
{
	const uint8_t octets[] = { (uint8_t)(node->access_rule_file >> 8), (uint8_t)node->access_rule_file,
		                   node->access_rule_record };
	if (node->access_rule_record)
		put_octets(writer, TAG_ACCESS_RULE, octets, sizeof octets);
}

static bool is_directory(const struct node *node)
{
	return node->kind == NODE_MF || node->kind == NODE_DF || node->kind == NODE_ADF;
}

enum status file_control_append(const struct uicc *card, node_number number, struct buffer *out)
{
	static const struct node bare_mf = { .kind = NODE_MF, .id = FILE_ID_MF, .life_cycle = 5, .link_target = NO_NODE };
	const struct node *node = &bare_mf, *body = &bare_mf;
	if (number != NO_NODE) {
		node = profile_store_node(card->store, number);
		body = profile_store_node(card->store, profile_store_resolve(card->store, number));
	}
	struct der_writer writer = der_writer(out);
	der_open(&writer, TAG_FCP);
	put_descriptor(&writer, body);
	put_pair(&writer, TAG_ID, node->kind == NODE_ADF ? CURRENT_APPLICATION_ID : node->id);
	if (node->kind == NODE_ADF)
		put_octets(&writer, TAG_AID, node->aid, node->aid_size);
	put_proprietary(&writer, node, body);
	put_octet(&writer, TAG_LIFE_CYCLE, node->life_cycle);
	put_access_rule(&writer, node);
	if (is_directory(node)) {
		put_pin_status(&writer, card, number, node);
	} else {
		put_size(&writer, body->size);
		put_octets(&writer, TAG_SHORT_ID, (uint8_t[]){ (uint8_t)(node->short_id << 3) }, node->short_id ? 1 : 0);
	}
	der_close(&writer);
	return der_finish(&writer);
}
