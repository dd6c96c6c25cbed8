/* SPDX-License-Identifier: Apache-2.0 */
/* Minimal profiles for machines: what the iot element leaves out is what every such profile has. Which files there are is
 * public, the rest of this page is a reading of it. [unconfirmed] */
#include "profile_package/interpreter_state.h"

#include "codec/der_read.h"

/* Numbers of the fields of the element. */
enum { IOT_MF = 2, IOT_ICCID = 4, IOT_DIR = 5, IOT_ARR = 6, IOT_ADF = 8, IOT_ARR_USIM = 10 };

enum { ADF_ID = 0x7FD0, FIRST_MAJOR = 3, FIRST_MINOR = 3, RULE_SIZE = 37, USIM_RID_SIZE = 5 };

static const uint8_t usim_rid[USIM_RID_SIZE] = { 0xA0, 0x00, 0x00, 0x00, 0x87 };

enum pe_status interpret_iot_options(struct interpreter *interpreter, struct bytes value)
{
	struct der_reader fields = der_reader(value);
	struct bytes pix;
	if (!profile_support_follows(interpreter->support, RULE_IOT_PROFILES))
		return PE_OK;
	if (!der_octets(&fields, 0x80, 7, 11, &pix) || !der_end(&fields))
		return PE_INVALID_REQUEST_FORMAT;
	memcpy(interpreter->iot_aid, usim_rid, sizeof usim_rid);
	memcpy(interpreter->iot_aid + sizeof usim_rid, pix.data, pix.size);
	interpreter->iot_aid_size = sizeof usim_rid + pix.size;
	return PE_OK;
}

/* With the options there is an iot element and no MF of its own, and the other way round. */
enum pe_status interpret_iot_order(struct interpreter *interpreter, uint32_t tag)
{
	const struct profile_header *header = &interpreter->header;
	bool is_iot_profile = interpreter->iot_aid_size > 0;
	bool is_later = header->major > FIRST_MAJOR || (header->major == FIRST_MAJOR && header->minor >= FIRST_MINOR);
	if (tag == ELEMENT_MF)
		return is_iot_profile ? interpreter_fatal(interpreter, PE_BAD_VALUES) : PE_OK;
	if (tag != ELEMENT_IOT && tag != ELEMENT_OPT_IOT)
		return PE_OK;
	if (!profile_support_follows(interpreter->support, RULE_IOT_PROFILES))
		return PE_NOT_SUPPORTED;
	return is_iot_profile && is_later ? PE_OK : interpreter_fatal(interpreter, PE_BAD_VALUES);
}

/* ---- what a file has although nobody says so ---- */

void interpret_iot_defaults(const struct interpreter *interpreter, unsigned tag, struct fcp *fcp)
{
	static const uint8_t codes[] = { 0x01, 0x81, 0x0A }, codes_of_mf[] = { 0x01, 0x0A }, rules_of_mf[] = { 0x2F, 0x06 };
	if ((tag == IOT_MF || tag == IOT_ADF) && !fcp->has_pin_status) {
		fcp->has_pin_status = true;
		fcp->pin_status = tag == IOT_MF ? BYTES(codes_of_mf) : BYTES(codes);
	}
	if (tag == IOT_ADF && !fcp->has_id) {
		fcp->has_id = true;
		fcp->id = ADF_ID;
	}
	if (tag == IOT_ADF && fcp->df_name.size == 0)
		fcp->df_name = bytes_from(interpreter->iot_aid, interpreter->iot_aid_size);
	if (tag == IOT_ARR_USIM && !fcp->has_link && !fcp->has_size) {
		fcp->has_link = true;
		fcp->link = BYTES(rules_of_mf);
	}
}

/* ---- contents ---- */

static enum pe_status fill(const struct interpreter *interpreter, const struct new_file *plan, uint32_t offset,
                           struct bytes content)
{
	if (plan->size < content.size || offset > plan->size - content.size)
		return PE_OK;
	return interpreter->builder->fill_file(interpreter->builder->self, offset, content);
}

static enum pe_status fill_iccid(const struct interpreter *interpreter, const struct new_file *plan)
{
	uint8_t swapped[sizeof interpreter->header.iccid];
	for (size_t i = 0; i < sizeof swapped; i++)
		swapped[i] = (uint8_t)(interpreter->header.iccid[i] << 4 | interpreter->header.iccid[i] >> 4);
	return fill(interpreter, plan, 0, BYTES(swapped));
}

/* TS 102 221 13.1: an application template with the AID. */
static enum pe_status fill_directory(const struct interpreter *interpreter, const struct new_file *plan)
{
	uint8_t record[4 + sizeof interpreter->iot_aid] = { 0x61, 0, 0x4F, 0 };
	size_t size = interpreter->iot_aid_size;
	record[1] = (uint8_t)(size + 2);
	record[3] = (uint8_t)size;
	memcpy(record + 4, interpreter->iot_aid, size);
	return fill(interpreter, plan, 0, bytes_from(record, 4 + size));
}

#define PIN1 "\xA4\x06\x83\x01\x01\x95\x01\x08"
#define PIN2 "\xA4\x06\x83\x01\x81\x95\x01\x08"
#define ADM1 "\xA4\x06\x83\x01\x0A\x95\x01\x08"
#define ALWAYS "\x90\x00"
#define NEVER "\x97\x00"
#define MODE(octet) "\x80\x01" octet
#define RULE(octets) { (const uint8_t *)(octets), sizeof(octets) - 1 }

/* The records that the templates' references mean. */
static const struct bytes rules[] = {
	RULE(MODE("\x01") ALWAYS MODE("\x02") PIN1 MODE("\x58") ADM1),
	RULE(MODE("\x01") PIN1 MODE("\x5A") ADM1),
	RULE(MODE("\x5B") ADM1),
	RULE(MODE("\x01") ALWAYS MODE("\x1A") NEVER MODE("\x40") ADM1),
	RULE(MODE("\x03") PIN1 MODE("\x58") ADM1),
	RULE(MODE("\x11") PIN1 MODE("\x4A") ADM1),
	RULE(MODE("\x03") PIN1 MODE("\x58") ADM1 "\x84\x01\x32" PIN1),
	RULE(MODE("\x01") PIN1 MODE("\x02") PIN2 MODE("\x58") ADM1),
	RULE(MODE("\x01") ALWAYS MODE("\x1A") PIN1 MODE("\x40") ADM1),
	RULE(MODE("\x01") ALWAYS MODE("\x5A") ADM1),
	RULE(MODE("\x01") ALWAYS MODE("\x18") ADM1 MODE("\x42") NEVER),
	RULE(MODE("\x01") PIN1 MODE("\x5A") NEVER),
	RULE(MODE("\x13") PIN1 MODE("\x48") ADM1),
	RULE(MODE("\x5E") ADM1),
};

static enum pe_status fill_rules(const struct interpreter *interpreter, const struct new_file *plan)
{
	enum pe_status status = PE_OK;
	for (size_t i = 0; i < ARRAY_SIZE(rules) && plan->record_size == RULE_SIZE && status == PE_OK; i++)
		status = fill(interpreter, plan, (uint32_t)i * RULE_SIZE, rules[i]);
	return status;
}

enum pe_status interpret_iot_contents(const struct interpreter *interpreter, unsigned tag, const struct new_file *plan)
{
	if (plan->is_link)
		return PE_OK;
	switch (tag) {
	case IOT_ICCID:
		return fill_iccid(interpreter, plan);
	case IOT_DIR:
		return fill_directory(interpreter, plan);
	case IOT_ARR:
		return fill_rules(interpreter, plan);
	default:
		return PE_OK;
	}
}

/* ---- codes ---- */

enum pe_status interpret_iot_codes(const struct interpreter *interpreter)
{
	/* Nobody was told a value of ADM1, so none opens it. */
	static const struct {
		bool is_local;
		struct new_pin pin;
	} pins[] = {
		{ false, { .reference = 0x01, .value = "0000\xFF\xFF\xFF\xFF", .attributes = 6, .tries_maximum = 3, .tries_left = 3 } },
		{ false, { .reference = 0x0A, .value = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", .attributes = 3, .tries_maximum = 10 } },
		{ true, { .reference = 0x81, .value = "0000\xFF\xFF\xFF\xFF", .attributes = 3, .tries_maximum = 3, .tries_left = 3 } },
	};
	static const struct file_path mf = { 0 };
	const struct profile_builder *builder = interpreter->builder;
	enum pe_status status = PE_OK;
	for (size_t i = 0; i < ARRAY_SIZE(pins) && interpreter->iot_aid_size > 0 && status == PE_OK; i++) {
		bool is_local = pins[i].is_local;
		if (!(interpreter->so_far.seen & (is_local ? LOCAL_PIN_SEEN : PIN_SEEN)))
			status = builder->pin(builder->self, is_local ? &interpreter->so_far.naa_path[NAA_USIM] : &mf,
			                      &pins[i].pin);
	}
	return status;
}
