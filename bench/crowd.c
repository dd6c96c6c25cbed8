/* SPDX-License-Identifier: Apache-2.0 */
#include "crowd.h"

#include <sched.h>
#include <stdlib.h>
#include <ucontext.h>

#include "figure.h"
#include "stock.h"
#include "visitor.h"

enum { STACK_SIZE = 512 << 10 };

/* Somebody in the crowd: has a stack of its own, and the thread while it is its turn. */
struct guest {
	struct visitor visitor;
	struct crowd *crowd;
	struct tls_client client;
	double begun; /* the download, if no request was made yet; else nought */
	ucontext_t context;
	void *stack;
	bool has_gone;
};

struct crowd {
	const struct crowd_order *order; /* of the run */
	SSL_CTX *tls;
	struct guest *guests;
	unsigned visitors;
	ucontext_t context;
	double start;
	unsigned next_download;
	double *latencies;
	size_t latency_count;
};

struct crowd *crowd_new(const struct test_pki *pki, SSL_CTX *tls, unsigned visitors)
{
	struct crowd *crowd = calloc(1, sizeof *crowd);
	must(crowd && (crowd->guests = calloc(visitors, sizeof *crowd->guests)) != NULL, "no memory");
	crowd->tls = tls;
	crowd->visitors = visitors;
	for (unsigned i = 0; i < visitors; i++) {
		crowd->guests[i].crowd = crowd;
		must((crowd->guests[i].stack = malloc(STACK_SIZE)) != NULL, "no memory");
		visitor_make(&crowd->guests[i].visitor, pki, i);
	}
	return crowd;
}

void crowd_free(struct crowd *crowd)
{
	for (unsigned i = 0; i < crowd->visitors; i++) {
		visitor_release(&crowd->guests[i].visitor);
		free(crowd->guests[i].stack);
	}
	free(crowd->guests);
	free(crowd->latencies);
	free(crowd);
}

struct visitor *crowd_visitor(struct crowd *crowd, unsigned index)
{
	return &crowd->guests[index].visitor;
}

/* ---- one guest ---- */

/* Lets the others have their turn. */
static void pause_guest(void *context)
{
	struct guest *guest = context;
	must(swapcontext(&guest->context, &guest->crowd->context) == 0, "turns cannot be taken");
}

static void connect_guest(struct guest *guest)
{
	const struct tls_client_pause pause = { pause_guest, guest };
	must(tls_client_connect(&guest->client, guest->crowd->tls, guest->crowd->order->port, guest->visitor.address, pause),
	     "no TLS with the server");
}

static int post(void *self, const struct http_client_request *request, struct buffer *out)
{
	struct guest *guest = self;
	struct crowd *crowd = guest->crowd;
	double begun = guest->begun > 0 ? guest->begun : wall_microseconds();
	guest->begun = 0;
	if (!guest->client.ssl)
		connect_guest(guest);
	int status = tls_client_post(&guest->client, request, out);
	if (crowd->order->new_connections)
		tls_client_close(&guest->client);
	crowd->latencies[crowd->latency_count++] = wall_microseconds() - begun;
	return status;
}

static void download(struct guest *guest, unsigned number)
{
	const struct crowd *crowd = guest->crowd;
	const struct visitor_road road = { guest, post };
	char matching_id[STOCK_TEXT_SIZE], iccid[STOCK_TEXT_SIZE];
	stock_matching_id(number, matching_id);
	stock_iccid(number, iccid);
	guest->begun = wall_microseconds();
	if (crowd->order->rate > 0)
		guest->begun = crowd->start + number * 1e6 / crowd->order->rate;
	while (wall_microseconds() < guest->begun)
		pause_guest(guest);
	must(visitor_download(&guest->visitor, &road, matching_id, iccid), "the server has refused a download");
	if (guest->client.ssl)
		tls_client_close(&guest->client);
}

static void discover(struct guest *guest)
{
	const struct visitor_road road = { guest, post };
	must(visitor_discover(&guest->visitor, &road), "the server has not told what waits");
	if (guest->client.ssl)
		tls_client_close(&guest->client);
}

static void do_errand(struct guest *guest, unsigned number)
{
	const struct visitor_road road = { guest, post };
	enum crowd_errand errand = guest->crowd->order->errand;
	char eid[EID_DIGITS + 1];
	switch (errand) {
	case CROWD_DOWNLOADS:
		download(guest, number);
		return;
	case CROWD_DISCOVERIES:
		discover(guest);
		return;
	case CROWD_REGISTERS:
	case CROWD_DELETES:
		visitor_eid(number, 0, eid);
		must(visitor_register(&guest->visitor, &road, eid, "EVENT", errand == CROWD_DELETES),
		     "the server has refused an event");
	}
}

/* makecontext() hands on nothing but ints. */
static void visit(unsigned high, unsigned low)
{
	struct guest *guest = (struct guest *)(((uintptr_t)high << 32) | low);
	struct crowd *crowd = guest->crowd;
	while (crowd->next_download < crowd->order->downloads)
		do_errand(guest, crowd->next_download++);
	if (guest->client.ssl)
		tls_client_close(&guest->client);
	guest->has_gone = true;
}

static void let_in(struct guest *guest)
{
	uintptr_t address = (uintptr_t)guest;
	must(getcontext(&guest->context) == 0, "no context to be had");
	guest->context.uc_stack = (stack_t){ .ss_sp = guest->stack, .ss_size = STACK_SIZE };
	guest->context.uc_link = &guest->crowd->context;
	guest->has_gone = false;
	makecontext(&guest->context, (void (*)(void))visit, 2, (unsigned)(address >> 32), (unsigned)address);
}

/* ---- all ---- */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* Returns whether anybody is still there. */
static bool take_turns(struct crowd *crowd)
{
	bool more = false;
	for (unsigned i = 0; i < crowd->visitors; i++) {
		struct guest *guest = &crowd->guests[i];
		if (guest->has_gone)
			continue;
		must(swapcontext(&crowd->context, &guest->context) == 0, "turns cannot be taken");
		more = true;
	}
	return more;
}

void crowd_run(struct crowd *crowd, const struct crowd_order *order, struct crowd_result *out)
{
	static const unsigned requests[] = { REQUESTS_OF_DOWNLOAD, REQUESTS_OF_DISCOVERY, 1, 1 };
	size_t count = (size_t)order->downloads * requests[order->errand];
	free(crowd->latencies);
	must((crowd->latencies = calloc(count, sizeof *crowd->latencies)) != NULL, "no memory");
	crowd->order = order;
	crowd->next_download = 0;
	crowd->latency_count = 0;
	for (unsigned i = 0; i < crowd->visitors; i++)
		let_in(&crowd->guests[i]);
	crowd->start = wall_microseconds();
	while (take_turns(crowd))
		sched_yield();
	double seconds = (wall_microseconds() - crowd->start) / 1e6;
	qsort(crowd->latencies, count, sizeof *crowd->latencies, compare);
	*out = (struct crowd_result){ seconds, crowd->latencies, count };
}
