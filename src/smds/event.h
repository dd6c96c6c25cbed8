/* SPDX-License-Identifier: Apache-2.0 */
/* What servers do with events: an SM-DP+ over ES12, an Alternative SM-DS over ES15 (SGP.22 5.9, 5.10), and time. Set
 * exchange->request to the struct beside the function; its texts must live as long as the exchange. */
#ifndef SMDS_EVENT_H
#define SMDS_EVENT_H

#include "rsp/event_registration.h"
#include "smds/es11.h"

/* Refused by 8.1.1-2.1 (no EID), 8.9.5-2.1 (no event ID), 8.9.1-2.1 (an address that no LPA can follow, or this server's own),
 * 8.9.5-3.3 (the caller has registered it before), 8.9.5-4.2 (it has too many for this EID), 8.9-4.2 (it comes from an SM-DS,
 * and this one is not the Root, or it is to be forwarded again). What is to be forwarded an SM-DS that is not the Root tells
 * the Root too, through the outbox. No result. */
struct register_event_call {
	struct event_registration message;
	struct text owner; /* the OID that the caller's TLS certificate proves */
	bool by_smds;      /* over ES15 */
};
extern const struct server_function register_event_function;

/* Refused by 8.9.5-3.9: no such event of this caller. What the Root SM-DS knows of it is deleted there too. No result. */
struct delete_event_call {
	struct event_deletion message;
	struct text owner;
};
extern const struct server_function delete_event_function;

/* The owner of events that whoever runs the server made by hand. */
#define EVENT_OWNER_HOUSE "house"

/* One of these: the Root SM-DS is told of it as of any other. */
struct register_event_call event_by_hand(struct text eid, struct text event_id, struct text rsp_server_address);

/* What is registered, in the order of EIDs and, of each, as it came. Result: struct event_list. */
struct event_list_request {
	struct text eid;     /* empty: of every card */
	struct text after_eid; /* go on after this event; empty: from the start */
	int64_t after_number;
	int64_t maximum;
};
struct event_record {
	struct text eid;
	int64_t number;
	struct text owner, event_id, rsp_server_address;
	struct text forwarded_as; /* empty: not forwarded */
	int64_t registered_at;    /* seconds since 1970 */
};
struct event_list {
	const struct event_record *events;
	size_t count;
};
extern const struct server_function list_events_function;

/* Sessions that nobody finished and events that nobody deleted are forgotten: to be run now and then. No request. */
extern const struct server_function expire_events_function;

#endif
