/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.DownloadOrder (SGP.22 5.3.1, 6.5.2.1): an operator wants a profile, this one or any of a type. */
#ifndef RSP_DOWNLOAD_ORDER_H
#define RSP_DOWNLOAD_ORDER_H

#include "rsp/es2plus.h"
#include "rsp/function_header.h"

#define DOWNLOAD_ORDER_PATH ES2PLUS_PATH "downloadOrder"

/* Texts are no more than texts, and empty where they are absent: what they must be is the server's to say. */
struct download_order_request {
	struct function_request_header header;
	struct text eid;
	struct text iccid;
	struct text profile_type;
};

/* Texts live as long as the document. STATUS_NOT_FOUND: a mandatory member is missing; STATUS_MALFORMED. */
enum status download_order_request_read(struct json_value json, struct download_order_request *out) MUST_CHECK;
enum status download_order_request_write(const struct download_order_request *request, struct buffer *out) MUST_CHECK;

/* What a successful answer has beside its header. */
struct download_order_answer {
	struct text iccid;
};

enum status download_order_answer_read(struct json_value json, struct download_order_answer *out) MUST_CHECK;
/* Only the members, into an answer object that is open. */
void download_order_answer_write(const struct download_order_answer *answer, struct json_writer *writer);

#endif
