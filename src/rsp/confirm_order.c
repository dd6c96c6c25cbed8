/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/confirm_order.h"

static enum status read_texts(struct json_value json, struct confirm_order_request *out)
{
	TRY(optional_text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &out->iccid));
	TRY(optional_text_member(json, "eid", ES2PLUS_TEXT_MAXIMUM, &out->eid));
	TRY(optional_text_member(json, "matchingId", ES2PLUS_TEXT_MAXIMUM, &out->matching_id));
	TRY(optional_text_member(json, "confirmationCode", ES2PLUS_TEXT_MAXIMUM, &out->confirmation_code));
	return optional_text_member(json, "smdsAddress", ES2PLUS_TEXT_MAXIMUM, &out->smds_address);
}

enum status confirm_order_request_read(struct json_value json, struct confirm_order_request *out)
{
	struct confirm_order_request got = { 0 };
	struct json_value release = json_member(json, "releaseFlag");
	TRY(function_request_header_read(json, &got.header));
	TRY(read_texts(json, &got));
	got.has_matching_id = json_is_present(json_member(json, "matchingId"));
	if (!json_is_present(release))
		return STATUS_NOT_FOUND;
	if (!json_boolean(release, &got.release))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status confirm_order_request_write(const struct confirm_order_request *request, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &request->header);
	json_put_text(&writer, "iccid", request->iccid);
	optional_text_put(&writer, "eid", request->eid);
	if (request->has_matching_id)
		json_put_text(&writer, "matchingId", request->matching_id);
	optional_text_put(&writer, "confirmationCode", request->confirmation_code);
	optional_text_put(&writer, "smdsAddress", request->smds_address);
	json_put_boolean(&writer, "releaseFlag", request->release);
	json_close_object(&writer);
	return json_finish(&writer);
}

enum status confirm_order_answer_read(struct json_value json, struct confirm_order_answer *out)
{
	struct confirm_order_answer got;
	if (!json_is_present(json_member(json, "matchingId")))
		return STATUS_NOT_FOUND;
	TRY(optional_text_member(json, "eid", ES2PLUS_TEXT_MAXIMUM, &got.eid));
	TRY(optional_text_member(json, "matchingId", ES2PLUS_TEXT_MAXIMUM, &got.matching_id));
	TRY(optional_text_member(json, "smdpAddress", ES2PLUS_TEXT_MAXIMUM, &got.smdp_address));
	*out = got;
	return STATUS_OK;
}

void confirm_order_answer_write(const struct confirm_order_answer *answer, struct json_writer *writer)
{
	optional_text_put(writer, "eid", answer->eid);
	json_put_text(writer, "matchingId", answer->matching_id);
	optional_text_put(writer, "smdpAddress", answer->smdp_address);
}
