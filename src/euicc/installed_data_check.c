/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/installed_data_check.h"

enum {
	FILE_ID_ICCID = 0x2FE2,
	FILE_ID_IMSI = 0x6F07,
	FILE_ID_GID1 = 0x6F3E,
	FILE_ID_GID2 = 0x6F3F,
	FILE_CONTENT_MAXIMUM = 4096,
	IMSI_SIZE = 9,         /* octets, its length octet included */
	OPERATOR_DIGITS = 6,
	FILLER = 0xF,
};

/* Reads a file below `parent`. STATUS_NOT_FOUND: there is none. */
static enum status read_file(const struct profile_store *store, node_number parent, uint16_t id, struct buffer *out)
{
	node_number number = profile_store_child(store, parent, id);
	return number == NO_NODE ? STATUS_NOT_FOUND : profile_store_read_body(store, number, out);
}

static enum status check_iccid(const struct profile_store *store, const struct profile_metadata *metadata,
                               bool *out_agrees)
{
	AUTO(buffer) content = BUFFER(FILE_CONTENT_MAXIMUM);
	enum status status = read_file(store, 0, FILE_ID_ICCID, &content);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	*out_agrees = bytes_equal(buffer_bytes(&content), BYTES(metadata->iccid.octets));
	return STATUS_OK;
}

/* MCC and MNC as digits; a two-digit MNC leaves the filler in the last place (TS 24.008 10.5.1.3). */
static void operator_digits(const uint8_t packed[MCC_MNC_SIZE], uint8_t out[OPERATOR_DIGITS])
{
	out[0] = packed[0] & 0xF;
	out[1] = packed[0] >> 4;
	out[2] = packed[1] & 0xF;
	out[3] = packed[2] & 0xF;
	out[4] = packed[2] >> 4;
	out[5] = packed[1] >> 4;
}

/* TS 31.102 4.2.2: the first digit stands in the upper half of the second octet. */
static uint8_t imsi_digit(const uint8_t *imsi, size_t index)
{
	size_t nibble = index + 1;
	uint8_t octet = imsi[1 + nibble / 2];
	return nibble % 2 ? octet >> 4 : octet & 0xF;
}

static bool imsi_matches(struct bytes imsi, const struct operator_id *owner)
{
	uint8_t digits[OPERATOR_DIGITS];
	if (imsi.size < IMSI_SIZE)
		return false;
	if (imsi.data[0] == 0 || imsi.data[0] == 0xFF)
		return true;
	operator_digits(owner->mcc_mnc, digits);
	for (size_t i = 0; i < OPERATOR_DIGITS; i++)
		if (digits[i] != FILLER && digits[i] != imsi_digit(imsi.data, i))
			return false;
	return true;
}

/* A group identifier fills the beginning of its file; the rest is FF. */
static bool group_matches(struct bytes content, struct bytes group)
{
	if (!bytes_start_with(content, group))
		return false;
	struct bytes rest = bytes_after(content, group.size);
	for (size_t i = 0; i < rest.size; i++)
		if (rest.data[i] != 0xFF)
			return false;
	return true;
}

static enum status check_group(const struct profile_store *store, node_number adf, uint16_t file_id, struct bytes group,
                               bool *out_agrees)
{
	AUTO(buffer) content = BUFFER(FILE_CONTENT_MAXIMUM);
	enum status status = read_file(store, adf, file_id, &content);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	*out_agrees = group_matches(buffer_bytes(&content), group);
	return STATUS_OK;
}

/* An application without EF.IMSI is no USIM. */
static enum status check_usim(const struct profile_store *store, node_number adf, const struct operator_id *owner,
                              bool *out_agrees)
{
	AUTO(buffer) imsi = BUFFER(FILE_CONTENT_MAXIMUM);
	enum status status = read_file(store, adf, FILE_ID_IMSI, &imsi);
	if (status == STATUS_NOT_FOUND)
		return STATUS_OK;
	TRY(status);
	*out_agrees = imsi_matches(buffer_bytes(&imsi), owner);
	if (*out_agrees && owner->has_gid1)
		TRY(check_group(store, adf, FILE_ID_GID1, owner->gid1, out_agrees));
	if (*out_agrees && owner->has_gid2)
		TRY(check_group(store, adf, FILE_ID_GID2, owner->gid2, out_agrees));
	return STATUS_OK;
}

enum status installed_data_check(const struct profile_store *store, const struct profile_metadata *metadata,
                                 bool *out_agrees)
{
	bool agrees = true;
	TRY(check_iccid(store, metadata, &agrees));
	for (size_t i = 0; agrees && metadata->has_owner && i < profile_store_count(store); i++)
		if (profile_store_node(store, (node_number)i)->kind == NODE_ADF)
			TRY(check_usim(store, (node_number)i, &metadata->owner, &agrees));
	*out_agrees = agrees;
	return STATUS_OK;
}
