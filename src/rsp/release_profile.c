/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/release_profile.h"

enum status release_profile_request_read(struct json_value json, struct release_profile_request *out)
{
	struct release_profile_request got;
	TRY(function_request_header_read(json, &got.header));
	TRY(optional_text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &got.iccid));
	*out = got;
	return STATUS_OK;
}

enum status release_profile_request_write(const struct release_profile_request *request, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &request->header);
	json_put_text(&writer, "iccid", request->iccid);
	json_close_object(&writer);
	return json_finish(&writer);
}
