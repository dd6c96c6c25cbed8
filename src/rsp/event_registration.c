/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/event_registration.h"

enum { TEXT_MAXIMUM = 255 }; /* of any member; what is longer is none of what it should be */

enum status event_registration_read(struct json_value json, struct event_registration *out)
{
	struct event_registration got;
	struct json_value forwarding = json_member(json, "forwardingIndicator");
	TRY(function_request_header_read(json, &got.header));
	TRY(text_member(json, "eid", TEXT_MAXIMUM, &got.eid));
	TRY(text_member(json, "rspServerAddress", TEXT_MAXIMUM, &got.rsp_server_address));
	TRY(text_member(json, "eventId", TEXT_MAXIMUM, &got.event_id));
	if (!json_is_present(forwarding))
		return STATUS_NOT_FOUND;
	if (!json_boolean(forwarding, &got.forwarding))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status event_registration_write(const struct event_registration *registration, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &registration->header);
	json_put_text(&writer, "eid", registration->eid);
	json_put_text(&writer, "rspServerAddress", registration->rsp_server_address);
	json_put_text(&writer, "eventId", registration->event_id);
	json_put_boolean(&writer, "forwardingIndicator", registration->forwarding);
	json_close_object(&writer);
	return json_finish(&writer);
}

enum status event_deletion_read(struct json_value json, struct event_deletion *out)
{
	struct event_deletion got;
	TRY(function_request_header_read(json, &got.header));
	TRY(text_member(json, "eid", TEXT_MAXIMUM, &got.eid));
	TRY(text_member(json, "eventId", TEXT_MAXIMUM, &got.event_id));
	*out = got;
	return STATUS_OK;
}

enum status event_deletion_write(const struct event_deletion *deletion, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_request_open(&writer, &deletion->header);
	json_put_text(&writer, "eid", deletion->eid);
	json_put_text(&writer, "eventId", deletion->event_id);
	json_close_object(&writer);
	return json_finish(&writer);
}
