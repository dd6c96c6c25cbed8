/* SPDX-License-Identifier: Apache-2.0 */
#include "server/exchange_many.h"

struct exchange_part {
	struct exchange_many *many;
	size_t index;
	struct exchange_part *next;
};

static void go_on(struct exchange_many *many);

static void stop(struct exchange_many *many, enum status status)
{
	many->is_stopped = true;
	if (many->status == STATUS_OK)
		many->status = status;
}

static void part_done(void *context, struct exchange *one, enum status status)
{
	struct exchange_part *part = context;
	struct exchange_many *many = part->many;
	bool goes_on = many->ended ? many->ended(many, part->index, one, status)
	                           : status == STATUS_OK && !failure_is_set(&one->failure);
	exchange_free(one);
	part->next = many->free_parts;
	many->free_parts = part;
	many->on_the_way--;
	if (!goes_on)
		stop(many, status);
	go_on(many);
}

static struct exchange_part *take_part(struct exchange_many *many)
{
	struct exchange_part *part = many->free_parts;
	if (!part)
		return arena_allocate(&many->whole->arena, sizeof *part);
	many->free_parts = part->next;
	return part;
}

static enum status begin(struct exchange_many *many, size_t index)
{
	struct exchange_part *part = take_part(many);
	struct exchange *one = part ? exchange_new(many->function, many->whole->ports, many->whole->role) : NULL;
	if (!one)
		return STATUS_NO_MEMORY;
	*part = (struct exchange_part){ .many = many, .index = index };
	one->actor = many->whole->actor;
	enum status status = many->prepare(many, index, one);
	if (status != STATUS_OK) {
		exchange_free(one);
		return status;
	}
	many->on_the_way++;
	exchange_run(one, part_done, part);
	return STATUS_OK;
}

/* Databases may answer at once: then the one that is beginning goes on, and the stack does not grow with their number. */
static void go_on(struct exchange_many *many)
{
	if (many->is_beginning)
		return;
	many->is_beginning = true;
	while (!many->is_stopped && many->next < many->count && many->on_the_way < many->at_once) {
		enum status status = begin(many, many->next++);
		if (status != STATUS_OK)
			stop(many, status);
	}
	many->is_beginning = false;
	if (many->on_the_way == 0)
		many->done(many, many->status);
}

void exchange_many_run(struct exchange_many *many)
{
	many->next = many->on_the_way = 0;
	many->is_beginning = many->is_stopped = false;
	many->status = STATUS_OK;
	many->free_parts = NULL;
	go_on(many);
}
