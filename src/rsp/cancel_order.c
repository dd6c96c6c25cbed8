/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/cancel_order.h"

static const char *const final_status_names[] = {
	[FINAL_STATUS_ABSENT] = "",
	[FINAL_STATUS_AVAILABLE] = "Available",
	[FINAL_STATUS_UNAVAILABLE] = "Unavailable",
};

static enum status read_final_status(struct json_value json, enum final_profile_status *out)
{
	struct text name;
	TRY(optional_text_member(json, "finalProfileStatusIndicator", ES2PLUS_TEXT_MAXIMUM, &name));
	for (size_t i = 0; i < ARRAY_SIZE(final_status_names); i++)
		if (text_equal(name, text_from(final_status_names[i]))) {
			*out = (enum final_profile_status)i;
			return STATUS_OK;
		}
	return STATUS_MALFORMED;
}

enum status cancel_order_request_read(struct json_value json, struct cancel_order_request *out)
{
	struct cancel_order_request got;
	TRY(function_request_header_read(json, &got.header));
	TRY(optional_text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &got.iccid));
	TRY(optional_text_member(json, "eid", ES2PLUS_TEXT_MAXIMUM, &got.eid));
	TRY(optional_text_member(json, "matchingId", ES2PLUS_TEXT_MAXIMUM, &got.matching_id));
	TRY(read_final_status(json, &got.final_status));
	*out = got;
	return STATUS_OK;
}

enum status cancel_order_request_write(const struct cancel_order_request *request, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &request->header);
	json_put_text(&writer, "iccid", request->iccid);
	optional_text_put(&writer, "eid", request->eid);
	optional_text_put(&writer, "matchingId", request->matching_id);
	optional_text_put(&writer, "finalProfileStatusIndicator", text_from(final_status_names[request->final_status]));
	json_close_object(&writer);
	return json_finish(&writer);
}
