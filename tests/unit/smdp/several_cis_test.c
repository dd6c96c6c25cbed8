/* SPDX-License-Identifier: Apache-2.0 */
/* A server with certificates of two CIs on two curves, and cards that know one of them or both. */
#include "support/test.h"

#include "rsp/initiate_authentication.h"
#include "support/scripted_card.h"
#include "support/test_smdp.h"

struct worlds {
	struct test_pki nist, brainpool, stranger;
	struct test_smdp server;
	struct scripted_card card; /* of the brainpool world */
};

static int set_up(void **state)
{
	struct worlds *worlds = calloc(1, sizeof *worlds);
	test_pki_make(&worlds->nist, CURVE_P256, "nist");
	test_pki_make(&worlds->brainpool, CURVE_BRAINPOOL_P256R1, "brainpool");
	test_pki_make(&worlds->stranger, CURVE_P256, "stranger");
	const struct test_pki *known[] = { &worlds->nist, &worlds->brainpool };
	test_smdp_make(&worlds->server, known, 2);
	scripted_card_make(&worlds->card, &worlds->brainpool, "one-time");
	*state = worlds;
	return 0;
}

static int tear_down(void **state)
{
	struct worlds *worlds = *state;
	scripted_card_release(&worlds->card);
	test_smdp_release(&worlds->server);
	test_pki_release(&worlds->nist);
	test_pki_release(&worlds->brainpool);
	test_pki_release(&worlds->stranger);
	free(worlds);
	return 0;
}

/* N nist, B brainpool, S stranger: the card's lists in order; what the server then uses, or the codes. */
static const struct {
	const char *signing, *verification;
	char signs; /* euiccCiPKIdToBeUsed */
	char shows; /* CI of serverCertificate */
	const char *codes;
} cases[] = {
	{ "N", "N", 'N', 'N', "" },      { "B", "B", 'B', 'B', "" },
	{ "NB", "NB", 'N', 'N', "" },    { "BN", "NB", 'B', 'B', "" },
	{ "SB", "SNB", 'B', 'B', "" },   { "B", "N", 'B', 'N', "" },
	{ "B", "SN", 'B', 'N', "" },     { "S", "N", 0, 0, "8.8.2-3.1" },
	{ "B", "S", 0, 0, "8.8.4-3.7" }, { "S", "S", 0, 0, "8.8.2-3.1" },
};

static const struct test_pki *world_of(const struct worlds *worlds, char letter)
{
	return letter == 'N' ? &worlds->nist : letter == 'B' ? &worlds->brainpool : &worlds->stranger;
}

static struct ci_key_list list_of(const struct worlds *worlds, const char *letters)
{
	struct ci_key_list list = { .count = strlen(letters) };
	for (size_t i = 0; i < list.count; i++)
		list.ids[i] = test_pki_ci_key_id(world_of(worlds, letters[i]));
	return list;
}

static void the_card_s_order_of_preference_decides(void **state)
{
	struct worlds *worlds = *state;
	struct arena *arena = &worlds->card.arena;
	EACH(test, cases) {
		worlds->card.info2.for_signing = list_of(worlds, test->signing);
		worlds->card.info2.for_verification = list_of(worlds, test->verification);
		struct test_answer answer = test_smdp_post(&worlds->server, INITIATE_AUTHENTICATION_PATH,
		                                           scripted_card_initiate(&worlds->card, TEST_SMDP_ADDRESS));
		assert_string_equal(answer.codes, test->codes);
		if (*test->codes)
			continue;
		struct bytes key_id = scripted_member(arena, answer.body, "euiccCiPKIdToBeUsed");
		check_bytes(bytes_after(key_id, 2), test_pki_ci_key_id(world_of(worlds, test->signs)), test->signing);
		check_bytes(scripted_member(arena, answer.body, "serverCertificate"),
		            test_pki_certificate(world_of(worlds, test->shows), CERTIFICATE_DPAUTH), test->verification);
	}
}

static void a_brainpool_card_is_served_by_the_brainpool_set(void **state)
{
	struct worlds *worlds = *state;
	struct scripted_card *card = &worlds->card;
	struct test_smdp *server = &worlds->server;
	card->matching_id = TEXT("M");
	test_smdp_offer(server, TEST_ICCID, NULL, "M", NULL);
	struct text start = test_smdp_post(server, INITIATE_AUTHENTICATION_PATH,
	                                   scripted_card_initiate(card, TEST_SMDP_ADDRESS)).body;
	struct bytes response = scripted_card_authenticate(card, start);
	struct test_answer offer = test_smdp_post(server, AUTHENTICATE_CLIENT_PATH,
	                                          scripted_card_authenticate_client(card, response));
	assert_string_equal(offer.codes, "");
	check_bytes(scripted_member(&card->arena, offer.body, "smdpCertificate"),
	            test_pki_certificate(&worlds->brainpool, CERTIFICATE_DPPB), "DPpb");
	struct test_answer package = test_smdp_post(server, GET_BOUND_PACKAGE_PATH,
		scripted_card_get_package(card, scripted_card_prepare(card, offer.body)));
	assert_string_equal(package.codes, "");
	scripted_card_open_package(card, scripted_member(&card->arena, package.body, "boundProfilePackage"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_card_s_order_of_preference_decides, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_brainpool_card_is_served_by_the_brainpool_set, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
