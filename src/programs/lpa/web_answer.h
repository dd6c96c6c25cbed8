/* SPDX-License-Identifier: Apache-2.0 */
/* Answers to pages. */
#ifndef PROGRAMS_LPA_WEB_ANSWER_H
#define PROGRAMS_LPA_WEB_ANSWER_H

#include "codec/json.h"
#include "ports/http_server.h"

/* JSON that was written. */
void web_answer_json(struct http_reply reply, struct buffer *take_json);

/* {"error":"…"}, a sentence for people. */
void web_answer_error(struct http_reply reply, int status, const char *sentence);

/* Done, and nothing to say. */
void web_answer_nothing(struct http_reply reply);

#endif
