/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/fcp.h"

#include "codec/der_read.h"

enum { SHAREABLE = 0x40, FILE_ID_MF = 0x3F00 };

static uint32_t number_of(struct bytes octets)
{
	uint32_t number = 0;
	for (size_t i = 0; i < octets.size; i++)
		number = number << 8 | octets.data[i];
	return number;
}

bool fcp_kind(uint8_t descriptor, enum file_kind *out)
{
	switch (descriptor & ~SHAREABLE) {
	case 0x01:
		*out = FILE_TRANSPARENT;
		return true;
	case 0x02:
		*out = FILE_LINEAR_FIXED;
		return true;
	case 0x06:
		*out = FILE_CYCLIC;
		return true;
	case 0x39:
		*out = FILE_BER_TLV;
		return true;
	case 0x38:
		*out = FILE_DF;
		return true;
	default:
		return false;
	}
}

bool file_path_decode(struct bytes octets, struct file_path *out)
{
	struct file_path path = { .count = octets.size / 2 };
	if (octets.size % 2 != 0 || path.count > PATH_MAXIMUM)
		return false;
	for (size_t i = 0; i < path.count; i++) {
		path.ids[i] = (uint16_t)number_of(bytes_from(octets.data + 2 * i, 2));
		if (path.ids[i] == FILE_ID_MF)
			return false;
	}
	*out = path;
	return true;
}

bool file_path_descend(struct file_path *path, uint16_t id)
{
	if (path->count == PATH_MAXIMUM)
		return false;
	path->ids[path->count++] = id;
	return true;
}

/* TS 102 222 6.3.2.2.3: descriptor octet, data coding octet, record length. */
static bool decode_descriptor(struct bytes octets, struct fcp *fcp)
{
	enum file_kind kind;
	if (octets.size == 0)
		return true;
	fcp->has_descriptor = true;
	fcp->descriptor = octets.data[0];
	if (!fcp_kind(fcp->descriptor, &kind))
		return false;
	bool has_records = kind == FILE_LINEAR_FIXED || kind == FILE_CYCLIC;
	if (octets.size == 2)
		return true;
	fcp->record_size = (uint16_t)number_of(bytes_after(octets, 2));
	return has_records && fcp->record_size != 0 && fcp->record_size <= 255;
}

/* One octet is a record of the file that the place implies; three name the file too. */
static bool decode_rule(struct bytes octets, struct fcp *fcp)
{
	if (octets.size == 0)
		return true;
	fcp->rule_record = octets.data[octets.size - 1];
	fcp->rule_file = (uint16_t)number_of(bytes_first(octets, octets.size - 1));
	return octets.size != 2 && fcp->rule_record != 0 && (octets.size == 1 || fcp->rule_file != 0);
}

static bool decode_short_id(struct bytes octets, struct fcp *fcp)
{
	if (octets.size == 0)
		return true;
	fcp->short_id = octets.data[0] >> 3;
	return (octets.data[0] & 7) == 0 && fcp->short_id != 0 && fcp->short_id != 31;
}

static bool decode_proprietary(struct der_reader *fields, struct fcp *fcp)
{
	struct der_reader inside;
	struct bytes special = { 0 }, fill = { 0 }, repeat = { 0 }, maximum = { 0 }, details = { 0 };
	if (der_absent(fields, 0xA5))
		return true;
	bool read = der_enter(fields, 0xA5, &inside)
		&& (der_absent(&inside, 0xC0) || der_octets(&inside, 0xC0, 1, 1, &special))
		&& (der_absent(&inside, 0xC1) || der_octets(&inside, 0xC1, 1, FILE_PATTERN_MAXIMUM, &fill))
		&& (der_absent(&inside, 0xC2) || der_octets(&inside, 0xC2, 1, FILE_PATTERN_MAXIMUM, &repeat))
		&& (der_absent(&inside, 0x86) || der_octets(&inside, 0x86, 1, 4, &maximum))
		&& (der_absent(&inside, 0x84) || der_octets(&inside, 0x84, 1, 1, &details))
		&& der_end(&inside);
	if (!read || (fill.size > 0 && repeat.size > 0))
		return false;
	fcp->has_special_information = true;
	fcp->special_information = special.size > 0 ? special.data[0] : 0;
	fcp->maximum_size = number_of(maximum);
	fcp->has_file_details = details.size > 0;
	fcp->file_details = details.size > 0 ? details.data[0] : 0;
	fcp->has_fill = fill.size > 0 || repeat.size > 0;
	fcp->fill = repeat.size > 0 ? FILL_REPEAT : FILL_PATTERN;
	fcp->pattern = repeat.size > 0 ? repeat : fill;
	return true;
}

enum pe_status fcp_decode(struct bytes value, struct fcp *out)
{
	struct der_reader fields = der_reader(value);
	struct fcp fcp = { .life_cycle = 0x05 };
	struct bytes descriptor = { 0 }, id = { 0 }, life_cycle = { 0 }, rule = { 0 }, size = { 0 }, short_id = { 0 };
	bool read = (der_absent(&fields, 0x82) || der_octets(&fields, 0x82, 2, 4, &descriptor))
		&& (der_absent(&fields, 0x83) || der_octets(&fields, 0x83, 2, 2, &id))
		&& (der_absent(&fields, 0x84) || der_octets(&fields, 0x84, 5, 16, &fcp.df_name))
		&& (der_absent(&fields, 0x8A) || der_octets(&fields, 0x8A, 1, 1, &life_cycle))
		&& (der_absent(&fields, 0x8B) || der_octets(&fields, 0x8B, 1, 3, &rule))
		&& (der_absent(&fields, 0x80) || der_octets(&fields, 0x80, 1, 4, &size));
	fcp.has_pin_status = der_peek(&fields) == 0xC6;
	read = read && (!fcp.has_pin_status || der_octets(&fields, 0xC6, 0, PIN_STATUS_MAXIMUM, &fcp.pin_status));
	fcp.has_short_id = der_peek(&fields) == 0x88;
	read = read && (!fcp.has_short_id || der_octets(&fields, 0x88, 0, 1, &short_id))
		&& decode_proprietary(&fields, &fcp);
	fcp.has_link = der_peek(&fields) == 0xC7;
	read = read && (!fcp.has_link || der_octets(&fields, 0xC7, 0, LINK_PATH_MAXIMUM, &fcp.link))
		&& der_end(&fields);
	if (!read || descriptor.size == 3)
		return PE_BAD_VALUES;
	if (!decode_descriptor(descriptor, &fcp) || !decode_rule(rule, &fcp) || !decode_short_id(short_id, &fcp))
		return PE_BAD_VALUES;
	fcp.has_id = id.size > 0;
	fcp.id = (uint16_t)number_of(id);
	fcp.has_size = size.size > 0;
	fcp.size = number_of(size);
	fcp.size_octets = (uint8_t)size.size;
	fcp.size_is_padded = size.size > 1 && size.data[0] == 0;
	if (life_cycle.size > 0)
		fcp.life_cycle = life_cycle.data[0];
	*out = fcp;
	return PE_OK;
}
