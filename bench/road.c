/* SPDX-License-Identifier: Apache-2.0 */
#include "road.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "figure.h"
#include "lpa/card_call.h"
#include "support/scripted_profile.h"
#include "support/test.h"

/* All threads: the database's writer works for the SM-DP+ while that waits. */
static double process_microseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

/* What this thread did since *mark was read was this role's. */
static void charge(struct road *road, enum role role, double *mark)
{
	double now = cpu_microseconds();
	road->expense.of[role] += now - *mark - road->reading_cost;
	*mark = now;
}

/* A benchmark whose work fails has nothing to say. */
static void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

/* ---- making ---- */

static void make_phone(struct road *road, struct phone *phone, enum curve curve, unsigned number)
{
	char digits[EID_DIGITS + 1];
	snprintf(digits, sizeof digits, TEST_EID_PREFIX "%022u00", number);
	test_pki_make(&phone->pki, curve, "bench");
	must(eid_parse(text_from(digits), &phone->pki.eid) != STATUS_MALFORMED, "no EID");
	eid_set_check_digits(&phone->pki.eid);
	eid_print(&phone->pki.eid, digits);

	struct certificate_order order = test_pki_order(CERTIFICATE_EUICC);
	order.eid = text_from(digits);
	buffer_clear(&phone->pki.identities[CERTIFICATE_EUICC].certificate);
	test_pki_issue(&phone->pki, CERTIFICATE_EUICC, &order, &road->pki,
	               &phone->pki.identities[CERTIFICATE_EUICC].certificate);

	AUTO(buffer) atr = BUFFER(64);
	test_card_make(&phone->card, &phone->pki, NULL);
	must(euicc_reset(phone->card.euicc, &atr) == STATUS_OK, "the card does not start");
	must(lpa_session_init(&phone->session, &(struct isd_r_settings){ .segment_size = TEST_BLOCK_SIZE }) == STATUS_OK,
	     "no session");
}

void road_make(struct road *road, enum curve curve)
{
	const struct test_pki *worlds[] = { &road->pki };
	*road = (struct road){ .reading_cost = cpu_reading_cost() };
	test_pki_make(&road->pki, curve, "bench");
	test_smdp_make(&road->smdp, worlds, 1);
	for (unsigned i = 0; i < PHONES; i++)
		make_phone(road, &road->phones[i], curve, i + 1);
}

void road_release(struct road *road)
{
	for (unsigned i = 0; i < PHONES; i++) {
		lpa_session_release(&road->phones[i].session);
		test_card_release(&road->phones[i].card);
		test_pki_release(&road->phones[i].pki);
	}
	test_smdp_release(&road->smdp);
	test_pki_release(&road->pki);
}

/* A package whose one big file is filled, so that all of `size` travels. */
static struct bytes package_of(struct arena *arena, const char *iccid, unsigned size)
{
	struct scripted_profile profile = scripted_profile_default(iccid);
	profile.extra_size = size;
	profile.extra_filled = true;
	return scripted_profile_package(arena, &profile);
}

static void offer(struct road *road, const char *iccid, const char *matching_id, unsigned size)
{
	AUTO(arena) arena = ARENA(1 << 20);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	const struct stock_request stock = {
		.profile_elements = package_of(&arena, iccid, size),
		.metadata = scripted_metadata(&arena, &metadata),
	};
	const struct order_request order = { .iccid = text_from(iccid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid), .has_matching_id = true, .matching_id = text_from(matching_id), .release = true,
	};
	must(!*test_smdp_run(&road->smdp, &stock_function, &stock, NULL, 0), "no stock");
	must(!*test_smdp_run(&road->smdp, &order_function, &order, NULL, 0), "no order");
	must(!*test_smdp_run(&road->smdp, &confirm_function, &confirm, NULL, 0), "no confirmation");
}

/* ---- turns ---- */

static void turn_of_card(struct road *road, struct phone *phone, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(70000);
	double mark = cpu_microseconds();
	must(euicc_transmit(phone->card.euicc, command, &answer) == STATUS_OK, "the card is gone");
	charge(road, ROLE_EUICC, &mark);
	road->expense.apdus++;
	lpa_session_card_answered(&phone->session, buffer_bytes(&answer));
	charge(road, ROLE_LPA, &mark);
}

static void keep_answer(void *self, struct http_answer *answer)
{
	struct phone *phone = self;
	phone->answer = *answer;
	*answer = (struct http_answer){ 0 };
}

static void begin_request(struct road *road, struct phone *phone, const struct http_client_request *wanted)
{
	const struct http_request request = {
		.method = TEXT("POST"),
		.path = wanted->path,
		.content_type = wanted->content_type,
		.admin_protocol = wanted->admin_protocol,
		.body = wanted->body,
	};
	phone->answer = (struct http_answer){ 0 };
	service_handle(&road->smdp.service, &request, (struct http_reply){ phone, keep_answer });
}

static void take_answer(struct road *road, struct phone *phone)
{
	double mark = cpu_microseconds();
	lpa_session_server_answered(&phone->session, phone->answer.status, buffer_bytes(&phone->answer.body));
	charge(road, ROLE_LPA, &mark);
	http_answer_release(&phone->answer);
}

/* Everything up to the next request to the server, or to the end. Returns what is wanted then. */
static struct lpa_want go_on(struct road *road, struct phone *phone)
{
	for (;;) {
		double mark = cpu_microseconds();
		struct lpa_want want = lpa_session_want(&phone->session);
		if (want.kind == LPA_WANT_USER)
			lpa_session_user_replied(&phone->session, LPA_EVENT_YES, (struct text){ 0 });
		charge(road, ROLE_LPA, &mark);
		if (want.kind == LPA_WANT_CARD)
			turn_of_card(road, phone, want.card);
		else if (want.kind != LPA_WANT_USER)
			return want;
	}
}

/* Gives the server the requests of all phones at once, and waits for its answers. */
static void ask_server(struct road *road, const struct lpa_want wants[PHONES], unsigned count)
{
	unsigned answered = 0;
	for (unsigned i = 0; i < PHONES; i++)
		if (wants[i].kind == LPA_WANT_SERVER)
			begin_request(road, &road->phones[i], &wants[i].request);
	while (answered < count) {
		struct pollfd wait = { database_descriptor(&road->smdp.ports.database), POLLIN, 0 };
		answered = 0;
		for (unsigned i = 0; i < PHONES; i++)
			answered += wants[i].kind == LPA_WANT_SERVER && road->phones[i].answer.status != 0;
		if (answered < count && poll(&wait, 1, -1) == 1)
			database_deliver(&road->smdp.ports.database);
	}
}

/* Takes every phone to its next request. Returns how many had one. */
static unsigned turn_of_server(struct road *road)
{
	struct lpa_want wants[PHONES];
	unsigned count = 0;
	for (unsigned i = 0; i < PHONES; i++) {
		wants[i] = go_on(road, &road->phones[i]);
		count += wants[i].kind == LPA_WANT_SERVER;
	}
	double process = process_microseconds(), thread = cpu_microseconds();
	ask_server(road, wants, count);
	thread = cpu_microseconds() - thread;
	process = process_microseconds() - process;
	road->expense.of[ROLE_SMDP] += process;
	road->expense.writing += process - thread;
	for (unsigned i = 0; i < PHONES; i++)
		if (wants[i].kind == LPA_WANT_SERVER)
			take_answer(road, &road->phones[i]);
	return count;
}

static void run_all(struct road *road)
{
	while (turn_of_server(road) > 0)
		;
}

/* ---- the story ---- */

static void begin_download(struct road *road, struct phone *phone, unsigned size)
{
	char matching_id[24];
	unsigned number = road->downloads++;
	snprintf(phone->iccid, sizeof phone->iccid, "894944999999%07u", number);
	snprintf(matching_id, sizeof matching_id, "BENCH-%u", number);
	offer(road, phone->iccid, matching_id, size);
	const struct lpa_download_order order = {
		.smdp_address = TEXT(TEST_SMDP_ADDRESS), .has_matching_id = true, .matching_id = text_from(matching_id),
		.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
	};
	must(lpa_download_init(&phone->download, &order) == STATUS_OK, "no download");
	must(lpa_session_start(&phone->session, &phone->download.job) == STATUS_OK, "a job is under way");
}

static void deliver_all(struct road *road)
{
	for (unsigned i = 0; i < PHONES; i++) {
		struct phone *phone = &road->phones[i];
		lpa_delivery_init(&phone->delivery, &(struct lpa_delivery_settings){ 0 });
		must(lpa_session_start(&phone->session, &phone->delivery.job) == STATUS_OK, "a job is under way");
	}
	run_all(road);
	for (unsigned i = 0; i < PHONES; i++) {
		must(road->phones[i].delivery.sent > 0, "no notification was taken");
		lpa_delivery_release(&road->phones[i].delivery);
	}
}

static void delete_all(struct road *road)
{
	for (unsigned i = 0; i < PHONES; i++) {
		AUTO(lpa_card_call) call;
		struct phone *phone = &road->phones[i];
		struct profile_identifier profile = { 0 };
		must(iccid_parse(text_from(phone->iccid), &profile.iccid) == STATUS_OK, "no ICCID");
		lpa_delete_profile(&call, &profile);
		must(lpa_session_start(&phone->session, &call.job) == STATUS_OK, "a job is under way");
		must(go_on(road, phone).kind == LPA_WANT_NOTHING && lpa_job_succeeded(&call.job), "not deleted");
	}
	deliver_all(road);
}

void road_run(struct road *road, unsigned size)
{
	for (unsigned i = 0; i < PHONES; i++)
		begin_download(road, &road->phones[i], size);
	run_all(road);
	for (unsigned i = 0; i < PHONES; i++) {
		struct lpa_download *download = &road->phones[i].download;
		must(lpa_job_succeeded(&download->job), download->job.failure.sentence);
		lpa_download_release(download);
	}
	deliver_all(road);

	const struct expense before = road->expense;
	delete_all(road);
	road->expense = before;
}
