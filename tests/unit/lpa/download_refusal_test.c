/* SPDX-License-Identifier: Apache-2.0 */
/* Downloads that end before their end: who refuses, and what card and server are told. */
#include "lpa/download_session.h"

#include "rsp/cancel_session.h"
#include "rsp/euicc_info.h"
#include "support/download_script.h"
#include "support/test.h"

static struct test_pki pki;

static int make_pki(void **state)
{
	(void)state;
	test_pki_make(&pki, CURVE_P256, "lpa");
	return 0;
}

static int release_pki(void **state)
{
	(void)state;
	test_pki_release(&pki);
	return 0;
}

static void begin_order(struct download_scene *scene, const struct lpa_download_order *order)
{
	download_scene_begin_order(scene, &pki, order);
}

static void begin(struct download_scene *scene)
{
	begin_order(scene, &download_scene_order);
}

static void run(struct download_scene *scene)
{
	download_script_run(&scene->script, &scene->download, -1);
}

static void run_until(struct download_scene *scene, int state)
{
	download_script_run(&scene->script, &scene->download, state);
	assert_int_equal(scene->download.job.state, state);
}

/* The order failed, the card was told this reason (-1: nothing) and so was the server. */
static void check_failed(const struct download_scene *scene, enum status status, int cancel_reason, const char *what)
{
	const struct lpa_failure *failure = &scene->download.job.failure;
	CHECK(lpa_job_ended(&scene->download.job) && !lpa_job_succeeded(&scene->download.job), what);
	CHECK_STATUS(failure->status, status, what);
	CHECK(*failure->sentence && failure->sentence[strlen(failure->sentence) - 1] == '.', what);
	if (scene->script.cancel_reason != cancel_reason)
		fail_msg("%s: cancelled with %d, want %d", what, scene->script.cancel_reason, cancel_reason);
	CHECK(scene->script.server_told == (cancel_reason >= 0), what);
}

static void answer_user(struct download_scene *scene, enum lpa_event event, const char *typed)
{
	assert_int_equal(scene->download.job.want.kind, LPA_WANT_USER);
	assert_ok(lpa_job_handle(&scene->download.job, event, text_bytes(text_from(typed))));
}

/* What the LPA alone can find out about the server, before the card signs anything. */
static void test_server_identity(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		const char *signed_address;
		const char *signed_transaction;
		const char *oid;
		enum status status;
	} cases[] = {
		{ "other case", "SMDP.Example.COM:8443", NULL, "", STATUS_OK },
		{ "without port", "smdp.example.com", NULL, "", STATUS_OK },
		{ "other host", "smdp.example.org:8443", NULL, "", STATUS_UNTRUSTED },
		{ "other port", "smdp.example.com:8444", NULL, "", STATUS_UNTRUSTED },
		{ "longer name", "smdp.example.com.evil", NULL, "", STATUS_UNTRUSTED },
		{ "right OID", NULL, NULL, TEST_SMDP_OID, STATUS_OK },
		{ "other OID", NULL, NULL, "2.999.11", STATUS_UNTRUSTED },
		{ "OID with more", NULL, NULL, TEST_SMDP_OID ".1", STATUS_UNTRUSTED },
		{ "other transaction", NULL, "0102030405060709", "", STATUS_MALFORMED },
		{ "shorter transaction", NULL, "01020304050607", "", STATUS_MALFORMED },
	};
	EACH (this, cases) {
		AUTO(download_scene) scene;
		struct lpa_download_order order = download_scene_order;
		order.smdp_oid = text_from(this->oid);
		begin_order(&scene, &order);
		if (this->signed_address)
			scene.script.signed_address = this->signed_address;
		if (this->signed_transaction)
			scene.script.signed_transaction = this->signed_transaction;
		run(&scene);
		if (this->status == STATUS_OK)
			CHECK(lpa_job_succeeded(&scene.download.job), this->what);
		else
			check_failed(&scene, this->status, -1, this->what);
		CHECK(this->status == STATUS_OK || scene.script.visit_count == 3, this->what);
	}
}

static void test_transaction_ids(void **state)
{
	(void)state;
	AUTO(download_scene) lower;
	begin(&lower);
	run_until(&lower, DOWNLOAD_AUTHENTICATE_CLIENT);
	lower.script.answer_transaction = "01020304050607ab";
	run(&lower);
	assert_true(lpa_job_succeeded(&lower.download.job));

	AUTO(download_scene) other_offer;
	begin(&other_offer);
	other_offer.script.answer_transaction = "0102030405060709";
	run(&other_offer);
	check_failed(&other_offer, STATUS_MALFORMED, -1, "offer of another transaction");

	AUTO(download_scene) other_signed2;
	begin(&other_signed2);
	other_signed2.script.signed2_transaction = "0102030405060709";
	run(&other_signed2);
	check_failed(&other_signed2, STATUS_MALFORMED, -1, "smdpSigned2 of another transaction");

	AUTO(download_scene) other_package;
	begin(&other_package);
	run_until(&other_package, DOWNLOAD_PACKAGE);
	other_package.script.answer_transaction = "0102030405060709";
	run(&other_package);
	check_failed(&other_package, STATUS_MALFORMED, -1, "package of another transaction");
}

static void test_what_the_user_says(void **state)
{
	(void)state;
	static const struct {
		enum lpa_event event;
		int reason;
	} cases[] = {
		{ LPA_EVENT_NO, CANCEL_END_USER_REJECTION },
		{ LPA_EVENT_LATER, CANCEL_POSTPONED },
		{ LPA_EVENT_SILENT, CANCEL_TIMEOUT },
		{ LPA_EVENT_STOP, CANCEL_POSTPONED },
	};
	static const int questions[] = { DOWNLOAD_OFFER, DOWNLOAD_CODE };
	EACH (question, questions) {
		EACH (this, cases) {
			AUTO(download_scene) scene;
			begin(&scene);
			scene.script.wants_code = true;
			run_until(&scene, *question);
			assert_ok(lpa_job_handle(&scene.download.job, this->event, (struct bytes){ 0 }));
			run(&scene);
			check_failed(&scene, STATUS_REFUSED, this->reason, lpa_download_machine.event_names[this->event]);
		}
	}
}

/* Ctrl-C at every place at which the download waits. */
static void test_stop_anywhere(void **state)
{
	(void)state;
	static const struct {
		int state;
		int reason;
	} cases[] = {
		{ DOWNLOAD_INFO, -1 },
		{ DOWNLOAD_CHALLENGE, -1 },
		{ DOWNLOAD_INITIATE, -1 },
		{ DOWNLOAD_AUTHENTICATE_SERVER, -1 },
		{ DOWNLOAD_AUTHENTICATE_CLIENT, CANCEL_POSTPONED },
		{ DOWNLOAD_RULES, CANCEL_POSTPONED },
		{ DOWNLOAD_PROFILES, CANCEL_POSTPONED },
		{ DOWNLOAD_OFFER, CANCEL_POSTPONED },
		{ DOWNLOAD_CODE, CANCEL_POSTPONED },
		{ DOWNLOAD_PREPARE, CANCEL_POSTPONED },
		{ DOWNLOAD_PACKAGE, CANCEL_POSTPONED },
		{ DOWNLOAD_LOAD, CANCEL_POSTPONED },
	};
	EACH (this, cases) {
		AUTO(download_scene) scene;
		begin(&scene);
		scene.script.wants_code = true;
		scene.script.offered.profile_policy_rules = PPR2;
		scene.script.loaded = scene.script.offered;
		scene.script.rules = (struct rules_authorisation_table){
			.rules = { { .rules = PPR2,
			             .operators = { { .mcc_mnc = { 0xEE, 0xEE, 0xEE } } },
			             .operator_count = 1 } },
			.count = 1,
		};
		run_until(&scene, this->state);
		assert_ok(lpa_job_handle(&scene.download.job, LPA_EVENT_STOP, (struct bytes){ 0 }));
		run(&scene);
		check_failed(&scene, STATUS_REFUSED, this->reason, lpa_download_machine.state_names[this->state]);
	}
}

static void test_policy_rules(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		uint64_t profile_rules;
		uint64_t granted;
		bool has_installed;
		enum profile_class installed_class;
		bool consent;
		int reason; /* -1: installed */
	} cases[] = {
		{ "no rule", 0, 0, true, PROFILE_OPERATIONAL, false, -1 },
		{ "PPR2 granted", PPR2, PPR2, true, PROFILE_OPERATIONAL, false, -1 },
		{ "PPR2 granted with consent", PPR2, PPR2, true, PROFILE_OPERATIONAL, true, -1 },
		{ "PPR2 not granted", PPR2, PPR1, false, 0, false, CANCEL_PPR_NOT_ALLOWED },
		{ "PPR1 granted", PPR1, PPR1, false, 0, false, -1 },
		{ "PPR1 beside a test profile", PPR1, PPR1, true, PROFILE_TEST, false, -1 },
		{ "PPR1 beside an operational one", PPR1, PPR1, true, PROFILE_OPERATIONAL, false, CANCEL_PPR_NOT_ALLOWED },
		{ "empty table", PPR1, 0, false, 0, false, CANCEL_PPR_NOT_ALLOWED },
		{ "both, one granted", PPR1 | PPR2, PPR1, false, 0, false, CANCEL_PPR_NOT_ALLOWED },
		{ "both granted", PPR1 | PPR2, PPR1 | PPR2, false, 0, true, -1 },
		{ "a rule nobody knows", 1 << 5, PPR1 | PPR2 | 1 << 5, false, 0, false, CANCEL_PPR_NOT_ALLOWED },
	};
	EACH (this, cases) {
		AUTO(download_scene) scene;
		begin(&scene);
		scene.script.offered.profile_policy_rules = this->profile_rules;
		scene.script.loaded = scene.script.offered;
		scene.script.has_installed = this->has_installed;
		scene.script.installed_class = this->installed_class;
		scene.script.rules = (struct rules_authorisation_table){
			.rules = { { .rules = this->granted,
			             .operators = { { .mcc_mnc = { 0x00, 0xF1, 0xEE } } },
			             .operator_count = 1,
			             .consent_required = this->consent } },
			.count = this->granted ? 1 : 0,
		};
		if (this->reason < 0) {
			run_until(&scene, DOWNLOAD_OFFER);
			CHECK(scene.download.job.want.question.offer.strong_consent_rules ==
			              (this->consent ? this->profile_rules : 0),
			      this->what);
		}
		run(&scene);
		if (this->reason < 0)
			CHECK(lpa_job_succeeded(&scene.download.job), this->what);
		else
			check_failed(&scene, scene.download.job.failure.status, this->reason, this->what);
	}
}

static void test_package_differs_from_offer(void **state)
{
	(void)state;
	enum { ICCID, NAME, PROVIDER, CLASS, RULES, OWNER, COUNT };
	for (int difference = ICCID; difference < COUNT; difference++) {
		AUTO(download_scene) scene;
		begin(&scene);
		struct profile_metadata *loaded = &scene.script.loaded;
		if (difference == ICCID)
			loaded->iccid.octets[3] ^= 1;
		else if (difference == NAME)
			loaded->profile_name = TEXT("profile");
		else if (difference == PROVIDER)
			loaded->service_provider_name = TEXT("Provider2");
		else if (difference == CLASS)
			loaded->profile_class = PROFILE_TEST;
		else if (difference == RULES)
			loaded->profile_policy_rules = PPR2;
		else
			loaded->owner.mcc_mnc[2] ^= 0x10;
		run(&scene);
		check_failed(&scene, STATUS_UNTRUSTED, CANCEL_METADATA_MISMATCH, "difference");
		assert_int_equal(scene.script.pieces, 0);
	}
}

static void test_installation_error(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin(&scene);
	scene.script.installation_error = INSTALL_INSUFFICIENT_MEMORY;
	run(&scene);
	assert_false(lpa_job_succeeded(&scene.download.job));
	assert_true(scene.download.has_result);
	assert_int_equal(scene.script.pieces, 1);
	assert_int_equal(scene.script.cancel_reason, -1);
	assert_int_equal(scene.download.job.failure.card_error, INSTALL_INSUFFICIENT_MEMORY);
}

/* Loading ends without a result. */
static void test_load_without_result(void **state)
{
	(void)state;
	static const struct {
		const char *what;
		enum lpa_event event;
		const char *data;
		int reason;
	} cases[] = {
		{ "refused", LPA_EVENT_CARD_REFUSED, "", CANCEL_LOAD_BPP_EXECUTION_ERROR },
		{ "nonsense", LPA_EVENT_CARD, "BF3700", CANCEL_LOAD_BPP_EXECUTION_ERROR },
		{ "card gone", LPA_EVENT_CARD_LOST, "", -1 },
	};
	EACH (this, cases) {
		AUTO(download_scene) scene;
		begin(&scene);
		run_until(&scene, DOWNLOAD_LOAD);
		lpa_job_trouble(&scene.download.job, STATUS_IO, "Trouble.");
		assert_ok(lpa_job_handle(&scene.download.job, this->event, octets(&scene.script.arena, this->data)));
		run(&scene);
		check_failed(&scene, scene.download.job.failure.status, this->reason, this->what);
	}
	AUTO(download_scene) silent;
	begin(&silent);
	run_until(&silent, DOWNLOAD_LOAD);
	while (silent.download.job.state == DOWNLOAD_LOAD)
		assert_ok(lpa_job_handle(&silent.download.job, LPA_EVENT_CARD, (struct bytes){ 0 }));
	run(&silent);
	check_failed(&silent, STATUS_MALFORMED, CANCEL_LOAD_BPP_EXECUTION_ERROR, "never a result");
}

/* When the card has nothing to cancel, or does not answer, the first reason is still what is told. */
static void test_cancelling_fails(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin(&scene);
	scene.script.cancel_error = CANCEL_ERROR_INVALID_TRANSACTION_ID;
	run_until(&scene, DOWNLOAD_OFFER);
	answer_user(&scene, LPA_EVENT_NO, "");
	run(&scene);
	assert_false(scene.script.server_told);
	assert_non_null(strstr(scene.download.job.failure.sentence, "You refused"));

	static const enum lpa_event events[] = { LPA_EVENT_CARD_REFUSED, LPA_EVENT_CARD_LOST, LPA_EVENT_SERVER_LOST };
	EACH (event, events) {
		AUTO(download_scene) lost;
		begin(&lost);
		run_until(&lost, DOWNLOAD_OFFER);
		answer_user(&lost, LPA_EVENT_NO, "");
		if (*event == LPA_EVENT_SERVER_LOST)
			run_until(&lost, DOWNLOAD_CANCEL_SERVER);
		assert_ok(lpa_job_handle(&lost.download.job, *event, (struct bytes){ 0 }));
		assert_true(lpa_job_ended(&lost.download.job));
		assert_non_null(strstr(lost.download.job.failure.sentence, "You refused"));
	}
}

static void test_server_refusals(void **state)
{
	(void)state;
	static const struct {
		int state;
		const char *subject, *reason;
	} cases[] = {
		{ DOWNLOAD_INITIATE, "8.8.1", "3.8" },
		{ DOWNLOAD_INITIATE, "8.8.4", "3.7" },
		{ DOWNLOAD_AUTHENTICATE_CLIENT, "8.2.6", "3.8" },
		{ DOWNLOAD_AUTHENTICATE_CLIENT, "8.1.1", "3.8" },
		{ DOWNLOAD_AUTHENTICATE_CLIENT, "8.2.7", "3.8" },
		{ DOWNLOAD_PACKAGE, "8.1", "6.1" },
		{ DOWNLOAD_PACKAGE, "8.2.7", "6.4" },
		{ DOWNLOAD_PACKAGE, "9.9", "9.9" },
	};
	EACH (this, cases) {
		AUTO(download_scene) scene;
		begin(&scene);
		run_until(&scene, this->state);
		assert_ok(lpa_job_handle(&scene.download.job, LPA_EVENT_SERVER,
		                         download_scene_refusal(&scene, this->subject, this->reason)));
		check_failed(&scene, STATUS_REFUSED, -1, this->subject);
		assert_string_equal(scene.download.job.failure.subject_code, this->subject);
		assert_string_equal(scene.download.job.failure.reason_code, this->reason);
		char codes[32];
		snprintf(codes, sizeof codes, "(%s/%s", this->subject, this->reason);
		assert_non_null(strstr(scene.download.job.failure.sentence, codes));
	}
}

static void test_card_refuses_server(void **state)
{
	(void)state;
	AUTO(download_scene) scene;
	begin(&scene);
	run_until(&scene, DOWNLOAD_AUTHENTICATE_SERVER);
	assert_ok(lpa_job_handle(&scene.download.job, LPA_EVENT_CARD,
	                         octets(&scene.script.arena, "BF380FA10D 8008 01020304050607AB 020107")));
	check_failed(&scene, STATUS_UNTRUSTED, -1, "unknown CI");
	assert_int_equal(scene.download.job.failure.card_error, 7);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_server_identity),     cmocka_unit_test(test_transaction_ids),
	cmocka_unit_test(test_what_the_user_says),  cmocka_unit_test(test_stop_anywhere),
	cmocka_unit_test(test_policy_rules),        cmocka_unit_test(test_package_differs_from_offer),
	cmocka_unit_test(test_installation_error),  cmocka_unit_test(test_load_without_result),
	cmocka_unit_test(test_cancelling_fails),    cmocka_unit_test(test_server_refusals),
	cmocka_unit_test(test_card_refuses_server),
};

int main(void)
{
	return cmocka_run_group_tests(tests, make_pki, release_pki);
}
