/* SPDX-License-Identifier: Apache-2.0 */
/* What waits, as a card asks for it: for the card that proved itself, once, and for no other (SGP.22 5.8). */
#include "unit/smds/smds_fixture.h"

#define EXPECT(call, want) assert_string_equal(call, want)
#define HERE "@" TEST_SMDP_ADDRESS

static void in_the_order_they_came(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(events_of(fixture, ask(fixture)), "");
	EXPECT(register_event(fixture, TEST_EID, "Z"), "");
	EXPECT(register_event(fixture, OTHER_EID, "B"), "");
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(events_of(fixture, ask(fixture)), "Z" HERE " A" HERE);
	EXPECT(delete_event(fixture, TEST_EID, "Z"), "");
	EXPECT(register_event(fixture, TEST_EID, "Z"), "");
	EXPECT(events_of(fixture, ask(fixture)), "A" HERE " Z" HERE);
}

/* Under the paths that some devices use. */
static void under_both_paths(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	struct test_answer start = test_host_post(host, ES11_PATH "initiateAuthentication",
	                                          scripted_card_initiate(card, TEST_SMDS_ADDRESS));
	struct bytes response = scripted_card_authenticate(card, start.body);
	EXPECT(events_of(fixture, test_host_post(host, ES11_PATH "authenticateClient",
	                                         scripted_card_authenticate_client(card, response))), "A" HERE);
}

static void one_event_by_its_id(void **state)
{
	struct fixture *fixture = *state;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(register_event(fixture, TEST_EID, "B"), "");
	EXPECT(register_event(fixture, OTHER_EID, "C"), "");
	fixture->card.matching_id = TEXT("B");
	EXPECT(events_of(fixture, ask(fixture)), "B" HERE);
	fixture->card.matching_id = TEXT("D");
	EXPECT(events_of(fixture, ask(fixture)), "[8.9.5-3.9]");
	fixture->card.matching_id = TEXT("C"); /* another card's is as unknown as one that does not exist */
	EXPECT(events_of(fixture, ask(fixture)), "[8.9.5-3.9]");
}

static void a_challenge_is_answered_once(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, initiate(fixture)));
	EXPECT(test_host_post(host, AUTHENTICATE_CLIENT_PATH, request).codes, "");
	EXPECT(test_host_post(host, AUTHENTICATE_CLIENT_PATH, request).codes, "8.10.1-3.9");
}

static void two_answers_to_one_challenge_at_once(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	struct test_answer answers[2];
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, initiate(fixture)));
	for (int i = 0; i < 2; i++)
		test_host_begin(host, AUTHENTICATE_CLIENT_PATH, request, &answers[i]);
	for (int i = 0; i < 2; i++)
		while (answers[i].status == 0)
			test_host_wait(host);
	assert_int_equal(!*answers[0].codes + !*answers[1].codes, 1);
}

static void too_late(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, initiate(fixture)));
	host->now += fixture->server.smds.settings.session_seconds + 1;
	EXPECT(test_host_post(host, AUTHENTICATE_CLIENT_PATH, request).codes, "8.10.1-3.9");
}

/* A session of one server is unknown at another, and its answer signed for another. */
static void a_session_of_another_server(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_smds other;
	test_smds_make(&other, &fixture->pki);
	struct text request = scripted_card_authenticate_client(card, scripted_card_authenticate(card, initiate(fixture)));
	EXPECT(test_host_post(&other.host, AUTHENTICATE_CLIENT_PATH, request).codes, "8.10.1-3.9");
	test_smds_release(&other);
}

/* Each server has given a challenge to the card, and gets what was signed for the other. */
static void an_answer_to_another_server(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_smds other;
	test_smds_make(&other, &fixture->pki);
	other.host.random_counter += 1000; /* no two servers draw the same */
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	struct test_answer there = test_host_post(&other.host, INITIATE_AUTHENTICATION_PATH,
	                                          scripted_card_initiate(card, TEST_SMDS_ADDRESS));
	struct bytes response = scripted_card_authenticate(card, there.body);
	scripted_card_authenticate(card, initiate(fixture)); /* the transaction of our own session */
	EXPECT(test_host_post(&fixture->server.host, AUTHENTICATE_CLIENT_PATH,
	                      scripted_card_authenticate_client(card, response)).codes, "8.10.1-3.9");
	test_smds_release(&other);
}

/* With its transaction ID taken out, which is random. */
static const char *answer_to(struct fixture *fixture, const char *eid)
{
	struct scripted_card *card = &fixture->card;
	struct arena *arena = &fixture->server.host.arena;
	scripted_card_become(card, eid, "card");
	struct test_answer answer = ask(fixture);
	const char *id = scripted_text(arena, answer.body, "transactionId");
	char *body = arena_print(arena, "%.*s", TEXT_ARGUMENTS(answer.body));
	assert_int_equal(strlen(id), 32);
	memset(strstr(body, id), '-', strlen(id));
	return body;
}

/* Whether an SM-DP+ has ever had anything for a card is nobody's business who has the card in hand. */
static void nothing_now_is_like_nothing_ever(void **state)
{
	struct fixture *fixture = *state;
	const char *never = answer_to(fixture, OTHER_EID);
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	EXPECT(delete_event(fixture, TEST_EID, "A"), "");
	EXPECT(answer_to(fixture, TEST_EID), never);
}

/* Each with the subject codes of an SM-DS (SGP.22 5.2.6.1). */
static void refusals_at_the_start(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	EXPECT(test_host_post(host, INITIATE_AUTHENTICATION_PATH, scripted_card_initiate(card, "other.example.com")).codes,
	       "8.9.1-3.8");
	card->svn = (struct version){ { 1, 9, 9 } };
	EXPECT(test_host_post(host, INITIATE_AUTHENTICATION_PATH, scripted_card_initiate(card, TEST_SMDS_ADDRESS)).codes,
	       "8.9.3-3.1");

	struct test_pki stranger;
	struct scripted_card strange;
	test_pki_make(&stranger, CURVE_P256, "stranger");
	scripted_card_make(&strange, &stranger, "one-time");
	EXPECT(test_host_post(host, INITIATE_AUTHENTICATION_PATH, scripted_card_initiate(&strange, TEST_SMDS_ADDRESS)).codes,
	       "8.9.2-3.1");
	scripted_card_release(&strange);
	test_pki_release(&stranger);
}

/* `octets` with one bit changed, in the arena of the card. */
static struct bytes spoilt(struct fixture *fixture, struct bytes octets, size_t place)
{
	struct bytes copy;
	assert_ok(arena_copy(&fixture->card.arena, octets, &copy));
	assert_true(place < copy.size);
	((uint8_t *)copy.data)[place] ^= 1;
	return copy;
}

static size_t place_of(struct bytes octets, const void *part, size_t size)
{
	const uint8_t *found = memmem(octets.data, octets.size, part, size);
	assert_non_null(found);
	return (size_t)(found - octets.data);
}

static void a_card_that_is_not_what_it_says(void **state)
{
	struct fixture *fixture = *state;
	struct scripted_card *card = &fixture->card;
	struct test_host *host = &fixture->server.host;
	EXPECT(register_event(fixture, TEST_EID, "A"), "");
	struct bytes response = scripted_card_authenticate(card, initiate(fixture));
	struct bytes wrong = spoilt(fixture, response, place_of(response, "\x5F\x37\x40", 3) + 20);
	EXPECT(test_host_post(host, AUTHENTICATE_CLIENT_PATH, scripted_card_authenticate_client(card, wrong)).codes, "8.1-6.1");

	struct bytes certificate = card->euicc_certificate;
	card->euicc_certificate = spoilt(fixture, certificate, place_of(certificate, TEST_EID, EID_DIGITS) + 20);
	EXPECT(events_of(fixture, ask(fixture)), "[8.1.3-6.1]");
}

static void ten_thousand_events(void **state)
{
	enum { EVENTS = 10000 };
	struct fixture *fixture = *state;
	struct test_host *host = &fixture->server.host;
	static const char sql[] =
		"INSERT INTO event (eid, number, owner, event_id, rsp_server_address, registered_at) "
		"WITH RECURSIVE counter(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter WHERE n < 10000) "
		"SELECT '" TEST_EID "', n, '2.999.10', 'E' || n, 'a.example', 0 FROM counter";
	const struct database_statement fill = { sql, NULL, 0, EVENTS };
	test_host_apply(host, &fill);
	struct test_answer answer = ask(fixture);
	const char *list = events_of(fixture, answer);
	assert_true(strncmp(list, "E1@a.example E2@a.example ", 26) == 0);
	assert_string_equal(strrchr(list, ' '), " E1000@a.example"); /* the oldest come first; more when these are done */
	EXPECT(register_event(fixture, TEST_EID, "NEW"), "8.9.5-4.2");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(in_the_order_they_came),
		TEST(under_both_paths),
		TEST(one_event_by_its_id),
		TEST(a_challenge_is_answered_once),
		TEST(two_answers_to_one_challenge_at_once),
		TEST(too_late),
		TEST(a_session_of_another_server),
		TEST(an_answer_to_another_server),
		TEST(nothing_now_is_like_nothing_ever),
		TEST(refusals_at_the_start),
		TEST(a_card_that_is_not_what_it_says),
		TEST(ten_thousand_events),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
