/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/device_info.h"

#include "rsp/message_field.h"

enum {
	IMEI_DIGITS = 15,
	FILLER = 0xF,
	COMMON_AUTHENTICATION = 0xA0, /* the alternative of CtxParams1 that version 2 knows */
};

static unsigned digit_at(struct text imei, size_t index)
{
	return index < imei.size ? (unsigned)(imei.data[index] - '0') : FILLER;
}

/* SGP.22 4.2: digits swapped as in TS 23.003, but the last octet has its check digit in the high half. */
enum status device_info_set_imei(struct device_info *info, struct text imei)
{
	uint64_t ignored;
	if (imei.size != IMEI_DIGITS || !text_to_number(imei, UINT64_MAX, &ignored))
		return STATUS_MALFORMED;
	for (size_t i = 0; i < IMEI_SIZE; i++)
		info->imei[i] = (uint8_t)(digit_at(imei, 2 * i + 1) << 4 | digit_at(imei, 2 * i));
	info->imei[IMEI_SIZE - 1] = (uint8_t)(digit_at(imei, IMEI_DIGITS - 1) << 4 | FILLER);
	memcpy(info->tac, info->imei, TAC_SIZE);
	info->has_imei = true;
	return STATUS_OK;
}

/* Devices without an IMEI leave it out, or send it empty (OpenHarmony). */
static bool read_imei(struct der_reader *reader, struct device_info *out)
{
	struct bytes imei = { 0 };
	if (!optional_octets(reader, 0x82, 0, IMEI_SIZE, &imei) || (imei.size != 0 && imei.size != IMEI_SIZE))
		return false;
	out->has_imei = imei.size > 0;
	if (out->has_imei)
		memcpy(out->imei, imei.data, IMEI_SIZE);
	return true;
}

static bool read_device_info(struct der_reader *reader, struct device_info *out)
{
	struct der_reader inside, capabilities;
	if (!der_enter(reader, 0xA1, &inside) || !der_fixed(&inside, 0x80, out->tac, TAC_SIZE)
	    || !der_enter(&inside, 0xA1, &capabilities))
		return false;
	out->capabilities = capabilities.rest;
	return der_later_fields(&capabilities) && read_imei(&inside, out) && der_later_fields(&inside);
}

uint32_t device_info_capabilities(const struct device_info *info)
{
	enum { FIRST_TAG = 0x80, TAGS = 31 };
	uint32_t bits = 0;
	struct der_reader reader = der_reader(info->capabilities);
	struct der_element element;
	while (!der_end(&reader) && der_next(&reader, &element))
		if (element.tag >= FIRST_TAG && element.tag < FIRST_TAG + TAGS)
			bits |= 1u << (element.tag - FIRST_TAG);
	return bits;
}

/* The card passes any text on; whether it names an order is for the server to say (SGP.22 5.6.3). */
static bool read_matching_id(struct der_reader *reader, struct context_parameters *out)
{
	out->has_matching_id = !der_absent(reader, 0x80);
	return !out->has_matching_id || der_text(reader, 0x80, 0, MATCHING_ID_MAXIMUM, &out->matching_id);
}

enum status context_parameters_decode(struct bytes input, struct context_parameters *out)
{
	struct context_parameters got = { 0 };
	struct der_reader inside;
	bool decoded = message_enter(input, COMMON_AUTHENTICATION, &inside)
	               && read_matching_id(&inside, &got)
	               && read_device_info(&inside, &got.device)
	               && der_later_fields(&inside);
	if (!decoded)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status context_parameters_encode(const struct context_parameters *parameters, struct buffer *out)
{
	const struct device_info *device = &parameters->device;
	struct der_writer writer = der_writer(out);
	der_open(&writer, COMMON_AUTHENTICATION);
	if (parameters->has_matching_id)
		der_put_text(&writer, 0x80, parameters->matching_id);
	der_open(&writer, 0xA1);
	der_put(&writer, 0x80, BYTES(device->tac));
	der_put(&writer, 0xA1, device->capabilities);
	if (device->has_imei)
		der_put(&writer, 0x82, BYTES(device->imei));
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}
