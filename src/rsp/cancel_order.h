/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.CancelOrder (SGP.22 5.3.3, 6.5.2.3): an order is taken back. The answer has nothing but its header. */
#ifndef RSP_CANCEL_ORDER_H
#define RSP_CANCEL_ORDER_H

#include "rsp/es2plus.h"
#include "rsp/function_header.h"

#define CANCEL_ORDER_PATH ES2PLUS_PATH "cancelOrder"

/* finalProfileStatusIndicator: what becomes of the profile. */
enum final_profile_status { FINAL_STATUS_ABSENT, FINAL_STATUS_AVAILABLE, FINAL_STATUS_UNAVAILABLE };

/* Texts as in struct download_order_request. */
struct cancel_order_request {
	struct function_request_header header;
	struct text iccid;
	struct text eid;
	struct text matching_id;
	enum final_profile_status final_status;
};

/* Texts live as long as the document. STATUS_NOT_FOUND: the header or a part of it is missing (the absence of other members has
 * codes of its own); STATUS_MALFORMED. */
enum status cancel_order_request_read(struct json_value json, struct cancel_order_request *out) MUST_CHECK;
enum status cancel_order_request_write(const struct cancel_order_request *request, struct buffer *out) MUST_CHECK;

#endif
