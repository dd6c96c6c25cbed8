/* SPDX-License-Identifier: Apache-2.0 */
#include "support/road.h"

#include "support/scripted_profile.h"
#include "support/test.h"

enum { TURNS_MAXIMUM = 20000 };

void road_release(struct road *road)
{
	lpa_session_release(&road->session);
	test_card_release(&road->card);
	test_smdp_release(&road->smdp);
	test_pki_release(&road->pki);
}

void road_stock(struct road *road, struct bytes package, const struct profile_metadata *metadata)
{
	const struct stock_request request = {
		.profile_elements = package,
		.metadata = scripted_metadata(&road->smdp.host.arena, metadata),
	};
	assert_string_equal(test_smdp_run(&road->smdp, &stock_function, &request, NULL, 0), "");
}

void road_offer(struct road *road, const char *iccid, const char *matching_id, const char *eid, const char *code)
{
	struct scripted_profile profile = scripted_profile_default(iccid);
	struct profile_metadata metadata = scripted_metadata_default(iccid);
	road_stock(road, scripted_profile_package(&road->smdp.host.arena, &profile), &metadata);
	road_order(road, iccid, matching_id, eid, code);
}

void road_order(struct road *road, const char *iccid, const char *matching_id, const char *eid, const char *code)
{
	const struct order_request order = { .iccid = text_from(iccid), .eid = text_from(eid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid),
		.has_matching_id = true,
		.matching_id = text_from(matching_id),
		.confirmation_code = text_from(code),
		.release = true,
	};
	assert_string_equal(test_smdp_run(&road->smdp, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(&road->smdp, &confirm_function, &confirm, NULL, 0), "");
}

static const struct road nothing_happens = {
	.consent = LPA_EVENT_YES, .lost_answer = ROAD_NEVER, .pulled_after = ROAD_NEVER, .stopped_after = ROAD_NEVER,
	.killed_after = ROAD_NEVER, .network_lost_from = ROAD_NEVER,
};

static void power_up(struct road *road, size_t segment_size)
{
	AUTO(buffer) atr = BUFFER(64);
	assert_ok(lpa_session_init(&road->session, &(struct isd_r_settings){ .segment_size = segment_size }));
	assert_ok(euicc_reset(road->card.euicc, &atr));
}

void road_begin(struct road *road, enum curve curve, size_t segment_size)
{
	const struct test_pki *worlds[] = { &road->pki };
	*road = nothing_happens;
	test_pki_make(&road->pki, curve, "whole road");
	test_smdp_make(&road->smdp, worlds, 1);
	test_card_make(&road->card, &road->pki, NULL);
	power_up(road, segment_size);
}

void road_begin_between(struct road *road, const struct road_worlds *server, const struct road_worlds *card)
{
	*road = nothing_happens;
	test_smdp_make(&road->smdp, server->worlds, server->count);
	test_card_make_under(&road->card, card->worlds, card->signing, card->count);
	power_up(road, 0);
}

/* ---- the pump ---- */

static bool is_loading(const struct road *road)
{
	const struct lpa_step *step = road->session.job ? road->session.job->step : NULL;
	return step && step->message && strcmp(step->message, "es10b_load_bound_profile_package") == 0;
}

/* Between two pieces: what is to be sent now begins a new one. */
static void die(struct road *road, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(70000);
	road->killed = true;
	road->killed_between_pieces = !road->killed_when_executed && road->loading_apdus > 0 &&
	                              road->session.job->progress > road->piece_begun;
	if (road->killed_when_executed)
		assert_ok(euicc_transmit(road->card.euicc, command, &answer));
}

void road_restart_lpa(struct road *road)
{
	lpa_session_release(&road->session);
	assert_ok(lpa_session_init(&road->session, &(struct isd_r_settings){ 0 }));
	road->killed = false;
	road->killed_after = ROAD_NEVER;
}

static void transmit(struct road *road, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(70000);
	bool loading = is_loading(road);
	if (loading && road->loading_apdus == road->killed_after) {
		die(road, command);
		return;
	}
	if (loading)
		road->piece_begun = road->session.job->progress;
	bool pulled = loading && road->loading_apdus == road->pulled_after;
	if (loading && road->loading_apdus == road->stopped_after)
		lpa_session_stop(&road->session);
	road->loading_apdus += loading;
	if (pulled && road->pulled_when_executed)
		assert_ok(euicc_transmit(road->card.euicc, command, &answer));
	if (pulled) {
		buffer_clear(&answer);
		lpa_session_card_lost(&road->session, (struct text){ 0 });
		assert_ok(test_card_restart(&road->card));
		assert_ok(euicc_reset(road->card.euicc, &answer));
		return;
	}
	assert_ok(euicc_transmit(road->card.euicc, command, &answer));
	lpa_session_card_answered(&road->session, buffer_bytes(&answer));
}

static struct text on_its_way(struct road *road, const char *path, bool is_answer, struct text body)
{
	return road->change ? road->change(road->changer, path, is_answer, body) : body;
}

/* NULL: nobody answers there. */
static struct test_host *find_server(struct road *road, struct text address)
{
	if (road->network_down || (road->network_lost_from != ROAD_NEVER && road->requests >= road->network_lost_from))
		return NULL;
	for (size_t i = 0; i < ROAD_SERVERS_MAXIMUM; i++)
		if (text_equal_ignoring_case(address, text_from(road->servers[i].address)))
			return road->servers[i].host;
	return text_equal_ignoring_case(address, TEXT(TEST_SMDP_ADDRESS)) ? &road->smdp.host : NULL;
}

static void post(struct road *road, const struct http_client_request *request)
{
	AUTO(arena) arena = ARENA(4096);
	struct test_host *host = find_server(road, request->address);
	if (!host) {
		lpa_session_server_lost(&road->session, STATUS_IO, TEXT("No such server here."));
		return;
	}
	const char *path = arena_string(&arena, request->path);
	struct text body = on_its_way(road, path, false, bytes_text(request->body));
	struct test_answer answer = test_host_post(host, path, body);
	if (road->requests++ == road->lost_answer)
		lpa_session_server_lost(&road->session, STATUS_IO, TEXT("The answer got lost."));
	else
		lpa_session_server_answered(&road->session, answer.status,
		                            text_bytes(on_its_way(road, path, true, answer.body)));
}

static void ask(struct road *road, const struct lpa_question *question)
{
	if (question->kind == LPA_QUESTION_CONSENT) {
		check_text(question->offer.metadata->service_provider_name, "Provisim", "provider");
		lpa_session_user_replied(&road->session, road->consent, (struct text){ 0 });
		return;
	}
	const char *code = road->codes_asked < ARRAY_SIZE(road->codes) ? road->codes[road->codes_asked] : NULL;
	assert_true(question->again == (road->codes_asked > 0));
	road->codes_asked++;
	lpa_session_user_replied(&road->session, code ? LPA_EVENT_YES : LPA_EVENT_LATER, text_from(code));
}

static void reset(struct road *road)
{
	AUTO(buffer) atr = BUFFER(64);
	assert_ok(euicc_reset(road->card.euicc, &atr));
	lpa_session_card_was_reset(&road->session);
}

bool road_run(struct road *road, struct lpa_job *job)
{
	assert_ok(lpa_session_start(&road->session, job));
	for (int turn = 0; turn < TURNS_MAXIMUM; turn++) {
		if (road->killed)
			return false;
		struct lpa_want want = lpa_session_want(&road->session);
		switch (want.kind) {
		case LPA_WANT_NOTHING:
			return lpa_job_succeeded(job);
		case LPA_WANT_CARD:
			transmit(road, want.card);
			break;
		case LPA_WANT_CARD_RESET:
			reset(road);
			break;
		case LPA_WANT_SERVER:
			post(road, &want.request);
			break;
		case LPA_WANT_USER:
			ask(road, &want.question);
			break;
		}
	}
	fail_msg("the job does not end");
	return false;
}

/* ---- what is done, and what is then so ---- */

struct lpa_download_order road_order_of(const char *matching_id)
{
	return (struct lpa_download_order){
		.smdp_address = TEXT(TEST_SMDP_ADDRESS),
		.has_matching_id = matching_id != NULL,
		.matching_id = text_from(matching_id),
		.smdp_oid = TEXT(TEST_SMDP_OID),
		.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
	};
}

struct road_outcome road_download(struct road *road, const char *matching_id)
{
	AUTO(lpa_download) download;
	struct lpa_download_order order = road_order_of(matching_id);
	assert_ok(lpa_download_init(&download, &order));
	bool installed = road_run(road, &download.job);
	return (struct road_outcome){ installed, download.job.failure, download.cancel_reason, download.cancelled_at_server };
}

void road_assert_installed(struct road_outcome outcome)
{
	if (!outcome.installed)
		fail_msg("not installed: %s", outcome.failure.sentence);
}

void road_assert_refused(struct road_outcome outcome, const char *subject, const char *reason)
{
	assert_false(outcome.installed);
	assert_string_equal(outcome.failure.subject_code, subject);
	assert_string_equal(outcome.failure.reason_code, reason);
}

void road_deliver(struct road *road, size_t sent, size_t kept)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(road_run(road, &delivery.job));
	assert_int_equal(delivery.sent, sent);
	assert_int_equal(delivery.kept_count, kept);
}

void road_assert_state(struct road *road, const char *iccid, const char *state)
{
	assert_string_equal(test_smdp_state(&road->smdp, iccid), state);
}

void road_assert_profiles(struct road *road, size_t count, size_t enabled)
{
	AUTO(lpa_card_call) call;
	struct der_reader list;
	struct profile_info info;
	size_t seen = 0, seen_enabled = 0;
	lpa_list_profiles(&call);
	assert_true(road_run(road, &call.job));
	assert_ok(lpa_listed_profiles(&call, &list));
	while (!der_end(&list)) {
		assert_true(profile_info_read(&list, &info));
		check_text(info.profile_name, "Unit test", "profile name");
		seen++;
		seen_enabled += info.state == PROFILE_ENABLED;
	}
	assert_int_equal(seen, count);
	assert_int_equal(seen_enabled, enabled);
}

struct profile_identifier profile_of(const char *iccid)
{
	struct profile_identifier profile = { 0 };
	assert_ok(iccid_parse(text_from(iccid), &profile.iccid));
	return profile;
}

void road_enable(struct road *road, const char *iccid)
{
	AUTO(lpa_card_call) call;
	struct profile_identifier profile = profile_of(iccid);
	lpa_enable_profile(&call, &profile, false);
	if (!road_run(road, &call.job))
		fail_msg("not enabled: %s", call.job.failure.sentence);
}
