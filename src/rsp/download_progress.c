/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/download_progress.h"

#include "rsp/installation_result.h"
#include "rsp/timestamp.h"

enum { POINTS_MAXIMUM = 9999 };

static enum status read_texts(struct json_value json, struct download_progress *out)
{
	struct text timestamp;
	TRY(function_request_header_read(json, &out->header));
	TRY(optional_text_member(json, "eid", ES2PLUS_TEXT_MAXIMUM, &out->eid));
	TRY(text_member(json, "iccid", ES2PLUS_TEXT_MAXIMUM, &out->iccid));
	TRY(text_member(json, "profileType", ES2PLUS_TEXT_MAXIMUM, &out->profile_type));
	TRY(text_member(json, "timestamp", ES2PLUS_TEXT_MAXIMUM, &timestamp));
	return timestamp_parse(timestamp, &out->timestamp);
}

static enum status read_point(struct json_value json, struct download_progress *out)
{
	struct json_value point = json_member(json, "notificationPointId");
	struct json_value ended = json_member(json, "notificationPointStatus");
	uint64_t number;
	if (!json_is_present(point) || !json_is_present(ended))
		return STATUS_NOT_FOUND;
	if (!json_number(point, POINTS_MAXIMUM, &number))
		return STATUS_MALFORMED;
	out->point = (int)number;
	enum status status = execution_status_read(ended, &out->failure);
	return status == STATUS_REFUSED ? STATUS_OK : status;
}

enum status download_progress_read(struct json_value json, struct arena *storage, struct download_progress *out)
{
	struct download_progress got = { 0 };
	TRY(read_texts(json, &got));
	TRY(read_point(json, &got));
	if (json_is_present(json_member(json, "resultData")))
		TRY(element_member(json, "resultData", INSTALLATION_RESULT_TAG, storage, &got.result_data));
	*out = got;
	return STATUS_OK;
}

enum status download_progress_write(const struct download_progress *progress, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	char timestamp[TIMESTAMP_TEXT_SIZE];
	timestamp_print(progress->timestamp, timestamp);
	function_request_open(&writer, &progress->header);
	optional_text_put(&writer, "eid", progress->eid);
	json_put_text(&writer, "iccid", progress->iccid);
	json_put_text(&writer, "profileType", progress->profile_type);
	json_put_text(&writer, "timestamp", text_from(timestamp));
	json_put_number(&writer, "notificationPointId", progress->point);
	execution_status_put(&writer, "notificationPointStatus", &progress->failure);
	if (progress->result_data.size > 0)
		json_put_base64(&writer, "resultData", progress->result_data);
	json_close_object(&writer);
	return json_finish(&writer);
}
