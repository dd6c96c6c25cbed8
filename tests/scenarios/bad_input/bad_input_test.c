/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of a download spoilt on its way, and orders that cannot be served: see README.md. Each case tells who
 * must notice, by which code, and in which words; then the same order, or a new one where the first is used up, goes
 * well. */
#include "message_spoiler.h"
#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/prepare_download.h"
#include "support/road.h"
#include "support/test.h"

#define MATCHING_ID "BAD-1"
#define SECOND_ID   "BAD-2"
#define CODE        "4711"
#define OTHER_EID   "89049032123451234512345678901332"

enum { SPOILER_MAXIMUM = 64 << 20, SENTENCE_MINIMUM = 30 };

struct fault {
	const char *what;
	const char *function; /* of ES9+ */
	bool in_answer;
	const char *member;
	struct bytes (*spoil)(struct message_spoiler *spoiler, struct bytes element);
	struct text (*spoil_text)(struct message_spoiler *spoiler, struct text body, const char *member);
	/* Who must notice: the server by codes, the card by an error of its own, or else the LPA. */
	const char *codes;
	int card_error;
	const char *sentence; /* a part of what the user reads */
	const char *state;    /* of the order, when the card's notifications were sent */
};

struct story {
	struct road road;
	struct test_pki stranger;
	struct message_spoiler spoiler;
	const struct fault *fault; /* until it has happened */
};

static void story_release(struct story *story)
{
	arena_release(&story->spoiler.arena);
	test_pki_release(&story->stranger);
	road_release(&story->road);
}

/* Once: a case is one accident. */
static struct text change(void *changer, const char *path, bool is_answer, struct text body)
{
	struct story *story = changer;
	const struct fault *fault = story->fault;
	if (!fault || is_answer != fault->in_answer || strcmp(strrchr(path, '/') + 1, fault->function) != 0)
		return body;
	story->fault = NULL;
	return fault->spoil ? spoilt_member(&story->spoiler, body, fault->member, fault->spoil)
	                    : fault->spoil_text(&story->spoiler, body, fault->member);
}

static void story_begin(struct story *story, const struct fault *fault)
{
	*story = (struct story){ .fault = fault, .spoiler.arena = ARENA(SPOILER_MAXIMUM) };
	road_begin(&story->road, CURVE_P256, 0);
	test_pki_make(&story->stranger, CURVE_P256, "stranger");
	story->spoiler.world = &story->road.pki;
	story->spoiler.stranger = &story->stranger;
	story->road.change = change;
	story->road.changer = story;
}

/* How many the card keeps. */
static size_t deliver(struct road *road)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(road_run(road, &delivery.job));
	return delivery.kept_count;
}

/* It says what happened and what to do, in whole sentences. */
static void check_sentence(const char *what, const char *sentence, const char *part)
{
	size_t size = strlen(sentence);
	if (size < SENTENCE_MINIMUM || sentence[size - 1] != '.' || !strpbrk(sentence, ":;") || !strstr(sentence, part))
		fail_msg("%s: the user reads \"%s\", and should of \"%s\"", what, sentence, part);
}

static void check_refusal(const char *what, const struct road_outcome *outcome, const char *codes, int card_error,
                          const char *sentence)
{
	const struct lpa_failure *failure = &outcome->failure;
	char got[40];
	CHECK(!outcome->installed, what);
	snprintf(got, sizeof got, "%s/%s", failure->subject_code, failure->reason_code);
	if (strcmp(got, codes ? codes : "/") != 0 || failure->card_error != card_error)
		fail_msg("%s: codes %s, card error %d; want %s, %d: %s", what, got, failure->card_error,
		         codes ? codes : "/", card_error, failure->sentence);
	check_sentence(what, failure->sentence, sentence);
}

/* The same order goes well now, or a new one when it is used up; and the card has this profile and no other. */
static void check_nothing_is_lost(struct road *road, const char *what, const char *state)
{
	const char *iccid = TEST_ICCID, *matching_id = MATCHING_ID;
	CHECK(deliver(road) == 0, what);
	if (strcmp(test_smdp_state(&road->smdp, iccid), state) != 0)
		fail_msg("%s: the order is %s, want %s", what, test_smdp_state(&road->smdp, iccid), state);
	road_assert_profiles(road, 0, 0);
	if (strcmp(state, "error") == 0) {
		iccid = TEST_ICCID_2;
		matching_id = SECOND_ID;
		road_offer(road, iccid, matching_id, NULL, NULL);
	}
	struct road_outcome outcome = road_download(road, matching_id);
	if (!outcome.installed)
		fail_msg("%s, then all as it should be: %s", what, outcome.failure.sentence);
	CHECK(deliver(road) == 0, what);
	road_assert_state(road, iccid, "installed");
	road_assert_profiles(road, 1, 0);
}

static void play(const struct fault *fault)
{
	AUTO(story) story;
	story_begin(&story, fault);
	road_offer(&story.road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	struct road_outcome outcome = road_download(&story.road, MATCHING_ID);
	CHECK(!story.fault, fault->what); /* it happened */
	check_refusal(fault->what, &outcome, fault->codes, fault->card_error, fault->sentence);
	check_nothing_is_lost(&story.road, fault->what, fault->state);
}

#define INITIATE "initiateAuthentication"
#define CLIENT   "authenticateClient"
#define PACKAGE  "getBoundProfilePackage"

/* ---- certificates, on their way ---- */

static const struct fault certificates[] = {
	{ "CERT.DPpb as CERT.DPauth", INITIATE, true, "serverCertificate", spoil_to_dppb, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "genuine", "released" },
	{ "CERT.DP.TLS as CERT.DPauth", INITIATE, true, "serverCertificate", spoil_to_dptls, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "genuine", "released" },
	{ "CERT.DPauth of an unknown CI", INITIATE, true, "serverCertificate", spoil_to_strange_dpauth, NULL, NULL,
	  AUTHENTICATE_CI_KEY_UNKNOWN, "different CIs", "released" },
	{ "CERT.DPauth with another signature", INITIATE, true, "serverCertificate", spoil_last_octet, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "genuine", "released" },
	{ "a CI key that the card does not have", INITIATE, true, "euiccCiPKIdToBeUsed", spoil_last_octet, NULL, NULL,
	  AUTHENTICATE_CI_KEY_UNKNOWN, "different CIs", "released" },
	{ "CERT.DPauth as CERT.DPpb", CLIENT, true, "smdpCertificate", spoil_to_dpauth, NULL, NULL,
	  PREPARE_INVALID_CERTIFICATE, "tell the operator", "released" },
	{ "CERT.DPpb of an unknown CI", CLIENT, true, "smdpCertificate", spoil_to_strange_dppb, NULL, NULL,
	  PREPARE_INVALID_CERTIFICATE, "tell the operator", "released" },
	{ "CERT.DPpb with another signature", CLIENT, true, "smdpCertificate", spoil_last_octet, NULL, NULL,
	  PREPARE_INVALID_CERTIFICATE, "tell the operator", "released" },
	{ "CERT.DPauth as CERT.EUM", CLIENT, false, "authenticateServerResponse", spoil_eum_role, NULL, "8.1.2/6.1", 0,
	  "card maker", "released" },
	{ "CERT.EUM out of date", CLIENT, false, "authenticateServerResponse", spoil_eum_date, NULL, "8.1.2/6.3", 0,
	  "expired", "released" },
	{ "CERT.EUM with another signature", CLIENT, false, "authenticateServerResponse", spoil_last_octet, NULL,
	  "8.1.2/6.1", 0, "card maker", "released" },
	{ "CERT.DPauth as CERT.EUICC", CLIENT, false, "authenticateServerResponse", spoil_euicc_role, NULL, "8.1.3/6.1", 0,
	  "eUICC's certificate", "released" },
	{ "CERT.EUICC out of date", CLIENT, false, "authenticateServerResponse", spoil_euicc_date, NULL, "8.1.3/6.3", 0,
	  "expired", "released" },
	{ "CERT.EUICC of another maker", CLIENT, false, "authenticateServerResponse", spoil_euicc_maker, NULL, "8.1.3/6.1",
	  0, "eUICC's certificate", "released" },
	{ "CERT.EUM and CERT.EUICC of an unknown CI", CLIENT, false, "authenticateServerResponse", spoil_both_makers, NULL,
	  "8.11.1/3.9", 0, "different PKIs", "released" },
};

static void test_certificates(void **state)
{
	(void)state;
	EACH (fault, certificates)
		play(fault);
}

/* ---- signatures, and what they cover ---- */

static const struct fault signatures[] = {
	{ "the signature of serverSigned1", INITIATE, true, "serverSignature1", spoil_signature, NULL, NULL,
	  AUTHENTICATE_INVALID_SIGNATURE, "genuine", "released" },
	{ "serverSigned1", INITIATE, true, "serverSigned1", spoil_last_octet, NULL, NULL, AUTHENTICATE_INVALID_SIGNATURE,
	  "genuine", "released" },
	{ "the signature of euiccSigned1", CLIENT, false, "authenticateServerResponse", spoil_signature, NULL, "8.1/6.1", 0,
	  "eUICC's signature", "released" },
	{ "the signature of smdpSigned2", CLIENT, true, "smdpSignature2", spoil_signature, NULL, NULL,
	  PREPARE_INVALID_SIGNATURE, "tell the operator", "released" },
	{ "the signature of euiccSigned2", PACKAGE, false, "prepareDownloadResponse", spoil_signature, NULL, "8.1/6.1", 0,
	  "eUICC's signature", "released" },
	{ "smdpSign", PACKAGE, true, "boundProfilePackage", spoil_signature, NULL, NULL, INSTALL_INVALID_SIGNATURE,
	  "signature", "error" },
};

static void test_signatures(void **state)
{
	(void)state;
	EACH (fault, signatures)
		play(fault);
}

/* ---- a bit in each part of the package ---- */

static const struct fault parts[] = {
	{ "InitialiseSecureChannel", PACKAGE, true, "boundProfilePackage", spoil_initialise, NULL, NULL,
	  INSTALL_INVALID_SIGNATURE, "signature", "error" },
	{ "ConfigureISDP", PACKAGE, true, "boundProfilePackage", spoil_configure_isdp, NULL, NULL,
	  INSTALL_SCP03T_SECURITY_ERROR, "changed on its way", "error" },
	{ "StoreMetadata, what it says", PACKAGE, true, "boundProfilePackage", spoil_store_metadata, NULL, NULL, 0,
	  "damaged", "error" },
	{ "StoreMetadata, its code", PACKAGE, true, "boundProfilePackage", spoil_metadata_code, NULL, NULL,
	  INSTALL_SCP03T_SECURITY_ERROR, "changed on its way", "error" },
	{ "ReplaceSessionKeys", PACKAGE, true, "boundProfilePackage", spoil_replace_keys, NULL, NULL,
	  INSTALL_SCP03T_SECURITY_ERROR, "changed on its way", "error" },
	{ "the profile elements", PACKAGE, true, "boundProfilePackage", spoil_profile_elements, NULL, NULL,
	  INSTALL_SCP03T_SECURITY_ERROR, "changed on its way", "error" },
};

static void test_parts_of_the_package(void **state)
{
	(void)state;
	EACH (fault, parts)
		play(fault);
}

/* ---- forms ---- */

struct place {
	const char *function;
	bool in_answer;
	const char *member;
};

/* Where DER stands in ES9+. */
static const struct place places[] = {
	{ INITIATE, false, "euiccInfo1" },
	{ INITIATE, true, "serverSigned1" },
	{ INITIATE, true, "serverSignature1" },
	{ INITIATE, true, "euiccCiPKIdToBeUsed" },
	{ INITIATE, true, "serverCertificate" },
	{ CLIENT, false, "authenticateServerResponse" },
	{ CLIENT, true, "profileMetadata" },
	{ CLIENT, true, "smdpSigned2" },
	{ CLIENT, true, "smdpSignature2" },
	{ CLIENT, true, "smdpCertificate" },
	{ PACKAGE, false, "prepareDownloadResponse" },
	{ PACKAGE, true, "boundProfilePackage" },
};

static const struct {
	const char *what;
	struct bytes (*spoil)(struct message_spoiler *spoiler, struct bytes element);
	struct text (*spoil_text)(struct message_spoiler *spoiler, struct text body, const char *member);
} forms[] = {
	{ "cut", spoil_cut, NULL },
	{ "with something behind it", spoil_trailing, NULL },
	{ "empty", spoil_empty, NULL },
	{ "with an over-long length", spoil_overlong, NULL },
	{ "with an indefinite length", spoil_indefinite, NULL },
	{ "no base64", NULL, spoil_base64 },
	{ "a number", NULL, spoil_kind },
	{ "missing", NULL, spoil_name },
	{ "in half a JSON text", NULL, spoil_half },
	{ "in no text at all", NULL, spoil_nothing },
	{ "in an array", NULL, spoil_array },
};

/* Whoever reads it says so, and the order stays. */
static void play_form(const struct fault *fault)
{
	AUTO(story) story;
	story_begin(&story, fault);
	road_offer(&story.road, TEST_ICCID, MATCHING_ID, NULL, NULL);
	struct road_outcome outcome = road_download(&story.road, MATCHING_ID);
	CHECK(!story.fault, fault->what);
	CHECK(!outcome.installed, fault->what);
	check_sentence(fault->what, outcome.failure.sentence, "");
	bool given = fault->in_answer && strcmp(fault->function, PACKAGE) == 0;
	check_nothing_is_lost(&story.road, fault->what, given ? "downloaded" : "released");
}

static void test_forms(void **state)
{
	(void)state;
	EACH (place, places) {
		EACH (form, forms) {
			char what[120];
			snprintf(what, sizeof what, "%s of %s, %s", place->member, place->function, form->what);
			const struct fault fault = {
				.what = what,
				.function = place->function,
				.in_answer = place->in_answer,
				.member = place->member,
				.spoil = form->spoil,
				.spoil_text = form->spoil_text,
			};
			play_form(&fault);
		}
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_certificates),
	cmocka_unit_test(test_signatures),
	cmocka_unit_test(test_parts_of_the_package),
	cmocka_unit_test(test_forms),
};

TESTS_MAIN(tests)
