/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/batch_pump.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "io/system_random.h"
#include "smdp/batch_fill.h"
#include "smdp/batch_lease.h"
#include "subscription/subscriber_text.h"

enum { LOOK_MILLISECONDS = 500, HOLDER_OCTETS = 12 };

struct batch_pump {
	struct smdp_desk desk; /* with a server of its own: another role may come while it is at work */
	struct batch_slice *slice;
	pthread_t thread;
	atomic_bool stopping;
	char holder[2 * HOLDER_OCTETS + 1];
};

/* A batch that is ours for now. */
struct filling {
	struct batch_pump *pump;
	const struct batch_lease *lease;
	struct profile_type_rules rules;
	struct subscriber_text list;
	uint64_t taken;               /* subscribers that were put into slices */
	char fault[BATCH_FAULT_SIZE]; /* empty: nothing is wrong with the batch */
};

static void filling_release(struct filling *filling)
{
	subscriber_text_release(&filling->list);
}

static enum status run(struct batch_pump *pump, const struct server_function *function, const void *request)
{
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(&pump->desk, function, request, &exchange);
	exchange_free(exchange);
	return status;
}

/* The next subscriber. STATUS_NOT_FOUND: that was the last one; STATUS_MALFORMED: filling->fault. */
static enum status next(struct filling *filling, struct subscription *out, uint64_t *out_place)
{
	*out_place = filling->taken + 1;
	if (filling->lease->batch.source == BATCH_NUMBERS)
		return filling->taken < (uint64_t)filling->lease->batch.wanted ? STATUS_OK : STATUS_NOT_FOUND;
	enum status status = subscriber_text_next(&filling->list, out, filling->fault);
	*out_place = filling->list.line;
	return status;
}

static enum status put(struct filling *filling)
{
	AUTO(subscription) given = { 0 };
	uint64_t place, index = (uint64_t)filling->lease->batch.first_number + filling->taken;
	TRY(next(filling, &given, &place));
	filling->taken++;
	return batch_slice_put(filling->pump->slice, &filling->rules, index, &given, place, filling->fault);
}

/* What was done before somebody else had the lease is left out; it is the same list. */
static enum status skip(struct filling *filling)
{
	uint64_t place;
	while (filling->taken < (uint64_t)filling->lease->batch.made) {
		AUTO(subscription) given = { 0 };
		TRY(next(filling, &given, &place));
		filling->taken++;
	}
	return STATUS_OK;
}

/* STATUS_NOT_FOUND: it was the last one. STATUS_MALFORMED: filling->fault. */
static enum status fill_slice(struct filling *filling)
{
	struct batch_slice *slice = filling->pump->slice;
	struct exchange *exchange = NULL;
	enum status more = STATUS_OK;
	slice->count = 0;
	while (more == STATUS_OK && slice->count < BATCH_SLICE_MAXIMUM)
		more = put(filling);
	if (more != STATUS_OK && more != STATUS_NOT_FOUND)
		return more;
	enum status status = smdp_desk_run(&filling->pump->desk, &batch_fill_function, slice, &exchange);
	if (status == STATUS_OK && failure_is_set(&exchange->failure)) {
		snprintf(filling->fault, sizeof filling->fault, "%.*s", TEXT_ARGUMENTS(exchange->failure.message));
		status = STATUS_MALFORMED;
	}
	exchange_free(exchange);
	return status == STATUS_OK ? more : status;
}

static enum status advance(const struct filling *filling)
{
	const struct batch_advance_request request = {
		filling->lease->batch.name, text_from(filling->pump->holder), (int64_t)filling->taken,
		atomic_load(&filling->pump->stopping),
	};
	return run(filling->pump, &batch_advance_function, &request);
}

static enum status begin(struct filling *filling)
{
	const struct batch_lease *lease = filling->lease;
	struct batch_slice *slice = filling->pump->slice;
	bool has_field[TYPE_RANGES] = { false }, is_list = lease->batch.source == BATCH_LIST;
	char why[SUBSCRIPTION_FAULT_SIZE] = "Its type is not there any more.";
	if (lease->rules.size == 0 || profile_type_rules_parse(lease->rules, &filling->rules, why) != STATUS_OK) {
		snprintf(filling->fault, sizeof filling->fault, "%s", why);
		return STATUS_MALFORMED;
	}
	if (is_list)
		TRY(subscriber_text_begin(lease->list, &filling->list, filling->fault));
	for (size_t i = 0; is_list && i < TYPE_RANGES; i++)
		has_field[i] = subscriber_text_has(&filling->list, type_range_fields[i]);
	slice->batch = lease->batch.name;
	slice->profile_type = lease->batch.profile_type;
	slice->is_list = is_list;
	slice->at_once = batch_pace(&filling->rules, is_list ? has_field : NULL);
	return skip(filling);
}

/* To its end, in stock or not at all. False: the lease is lost, the database cannot be asked, or the server stops; somebody
 * goes on later. */
static bool fill(struct filling *filling)
{
	struct batch_pump *pump = filling->pump;
	struct batch_request request = { .batch = filling->lease->batch.name, .holder = text_from(pump->holder) };
	enum status status = begin(filling);
	while (status == STATUS_OK && !atomic_load(&pump->stopping)) {
		status = fill_slice(filling);
		if (status == STATUS_OK)
			status = advance(filling);
	}
	if (status == STATUS_NOT_FOUND)
		return run(pump, &publish_batch_function, &request) == STATUS_OK;
	if (status != STATUS_MALFORMED)
		return false;
	request.fault = text_from(filling->fault[0] ? filling->fault : "No profile can be made by its type.");
	return run(pump, &drop_batch_function, &request) == STATUS_OK;
}

/* False: there is nothing to do at present. */
static bool work(struct batch_pump *pump)
{
	const struct batch_claim_request request = { text_from(pump->holder) };
	struct exchange *exchange = NULL;
	enum status status = smdp_desk_run(&pump->desk, &batch_claim_function, &request, &exchange);
	AUTO(filling) filling = { .pump = pump, .lease = status == STATUS_OK ? exchange->result : NULL };
	bool is_done = filling.lease && fill(&filling);
	exchange_free(exchange);
	return is_done;
}

static void *pump_main(void *context)
{
	struct batch_pump *pump = context;
	const struct timespec pause = { 0, LOOK_MILLISECONDS * 1000000L };
	while (!atomic_load(&pump->stopping))
		if (!work(pump))
			nanosleep(&pause, NULL);
	return NULL;
}

/* ---- */

static void release(struct batch_pump *pump)
{
	server_desk_release(&pump->desk.desk);
	template_cache_free(pump->desk.smdp.templates);
	batch_slice_free(pump->slice);
	free(pump);
}

static enum status open_pump(struct database_source *database, struct log log, struct batch_pump *pump)
{
	uint8_t octets[HOLDER_OCTETS];
	const struct random random = system_random();
	TRY(random_fill(&random, octets, sizeof octets));
	for (size_t i = 0; i < sizeof octets; i++)
		snprintf(pump->holder + 2 * i, 3, "%02X", octets[i]);
	if (!pump->slice || !pump->desk.smdp.templates)
		return STATUS_NO_MEMORY;
	TRY(server_desk_connect(database, NULL, &pump->desk.desk));
	pump->desk.desk.ports.log = log;
	return pthread_create(&pump->thread, NULL, pump_main, pump) == 0 ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status batch_pump_start(struct database_source *database, const struct smdp *smdp, struct log log, struct batch_pump **out)
{
	struct batch_pump *pump = calloc(1, sizeof *pump);
	if (!pump)
		return STATUS_NO_MEMORY;
	pump->slice = batch_slice_new();
	pump->desk.smdp = (struct smdp){ .settings = smdp->settings, .master_keys = smdp->master_keys,
		                         .templates = template_cache_new() };
	enum status status = open_pump(database, log, pump);
	if (status != STATUS_OK) {
		release(pump);
		return status;
	}
	*out = pump;
	return STATUS_OK;
}

void batch_pump_stop(struct batch_pump *pump)
{
	if (!pump)
		return;
	atomic_store(&pump->stopping, true);
	pthread_join(pump->thread, NULL);
	release(pump);
}
