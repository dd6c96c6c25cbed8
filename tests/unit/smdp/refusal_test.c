/* SPDX-License-Identifier: Apache-2.0 */
/* What a server must not accept, each with its own code, and without losing anything. */
#include "download_fixture.h"

enum { DAYS = 86400 };

#define EXPECT(answer, want) assert_string_equal((answer).codes, want)

/* ---- InitiateAuthentication ---- */

struct initiate_case {
	const char *what;
	const char *address;
	struct version svn;
	bool foreign_signing, foreign_verification;
	const char *codes;
};

static const struct initiate_case initiate_cases[] = {
	{ "as it should be", TEST_SMDP_ADDRESS, { { 2, 2, 2 } }, false, false, "" },
	{ "another case", "TestSMDPplus1.EXAMPLE.com", { { 2, 2, 2 } }, false, false, "" },
	{ "version 2.0.0", TEST_SMDP_ADDRESS, { { 2, 0, 0 } }, false, false, "" },
	{ "version 3.0.0", TEST_SMDP_ADDRESS, { { 3, 0, 0 } }, false, false, "" },
	{ "another address", "testsmdpplus2.example.com", { { 2, 2, 2 } }, false, false, "8.8.1-3.8" },
	{ "a longer address", TEST_SMDP_ADDRESS ".", { { 2, 2, 2 } }, false, false, "8.8.1-3.8" },
	{ "a port that is not ours", TEST_SMDP_ADDRESS ":8443", { { 2, 2, 2 } }, false, false, "8.8.1-3.8" },
	{ "no address", "", { { 2, 2, 2 } }, false, false, "8.8.1-3.8" },
	{ "version 1.1.0", TEST_SMDP_ADDRESS, { { 1, 1, 0 } }, false, false, "8.8.3-3.1" },
	{ "signs for an unknown CI", TEST_SMDP_ADDRESS, { { 2, 2, 2 } }, true, false, "8.8.2-3.1" },
	{ "verifies for an unknown CI", TEST_SMDP_ADDRESS, { { 2, 2, 2 } }, false, true, "8.8.4-3.7" },
};

static void initiate_authentication_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	const struct ci_key_list ours = card->info2.for_signing;
	const struct ci_key_list foreign = { { octets(&card->arena, "F54172BDF98A95D65CBEB88A38A1C11D800A85C3") }, 1 };
	EACH(test, initiate_cases) {
		card->svn = test->svn;
		card->info2.for_signing = test->foreign_signing ? foreign : ours;
		card->info2.for_verification = test->foreign_verification ? foreign : ours;
		struct test_answer answer = test_smdp_post(&fixture->server, PATH("initiateAuthentication"),
		                                           scripted_card_initiate(card, test->address));
		if (strcmp(answer.codes, test->codes) != 0)
			fail_msg("%s: got %s, want %s", test->what, answer.codes, test->codes);
	}
}

static void sessions_are_never_alike(void **state)
{
	struct fixture *fixture = *state;
	struct arena *arena = &fixture->card.arena;
	struct text first = initiate(fixture, &fixture->card).body, second = initiate(fixture, &fixture->card).body;
	assert_string_not_equal(scripted_text(arena, first, "transactionId"), scripted_text(arena, second, "transactionId"));
	struct bytes signed1 = scripted_member(arena, first, "serverSigned1");
	assert_false(bytes_equal(signed1, scripted_member(arena, second, "serverSigned1")));
}

/* What must be there, and must be what it says. */
static const struct {
	const char *body;
	int status;
	const char *codes;
} bodies[] = {
	{ "", 400, "" },
	{ "no JSON", 400, "" },
	{ "[]", 400, "" },
	{ "{\"a\":1}{", 400, "" },
	{ "{\"a\":1,\"a\":2}", 400, "" },
	{ "{}", 200, "1.3.1-2.2" },
	{ "{\"euiccChallenge\":null}", 200, "1.3.1-2.2" },
	{ "{\"euiccChallenge\":7,\"euiccInfo1\":\"\",\"smdpAddress\":\"x\"}", 200, "1.3.1-2.1" },
	{ "{\"euiccChallenge\":\"AAAAAAAAAAAAAAAAAAAAAA==\",\"euiccInfo1\":\"vyA=\",\"smdpAddress\":\"x\"}", 200,
	  "1.3.1-2.1" },
	{ "{\"euiccChallenge\":\"AAAA\",\"euiccInfo1\":\"vyAA\",\"smdpAddress\":\"x\"}", 200, "1.3.1-2.1" },
	{ "{\"euiccChallenge\":\"*AAAAAAAAAAAAAAAAAAAAA==\",\"euiccInfo1\":\"vyAA\",\"smdpAddress\":\"x\"}", 200,
	  "1.3.1-2.1" },
};

static void bodies_that_are_no_request(void **state)
{
	struct fixture *fixture = *state;
	EACH(test, bodies) {
		struct test_answer answer = test_smdp_post(&fixture->server, PATH("initiateAuthentication"),
		                                           text_from(test->body));
		if (answer.status != test->status || strcmp(answer.codes, test->codes) != 0)
			fail_msg("%s: got HTTP %d %s, want %d %s", test->body, answer.status, answer.codes, test->status,
			         test->codes);
	}
	assert_int_equal(test_smdp_post(&fixture->server, PATH("handleNotification"), TEXT("{}")).status, 400);
	assert_int_equal(test_smdp_post(&fixture->server, PATH("handleNotification"),
	                                TEXT("{\"pendingNotification\":\"vzcA\"}")).status, 400);
	assert_int_equal(test_smdp_post(&fixture->server, PATH("noSuchFunction"), TEXT("{}")).status, 404);
}

/* ---- AuthenticateClient: who asks ---- */

static struct test_answer ask_with(struct fixture *fixture, struct scripted_card *card)
{
	card->matching_id = TEXT("M");
	return authenticate_as(fixture, card);
}

static struct bytes issue(struct scripted_card *card, const struct certificate_order *order, enum certificate_kind key)
{
	struct buffer certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct bytes kept;
	test_pki_issue(card->pki, key, order, card->pki, &certificate);
	assert_ok(arena_copy(&card->arena, buffer_bytes(&certificate), &kept));
	buffer_release(&certificate);
	return kept;
}

static void cards_that_are_not_what_they_say(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	const struct bytes euicc = card->euicc_certificate, eum = card->eum_certificate;
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);

	struct certificate_order order = test_pki_order(CERTIFICATE_EUICC);
	order.not_after = TEST_NOW - DAYS;
	card->euicc_certificate = issue(card, &order, CERTIFICATE_EUICC);
	EXPECT(ask_with(fixture, card), "8.1.3-6.3");
	order = test_pki_order(CERTIFICATE_EUICC);
	order.not_before = TEST_NOW + DAYS;
	card->euicc_certificate = issue(card, &order, CERTIFICATE_EUICC);
	EXPECT(ask_with(fixture, card), "8.1.3-6.3");
	order = test_pki_order(CERTIFICATE_EUICC);
	order.eid = TEXT("89049032123451234512345678901236");
	card->euicc_certificate = issue(card, &order, CERTIFICATE_EUICC);
	EXPECT(ask_with(fixture, card), "8.1.3-6.1");
	order.eid = TEXT("89044045000000000000000000000013");
	card->euicc_certificate = issue(card, &order, CERTIFICATE_EUICC);
	EXPECT(ask_with(fixture, card), "8.1.3-6.1");
	card->euicc_certificate = test_pki_certificate(card->pki, CERTIFICATE_DPAUTH);
	EXPECT(ask_with(fixture, card), "8.1.3-6.1");
	card->euicc_certificate = euicc;

	order = test_pki_order(CERTIFICATE_EUM);
	order.not_after = TEST_NOW - DAYS;
	card->eum_certificate = issue(card, &order, CERTIFICATE_EUM);
	EXPECT(ask_with(fixture, card), "8.1.2-6.3");
	card->eum_certificate = test_pki_certificate(card->pki, CERTIFICATE_DPPB);
	EXPECT(ask_with(fixture, card), "8.1.2-6.1");
	card->eum_certificate = eum;

	struct test_pki other;
	test_pki_make(&other, CURVE_P256, "another world");
	card->euicc_certificate = test_pki_certificate(&other, CERTIFICATE_EUICC);
	EXPECT(ask_with(fixture, card), "8.1.3-6.1");
	card->eum_certificate = test_pki_certificate(&other, CERTIFICATE_EUM);
	EXPECT(ask_with(fixture, card), "8.11.1-3.9");
	test_pki_release(&other);

	card->euicc_certificate = euicc;
	card->eum_certificate = eum;
	check_state(fixture, "released");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 0);
	EXPECT(ask_with(fixture, card), "");
}

static void sessions_that_are_not_this_one(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct text first = initiate(fixture, card).body, second = initiate(fixture, card).body;
	struct bytes of_first = scripted_card_authenticate(card, first);
	struct bytes of_second = scripted_card_authenticate(card, second);

	/* The transaction ID is the second one's. */
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, of_first)), "8.10.1-3.9");
	card->transaction_id = octets(&card->arena, "0102030405060708090A0B0C0D0E0F10");
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, of_second)), "8.10.1-3.9");
	/* An hour later there is no session any more. */
	fixture->server.host.now += 3600;
	scripted_card_authenticate(card, second);
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, of_second)), "8.10.1-3.9");
	assert_string_equal(test_smdp_run(&fixture->server, &expire_sessions_function, NULL, NULL, 0), "");
	EXPECT(authenticate(fixture), "");
}

static void a_card_that_refuses_us_ends_the_session(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct text start = initiate(fixture, card).body;
	struct bytes good = scripted_card_authenticate(card, start);
	AUTO(buffer) refusal = BUFFER(200);
	const struct authenticate_server_answer answer = {
		.error = AUTHENTICATE_INVALID_CERTIFICATE, .transaction_id = card->transaction_id,
	};
	assert_ok(authenticate_server_answer_encode(&answer, &refusal));
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, buffer_bytes(&refusal))), "8.1-6.1");
	assert_non_null(strstr(fixture->server.host.last_event, "invalidCertificate"));
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, good)), "8.10.1-3.9");
}

/* Whatever octet is changed and wherever the message is cut: it is never accepted, and always answered. */
static void spoilt_authentications(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct bytes good = scripted_card_authenticate(card, initiate(fixture, card).body);
	AUTO(buffer) spoilt = BUFFER(good.size);
	assert_ok(buffer_append(&spoilt, good));
	for (size_t i = 0; i < good.size; i++) {
		spoilt.data[i] ^= 1;
		struct test_answer answer = test_smdp_post(&fixture->server, PATH("authenticateClient"),
			scripted_card_authenticate_client(card, buffer_bytes(&spoilt)));
		spoilt.data[i] ^= 1;
		if (answer.status != 200 || !*answer.codes)
			fail_msg("octet %zu changed: HTTP %d, executed", i, answer.status);
	}
	for (size_t size = 0; size < good.size; size++) {
		struct test_answer answer = test_smdp_post(&fixture->server, PATH("authenticateClient"),
			scripted_card_authenticate_client(card, bytes_first(good, size)));
		if (answer.status != 200 || strcmp(answer.codes, "1.3.1-2.1") != 0)
			fail_msg("cut to %zu: HTTP %d, %s", size, answer.status, answer.codes);
	}
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 0);
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, good)), "");
}

/* ---- AuthenticateClient: for what ---- */

#define OTHER_EID "89049032000000000000000000000066"

static void orders_that_are_not_for_this_card(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	EXPECT(authenticate(fixture), "8.1.1-3.8");
	card->matching_id = TEXT("UNKNOWN");
	EXPECT(authenticate(fixture), "8.2.6-3.8");
	test_smdp_offer(&fixture->server, TEST_ICCID, OTHER_EID, "THEIRS", NULL);
	card->matching_id = TEXT("THEIRS");
	EXPECT(authenticate(fixture), "8.1.1-3.8");
	test_smdp_offer(&fixture->server, TEST_ICCID_2, OTHER_EID, "", NULL);
	card->matching_id = (struct text){ 0 };
	EXPECT(authenticate(fixture), "8.1.1-3.8");
	scripted_card_become(card, OTHER_EID, "other");
	EXPECT(authenticate(fixture), "");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID_2).download_attempts, 1);
}

static void a_downloaded_order_belongs_to_its_card(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	package_of(fixture, get_package(fixture, authenticate(fixture)));
	scripted_card_become(card, OTHER_EID, "other");
	EXPECT(authenticate(fixture), "8.1.1-3.8");
	check_state(fixture, "downloaded");
}

static void orders_that_are_not_ready_or_over(void **state)
{
	struct fixture *fixture = *state;
	struct test_smdp *server = &fixture->server;
	fixture->card.matching_id = TEXT("M");
	test_smdp_stock(server, TEST_ICCID, 100);
	const struct order_request order = { .iccid = TEXT(TEST_ICCID) };
	const struct confirm_request confirm = {
		.iccid = TEXT(TEST_ICCID), .has_matching_id = true, .matching_id = TEXT("M"), .expires_at = TEST_NOW + 100,
	};
	const struct release_request release = { TEXT(TEST_ICCID) };
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &confirm_function, &confirm, NULL, 0), "");
	EXPECT(authenticate(fixture), "8.2-1.2");
	assert_string_equal(test_smdp_run(server, &release_function, &release, NULL, 0), "");
	struct scripted_card *card = &fixture->card;
	struct text in_time = executed(authenticate(fixture), "in time").body;
	struct text request = scripted_card_get_package(card, scripted_card_prepare(card, in_time));
	server->host.now = TEST_NOW + 100;
	EXPECT(authenticate(fixture), "8.8.5-4.10");
	EXPECT(test_smdp_post(server, PATH("getBoundProfilePackage"), request), "8.8.5-4.10");
	check_state(fixture, "released");
}

static void too_many_attempts_end_the_order(void **state)
{
	struct fixture *fixture = *state;
	fixture->server.smdp.settings.download_attempts_maximum = 3;
	fixture->card.matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	for (int i = 0; i < 3; i++)
		EXPECT(authenticate(fixture), "");
	EXPECT(authenticate(fixture), "8.8.5-6.4");
	check_state(fixture, "error");
	struct profile_record profile = test_smdp_profile(&fixture->server, TEST_ICCID);
	check_text(profile.error_subject, "8.8.5", "subject");
	EXPECT(authenticate(fixture), "8.2-1.2");
}

static void cards_that_cannot_take_it(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	card->info2.resource.free_nonvolatile = 1000;
	struct text start = initiate(fixture, card).body;
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, start));
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"), request), "8.1-4.8");
	EXPECT(test_smdp_post(&fixture->server, PATH("authenticateClient"), request), "8.1-4.8");
	assert_int_equal(test_smdp_profile(&fixture->server, TEST_ICCID).download_attempts, 1);
	card->info2.resource.free_nonvolatile = 500000;
	EXPECT(authenticate(fixture), "");
}

/* ---- GetBoundProfilePackage ---- */

static struct test_answer ask_for_package(struct fixture *fixture, struct bytes response)
{
	return test_smdp_post(&fixture->server, PATH("getBoundProfilePackage"),
	                      scripted_card_get_package(&fixture->card, response));
}

static void spoilt_preparations(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct bytes good = scripted_card_prepare(card, authenticate(fixture).body);
	AUTO(buffer) spoilt = BUFFER(good.size);
	assert_ok(buffer_append(&spoilt, good));
	for (size_t i = 0; i < good.size; i++) {
		spoilt.data[i] ^= 1;
		struct test_answer answer = ask_for_package(fixture, buffer_bytes(&spoilt));
		spoilt.data[i] ^= 1;
		if (answer.status != 200 || !*answer.codes)
			fail_msg("octet %zu changed: HTTP %d, executed", i, answer.status);
		if (i > 0)
			EXPECT(ask_for_package(fixture, bytes_first(good, i)), "1.3.1-2.1");
	}
	check_state(fixture, "released");
	const struct bytes id = card->transaction_id;
	card->transaction_id = octets(&card->arena, "01020304");
	EXPECT(ask_for_package(fixture, good), "8.10.1-3.9");
	card->transaction_id = id;
	EXPECT(ask_for_package(fixture, good), "");
}

static void points_that_are_on_no_curve(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct test_answer offer = authenticate(fixture);
	card->one_time_key.point[64] ^= 1; /* signed by the card all the same */
	EXPECT(ask_for_package(fixture, scripted_card_prepare(card, offer.body)), "8.1-6.1");
	check_state(fixture, "released");
	card->one_time_key.point[64] ^= 1;
	EXPECT(ask_for_package(fixture, scripted_card_prepare(card, offer.body)), "");
}

static void a_card_that_cannot_prepare_ends_the_session(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	struct bytes good = scripted_card_prepare(card, authenticate(fixture).body);
	AUTO(buffer) refusal = BUFFER(200);
	const struct prepare_download_answer answer = {
		.error = PREPARE_INVALID_SIGNATURE, .transaction_id = card->transaction_id,
	};
	assert_ok(prepare_download_answer_encode(&answer, &refusal));
	EXPECT(ask_for_package(fixture, buffer_bytes(&refusal)), "8.1-6.1");
	EXPECT(ask_for_package(fixture, good), "8.10.1-3.9");
	check_state(fixture, "released");
	EXPECT(authenticate(fixture), "");
}

/* ---- CancelSession ---- */

static void cancellations_that_are_not_believed(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	card->matching_id = TEXT("M");
	test_smdp_offer(&fixture->server, TEST_ICCID, NULL, "M", NULL);
	scripted_card_prepare(card, authenticate(fixture).body);
	const struct bytes oid = card->smdp_oid, id = card->transaction_id;
	struct bytes good = scripted_card_cancel(card, CANCEL_END_USER_REJECTION), spoilt;
	assert_ok(arena_copy(&card->arena, good, &spoilt));
	((uint8_t *)spoilt.data)[spoilt.size - 1] ^= 1;
	EXPECT(test_smdp_post(&fixture->server, PATH("cancelSession"), scripted_card_cancel_session(card, spoilt)), "8.1-6.1");
	card->smdp_oid = octets(&card->arena, "883703");
	EXPECT(test_smdp_post(&fixture->server, PATH("cancelSession"),
	                      scripted_card_cancel_session(card, scripted_card_cancel(card, CANCEL_POSTPONED))), "8.8-3.10");
	card->smdp_oid = oid;
	card->transaction_id = octets(&card->arena, "0102");
	struct bytes of_another = scripted_card_cancel(card, CANCEL_END_USER_REJECTION);
	EXPECT(test_smdp_post(&fixture->server, PATH("cancelSession"),
	                      scripted_card_cancel_session(card, good)), "8.10.1-3.9");
	card->transaction_id = id;
	EXPECT(test_smdp_post(&fixture->server, PATH("cancelSession"),
	                      scripted_card_cancel_session(card, of_another)), "8.10.1-3.9");
	check_state(fixture, "released");
	EXPECT(test_smdp_post(&fixture->server, PATH("cancelSession"), scripted_card_cancel_session(card, good)), "");
	check_state(fixture, "error");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(initiate_authentication_is_refused),
		TEST(sessions_are_never_alike),
		TEST(bodies_that_are_no_request),
		TEST(cards_that_are_not_what_they_say),
		TEST(sessions_that_are_not_this_one),
		TEST(a_card_that_refuses_us_ends_the_session),
		TEST(spoilt_authentications),
		TEST(orders_that_are_not_for_this_card),
		TEST(a_downloaded_order_belongs_to_its_card),
		TEST(orders_that_are_not_ready_or_over),
		TEST(too_many_attempts_end_the_order),
		TEST(cards_that_cannot_take_it),
		TEST(spoilt_preparations),
		TEST(points_that_are_on_no_curve),
		TEST(a_card_that_cannot_prepare_ends_the_session),
		TEST(cancellations_that_are_not_believed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
