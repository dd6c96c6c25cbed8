/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DS, an SM-DP+ that registers events there, and a card that asks for them. */
#ifndef TESTS_UNIT_SMDS_SMDS_FIXTURE_H
#define TESTS_UNIT_SMDS_SMDS_FIXTURE_H

#include "rsp/authenticate_client.h"
#include "rsp/initiate_authentication.h"
#include "support/scripted_card.h"
#include "support/test.h"
#include "support/test_smds.h"

#define OTHER_EID "89049032000000000000000000000066"
#define OTHER_SMDP_OID "2.999.12"

struct fixture {
	struct test_pki pki;
	struct test_smds server;
	struct scripted_card card;
	struct buffer other_smdp; /* DP TLS of another SM-DP+ */
};

static inline int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof *fixture);
	test_pki_make(&fixture->pki, CURVE_P256, "smds");
	test_smds_make(&fixture->server, &fixture->pki);
	scripted_card_make(&fixture->card, &fixture->pki, "one-time");
	struct certificate_order order = test_pki_order(CERTIFICATE_DPTLS);
	order.registered_id = TEXT(OTHER_SMDP_OID);
	fixture->other_smdp = BUFFER(4096);
	test_pki_issue(&fixture->pki, CERTIFICATE_DPTLS, &order, &fixture->pki, &fixture->other_smdp);
	*state = fixture;
	return 0;
}

static inline int tear_down(void **state)
{
	struct fixture *fixture = *state;
	buffer_release(&fixture->other_smdp);
	scripted_card_release(&fixture->card);
	test_smds_release(&fixture->server);
	test_pki_release(&fixture->pki);
	free(fixture);
	return 0;
}

static inline struct bytes smdp_certificate(const struct fixture *fixture)
{
	return test_pki_certificate(&fixture->pki, CERTIFICATE_DPTLS);
}

static inline const char *register_event(struct fixture *fixture, const char *eid, const char *event_id)
{
	return test_smds_register(&fixture->server, smdp_certificate(fixture), eid, event_id, TEST_SMDP_ADDRESS);
}

static inline const char *delete_event(struct fixture *fixture, const char *eid, const char *event_id)
{
	return test_smds_delete(&fixture->server, smdp_certificate(fixture), eid, event_id);
}

static inline struct text initiate(struct fixture *fixture)
{
	struct test_answer start = test_host_post(&fixture->server.host, INITIATE_AUTHENTICATION_PATH,
	                                          scripted_card_initiate(&fixture->card, TEST_SMDS_ADDRESS));
	assert_int_equal(start.status, 200);
	assert_string_equal(start.codes, "");
	return start.body;
}

static inline struct test_answer ask(struct fixture *fixture)
{
	struct scripted_card *card = &fixture->card;
	struct bytes response = scripted_card_authenticate(card, initiate(fixture));
	return test_host_post(&fixture->server.host, AUTHENTICATE_CLIENT_PATH,
	                      scripted_card_authenticate_client(card, response));
}

/* "EV-1@host EV-2@host"; the codes in brackets when it was refused. */
static inline const char *events_of(struct fixture *fixture, struct test_answer answer)
{
	AUTO(json_document) document = { 0 };
	struct event_entries entries;
	struct arena *arena = &fixture->server.host.arena;
	char *list = arena_print(arena, "%s", "");
	if (*answer.codes)
		return arena_print(arena, "[%s]", answer.codes);
	assert_int_equal(answer.status, 200);
	assert_ok(json_parse(answer.body, &document));
	assert_ok(event_entries_read(json_root(&document), arena, &entries));
	for (size_t i = 0; i < entries.count; i++)
		list = arena_print(arena, "%s%s%.*s@%.*s", list, i > 0 ? " " : "", TEXT_ARGUMENTS(entries.entries[i].event_id),
		                   TEXT_ARGUMENTS(entries.entries[i].rsp_server_address));
	return list;
}

#endif
