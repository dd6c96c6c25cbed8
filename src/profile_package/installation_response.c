/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/installation_response.h"

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
