/* SPDX-License-Identifier: Apache-2.0 */
#include "road.h"

#include <poll.h>
#include <time.h>

#include "figure.h"
#include "stock.h"

void road_make(struct road *road, enum curve curve)
{
	const struct test_pki *worlds[] = { &road->pki };
	*road = (struct road){ 0 };
	test_pki_make(&road->pki, curve, "bench");
	test_smdp_make(&road->smdp, worlds, 1);
	for (unsigned i = 0; i < PHONES; i++)
		phone_make(&road->phones[i], &road->pki, i + 1);
}

void road_release(struct road *road)
{
	for (unsigned i = 0; i < PHONES; i++)
		phone_release(&road->phones[i]);
	test_smdp_release(&road->smdp);
	test_pki_release(&road->pki);
}

/* ---- turns ---- */

/* All threads: the database's writer works for the SM-DP+ while that waits. */
static double process_microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void keep_answer(void *self, struct http_answer *answer)
{
	*(struct http_answer *)self = *answer;
	*answer = (struct http_answer){ 0 };
}

static void begin_request(struct road *road, unsigned phone, const struct http_client_request *wanted)
{
	const struct http_request request = {
		.method = TEXT("POST"),
		.path = wanted->path,
		.content_type = wanted->content_type,
		.admin_protocol = wanted->admin_protocol,
		.body = wanted->body,
	};
	service_handle(&road->smdp.host.service, &request, (struct http_reply){ &road->answers[phone], keep_answer });
}

static unsigned count_answers(const struct road *road)
{
	unsigned count = 0;
	for (unsigned i = 0; i < PHONES; i++)
		count += road->answers[i].status != 0;
	return count;
}

/* Gives the server the requests of all phones at once, and waits for its answers. */
static void ask_server(struct road *road, const struct lpa_want wants[PHONES], unsigned count)
{
	struct pollfd wait = { database_descriptor(&road->smdp.host.ports.database), POLLIN, 0 };
	for (unsigned i = 0; i < PHONES; i++)
		if (wants[i].kind == LPA_WANT_SERVER)
			begin_request(road, i, &wants[i].request);
	while (count_answers(road) < count)
		if (poll(&wait, 1, -1) == 1)
			database_deliver(&road->smdp.host.ports.database);
}

/* Takes every phone to its next request, and on from there. Returns how many had one. */
static unsigned turn_of_server(struct road *road, struct expense *expense)
{
	struct lpa_want wants[PHONES];
	unsigned count = 0;
	for (unsigned i = 0; i < PHONES; i++) {
		wants[i] = phone_next(&road->phones[i]);
		count += wants[i].kind == LPA_WANT_SERVER;
	}
	double process = process_microseconds(), thread = cpu_microseconds();
	ask_server(road, wants, count);
	thread = cpu_microseconds() - thread;
	process = process_microseconds() - process;
	expense->smdp += process;
	expense->writing += process - thread;
	for (unsigned i = 0; i < PHONES; i++) {
		struct http_answer *answer = &road->answers[i];
		if (wants[i].kind == LPA_WANT_SERVER)
			phone_server_answered(&road->phones[i], answer->status, buffer_bytes(&answer->body));
		http_answer_release(answer);
		*answer = (struct http_answer){ 0 };
	}
	return count;
}

static void run_all(struct road *road, struct expense *expense)
{
	while (turn_of_server(road, expense) > 0)
		;
}

/* ---- the story ---- */

static void deliver_all(struct road *road, struct expense *expense)
{
	for (unsigned i = 0; i < PHONES; i++)
		phone_begin_delivery(&road->phones[i]);
	run_all(road, expense);
	for (unsigned i = 0; i < PHONES; i++)
		phone_end_delivery(&road->phones[i]);
}

static void download_all(struct road *road, unsigned first, unsigned size, struct expense *expense)
{
	for (unsigned i = 0; i < PHONES; i++) {
		char matching_id[STOCK_TEXT_SIZE];
		stock_offer(&road->smdp, first + i, size);
		stock_matching_id(first + i, matching_id);
		phone_begin_download(&road->phones[i], matching_id);
	}
	run_all(road, expense);
	for (unsigned i = 0; i < PHONES; i++)
		phone_end_download(&road->phones[i]);
	deliver_all(road, expense);
}

static void delete_all(struct road *road, unsigned first)
{
	for (unsigned i = 0; i < PHONES; i++) {
		char iccid[STOCK_TEXT_SIZE];
		stock_iccid(first + i, iccid);
		phone_delete(&road->phones[i], iccid);
	}
}

struct expense road_run(struct road *road, unsigned size)
{
	struct expense expense = { 0 };
	unsigned first = road->downloads;
	road->downloads += PHONES;
	for (unsigned i = 0; i < PHONES; i++) {
		road->phones[i].card_spent = road->phones[i].lpa_spent = 0;
		road->phones[i].link = (struct link_count){ 0 };
	}
	download_all(road, first, size, &expense);
	for (unsigned i = 0; i < PHONES; i++) {
		expense.card += road->phones[i].card_spent / PHONES;
		expense.lpa += road->phones[i].lpa_spent / PHONES;
		expense.link = road->phones[i].link;
	}
	expense.smdp /= PHONES;
	expense.writing /= PHONES;
	delete_all(road, first);
	return expense;
}
