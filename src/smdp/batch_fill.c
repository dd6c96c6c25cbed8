/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/batch_fill.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/secret.h"
#include "server/exchange_many.h"

struct batch_slice *batch_slice_new(void)
{
	return calloc(1, sizeof(struct batch_slice));
}

void batch_slice_free(struct batch_slice *slice)
{
	if (slice)
		wipe(slice, sizeof *slice);
	free(slice);
}

size_t batch_pace(const struct profile_type_rules *rules, const bool has_field[TYPE_RANGES])
{
	for (size_t i = 0; has_field && i < TYPE_RANGES; i++)
		if (rules->first[i][0] && !has_field[i])
			return 1;
	return BATCH_AT_ONCE;
}

static const char *kind_of_place(const struct batch_slice *slice)
{
	return slice->is_list ? "line" : "number";
}

enum status batch_slice_put(struct batch_slice *slice, const struct profile_type_rules *rules, uint64_t index,
                            const struct subscription *given, uint64_t place, char fault[BATCH_FAULT_SIZE])
{
	AUTO(subscription) subscription = *given;
	if (slice->count == BATCH_SLICE_MAXIMUM)
		return STATUS_BUG;
	if (!slice->is_list && profile_type_rules_count(rules, index, &subscription) != STATUS_OK) {
		snprintf(fault, BATCH_FAULT_SIZE, "%s %" PRIu64 " has too many digits.", kind_of_place(slice), place);
		return STATUS_MALFORMED;
	}
	/* A batch that is taken up again knows a subscriber by these. */
	if (!subscription_has(&subscription, SUBSCRIPTION_ICCID) && !subscription_has(&subscription, SUBSCRIPTION_IMSI)) {
		snprintf(fault, BATCH_FAULT_SIZE, "%s %" PRIu64 " has neither iccid nor imsi.", kind_of_place(slice), place);
		return STATUS_MALFORMED;
	}
	slice->members[slice->count++] = (struct batch_member){ subscription, place };
	return STATUS_OK;
}

/* ---- fill ---- */

static enum status prepare(struct exchange_many *many, size_t index, struct exchange *one)
{
	const struct batch_slice *slice = many->whole->request;
	struct subscriber_add_request *request = arena_allocate(&one->arena, sizeof *request);
	if (!request)
		return STATUS_NO_MEMORY;
	*request = (struct subscriber_add_request){ slice->profile_type, &slice->members[index].given, slice->batch };
	one->request = request;
	return STATUS_OK;
}

/* The first trouble is told; what comes after it may be its consequence. */
static bool ended(struct exchange_many *many, size_t index, const struct exchange *one, enum status status)
{
	struct exchange *whole = many->whole;
	const struct batch_slice *slice = whole->request;
	const struct failure *failure = &one->failure;
	if (status != STATUS_OK)
		return false;
	if (!failure_is_set(failure) || failure_is_set(&whole->failure))
		return !failure_is_set(failure);
	const char *sentence = arena_print(&whole->arena, "%s %" PRIu64 ": %.*s", kind_of_place(slice),
	                                   slice->members[index].place, TEXT_ARGUMENTS(failure->message));
	whole->failure = *failure; /* its codes are literals */
	whole->failure.message = text_from(sentence ? sentence : "Out of memory.");
	return false;
}

static void done(struct exchange_many *many, enum status status)
{
	exchange_finish(many->whole, status);
}

static void run(struct exchange *exchange)
{
	const struct batch_slice *slice = exchange->request;
	struct exchange_many *many = arena_allocate(&exchange->arena, sizeof *many);
	if (!many) {
		exchange_finish(exchange, STATUS_NO_MEMORY);
		return;
	}
	*many = (struct exchange_many){
		.whole = exchange, .count = slice->count, .at_once = slice->at_once, .function = &subscriber_add_function,
		.prepare = prepare, .ended = ended, .done = done,
	};
	exchange_many_run(many);
}

const struct server_function batch_fill_function = { .name = "fillBatch", .run = run, .quiet = true };
