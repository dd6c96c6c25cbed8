/* SPDX-License-Identifier: Apache-2.0 */
/* Every message of a download spoilt on its way, and orders that cannot be served: see README.md. Each case tells who
 * must notice, by which code, and in which words; then the same order, or a new one where the first is used up, goes
 * well. */
#include "aftermath.h"
#include "story.h"
#include "rsp/authenticate_server.h"
#include "rsp/prepare_download.h"
#include "support/test.h"

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

/* ---- certificates, on their way ---- */

static const struct fault certificates[] = {
	{ "CERT.DPpb as CERT.DPauth", INITIATE, true, "serverCertificate", spoil_to_dppb, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "check the server's address", "released" },
	{ "CERT.DP.TLS as CERT.DPauth", INITIATE, true, "serverCertificate", spoil_to_dptls, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "check the server's address", "released" },
	{ "CERT.DPauth of an unknown CI", INITIATE, true, "serverCertificate", spoil_to_strange_dpauth, NULL, NULL,
	  AUTHENTICATE_CI_KEY_UNKNOWN, "one PKI", "released" },
	{ "CERT.DPauth with another signature", INITIATE, true, "serverCertificate", spoil_last_octet, NULL, NULL,
	  AUTHENTICATE_INVALID_CERTIFICATE, "check the server's address", "released" },
	{ "a CI key that the card does not have", INITIATE, true, "euiccCiPKIdToBeUsed", spoil_last_octet, NULL, NULL,
	  AUTHENTICATE_CI_KEY_UNKNOWN, "one PKI", "released" },
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
	  AUTHENTICATE_INVALID_SIGNATURE, "check the server's address", "released" },
	{ "serverSigned1", INITIATE, true, "serverSigned1", spoil_last_octet, NULL, NULL, AUTHENTICATE_INVALID_SIGNATURE,
	  "check the server's address", "released" },
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
