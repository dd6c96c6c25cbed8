/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/chip_information.h"

enum { CHIP_KEPT_MAXIMUM = 64 << 10 };

static enum status ask(struct lpa_chip_information *chip, uint32_t function_tag)
{
	buffer_clear(&chip->job.command);
	return lpa_job_ask_card(&chip->job, empty_request_encode(function_tag, &chip->job.command));
}

static enum status ask_eid(void *subject, struct bytes data)
{
	struct lpa_chip_information *chip = subject;
	(void)data;
	buffer_clear(&chip->job.command);
	return lpa_job_ask_card(&chip->job, get_eid_request_encode(&chip->job.command));
}

/* A card may lack a function, and then says so; after any other refusal what was told so far would pass for all. */
static enum status check_lacking(struct lpa_chip_information *chip)
{
	unsigned first = chip->job.trouble.status_word >> 8;
	if (chip->job.trouble.status == STATUS_REFUSED && (first == 0x6A || first == 0x6D))
		return STATUS_OK;
	chip->job.failure = chip->job.trouble;
	return chip->job.trouble.status;
}

static enum status ask_addresses(void *subject, struct bytes data)
{
	(void)data;
	return ask(subject, GET_CONFIGURED_ADDRESSES_TAG);
}

static enum status ask_rules(void *subject, struct bytes data)
{
	(void)data;
	return ask(subject, GET_RAT_TAG);
}

static enum status ask_info2(void *subject, struct bytes data)
{
	(void)data;
	return ask(subject, GET_EUICC_INFO2_TAG);
}

/* An answer that cannot be read counts as none: the rest may still be of use. */
static enum status take_eid(void *subject, struct bytes data)
{
	struct lpa_chip_information *chip = subject;
	chip->has_eid = get_eid_answer_decode(data, &chip->eid) == STATUS_OK;
	return ask_addresses(subject, data);
}

static enum status take_addresses(void *subject, struct bytes data)
{
	struct lpa_chip_information *chip = subject;
	struct bytes kept;
	TRY(arena_copy(&chip->kept, data, &kept));
	chip->has_addresses = configured_addresses_decode(kept, &chip->addresses) == STATUS_OK;
	return ask_rules(subject, data);
}

static enum status take_rules(void *subject, struct bytes data)
{
	struct lpa_chip_information *chip = subject;
	struct bytes kept;
	TRY(arena_copy(&chip->kept, data, &kept));
	chip->has_rules = rules_authorisation_table_decode(kept, &chip->rules) == STATUS_OK;
	return ask_info2(subject, data);
}

static enum status take_info2(void *subject, struct bytes data)
{
	struct lpa_chip_information *chip = subject;
	struct bytes kept;
	TRY(arena_copy(&chip->kept, data, &kept));
	chip->has_info2 = euicc_info2_decode(kept, &chip->info2) == STATUS_OK;
	return STATUS_OK;
}

static enum status pass_eid(void *subject, struct bytes data)
{
	TRY(check_lacking(subject));
	return ask_addresses(subject, data);
}

static enum status pass_addresses(void *subject, struct bytes data)
{
	TRY(check_lacking(subject));
	return ask_rules(subject, data);
}

static enum status pass_rules(void *subject, struct bytes data)
{
	TRY(check_lacking(subject));
	return ask_info2(subject, data);
}

static enum status pass_info2(void *subject, struct bytes data)
{
	(void)data;
	return check_lacking(subject);
}

/* clang-format off */
#define CARD_LOST(state) { (state), LPA_EVENT_CARD_LOST, lpa_job_give_up, CHIP_FAILED, CHIP_FAILED }
/* clang-format on */

static const struct transition transitions[] = {
	{ CHIP_NEW, LPA_EVENT_START, ask_eid, CHIP_EID, CHIP_FAILED },
	{ CHIP_EID, LPA_EVENT_CARD, take_eid, CHIP_ADDRESSES, CHIP_FAILED },
	{ CHIP_EID, LPA_EVENT_CARD_REFUSED, pass_eid, CHIP_ADDRESSES, CHIP_FAILED },
	CARD_LOST(CHIP_EID),
	{ CHIP_ADDRESSES, LPA_EVENT_CARD, take_addresses, CHIP_RULES, CHIP_FAILED },
	{ CHIP_ADDRESSES, LPA_EVENT_CARD_REFUSED, pass_addresses, CHIP_RULES, CHIP_FAILED },
	CARD_LOST(CHIP_ADDRESSES),
	{ CHIP_RULES, LPA_EVENT_CARD, take_rules, CHIP_INFO2, CHIP_FAILED },
	{ CHIP_RULES, LPA_EVENT_CARD_REFUSED, pass_rules, CHIP_INFO2, CHIP_FAILED },
	CARD_LOST(CHIP_RULES),
	{ CHIP_INFO2, LPA_EVENT_CARD, take_info2, CHIP_DONE, CHIP_FAILED },
	{ CHIP_INFO2, LPA_EVENT_CARD_REFUSED, pass_info2, CHIP_DONE, CHIP_FAILED },
	CARD_LOST(CHIP_INFO2),
};

static const char *const state_names[CHIP_STATE_COUNT] = {
	"new", "eid", "addresses", "rules", "info2", "done", "failed",
};

static const char *const event_names[LPA_EVENT_OWN] = {
	"none", "start", "card",  "card refused", "card lost", "server", "server lost",
	"yes",  "no",    "later", "silent",       "stop",      "failed",
};

const struct state_machine lpa_chip_machine = {
	.name = "lpa chip information",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = CHIP_STATE_COUNT,
	.event_names = event_names,
	.event_count = LPA_EVENT_OWN,
};

static const struct lpa_step steps[CHIP_STATE_COUNT] = {
	[CHIP_NEW] = { "es10c_get_eid", NULL },
	[CHIP_EID] = { "es10c_get_eid", NULL },
	[CHIP_ADDRESSES] = { "es10a_get_euicc_configured_addresses", NULL },
	[CHIP_RULES] = { "es10b_get_rat", NULL },
	[CHIP_INFO2] = { "es10c_ex_get_euiccinfo2", NULL },
};

static const struct lpa_job_kind chip_kind = {
	.machine = &lpa_chip_machine,
	.steps = steps,
	.done = CHIP_DONE,
	.failed = CHIP_FAILED,
};

void lpa_chip_information_init(struct lpa_chip_information *chip)
{
	*chip = (struct lpa_chip_information){ .kept = ARENA(CHIP_KEPT_MAXIMUM) };
	lpa_job_init(&chip->job, &chip_kind);
}

void lpa_chip_information_release(struct lpa_chip_information *chip)
{
	lpa_job_release(&chip->job);
	arena_release(&chip->kept);
}
