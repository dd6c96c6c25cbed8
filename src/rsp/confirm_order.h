/* SPDX-License-Identifier: Apache-2.0 */
/* ES2+.ConfirmOrder (SGP.22 5.3.2, 6.5.2.2): how a card will find the order, and what its user must know. */
#ifndef RSP_CONFIRM_ORDER_H
#define RSP_CONFIRM_ORDER_H

#include "rsp/es2plus.h"
#include "rsp/function_header.h"

#define CONFIRM_ORDER_PATH ES2PLUS_PATH "confirmOrder"

/* Texts as in struct download_order_request. */
struct confirm_order_request {
	struct function_request_header header;
	struct text iccid;
	struct text eid;
	bool has_matching_id;     /* given, perhaps empty: the card then asks by its EID alone */
	struct text matching_id;
	struct text confirmation_code;
	struct text smds_address;
	bool release;
};

/* Texts live as long as the document. STATUS_NOT_FOUND: a mandatory member is missing, other than the ICCID, whose absence has
 * codes of its own; STATUS_MALFORMED. */
enum status confirm_order_request_read(struct json_value json, struct confirm_order_request *out) MUST_CHECK;
enum status confirm_order_request_write(const struct confirm_order_request *request, struct buffer *out) MUST_CHECK;

struct confirm_order_answer {
	struct text eid;          /* empty: not known */
	struct text matching_id;  /* may be empty */
	struct text smdp_address; /* empty: not said */
};

enum status confirm_order_answer_read(struct json_value json, struct confirm_order_answer *out) MUST_CHECK;
/* Only the members, into an answer object that is open. */
void confirm_order_answer_write(const struct confirm_order_answer *answer, struct json_writer *writer);

#endif
