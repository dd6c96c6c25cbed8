/* SPDX-License-Identifier: Apache-2.0 */
/* ES11.AuthenticateClient (SGP.22 5.8.2, 6.5.2.13): the events that wait for a card. Its request is that of ES9+
 * (rsp/authenticate_client.h). */
#ifndef RSP_EVENT_ENTRIES_H
#define RSP_EVENT_ENTRIES_H

#include "base/arena.h"
#include "rsp/function_header.h"
#include "rsp/identifiers.h"

/* SGP.22 names no paths of ES11 of its own; some devices use these. */
#define ES11_PATH "/gsma/rsp2/es11/"

enum {
	EVENT_ID_MAXIMUM = MATCHING_ID_MAXIMUM,
	EVENT_ENTRIES_MAXIMUM = 1000, /* of one answer: more come when these are dealt with */
};

/* Where something waits: an SM-DP+, or another SM-DS. */
struct event_entry {
	struct text event_id;           /* to be used as matching ID there */
	struct text rsp_server_address;
};

struct event_entries {
	struct text transaction_id;     /* hexadecimal */
	const struct event_entry *entries; /* as they were registered; in the arena */
	size_t count;
};

/* An entry that no LPA could follow (an empty event ID, an address that is none) fails the whole answer.
 * STATUS_NOT_FOUND: a mandatory member is missing; STATUS_MALFORMED; STATUS_NO_MEMORY. Entries past
 * EVENT_ENTRIES_MAXIMUM are not read. */
enum status event_entries_read(struct json_value json, struct arena *storage, struct event_entries *out) MUST_CHECK;

/* Only the members, into an answer object that is open. */
void event_entries_write(const struct event_entries *answer, struct json_writer *writer);

#endif
