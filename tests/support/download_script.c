/* SPDX-License-Identifier: Apache-2.0 */
#include "support/download_script.h"

#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/get_bound_package.h"
#include "rsp/prepare_download.h"
#include "rsp/profile_management.h"
#include "support/test.h"

enum { MESSAGE_MAXIMUM = 64 << 10, STEPS_MAXIMUM = 64 };

static const char transaction[] = "01020304050607AB";

static struct bytes kept(struct download_script *script, const struct buffer *buffer)
{
	struct bytes copy;
	assert_ok(arena_copy(&script->arena, buffer_bytes(buffer), &copy));
	return copy;
}

static struct bytes filled(struct download_script *script, uint8_t octet, size_t size)
{
	uint8_t *room = arena_allocate(&script->arena, size);
	assert_non_null(room);
	memset(room, octet, size);
	return bytes_from(room, size);
}

static struct bytes element(struct download_script *script, uint32_t tag, struct bytes value)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct der_writer writer = der_writer(&out);
	der_put(&writer, tag, value);
	assert_ok(der_finish(&writer));
	return kept(script, &out);
}

/* ---- the card ---- */

static struct bytes info1(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct ci_key_list list = { .ids = { test_pki_ci_key_id(script->pki) }, .count = 1 };
	assert_ok(euicc_info1_encode(
		&(struct euicc_info1){ .svn = { { 2, 2, 2 } }, .for_verification = list, .for_signing = list }, &out));
	return kept(script, &out);
}

static struct bytes addresses(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(configured_addresses_encode(
		&(struct configured_addresses){ .default_smdp_address = text_from(script->card_default_address),
	                                        .root_smds_address = TEXT("smds.example.com") },
		&out));
	return kept(script, &out);
}

static struct bytes challenge(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(get_challenge_answer_encode(filled(script, 0xC1, CHALLENGE_SIZE).data, &out));
	return kept(script, &out);
}

static struct bytes card_authentication(struct download_script *script, struct bytes command)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct authenticate_server_request request;
	assert_ok(authenticate_server_request_decode(command, &request));
	assert_ok(arena_copy(&script->arena, request.context_parameters, &script->context_parameters));
	AUTO(buffer) signed1 = BUFFER(MESSAGE_MAXIMUM);
	struct euicc_signed1 content = {
		.transaction_id = octets(&script->arena, transaction),
		.server_address = TEXT("smdp.example.com"),
		.server_challenge = filled(script, 0xC2, CHALLENGE_SIZE),
		.euicc_info2 = element(script, 0xBF22, (struct bytes){ 0 }),
		.context_parameters = request.context_parameters,
	};
	assert_ok(euicc_signed1_encode(&content, &signed1));
	struct authenticate_server_answer answer = {
		.signed1 = buffer_bytes(&signed1),
		.signature1 = filled(script, 0x51, 64),
		.euicc_certificate = test_pki_certificate(script->pki, CERTIFICATE_EUICC),
		.eum_certificate = test_pki_certificate(script->pki, CERTIFICATE_EUM),
	};
	assert_ok(authenticate_server_answer_encode(&answer, &out));
	return kept(script, &out);
}

static struct bytes rules(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(rules_authorisation_table_encode(&script->rules, &out));
	return kept(script, &out);
}

static struct bytes profiles(struct download_script *script)
{
	AUTO(buffer) list = BUFFER(MESSAGE_MAXIMUM);
	static const uint8_t class_only[] = { 0x95 };
	struct profile_info info = { .has_class = true, .profile_class = script->installed_class };
	if (script->has_installed)
		assert_ok(profile_info_encode(&info, true, BYTES(class_only), &list));
	return element(script, GET_PROFILES_INFO_TAG, element(script, 0xA0, buffer_bytes(&list)));
}

static struct bytes preparation(struct download_script *script, struct bytes command)
{
	AUTO(buffer) signed2 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct prepare_download_request request;
	assert_ok(prepare_download_request_decode(command, &request));
	assert_ok(arena_copy(&script->arena, request.hash_cc, &script->hash_cc));
	uint8_t point[65] = { 4 };
	assert_ok(euicc_signed2_encode(&(struct euicc_signed2){ .transaction_id = octets(&script->arena, transaction),
	                                                        .euicc_otpk = BYTES(point),
	                                                        .hash_cc = request.hash_cc },
	                               &signed2));
	assert_ok(prepare_download_answer_encode(
		&(struct prepare_download_answer){ .signed2 = buffer_bytes(&signed2),
	                                           .signature2 = filled(script, 0x52, 64) },
		&out));
	return kept(script, &out);
}

static struct bytes installation_result(struct download_script *script)
{
	AUTO(buffer) data = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct installation_result result = {
		.transaction_id = octets(&script->arena, transaction),
		.notification = { .sequence_number = 7,
		                  .event = NOTIFICATION_INSTALL,
		                  .address = TEXT("smdp.example.com"),
		                  .has_iccid = true,
		                  .iccid = script->loaded.iccid },
		.smdp_oid = octets(&script->arena, "883703"),
		.error = script->installation_error,
		.command = script->installation_error ? BPP_STORE_METADATA : 0,
		.aid = octets(&script->arena, "A0000005591010FFFFFFFF8900001100"),
		.sima_response = octets(&script->arena, "3007A0053003800100"),
	};
	assert_ok(installation_result_data_encode(&result, &data));
	result.data = buffer_bytes(&data);
	result.signature = filled(script, 0x53, 64);
	assert_ok(installation_result_encode(&result, &out));
	return kept(script, &out);
}

/* The last piece gets the result, an earlier one nothing; an error is told at once. */
static struct bytes loaded(struct download_script *script, const struct lpa_download *download)
{
	script->pieces++;
	bool last = download->position == download->package.size;
	return last || script->installation_error ? installation_result(script) : (struct bytes){ 0 };
}

static struct bytes cancellation(struct download_script *script, struct bytes command)
{
	AUTO(buffer) part = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct cancel_session_request request;
	assert_ok(cancel_session_request_decode(command, &request));
	check_bytes(request.transaction_id, octets(&script->arena, transaction), "transaction ID to cancel");
	script->cancel_reason = request.reason;
	struct cancel_session_answer answer = {
		.error = script->cancel_error,
		.transaction_id = request.transaction_id,
		.smdp_oid = octets(&script->arena, "883703"),
		.reason = request.reason,
		.signature = filled(script, 0x54, 64),
	};
	if (!script->cancel_error) {
		assert_ok(cancel_session_signed_encode(&answer, &part));
		answer.signed_part = buffer_bytes(&part);
	}
	assert_ok(cancel_session_answer_encode(&answer, &out));
	return kept(script, &out);
}

/* ---- the server ---- */

static struct bytes server_authentication(struct download_script *script)
{
	AUTO(buffer) signed1 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(server_signed1_encode(
		&(struct server_signed1){ .transaction_id = octets(&script->arena, script->signed_transaction),
	                                  .euicc_challenge = filled(script, 0xC1, CHALLENGE_SIZE),
	                                  .server_address = text_from(script->signed_address),
	                                  .server_challenge = filled(script, 0xC2, CHALLENGE_SIZE) },
		&signed1));
	struct initiate_authentication_answer answer = {
		.transaction_id = text_from(transaction),
		.server_signed1 = buffer_bytes(&signed1),
		.server_signature1 = element(script, 0x5F37, filled(script, 0x5A, 64)),
		.ci_key_id = element(script, 0x04, test_pki_ci_key_id(script->pki)),
		.server_certificate = test_pki_certificate(script->pki, CERTIFICATE_DPAUTH),
	};
	struct json_writer writer = json_writer(&out);
	function_answer_open(&writer, &(struct failure){ 0 });
	initiate_authentication_answer_write(&answer, &writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	return kept(script, &out);
}

static struct bytes offer(struct download_script *script)
{
	AUTO(buffer) signed2 = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) metadata = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(smdp_signed2_encode(
		&(struct smdp_signed2){ .transaction_id = octets(&script->arena, script->signed2_transaction),
	                                .confirmation_code_required = script->wants_code },
		&signed2));
	assert_ok(profile_metadata_encode(&script->offered, &metadata));
	struct authenticate_client_answer answer = {
		.transaction_id = text_from(script->answer_transaction),
		.profile_metadata = buffer_bytes(&metadata),
		.smdp_signed2 = buffer_bytes(&signed2),
		.smdp_signature2 = element(script, 0x5F37, filled(script, 0x5B, 64)),
		.smdp_certificate = test_pki_certificate(script->pki, CERTIFICATE_DPPB),
	};
	struct json_writer writer = json_writer(&out);
	function_answer_open(&writer, &(struct failure){ 0 });
	authenticate_client_answer_write(&answer, &writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	return kept(script, &out);
}

static void put_initialise(struct download_script *script, struct der_writer *writer)
{
	AUTO(buffer) part = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	uint8_t point[65] = { 4 };
	struct initialise_secure_channel channel = {
		.remote_operation = 1,
		.transaction_id = octets(&script->arena, transaction),
		.host_id = octets(&script->arena, "AABB"),
		.smdp_otpk = BYTES(point),
		.smdp_sign = filled(script, 0x5C, 64),
	};
	assert_ok(initialise_secure_channel_signed_encode(&channel, &part));
	channel.signed_part = buffer_bytes(&part);
	assert_ok(initialise_secure_channel_encode(&channel, &out));
	der_put_raw(writer, kept(script, &out));
}

/* Metadata in clear with eight octets where the MAC stands; the rest means nothing to an LPA. */
static struct bytes package(struct download_script *script)
{
	AUTO(buffer) metadata = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(profile_metadata_encode(&script->loaded, &metadata));
	assert_ok(buffer_append(&metadata, filled(script, 0x3C, 8)));
	struct der_writer writer = der_writer(&out);
	der_open(&writer, BOUND_PACKAGE_TAG);
	put_initialise(script, &writer);
	der_open(&writer, 0xA0);
	der_put(&writer, 0x87, filled(script, 1, 24));
	der_close(&writer);
	der_open(&writer, 0xA1);
	der_put(&writer, 0x88, buffer_bytes(&metadata));
	der_close(&writer);
	der_open(&writer, 0xA3);
	for (int i = 0; i < 3; i++)
		der_put(&writer, 0x86, filled(script, 2, 1016));
	der_close(&writer);
	der_close(&writer);
	assert_ok(der_finish(&writer));
	return kept(script, &out);
}

static struct bytes package_answer(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct get_bound_package_answer answer = {
		.transaction_id = text_from(script->answer_transaction),
		.bound_package = package(script),
	};
	struct json_writer writer = json_writer(&out);
	function_answer_open(&writer, &(struct failure){ 0 });
	get_bound_package_answer_write(&answer, &writer);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	return kept(script, &out);
}

static struct bytes executed(struct download_script *script)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct json_writer writer = json_writer(&out);
	function_answer_open(&writer, &(struct failure){ 0 });
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	return kept(script, &out);
}

/* ---- the script ---- */

void download_script_begin(struct download_script *script, const struct test_pki *pki)
{
	*script = (struct download_script){
		.arena = ARENA(8 << 20),
		.pki = pki,
		.card_default_address = SCRIPT_ADDRESS,
		.signed_address = SCRIPT_ADDRESS,
		.signed_transaction = transaction,
		.answer_transaction = transaction,
		.signed2_transaction = transaction,
		.offered = { .service_provider_name = TEXT("Provider"),
		             .profile_name = TEXT("Profile"),
		             .icon_type = ICON_NONE,
		             .profile_class = PROFILE_OPERATIONAL,
		             .has_owner = true,
		             .owner = { .mcc_mnc = { 0x00, 0xF1, 0x10 } } },
		.cancel_reason = -1,
	};
	assert_ok(iccid_parse(TEXT("8949020000012345670"), &script->offered.iccid));
	script->loaded = script->offered;
}

void download_script_release(struct download_script *script)
{
	arena_release(&script->arena);
}

static struct bytes card_answer(struct download_script *script, const struct lpa_download *download)
{
	struct bytes command = download->job.want.card;
	switch (download->job.state) {
	case DOWNLOAD_ADDRESS:
		return addresses(script);
	case DOWNLOAD_INFO:
		return info1(script);
	case DOWNLOAD_CHALLENGE:
		return challenge(script);
	case DOWNLOAD_AUTHENTICATE_SERVER:
		return card_authentication(script, command);
	case DOWNLOAD_RULES:
		return rules(script);
	case DOWNLOAD_PROFILES:
		return profiles(script);
	case DOWNLOAD_PREPARE:
		return preparation(script, command);
	case DOWNLOAD_LOAD:
		return loaded(script, download);
	case DOWNLOAD_CANCEL_CARD:
		return cancellation(script, command);
	default:
		fail_msg("nothing is asked of the card in state %d", download->job.state);
		return (struct bytes){ 0 };
	}
}

static struct bytes server_answer(struct download_script *script, const struct lpa_download *download)
{
	switch (download->job.state) {
	case DOWNLOAD_INITIATE:
		return server_authentication(script);
	case DOWNLOAD_AUTHENTICATE_CLIENT:
		return offer(script);
	case DOWNLOAD_PACKAGE:
		return package_answer(script);
	case DOWNLOAD_CANCEL_SERVER:
		script->server_told = true;
		return executed(script);
	default:
		fail_msg("nothing is asked of the server in state %d", download->job.state);
		return (struct bytes){ 0 };
	}
}

struct bytes download_script_answer(struct download_script *script, const struct lpa_download *download,
                                    enum lpa_event *out_event)
{
	switch (download->job.want.kind) {
	case LPA_WANT_CARD:
		*out_event = LPA_EVENT_CARD;
		return card_answer(script, download);
	case LPA_WANT_SERVER:
		*out_event = LPA_EVENT_SERVER;
		return server_answer(script, download);
	case LPA_WANT_USER:
		*out_event = LPA_EVENT_YES;
		return download->job.want.question.kind == LPA_QUESTION_CONFIRMATION_CODE
		               ? text_bytes(TEXT(SCRIPT_CODE))
		               : (struct bytes){ 0 };
	case LPA_WANT_NOTHING:
	case LPA_WANT_CARD_RESET:
		break;
	}
	fail_msg("the download wants nothing in state %d and has not ended", download->job.state);
	return (struct bytes){ 0 };
}

void download_script_run(struct download_script *script, struct lpa_download *download, int until)
{
	struct lpa_job *job = &download->job;
	if (job->state == DOWNLOAD_NEW)
		assert_ok(lpa_job_handle(job, LPA_EVENT_START, (struct bytes){ 0 }));
	while (!lpa_job_ended(job) && job->state != until) {
		enum lpa_event event;
		if (script->visit_count == STEPS_MAXIMUM) {
			fail_msg("the download does not end");
			return;
		}
		script->visited[script->visit_count++] = job->state;
		struct bytes answer = download_script_answer(script, download, &event);
		assert_ok(lpa_job_handle(job, event, answer));
	}
}

/* ---- the scene ---- */

const struct lpa_download_order download_scene_order = {
	.smdp_address = { SCRIPT_ADDRESS, sizeof SCRIPT_ADDRESS - 1 },
	.has_matching_id = true,
	.matching_id = { "MATCH-1", 7 },
	.device = { .tac = { 0x35, 0x29, 0x06, 0x11 } },
};

void download_scene_release(struct download_scene *scene)
{
	lpa_download_release(&scene->download);
	download_script_release(&scene->script);
}

void download_scene_begin_order(struct download_scene *scene, const struct test_pki *pki,
                                const struct lpa_download_order *order)
{
	download_script_begin(&scene->script, pki);
	assert_ok(lpa_download_init(&scene->download, order));
}

struct bytes download_scene_refusal(struct download_scene *scene, const char *subject, const char *reason)
{
	AUTO(buffer) out = BUFFER(MESSAGE_MAXIMUM);
	struct json_writer writer = json_writer(&out);
	struct failure failure = failure_make(subject, reason);
	function_answer_open(&writer, &failure);
	json_close_object(&writer);
	assert_ok(json_finish(&writer));
	return kept(&scene->script, &out);
}
