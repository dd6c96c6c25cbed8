/* SPDX-License-Identifier: Apache-2.0 */
/* A server and a card in one test, and the steps of a download between them. */
#ifndef TESTS_UNIT_SMDP_DOWNLOAD_FIXTURE_H
#define TESTS_UNIT_SMDP_DOWNLOAD_FIXTURE_H

#include "support/scripted_card.h"
#include "support/test.h"
#include "support/test_smdp.h"

struct fixture {
	struct test_pki pki;
	struct test_smdp server;
	struct scripted_card card;
};

#define PATH(name) ("/gsma/rsp2/es9plus/" name)

static inline int set_up_on(void **state, enum curve curve)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	test_pki_make(&fixture->pki, curve, "download");
	const struct test_pki *worlds[] = { &fixture->pki };
	test_smdp_make(&fixture->server, worlds, 1);
	scripted_card_make(&fixture->card, &fixture->pki, "one-time");
	*state = fixture;
	return 0;
}

static inline int set_up(void **state)
{
	return set_up_on(state, CURVE_P256);
}

static inline int tear_down(void **state)
{
	struct fixture *fixture = *state;
	scripted_card_release(&fixture->card);
	test_smdp_release(&fixture->server);
	test_pki_release(&fixture->pki);
	free(fixture);
	return 0;
}

static inline struct test_answer executed(struct test_answer answer, const char *what)
{
	if (answer.status != 200 || *answer.codes)
		fail_msg("%s: HTTP %d, %s", what, answer.status, answer.codes);
	return answer;
}

static inline struct test_answer initiate(struct fixture *fixture, struct scripted_card *card)
{
	return test_smdp_post(&fixture->server, PATH("initiateAuthentication"),
	                      scripted_card_initiate(card, TEST_SMDP_ADDRESS));
}

/* Up to the offer. */
static inline struct test_answer authenticate_as(struct fixture *fixture, struct scripted_card *card)
{
	struct text start = executed(initiate(fixture, card), "initiate").body;
	struct bytes response = scripted_card_authenticate(card, start);
	return test_smdp_post(&fixture->server, PATH("authenticateClient"),
	                      scripted_card_authenticate_client(card, response));
}

static inline struct test_answer authenticate(struct fixture *fixture)
{
	return authenticate_as(fixture, &fixture->card);
}

static inline struct test_answer get_package(struct fixture *fixture, struct test_answer offer)
{
	struct scripted_card *card = &fixture->card;
	struct bytes prepared = scripted_card_prepare(card, executed(offer, "authenticate client").body);
	return test_smdp_post(&fixture->server, PATH("getBoundProfilePackage"), scripted_card_get_package(card, prepared));
}

static inline struct bytes package_of(struct fixture *fixture, struct test_answer answer)
{
	return scripted_member(&fixture->card.arena, executed(answer, "get package").body, "boundProfilePackage");
}

static inline void check_state(struct fixture *fixture, const char *want)
{
	assert_string_equal(test_smdp_state(&fixture->server, TEST_ICCID), want);
}

#endif
