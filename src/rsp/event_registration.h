/* SPDX-License-Identifier: Apache-2.0 */
/* RegisterEvent and DeleteEvent: ES12, an SM-DP+ to an SM-DS (SGP.22 5.9, 6.5.2.14), and ES15, an SM-DS to the Root SM-DS
 * (5.10). */
#ifndef RSP_EVENT_REGISTRATION_H
#define RSP_EVENT_REGISTRATION_H

#include "rsp/event_entries.h"

#define ES12_PATH "/gsma/rsp2/es12/"
#define ES15_PATH "/gsma/rsp2/es15/" /* [unconfirmed]: some servers take ES15 under the path of ES12 */
#define REGISTER_EVENT "registerEvent"
#define DELETE_EVENT "deleteEvent"

struct event_registration {
	struct function_request_header header;
	struct text eid;
	struct text rsp_server_address; /* goes to the LPA as it is */
	struct text event_id;
	bool forwarding;                /* to be told to the Root SM-DS too */
};

/* Texts live as long as the document and are no more than texts: whether they are an EID and so on is the server's to say.
 * STATUS_NOT_FOUND: a mandatory member is missing; STATUS_MALFORMED. */
enum status event_registration_read(struct json_value json, struct event_registration *out) MUST_CHECK;
enum status event_registration_write(const struct event_registration *registration, struct buffer *out) MUST_CHECK;

struct event_deletion {
	struct function_request_header header;
	struct text eid;
	struct text event_id;
};

enum status event_deletion_read(struct json_value json, struct event_deletion *out) MUST_CHECK;
enum status event_deletion_write(const struct event_deletion *deletion, struct buffer *out) MUST_CHECK;

#endif
