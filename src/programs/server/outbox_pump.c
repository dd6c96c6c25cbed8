/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/outbox_pump.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "io/system_clock.h"
#include "io/system_random.h"
#include "rsp/event_registration.h"
#include "server/outbox.h"

enum {
	LOOK_MILLISECONDS = 500, /* between two looks at what is due */
	RENEW_MILLISECONDS = 5000,
	REQUEST_SECONDS = OUTBOX_LEASE_SECONDS / 2,
	HOLDER_OCTETS = 12,
	FAULT_SIZE = 200,
};
_Static_assert(RENEW_MILLISECONDS < OUTBOX_LEASE_SECONDS * 1000 / 2, "a lease must not run out while its holder is alive");

/* One entry on its way. */
struct parcel {
	struct lane *lane;
	struct outbox_settle_request settle;
	char fault[FAULT_SIZE];
};

/* One destination that is ours. */
struct lane {
	struct outbox_pump *pump;
	bool is_open;
	char destination[ADDRESS_MAXIMUM + 1];
	struct outbox_batch_request request;
	struct exchange *batch; /* whose entries are on their way */
	struct parcel parcels[OUTBOX_BATCH_MAXIMUM];
	size_t on_the_way;
};

struct outbox_pump {
	struct outbox_pump_plan plan;
	struct server_ports ports;
	struct http_sender *sender;
	pthread_t thread;
	atomic_bool stopping;
	char holder[2 * HOLDER_OCTETS + 1];
	struct lane lanes[OUTBOX_LANES_MAXIMUM];
	struct outbox_claim_request claim;
	struct text held[OUTBOX_LANES_MAXIMUM];
	bool is_looking;
	unsigned outstanding; /* exchanges */
	int64_t looked_at, renewed_at; /* milliseconds of a clock that is never set */
};

static int64_t milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool begin(struct outbox_pump *pump, const struct server_function *function, const void *request, exchange_done *done,
                  void *context)
{
	struct exchange *exchange = exchange_new(function, &pump->ports, pump->plan.role);
	if (!exchange)
		return false;
	exchange->request = request;
	pump->outstanding++;
	exchange_run(exchange, done, context);
	return true;
}

/* ---- one lane ---- */

static void fetch(struct lane *lane);

static void lane_close(struct lane *lane)
{
	exchange_free(lane->batch);
	lane->batch = NULL;
	lane->is_open = false;
}

static void parcel_done(struct lane *lane)
{
	if (--lane->on_the_way > 0)
		return;
	exchange_free(lane->batch);
	lane->batch = NULL;
	fetch(lane);
}

/* What could not be settled is sent again: the receiver knows it by its call identifier. */
static void settled(void *context, struct exchange *exchange, enum status status)
{
	struct parcel *parcel = context;
	(void)status;
	parcel->lane->pump->outstanding--;
	exchange_free(exchange);
	parcel_done(parcel->lane);
}

static void settle(struct parcel *parcel, enum outbox_outcome outcome)
{
	parcel->settle.outcome = outcome;
	parcel->settle.fault = text_from(parcel->fault);
	parcel->settle.give_up_seconds = parcel->lane->pump->plan.give_up_seconds[parcel->settle.entry.kind == OUTBOX_SERVER];
	if (!begin(parcel->lane->pump, &outbox_settle_function, &parcel->settle, settled, parcel))
		parcel_done(parcel->lane);
}

/* A server that has done it says so in the answer's header (SGP.22 6.5.1.4); that it had done so before is told to whoever
 * asks again after a lost answer: an event that is registered already, or gone already. */
static bool is_executed(struct parcel *parcel, struct text body)
{
	AUTO(json_document) document = { 0 };
	struct failure failure = { 0 };
	enum status status = json_parse(body, &document);
	if (status == STATUS_OK)
		status = function_answer_status(json_root(&document), &failure);
	if (status == STATUS_OK)
		return true;
	if (status != STATUS_REFUSED) {
		snprintf(parcel->fault, sizeof parcel->fault, "answered by what is no answer");
		return false;
	}
	const struct text path = parcel->settle.entry.path;
	bool deletes = text_equal(path, TEXT(ES12_PATH DELETE_EVENT)) || text_equal(path, TEXT(ES15_PATH DELETE_EVENT));
	struct text done_before = deletes ? TEXT("3.9") : TEXT("3.3");
	if (text_equal(failure.subject_code, TEXT("8.9.5")) && text_equal(failure.reason_code, done_before))
		return true;
	snprintf(parcel->fault, sizeof parcel->fault, "refused by %.*s-%.*s", TEXT_ARGUMENTS(failure.subject_code),
	         TEXT_ARGUMENTS(failure.reason_code));
	return false;
}

static void sent(void *context, int http_status, struct text body, const char *fault)
{
	struct parcel *parcel = context;
	bool delivered = http_status >= 200 && http_status < 300;
	if (http_status == 0)
		snprintf(parcel->fault, sizeof parcel->fault, "%s", fault);
	else if (!delivered)
		snprintf(parcel->fault, sizeof parcel->fault, "answered by HTTP status %d", http_status);
	else if (parcel->settle.entry.kind == OUTBOX_SERVER)
		delivered = is_executed(parcel, body);
	settle(parcel, delivered ? OUTCOME_DELIVERED : http_status == 0 ? OUTCOME_NOT_REACHED : OUTCOME_REFUSED);
}

static void dispatch(struct lane *lane, struct parcel *parcel, const struct outbox_entry *entry)
{
	*parcel = (struct parcel){ .lane = lane, .settle.entry = *entry };
	if (entry->address.size == 0) {
		snprintf(parcel->fault, sizeof parcel->fault, "there is no address for it any more");
		settle(parcel, OUTCOME_HOPELESS);
		return;
	}
	enum status status = http_sender_post(lane->pump->sender, entry->kind == OUTBOX_SERVER, entry->address, entry->path,
	                                      TEXT(RSP_ADMIN_PROTOCOL), entry->content, sent, parcel);
	if (status == STATUS_OK)
		return;
	snprintf(parcel->fault, sizeof parcel->fault, "cannot be sent: %s", status_name(status));
	settle(parcel, OUTCOME_REFUSED);
}

static void fetched(void *context, struct exchange *exchange, enum status status)
{
	struct lane *lane = context;
	const struct outbox_batch *batch = status == STATUS_OK ? exchange->result : NULL;
	lane->pump->outstanding--;
	lane->batch = exchange;
	if (!batch || batch->count == 0 || atomic_load(&lane->pump->stopping)) {
		lane_close(lane);
		return;
	}
	size_t count = batch->count;
	lane->on_the_way = count + 1; /* one more until all have left: the first may be settled at once */
	for (size_t i = 0; i < count; i++)
		dispatch(lane, &lane->parcels[i], &batch->entries[i]);
	parcel_done(lane);
}

static void fetch(struct lane *lane)
{
	lane->request.destination = text_from(lane->destination);
	if (atomic_load(&lane->pump->stopping) ||
	    !begin(lane->pump, lane->pump->plan.batch, &lane->request, fetched, lane))
		lane_close(lane);
}

/* ---- looking for work ---- */

static struct lane *free_lane(struct outbox_pump *pump)
{
	for (size_t i = 0; i < OUTBOX_LANES_MAXIMUM; i++)
		if (!pump->lanes[i].is_open)
			return &pump->lanes[i];
	return NULL;
}

static void looked(void *context, struct exchange *exchange, enum status status)
{
	struct outbox_pump *pump = context;
	const struct outbox_lanes *lanes = status == STATUS_OK ? exchange->result : NULL;
	pump->outstanding--;
	pump->is_looking = false;
	for (size_t i = 0; lanes && i < lanes->count && !atomic_load(&pump->stopping); i++) {
		struct lane *lane = free_lane(pump);
		struct text destination = lanes->destinations[i];
		if (!lane || destination.size >= sizeof lane->destination)
			continue;
		*lane = (struct lane){ .pump = pump, .is_open = true };
		snprintf(lane->destination, sizeof lane->destination, "%.*s", TEXT_ARGUMENTS(destination));
		fetch(lane);
	}
	exchange_free(exchange);
}

static void look(struct outbox_pump *pump)
{
	int64_t now = milliseconds();
	if (pump->is_looking || now - pump->looked_at < LOOK_MILLISECONDS)
		return;
	size_t held = 0;
	for (size_t i = 0; i < OUTBOX_LANES_MAXIMUM; i++)
		if (pump->lanes[i].is_open)
			pump->held[held++] = text_from(pump->lanes[i].destination);
	bool renew = now - pump->renewed_at >= RENEW_MILLISECONDS;
	pump->claim = (struct outbox_claim_request){
		text_from(pump->holder), pump->held, held, OUTBOX_LANES_MAXIMUM - held, renew,
	};
	pump->looked_at = now;
	if (renew)
		pump->renewed_at = now;
	pump->is_looking = true;
	if (!begin(pump, &outbox_claim_function, &pump->claim, looked, pump))
		pump->is_looking = false;
}

/* ---- the thread ---- */

static void left(void *context, struct exchange *exchange, enum status status)
{
	struct outbox_pump *pump = context;
	(void)status;
	pump->outstanding--;
	exchange_free(exchange);
}

/* Requests that are under way are forgotten here; what was asked of the database must come back first. */
static void leave(struct outbox_pump *pump)
{
	const struct outbox_leave_request request = { text_from(pump->holder) };
	http_sender_free(pump->sender);
	const struct http_sender_settings none = { .request_seconds = REQUEST_SECONDS };
	if (http_sender_new(&none, &pump->sender) != STATUS_OK)
		pump->sender = NULL;
	(void)!begin(pump, &outbox_leave_function, &request, left, pump);
	while (pump->sender && pump->outstanding > 0 &&
	       http_sender_wait(pump->sender, database_descriptor(&pump->ports.database), LOOK_MILLISECONDS) == STATUS_OK)
		database_deliver(&pump->ports.database);
	for (size_t i = 0; i < OUTBOX_LANES_MAXIMUM; i++)
		exchange_free(pump->lanes[i].batch);
}

static void *run(void *context)
{
	struct outbox_pump *pump = context;
	while (!atomic_load(&pump->stopping)) {
		const int descriptor = database_descriptor(&pump->ports.database);
		look(pump);
		if (http_sender_wait(pump->sender, descriptor, LOOK_MILLISECONDS / 2) != STATUS_OK)
			nanosleep(&(struct timespec){ .tv_nsec = 100000000 }, NULL);
		database_deliver(&pump->ports.database);
	}
	leave(pump);
	return NULL;
}

static enum status open_pump(struct outbox_pump *pump)
{
	uint8_t octets[HOLDER_OCTETS];
	struct http_sender_settings http = pump->plan.http;
	http.request_seconds = REQUEST_SECONDS;
	pump->ports.clock = system_clock();
	pump->ports.random = system_random();
	pump->ports.log = pump->plan.log;
	TRY(random_fill(&pump->ports.random, octets, sizeof octets));
	for (size_t i = 0; i < sizeof octets; i++)
		snprintf(pump->holder + 2 * i, 3, "%02X", octets[i]);
	TRY(http_sender_new(&http, &pump->sender));
	pump->plan.http = (struct http_sender_settings){ 0 };
	TRY(database_source_connect(pump->plan.database, &pump->ports.database));
	return pthread_create(&pump->thread, NULL, run, pump) == 0 ? STATUS_OK : STATUS_NO_MEMORY;
}

static void release(struct outbox_pump *pump)
{
	http_sender_free(pump->sender);
	database_close(&pump->ports.database);
	free(pump);
}

enum status outbox_pump_start(const struct outbox_pump_plan *plan, struct outbox_pump **out)
{
	struct outbox_pump *pump = calloc(1, sizeof *pump);
	if (!pump)
		return STATUS_NO_MEMORY;
	pump->plan = *plan;
	enum status status = open_pump(pump);
	if (status != STATUS_OK) {
		release(pump);
		return status;
	}
	*out = pump;
	return STATUS_OK;
}

void outbox_pump_stop(struct outbox_pump *pump)
{
	if (!pump)
		return;
	atomic_store(&pump->stopping, true);
	pthread_join(pump->thread, NULL);
	release(pump);
}
