/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/download_session.h"

#include "lpa/download_steps.h"

/* clang-format off */
/* What a state that waits for the card does when there is no answer: no session is open at the card yet, or the card
 * has forgotten it. */
#define CARD_FAILS(state)                                                                             \
	{ (state), LPA_EVENT_CARD_REFUSED, lpa_job_give_up, DOWNLOAD_FAILED, DOWNLOAD_FAILED },       \
	{ (state), LPA_EVENT_CARD_LOST, lpa_job_give_up, DOWNLOAD_FAILED, DOWNLOAD_FAILED }

/* The order stays as it is at the server, and the card forgets with its next challenge (SGP.22 3.1.3, matrix of what is
 * kept where): nothing is cancelled, so that the same code can be used again. */
#define SERVER_FAILS(state) { (state), LPA_EVENT_SERVER_LOST, lpa_job_give_up, DOWNLOAD_FAILED, DOWNLOAD_FAILED }

#define STOP_BEFORE_SESSION(state) { (state), LPA_EVENT_STOP, download_stop_early, DOWNLOAD_FAILED, DOWNLOAD_FAILED }
#define STOP_IN_SESSION(state) { (state), LPA_EVENT_STOP, download_stop, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED }
/* clang-format on */

static const struct transition transitions[] = {
	/* in, on, act, then, or else */
	{ DOWNLOAD_NEW, LPA_EVENT_START, download_begin, DOWNLOAD_ADDRESS, DOWNLOAD_FAILED },

	{ DOWNLOAD_ADDRESS, LPA_EVENT_CARD, download_take_address, DOWNLOAD_ADDRESS, DOWNLOAD_FAILED },
	{ DOWNLOAD_ADDRESS, DOWNLOAD_ADDRESS_KNOWN, download_ask_info, DOWNLOAD_INFO, DOWNLOAD_FAILED },
	{ DOWNLOAD_ADDRESS, DOWNLOAD_RESUMES, download_look, DOWNLOAD_LOOK, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_ADDRESS),
	STOP_BEFORE_SESSION(DOWNLOAD_ADDRESS),

	{ DOWNLOAD_LOOK, LPA_EVENT_CARD, download_take_look, DOWNLOAD_LOOK, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOOK, DOWNLOAD_INSTALLED, NULL, DOWNLOAD_DONE, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOOK, DOWNLOAD_CONTINUES, download_continue, DOWNLOAD_CONTINUE, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOOK, DOWNLOAD_ADDRESS_KNOWN, download_ask_info, DOWNLOAD_INFO, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_LOOK),
	STOP_BEFORE_SESSION(DOWNLOAD_LOOK),

	{ DOWNLOAD_CONTINUE, LPA_EVENT_CARD, download_take_load_answer, DOWNLOAD_LOAD, DOWNLOAD_CANCEL_CARD },
	{ DOWNLOAD_CONTINUE, LPA_EVENT_CARD_REFUSED, download_start_over, DOWNLOAD_INFO, DOWNLOAD_FAILED },
	{ DOWNLOAD_CONTINUE, LPA_EVENT_CARD_LOST, lpa_job_give_up, DOWNLOAD_FAILED, DOWNLOAD_FAILED },
	STOP_IN_SESSION(DOWNLOAD_CONTINUE),

	{ DOWNLOAD_INFO, LPA_EVENT_CARD, download_take_info, DOWNLOAD_CHALLENGE, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_INFO),
	STOP_BEFORE_SESSION(DOWNLOAD_INFO),

	{ DOWNLOAD_CHALLENGE, LPA_EVENT_CARD, download_take_challenge, DOWNLOAD_INITIATE, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_CHALLENGE),
	STOP_BEFORE_SESSION(DOWNLOAD_CHALLENGE),

	{ DOWNLOAD_INITIATE, LPA_EVENT_SERVER, download_take_server, DOWNLOAD_AUTHENTICATE_SERVER, DOWNLOAD_FAILED },
	SERVER_FAILS(DOWNLOAD_INITIATE),
	STOP_BEFORE_SESSION(DOWNLOAD_INITIATE),

	{ DOWNLOAD_AUTHENTICATE_SERVER, LPA_EVENT_CARD, download_take_card_authentication, DOWNLOAD_AUTHENTICATE_CLIENT,
	  DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_AUTHENTICATE_SERVER),
	STOP_BEFORE_SESSION(DOWNLOAD_AUTHENTICATE_SERVER),

	{ DOWNLOAD_AUTHENTICATE_CLIENT, LPA_EVENT_SERVER, download_take_offer, DOWNLOAD_JUDGE, DOWNLOAD_FAILED },
	SERVER_FAILS(DOWNLOAD_AUTHENTICATE_CLIENT),
	STOP_IN_SESSION(DOWNLOAD_AUTHENTICATE_CLIENT),

	{ DOWNLOAD_JUDGE, DOWNLOAD_OFFER_READ, download_judge, DOWNLOAD_RULES, DOWNLOAD_CANCEL_CARD },

	{ DOWNLOAD_RULES, LPA_EVENT_CARD, download_take_rules, DOWNLOAD_PROFILES, DOWNLOAD_CANCEL_CARD },
	{ DOWNLOAD_RULES, DOWNLOAD_OFFER_ALLOWED, download_ask_consent, DOWNLOAD_OFFER, DOWNLOAD_FAILED },
	{ DOWNLOAD_RULES, DOWNLOAD_OFFER_KNOWN, download_accept, DOWNLOAD_CODE, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_RULES),
	STOP_IN_SESSION(DOWNLOAD_RULES),

	{ DOWNLOAD_PROFILES, LPA_EVENT_CARD, download_take_profiles, DOWNLOAD_PROFILES, DOWNLOAD_CANCEL_CARD },
	{ DOWNLOAD_PROFILES, DOWNLOAD_OFFER_ALLOWED, download_ask_consent, DOWNLOAD_OFFER, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_PROFILES),
	STOP_IN_SESSION(DOWNLOAD_PROFILES),

	{ DOWNLOAD_OFFER, LPA_EVENT_YES, download_accept, DOWNLOAD_CODE, DOWNLOAD_FAILED },
	{ DOWNLOAD_OFFER, LPA_EVENT_NO, download_reject, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_OFFER, LPA_EVENT_LATER, download_postpone, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_OFFER, LPA_EVENT_SILENT, download_time_out, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	STOP_IN_SESSION(DOWNLOAD_OFFER),

	{ DOWNLOAD_CODE, LPA_EVENT_YES, download_take_code, DOWNLOAD_CODE, DOWNLOAD_FAILED },
	{ DOWNLOAD_CODE, LPA_EVENT_NO, download_reject, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_CODE, LPA_EVENT_LATER, download_postpone, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_CODE, LPA_EVENT_SILENT, download_time_out, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_CODE, DOWNLOAD_CODE_SETTLED, download_prepare, DOWNLOAD_PREPARE, DOWNLOAD_FAILED },
	STOP_IN_SESSION(DOWNLOAD_CODE),

	{ DOWNLOAD_PREPARE, LPA_EVENT_CARD, download_take_preparation, DOWNLOAD_PREPARE, DOWNLOAD_FAILED },
	{ DOWNLOAD_PREPARE, DOWNLOAD_PREPARED, download_ask_package, DOWNLOAD_PACKAGE, DOWNLOAD_FAILED },
	{ DOWNLOAD_PREPARE, DOWNLOAD_SESSION_GONE, download_start_over, DOWNLOAD_INFO, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_PREPARE),
	STOP_IN_SESSION(DOWNLOAD_PREPARE),

	{ DOWNLOAD_PACKAGE, LPA_EVENT_SERVER, download_take_package, DOWNLOAD_UNPACK, DOWNLOAD_FAILED },
	SERVER_FAILS(DOWNLOAD_PACKAGE),
	STOP_IN_SESSION(DOWNLOAD_PACKAGE),

	{ DOWNLOAD_UNPACK, DOWNLOAD_PACKAGE_READ, download_check_package, DOWNLOAD_LOAD, DOWNLOAD_CANCEL_CARD },
	{ DOWNLOAD_UNPACK, DOWNLOAD_CODE_WRONG, download_ask_code_again, DOWNLOAD_CODE, DOWNLOAD_FAILED },

	{ DOWNLOAD_LOAD, LPA_EVENT_CARD, download_take_load_answer, DOWNLOAD_LOAD, DOWNLOAD_CANCEL_CARD },
	{ DOWNLOAD_LOAD, DOWNLOAD_INSTALLED, NULL, DOWNLOAD_DONE, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOAD, DOWNLOAD_NOT_INSTALLED, NULL, DOWNLOAD_FAILED, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOAD, LPA_EVENT_CARD_REFUSED, download_load_refused, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_LOAD, LPA_EVENT_CARD_LOST, lpa_job_give_up, DOWNLOAD_FAILED, DOWNLOAD_FAILED },
	STOP_IN_SESSION(DOWNLOAD_LOAD),

	{ DOWNLOAD_CANCEL_CARD, LPA_EVENT_FAILED, download_cancel_at_card, DOWNLOAD_CANCEL_CARD, DOWNLOAD_FAILED },
	{ DOWNLOAD_CANCEL_CARD, LPA_EVENT_CARD, download_take_cancellation, DOWNLOAD_CANCEL_SERVER, DOWNLOAD_FAILED },
	CARD_FAILS(DOWNLOAD_CANCEL_CARD),

	{ DOWNLOAD_CANCEL_SERVER, LPA_EVENT_SERVER, download_cancelled, DOWNLOAD_FAILED, DOWNLOAD_FAILED },
	SERVER_FAILS(DOWNLOAD_CANCEL_SERVER),
};

static const char *const state_names[DOWNLOAD_STATE_COUNT] = {
	"new",
	"address",
	"info",
	"challenge",
	"initiate",
	"authenticate server",
	"authenticate client",
	"judge",
	"rules",
	"profiles",
	"offer",
	"code",
	"prepare",
	"package",
	"unpack",
	"load",
	"look",
	"continue",
	"cancel card",
	"cancel server",
	"done",
	"failed",
};

static const char *const event_names[DOWNLOAD_EVENT_COUNT] = {
	"none",        "start",         "card",         "card refused",  "card lost",   "server",
	"server lost", "yes",           "no",           "later",         "silent",      "stop",
	"failed",      "address known", "offer read",   "offer allowed", "offer known", "code settled",
	"prepared",    "session gone",  "package read", "code wrong",    "installed",   "not installed",
	"resumes",     "continues",
};

const struct state_machine lpa_download_machine = {
	.name = "lpa download",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = DOWNLOAD_STATE_COUNT,
	.event_names = event_names,
	.event_count = DOWNLOAD_EVENT_COUNT,
};

static const struct lpa_step steps[DOWNLOAD_STATE_COUNT] = {
	[DOWNLOAD_NEW] = { "es10b_get_euicc_challenge_and_info", "Asking the card" },
	[DOWNLOAD_ADDRESS] = { "es10a_get_euicc_configured_addresses", "Asking the card for its default server" },
	[DOWNLOAD_LOOK] = { "es10c_get_profiles_info", "Looking whether the profile is on the card already" },
	[DOWNLOAD_CONTINUE] = { "es10b_load_bound_profile_package", "Loading the rest of the profile into the card" },
	[DOWNLOAD_INFO] = { "es10b_get_euicc_challenge_and_info", "Asking the card" },
	[DOWNLOAD_INITIATE] = { "es9p_initiate_authentication", "Connecting to the server" },
	[DOWNLOAD_AUTHENTICATE_SERVER] = { "es10b_authenticate_server", "Letting the card check the server" },
	[DOWNLOAD_AUTHENTICATE_CLIENT] = { "es9p_authenticate_client", "Asking the server for the profile" },
	[DOWNLOAD_RULES] = { "es8p_metadata_parse", "Looking at the offer" },
	[DOWNLOAD_OFFER] = { "es8p_metadata_parse", "Looking at the offer" },
	[DOWNLOAD_PREPARE] = { "es10b_prepare_download", "Preparing the card" },
	[DOWNLOAD_PACKAGE] = { "es9p_get_bound_profile_package", "Fetching the profile" },
	[DOWNLOAD_LOAD] = { "es10b_load_bound_profile_package", "Loading the profile into the card" },
	[DOWNLOAD_CANCEL_CARD] = { "es10b_cancel_session", "Cancelling at the card" },
	[DOWNLOAD_CANCEL_SERVER] = { "es9p_cancel_session", "Cancelling at the server" },
};

static const struct lpa_job_kind download_kind = {
	.machine = &lpa_download_machine,
	.steps = steps,
	.done = DOWNLOAD_DONE,
	.failed = DOWNLOAD_FAILED,
	.is_long = true,
};

static enum status check_order(struct lpa_download *download, const struct lpa_download_order *order)
{
	AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
	if (order->smdp_address.size > 0 && !address_is_valid(order->smdp_address))
		return lpa_job_fail(&download->job, STATUS_MALFORMED,
		                    "\"%.*s\" is not a server address: give a host name, "
		                    "or host:port, without https://.",
		                    TEXT_ARGUMENTS(order->smdp_address));
	if (!matching_id_is_valid(order->matching_id))
		return lpa_job_fail(&download->job, STATUS_MALFORMED,
		                    "\"%.*s\" is not a matching ID: it has digits, "
		                    "capital letters and hyphens only.",
		                    TEXT_ARGUMENTS(order->matching_id));
	if (order->smdp_oid.size > 0 && oid_parse(order->smdp_oid, &oid) != STATUS_OK)
		return lpa_job_fail(&download->job, STATUS_MALFORMED,
		                    "\"%.*s\" in the activation code is not an object "
		                    "identifier.",
		                    TEXT_ARGUMENTS(order->smdp_oid));
	if (order->confirmation_code.size > CONFIRMATION_CODE_MAXIMUM)
		return lpa_job_fail(&download->job, STATUS_MALFORMED, "The confirmation code is longer than %d characters.",
		                    CONFIRMATION_CODE_MAXIMUM);
	return STATUS_OK;
}

enum status lpa_download_init(struct lpa_download *download, const struct lpa_download_order *order)
{
	*download = (struct lpa_download){
		.order = *order,
		.kept = ARENA(DOWNLOAD_KEPT_MAXIMUM),
		.package_storage = ARENA(BOUND_PACKAGE_MAXIMUM + METADATA_MAXIMUM),
		.cancel_reason = CANCEL_NOTHING,
	};
	lpa_job_init(&download->job, &download_kind);
	TRY(check_order(download, order));
	struct lpa_download_order *own = &download->order;
	own->confirmation_code = (struct text){ 0 };
	TRY(secret_set(&download->confirmation_code, text_bytes(order->confirmation_code)));
	TRY(arena_copy_text(&download->kept, order->smdp_address, &own->smdp_address));
	TRY(arena_copy_text(&download->kept, order->matching_id, &own->matching_id));
	TRY(arena_copy_text(&download->kept, order->smdp_oid, &own->smdp_oid));
	download->dialogue = (struct lpa_authentication){
		.job = &download->job,
		.kept = &download->kept,
		.has_matching_id = own->has_matching_id,
		.matching_id = own->matching_id,
		.server_oid = own->smdp_oid,
		.device = own->device,
	};
	return STATUS_OK;
}

void lpa_download_release(struct lpa_download *download)
{
	lpa_job_release(&download->job);
	secret_release(&download->confirmation_code);
	arena_release(&download->kept);
	arena_release(&download->package_storage);
}
