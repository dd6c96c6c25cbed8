/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/discovery.h"

#include "crypto/certificate.h"
#include "rsp/authenticate_client.h"
#include "rsp/configured_data.h"

/* 2.23.146.1.2.1.4 and .7: id-rspRole-dp-auth and id-rspRole-ds-auth (SGP.22 annex H) */
static const uint8_t smdp_role[] = { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x04 };
static const uint8_t smds_role[] = { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x07 };

static struct lpa_visit *current_visit(struct lpa_discovery *discovery)
{
	return &discovery->visits[discovery->current];
}

/* ---- which servers ---- */

static bool is_known(const struct lpa_discovery *discovery, struct text address, struct text event_id)
{
	for (size_t i = 0; i < discovery->visit_count; i++) {
		const struct lpa_visit *visit = &discovery->visits[i];
		if (text_equal_ignoring_case(visit->address, address) && text_equal(visit->event_id, event_id))
			return true;
	}
	return false;
}

/* What was heard of twice is visited once (SGP.22 3.6.2). */
static enum status add_visit(struct lpa_discovery *discovery, struct text address, struct text event_id, unsigned depth)
{
	if (is_known(discovery, address, event_id))
		return STATUS_OK;
	discovery->more = discovery->visit_count == DISCOVERY_VISITS_MAXIMUM;
	if (discovery->more)
		return STATUS_OK;
	struct lpa_visit *visit = &discovery->visits[discovery->visit_count];
	*visit = (struct lpa_visit){ .depth = depth };
	TRY(arena_copy_text(&discovery->kept, address, &visit->address));
	TRY(arena_copy_text(&discovery->kept, event_id, &visit->event_id));
	discovery->visit_count++;
	return STATUS_OK;
}

static enum status begin(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	(void)data;
	if (discovery->visit_count > 0) {
		discovery->job.raised = DISCOVERY_VISIT;
		return STATUS_OK;
	}
	buffer_clear(&discovery->job.command);
	return lpa_job_ask_card(&discovery->job, empty_request_encode(GET_CONFIGURED_ADDRESSES_TAG, &discovery->job.command));
}

static enum status take_address(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	struct configured_addresses addresses;
	enum status status = configured_addresses_decode(data, &addresses);
	if (status != STATUS_OK)
		return lpa_authentication_card_failed(&discovery->dialogue, status);
	struct text address = text_trimmed(addresses.root_smds_address);
	if (!address_is_valid(address))
		return lpa_job_fail(&discovery->job, STATUS_NOT_FOUND,
		                    "The card names no SM-DS where something could wait for it: give one with --smds.");
	TRY(add_visit(discovery, address, (struct text){ 0 }, 0));
	discovery->job.raised = DISCOVERY_VISIT;
	return STATUS_OK;
}

static enum status visit(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	const struct lpa_visit *visit = current_visit(discovery);
	(void)data;
	discovery->dialogue.server_address = visit->address;
	discovery->dialogue.matching_id = visit->event_id;
	discovery->dialogue.has_matching_id = visit->event_id.size > 0;
	return lpa_authentication_begin(&discovery->dialogue);
}

static enum status turn(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	(void)data;
	discovery->job.want = (struct lpa_want){ 0 };
	discovery->current++;
	discovery->job.raised = discovery->current < discovery->visit_count ? DISCOVERY_VISIT : DISCOVERY_FINISHED;
	return STATUS_OK;
}

/* ---- what goes wrong ---- */

/* Without the first server nothing is known; any other may be down while the rest is of use. */
static enum status end_visit(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	struct lpa_visit *visit = current_visit(discovery);
	visit->outcome = VISIT_FAILED;
	visit->failure = discovery->job.failure;
	if (discovery->current == 0)
		return visit->failure.status;
	discovery->job.failure = (struct lpa_failure){ 0 };
	return turn(subject, data);
}

/* The trouble becomes the failure of this visit. */
static enum status lose_visit(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	(void)data;
	discovery->job.failure = discovery->job.trouble;
	return discovery->job.failure.status;
}

static enum status stop(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	(void)data;
	lpa_job_fail(&discovery->job, STATUS_REFUSED, "Stopped: nothing was changed, here or at a server.");
	return STATUS_OK;
}

/* ---- one server ---- */

static enum status take_info(void *subject, struct bytes data)
{
	return lpa_authentication_take_info(&((struct lpa_discovery *)subject)->dialogue, data);
}

static enum status take_challenge(void *subject, struct bytes data)
{
	return lpa_authentication_take_challenge(&((struct lpa_discovery *)subject)->dialogue, data);
}

static enum status refuse_server(struct lpa_discovery *discovery, const char *why)
{
	return lpa_job_fail(&discovery->job, STATUS_REFUSED, "The server %.*s %s.",
	                    TEXT_ARGUMENTS(discovery->dialogue.server_address), why);
}

/* The role in its certificate tells what the server is (SGP.22 4.5.2.1); an address does not. An SM-DP+ is asked nothing more
 * here: its session runs out. */
static enum status take_server(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	struct lpa_visit *visit = current_visit(discovery);
	struct certificate certificate;
	TRY(lpa_authentication_take_server(&discovery->dialogue, data));
	TRY(certificate_decode(discovery->dialogue.server.server_certificate, &certificate));
	if (visit->depth > 0 && bytes_equal(certificate.policy_oid, BYTES(smdp_role))) {
		visit->outcome = VISIT_SMDP;
		discovery->job.raised = DISCOVERY_VISITED;
		return STATUS_OK;
	}
	if (!bytes_equal(certificate.policy_oid, BYTES(smds_role)))
		return refuse_server(discovery, "is no SM-DS: check the address");
	if (visit->depth >= DISCOVERY_DEPTH_MAXIMUM)
		return refuse_server(discovery, "is one SM-DS too many on the way from the Root SM-DS: tell the operator");
	return STATUS_OK;
}

static enum status take_card(void *subject, struct bytes data)
{
	return lpa_authentication_take_card(&((struct lpa_discovery *)subject)->dialogue, data);
}

static enum status take_events(void *subject, struct bytes data)
{
	struct lpa_discovery *discovery = subject;
	struct lpa_visit *visit = current_visit(discovery);
	AUTO(json_document) document = { 0 };
	struct event_entries events;
	TRY(lpa_job_read_answer(&discovery->job, data, NULL, &document));
	enum status status = event_entries_read(json_root(&document), &discovery->kept, &events);
	if (status == STATUS_OK && !lpa_authentication_is_of(&discovery->dialogue, events.transaction_id))
		status = STATUS_MALFORMED;
	if (status != STATUS_OK)
		return lpa_job_fail(&discovery->job, status,
		                    "The list of events lacks something, is malformed or is for another transaction: tell the "
		                    "operator of the SM-DS %.*s.", TEXT_ARGUMENTS(visit->address));
	visit->outcome = VISIT_SMDS;
	for (size_t i = 0; i < events.count; i++)
		TRY(add_visit(discovery, events.entries[i].rsp_server_address, events.entries[i].event_id, visit->depth + 1));
	discovery->job.raised = DISCOVERY_VISITED;
	return STATUS_OK;
}

/* ---- the table ---- */

/* clang-format off */
#define CARD_FAILS(state) \
	{ (state), LPA_EVENT_CARD_REFUSED, lpa_job_give_up, DISCOVERY_FAILED, DISCOVERY_FAILED }, \
	{ (state), LPA_EVENT_CARD_LOST, lpa_job_give_up, DISCOVERY_FAILED, DISCOVERY_FAILED }, \
	{ (state), LPA_EVENT_STOP, stop, DISCOVERY_FAILED, DISCOVERY_FAILED }
#define SERVER_FAILS(state) \
	{ (state), LPA_EVENT_SERVER_LOST, lose_visit, DISCOVERY_TURN, DISCOVERY_TURN }, \
	{ (state), LPA_EVENT_STOP, stop, DISCOVERY_FAILED, DISCOVERY_FAILED }
/* clang-format on */

static const struct transition transitions[] = {
	/* in, on, act, then, or else */
	{ DISCOVERY_NEW, LPA_EVENT_START, begin, DISCOVERY_ADDRESS, DISCOVERY_FAILED },
	{ DISCOVERY_ADDRESS, LPA_EVENT_CARD, take_address, DISCOVERY_ADDRESS, DISCOVERY_FAILED },
	{ DISCOVERY_ADDRESS, DISCOVERY_VISIT, visit, DISCOVERY_INFO, DISCOVERY_FAILED },
	CARD_FAILS(DISCOVERY_ADDRESS),

	{ DISCOVERY_INFO, LPA_EVENT_CARD, take_info, DISCOVERY_CHALLENGE, DISCOVERY_FAILED },
	CARD_FAILS(DISCOVERY_INFO),
	{ DISCOVERY_CHALLENGE, LPA_EVENT_CARD, take_challenge, DISCOVERY_INITIATE, DISCOVERY_FAILED },
	CARD_FAILS(DISCOVERY_CHALLENGE),
	{ DISCOVERY_INITIATE, LPA_EVENT_SERVER, take_server, DISCOVERY_AUTHENTICATE_SERVER, DISCOVERY_TURN },
	SERVER_FAILS(DISCOVERY_INITIATE),
	{ DISCOVERY_AUTHENTICATE_SERVER, LPA_EVENT_CARD, take_card, DISCOVERY_AUTHENTICATE_CLIENT, DISCOVERY_TURN },
	{ DISCOVERY_AUTHENTICATE_SERVER, DISCOVERY_VISITED, turn, DISCOVERY_TURN, DISCOVERY_FAILED },
	CARD_FAILS(DISCOVERY_AUTHENTICATE_SERVER),
	{ DISCOVERY_AUTHENTICATE_CLIENT, LPA_EVENT_SERVER, take_events, DISCOVERY_AUTHENTICATE_CLIENT, DISCOVERY_TURN },
	{ DISCOVERY_AUTHENTICATE_CLIENT, DISCOVERY_VISITED, turn, DISCOVERY_TURN, DISCOVERY_FAILED },
	SERVER_FAILS(DISCOVERY_AUTHENTICATE_CLIENT),

	{ DISCOVERY_TURN, LPA_EVENT_FAILED, end_visit, DISCOVERY_TURN, DISCOVERY_FAILED },
	{ DISCOVERY_TURN, DISCOVERY_VISIT, visit, DISCOVERY_INFO, DISCOVERY_FAILED },
	{ DISCOVERY_TURN, DISCOVERY_FINISHED, NULL, DISCOVERY_DONE, DISCOVERY_FAILED },
};

static const char *const state_names[DISCOVERY_STATE_COUNT] = {
	"new", "address", "turn", "info", "challenge", "initiate", "authenticate server", "authenticate client", "done", "failed",
};

static const char *const event_names[DISCOVERY_EVENT_COUNT] = {
	"none",        "start", "card", "card refused", "card lost", "server", "server lost", "yes",
	"no",          "later", "silent", "stop",       "failed",    "visit",  "visited",     "finished",
};

const struct state_machine lpa_discovery_machine = {
	.name = "lpa discovery",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = DISCOVERY_STATE_COUNT,
	.event_names = event_names,
	.event_count = DISCOVERY_EVENT_COUNT,
};

static const struct lpa_step steps[DISCOVERY_STATE_COUNT] = {
	[DISCOVERY_NEW] = { "es10a_get_euicc_configured_addresses", "Asking the card for its SM-DS" },
	[DISCOVERY_INFO] = { "es10b_get_euicc_challenge_and_info", NULL },
	[DISCOVERY_INITIATE] = { "es11_initiate_authentication", "Connecting to the next server" },
	[DISCOVERY_AUTHENTICATE_SERVER] = { "es10b_authenticate_server", NULL },
	[DISCOVERY_AUTHENTICATE_CLIENT] = { "es11_authenticate_client", "Asking what waits for this card" },
};

static const struct lpa_job_kind discovery_kind = {
	.machine = &lpa_discovery_machine,
	.steps = steps,
	.done = DISCOVERY_DONE,
	.failed = DISCOVERY_FAILED,
	.is_long = true,
};

enum status lpa_discovery_init(struct lpa_discovery *discovery, const struct lpa_discovery_order *order)
{
	*discovery = (struct lpa_discovery){ .kept = ARENA(DISCOVERY_KEPT_MAXIMUM) };
	lpa_job_init(&discovery->job, &discovery_kind);
	discovery->dialogue = (struct lpa_authentication){
		.job = &discovery->job,
		.kept = &discovery->kept,
		.device = order->device,
	};
	discovery->visits = arena_allocate(&discovery->kept, DISCOVERY_VISITS_MAXIMUM * sizeof *discovery->visits);
	if (!discovery->visits)
		return STATUS_NO_MEMORY;
	if (order->smds_address.size == 0)
		return STATUS_OK;
	if (!address_is_valid(order->smds_address))
		return lpa_job_fail(&discovery->job, STATUS_MALFORMED,
		                    "\"%.*s\" is not a server address: give a host name, or host:port, without https://.",
		                    TEXT_ARGUMENTS(order->smds_address));
	return add_visit(discovery, order->smds_address, (struct text){ 0 }, 0);
}

void lpa_discovery_release(struct lpa_discovery *discovery)
{
	lpa_job_release(&discovery->job);
	arena_release(&discovery->kept);
}
