/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/download_order.h"

enum status download_order_request_read(struct json_value json, struct download_order_request *out)
{
	struct download_order_request got;
	TRY(function_request_header_read(json, &got.header));
	TRY(optional_text_member(json, "eid", ES2PLUS_TEXT_MAXIMUM, &got.eid));
	TRY(optional_text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &got.iccid));
	TRY(optional_text_member(json, "profileType", ES2PLUS_TEXT_MAXIMUM, &got.profile_type));
	*out = got;
	return STATUS_OK;
}

enum status download_order_request_write(const struct download_order_request *request, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &request->header);
	optional_text_put(&writer, "eid", request->eid);
	optional_text_put(&writer, "iccid", request->iccid);
	optional_text_put(&writer, "profileType", request->profile_type);
	json_close_object(&writer);
	return json_finish(&writer);
}

enum status download_order_answer_read(struct json_value json, struct download_order_answer *out)
{
	return text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &out->iccid);
}

void download_order_answer_write(const struct download_order_answer *answer, struct json_writer *writer)
{
	json_put_text(writer, "iccid", answer->iccid);
}
