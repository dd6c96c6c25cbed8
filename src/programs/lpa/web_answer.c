/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_answer.h"

#include "server/web_door.h"

enum { ERROR_MAXIMUM = 4096 };

void web_answer_json(struct http_reply reply, struct buffer *take_json)
{
	struct http_answer answer = { .status = 200, .content_type = TEXT("application/json"), .body = *take_json };
	*take_json = (struct buffer){ 0 };
	web_answer_protect(&answer);
	http_reply_send(reply, &answer);
}

void web_answer_error(struct http_reply reply, int status, const char *sentence)
{
	struct http_answer answer = {
		.status = status, .content_type = TEXT("application/json"), .body = BUFFER(ERROR_MAXIMUM),
	};
	struct json_writer writer = json_writer(&answer.body);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "error", text_from(sentence));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(&answer.body);
	web_answer_protect(&answer);
	http_reply_send(reply, &answer);
}

void web_answer_nothing(struct http_reply reply)
{
	struct http_answer answer = { .status = 204 };
	web_answer_protect(&answer);
	http_reply_send(reply, &answer);
}
