/* SPDX-License-Identifier: Apache-2.0 */
#include "support/library_device.h"

#include "support/scripted_profile.h"
#include "support/test.h"

enum { TURNS_MAXIMUM = 5000 };

void lpa_ok(enum provisim_lpa_status status)
{
	if (status != PROVISIM_LPA_OK)
		fail_msg("%s", provisim_lpa_status_sentence(status));
}

static void name_profile(struct library_device *device, size_t number)
{
	char digits[DEVICE_ICCID_SIZE];
	snprintf(digits, sizeof digits, "894944999999%06zu", number);
	snprintf(device->iccid, sizeof device->iccid, "%.18s%c", digits, luhn_digit(text_from(digits)));
	snprintf(device->matching_id, sizeof device->matching_id, "DEVICE-%zu", number);
}

void library_device_make(struct library_device *device, const struct library_world *world, struct test_smdp *smdp,
                         size_t number)
{
	struct provisim_euicc_credentials credentials = world->credentials;
	char eid[PROVISIM_EUICC_EID_SIZE];
	uint8_t atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	*device = (struct library_device){ .smdp = smdp, .reply = PROVISIM_LPA_YES };
	name_profile(device, number);
	credentials.euicc_certificate = credentials.private_key = (struct provisim_euicc_octets){ 0 };
	credentials.eum_private_key = (struct provisim_euicc_octets){ world->eum_key.data, world->eum_key.size };
	const struct provisim_euicc_birth birth = { .eid = eid, .credentials = &credentials, .credential_count = 1 };
	assert_int_equal(provisim_euicc_eid_after(world->eid, number, eid), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_memory_new(0, &device->memory), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_create(device->memory, &birth), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_open(device->memory, NULL, &device->card), PROVISIM_EUICC_OK);
	assert_int_equal(provisim_euicc_reset(device->card, atr, &size), PROVISIM_EUICC_OK);
	lpa_ok(provisim_lpa_new(NULL, &device->lpa));
}

void library_device_release(struct library_device *device)
{
	provisim_lpa_free(device->lpa);
	provisim_euicc_close(device->card);
	provisim_euicc_memory_free(device->memory);
}

void library_device_offer(struct library_device *device, const char *code)
{
	struct arena *arena = &device->smdp->host.arena;
	struct profile_metadata metadata = scripted_metadata_default(device->iccid);
	struct scripted_profile profile = scripted_profile_default(device->iccid);
	const struct stock_request stock = {
		.profile_elements = scripted_profile_package(arena, &profile), .metadata = scripted_metadata(arena, &metadata),
	};
	const struct order_request order = { .iccid = text_from(device->iccid) };
	const struct confirm_request confirm = {
		.iccid = text_from(device->iccid),
		.has_matching_id = true,
		.matching_id = text_from(device->matching_id),
		.confirmation_code = text_from(code),
		.release = true,
	};
	assert_string_equal(test_smdp_run(device->smdp, &stock_function, &stock, NULL, 0), "");
	assert_string_equal(test_smdp_run(device->smdp, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(device->smdp, &confirm_function, &confirm, NULL, 0), "");
}

void library_device_download(struct library_device *device)
{
	const struct provisim_lpa_download order = {
		.smdp_address = TEST_SMDP_ADDRESS, .matching_id = device->matching_id, .smdp_oid = TEST_SMDP_OID,
	};
	lpa_ok(provisim_lpa_download(device->lpa, &order));
}

/* ---- one step ---- */

static bool is_loading(const struct library_device *device)
{
	struct provisim_lpa_progress progress;
	lpa_ok(provisim_lpa_progress(device->lpa, &progress));
	return strcmp(progress.step, "es10b_load_bound_profile_package") == 0;
}

static void transmit(struct library_device *device, const struct provisim_lpa_want *want)
{
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	assert_true(want->apdu_size <= PROVISIM_LPA_COMMAND_MAXIMUM);
	if (device->link_limit > 0 && want->apdu_size > device->link_limit) {
		lpa_ok(provisim_lpa_link_refused(device->lpa, "The link takes no more."));
		return;
	}
	if (device->pulled && is_loading(device)) {
		assert_int_equal(provisim_euicc_reset(device->card, answer, &size), PROVISIM_EUICC_OK);
		lpa_ok(provisim_lpa_card_lost(device->lpa, NULL));
		return;
	}
	assert_int_equal(provisim_euicc_transmit(device->card, want->apdu, want->apdu_size, answer, sizeof answer, &size),
	                 PROVISIM_EUICC_OK);
	lpa_ok(provisim_lpa_card_answered(device->lpa, answer, size));
}

static void reset(struct library_device *device)
{
	uint8_t atr[PROVISIM_EUICC_ATR_MAXIMUM];
	size_t size;
	device->resets++;
	assert_int_equal(provisim_euicc_reset(device->card, atr, &size), PROVISIM_EUICC_OK);
	lpa_ok(provisim_lpa_card_was_reset(device->lpa));
}

static void post(struct library_device *device, const struct provisim_lpa_request *request)
{
	struct text body = { (const char *)request->body, request->body_size };
	bool is_smds = device->smds && strcmp(request->address, TEST_SMDS_ADDRESS) == 0;
	assert_true(is_smds || strcmp(request->address, TEST_SMDP_ADDRESS) == 0);
	assert_int_equal(strncmp(request->url, "https://", 8), 0);
	assert_int_equal(strncmp(request->url + 8, request->address, strlen(request->address)), 0);
	assert_string_equal(request->url + 8 + strlen(request->address), request->path);
	assert_int_equal(strncmp(request->path, "/gsma/rsp2/es9plus/", 19), 0);
	assert_string_equal(request->content_type, "application/json");
	assert_string_equal(request->user_agent, "gsma-rsp-lpad");
	assert_int_equal(strncmp(request->admin_protocol, "gsma/rsp/v2.", 12), 0);
	if (device->trouble) {
		lpa_ok(provisim_lpa_server_lost(device->lpa, device->trouble, NULL));
		return;
	}
	struct test_answer answer = test_host_post(is_smds ? device->smds : &device->smdp->host, request->path, body);
	lpa_ok(provisim_lpa_server_answered(device->lpa, answer.status, (const uint8_t *)answer.body.data, answer.body.size));
}

static void reply(struct library_device *device, const struct provisim_lpa_question *question)
{
	assert_string_equal(question->offer.iccid, device->iccid);
	assert_string_equal(question->offer.server_address, TEST_SMDP_ADDRESS);
	assert_string_equal(question->offer.service_provider_name, "Provisim");
	assert_int_equal(question->offer.profile_class, PROVISIM_LPA_CLASS_OPERATIONAL);
	if (question->kind == PROVISIM_LPA_ASKS_CONSENT) {
		device->consents_asked++;
		lpa_ok(provisim_lpa_user_replied(device->lpa, device->reply, NULL));
		return;
	}
	assert_int_equal(question->wrong_codes, device->codes_asked);
	const char *code = device->codes_asked < ARRAY_SIZE(device->codes) ? device->codes[device->codes_asked] : NULL;
	device->codes_asked++;
	lpa_ok(provisim_lpa_user_replied(device->lpa, code ? PROVISIM_LPA_YES : PROVISIM_LPA_LATER, code));
}

bool library_device_step(struct library_device *device)
{
	struct provisim_lpa_want want;
	lpa_ok(provisim_lpa_next(device->lpa, &want));
	switch (want.kind) {
	case PROVISIM_LPA_WANT_NOTHING:
		return false;
	case PROVISIM_LPA_WANT_APDU:
		transmit(device, &want);
		break;
	case PROVISIM_LPA_WANT_RESET:
		reset(device);
		break;
	case PROVISIM_LPA_WANT_REQUEST:
		post(device, &want.request);
		break;
	case PROVISIM_LPA_WANT_USER:
		reply(device, &want.question);
		break;
	}
	return true;
}

struct provisim_lpa_outcome library_device_run(struct library_device *device)
{
	struct provisim_lpa_outcome outcome;
	int turn = 0;
	while (library_device_step(device))
		assert_true(turn++ < TURNS_MAXIMUM);
	lpa_ok(provisim_lpa_outcome(device->lpa, &outcome));
	return outcome;
}

void library_device_run_well(struct library_device *device)
{
	struct provisim_lpa_outcome outcome = library_device_run(device);
	if (outcome.state != PROVISIM_LPA_DONE)
		fail_msg("%s", outcome.sentence);
}
