/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/installation_response.h"

#include "codec/der_read.h"
#include "codec/der_write.h"

void installation_response_note(struct installation_response *response, const struct element_status *status)
{
	/* The one that aborts is the last, and worth more than the one before it. */
	if (response->count == ELEMENT_STATUSES_MAXIMUM)
		response->count--;
	response->statuses[response->count++] = *status;
}

static void put_status(struct der_writer *writer, const struct element_status *status)
{
	der_open(writer, 0x30);
	der_put_number(writer, 0x80, status->status);
	if (status->has_identification)
		der_put_number(writer, 0x81, status->identification);
	if (status->status != PE_OK)
		der_put_number(writer, 0x83, status->offset);
	der_close(writer);
}

enum status installation_response_encode(const struct installation_response *response, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0x30);
	der_open(&writer, 0xA0);
	if (response->count == 0)
		put_status(&writer, &(struct element_status){ .status = PE_OK });
	for (size_t i = 0; i < response->count; i++)
		put_status(&writer, &response->statuses[i]);
	der_close(&writer);
	if (response->aborted)
		der_put_null(&writer, 0x81);
	der_close(&writer);
	return der_finish(&writer);
}

static bool read_status(struct der_reader *statuses, struct element_status *out)
{
	struct der_reader fields;
	struct der_element additional; /* information that is nowhere described */
	uint64_t status, identification = 0, offset = 0;
	if (!der_enter(statuses, 0x30, &fields) || !der_number(&fields, 0x80, UINT16_MAX, &status))
		return false;
	bool has_identification = !der_absent(&fields, 0x81);
	bool read = (!has_identification || der_number(&fields, 0x81, UINT16_MAX, &identification))
		&& (der_absent(&fields, 0x82) || der_next(&fields, &additional))
		&& (der_absent(&fields, 0x83) || der_number(&fields, 0x83, UINT32_MAX, &offset))
		&& der_later_fields(&fields);
	*out = (struct element_status){
		.status = (uint16_t)status,
		.has_identification = has_identification,
		.identification = (uint16_t)identification,
		.offset = (uint32_t)offset,
	};
	return read;
}

enum status installation_response_decode(struct bytes input, struct installation_response *out)
{
	struct der_reader whole = der_reader(input), fields, statuses;
	struct installation_response got = { 0 };
	if (!der_enter(&whole, 0x30, &fields) || !der_end(&whole) || !der_enter(&fields, 0xA0, &statuses))
		return STATUS_MALFORMED;
	while (!der_end(&statuses) && got.count < ELEMENT_STATUSES_MAXIMUM)
		if (!read_status(&statuses, &got.statuses[got.count++]))
			return STATUS_MALFORMED;
	got.aborted = !der_absent(&fields, 0x81);
	if (got.count == 0 || (got.aborted && !der_null(&fields, 0x81)) || !der_later_fields(&fields))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}
