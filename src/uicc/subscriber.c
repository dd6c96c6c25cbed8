/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/subscriber.h"

#include "codec/der_read.h"
#include "uicc/application.h"

enum {
	FILE_IMSI = 0x6F07,
	FILE_ADMINISTRATIVE_DATA = 0x6FAD,
	DIRECTORY_5GS = 0x5FC0,
	FILE_IDENTIFIER = 0x4F09, /* EF.SUPI_NAI */
	FILE_ROUTING_INDICATOR = 0x4F0A,
	TAG_NETWORK_SPECIFIC = 0x80,
	SMALL_FILE_MAXIMUM = 64 * 1024,
	MNC_LENGTH_OFFSET = 3, /* in EF.AD */
	FILLER = 0x0F,
};

/* EF.IMSI: a length, then digits by nibbles, of which the first only says odd or even (TS 31.102 4.2.2). */
static bool read_digits(struct bytes file, struct subscriber *out)
{
	if (file.size < 2 || file.data[0] == 0 || file.data[0] >= file.size)
		return false;
	size_t count = 0;
	for (size_t i = 1; i < 2U * file.data[0]; i++) {
		uint8_t digit = file.data[1 + i / 2] >> 4 * (i % 2) & 0x0F;
		if (digit == FILLER)
			break;
		if (digit > 9 || count == IMSI_DIGITS_MAXIMUM)
			return false;
		out->digits[count++] = digit;
	}
	out->count = count;
	return true;
}

static enum status read_imsi(const struct uicc *card, node_number adf, struct subscriber *out)
{
	AUTO(buffer) imsi = BUFFER(SMALL_FILE_MAXIMUM);
	AUTO(buffer) data = BUFFER(SMALL_FILE_MAXIMUM);
	TRY(application_read_file(card, adf, FILE_IMSI, &imsi));
	TRY(application_read_file(card, adf, FILE_ADMINISTRATIVE_DATA, &data));
	if (!read_digits(buffer_bytes(&imsi), out) || data.size <= MNC_LENGTH_OFFSET)
		return STATUS_MALFORMED;
	out->mnc_size = data.data[MNC_LENGTH_OFFSET] & 0x0F;
	bool is_whole = (out->mnc_size == 2 || out->mnc_size == 3) && out->count > MCC_DIGITS + out->mnc_size;
	return is_whole ? STATUS_OK : STATUS_MALFORMED;
}

static bool has_user_and_realm(struct bytes nai)
{
	const uint8_t *at = memchr(nai.data, '@', nai.size);
	return at && at > nai.data;
}

/* EF.SUPI_NAI (TS 31.102 4.4.11.10). What is there may also be the identifier of a fixed line, which is not for us: then, as
 * without the service, the IMSI counts. */
static enum status read_nai(const struct uicc *card, node_number adf, struct subscriber *out)
{
	AUTO(buffer) file = BUFFER(SMALL_FILE_MAXIMUM);
	struct bytes nai;
	if (!application_has_service(card, adf, SERVICE_NETWORK_SPECIFIC_IDENTIFIER))
		return STATUS_OK;
	node_number directory = profile_store_child(card->store, adf, DIRECTORY_5GS);
	enum status status = application_read_file(card, directory, FILE_IDENTIFIER, &file);
	struct der_reader reader = der_reader(buffer_bytes(&file));
	if (status == STATUS_NOT_FOUND || (status == STATUS_OK && der_peek(&reader) != TAG_NETWORK_SPECIFIC))
		return STATUS_OK;
	TRY(status);
	if (!der_octets(&reader, TAG_NETWORK_SPECIFIC, 1, NAI_MAXIMUM, &nai) || !has_user_and_realm(nai))
		return STATUS_MALFORMED;
	memcpy(out->nai, nai.data, nai.size);
	out->nai_size = nai.size;
	return STATUS_OK;
}

static enum status read_routing_indicator(const struct uicc *card, node_number adf, uint8_t out[ROUTING_INDICATOR_SIZE])
{
	AUTO(buffer) file = BUFFER(SMALL_FILE_MAXIMUM);
	static const uint8_t none[ROUTING_INDICATOR_SIZE] = { 0xF0, 0xFF };
	node_number directory = profile_store_child(card->store, adf, DIRECTORY_5GS);
	enum status status = application_read_file(card, directory, FILE_ROUTING_INDICATOR, &file);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	bool is_there = file.size >= sizeof none && file.data[0] != 0xFF;
	memcpy(out, is_there ? file.data : none, sizeof none);
	return STATUS_OK;
}

enum status subscriber_read(const struct uicc *card, node_number adf, struct subscriber *out)
{
	struct subscriber got = { 0 };
	TRY(read_nai(card, adf, &got));
	if (got.nai_size == 0)
		TRY(read_imsi(card, adf, &got));
	TRY(read_routing_indicator(card, adf, got.routing_indicator));
	*out = got;
	return STATUS_OK;
}

size_t digits_pack(const uint8_t *digits, size_t count, uint8_t *out)
{
	for (size_t i = 0; i < count; i += 2)
		out[i / 2] = (uint8_t)((i + 1 < count ? digits[i + 1] : FILLER) << 4 | digits[i]);
	return (count + 1) / 2;
}
