/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/consent.h"

#include <ctype.h>
#include <stdio.h>

#include "codec/json.h"
#include "rsp/euicc_info.h"

enum { CONSENT_WRONG_SIZE = 256, CONSENT_ABOUT_MAXIMUM = 4096 };

static const struct {
	uint64_t rule;
	const char *name;
	const char *words;
} rules[] = {
	{ PPR1, "PPR1", "once enabled, it cannot be disabled: no other profile can be used on this card" },
	{ PPR2, "PPR2", "it cannot be deleted: it takes up this card's memory for ever" },
};

static void show_offer(const struct invocation *invocation, const struct lpa_offer *offer)
{
	const struct profile_metadata *metadata = offer->metadata;
	char iccid[ICCID_TEXT_SIZE];
	iccid_print(&metadata->iccid, iccid);
	output_line(invocation, "\nThe server %.*s offers this profile:", TEXT_ARGUMENTS(offer->server_address));
	output_line(invocation, "  provider  %.*s", TEXT_ARGUMENTS(metadata->service_provider_name));
	output_line(invocation, "  name      %.*s", TEXT_ARGUMENTS(metadata->profile_name));
	output_line(invocation, "  class     %s", profile_class_name((int)metadata->profile_class));
	output_line(invocation, "  ICCID     %s", iccid);
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (metadata->profile_policy_rules & rules[i].rule)
			output_line(invocation, "  rule      %s: %s", rules[i].name, rules[i].words);
	if (offer->confirmation_code_required)
		output_line(invocation, "  code      the operator's confirmation code will be asked for");
	output_line(invocation, "%s", "");
}

/* The metadata came with the event before it. */
static struct text about_offer(const struct lpa_offer *offer, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "server", offer->server_address);
	json_put_boolean(&writer, "confirmationCode", offer->confirmation_code_required);
	json_close_object(&writer);
	return json_finish(&writer) == STATUS_OK ? buffer_text(out) : (struct text){ 0 };
}

static struct text about_rule(const char *rule, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "rule", text_from(rule));
	json_close_object(&writer);
	return json_finish(&writer) == STATUS_OK ? buffer_text(out) : (struct text){ 0 };
}

static struct text about_code(const struct lpa_question *question, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_boolean(&writer, "again", question->again);
	json_put_number(&writer, "wrongCodes", question->wrong_codes);
	json_put_text(&writer, "serverWords", question->server_words);
	json_close_object(&writer);
	return json_finish(&writer) == STATUS_OK ? buffer_text(out) : (struct text){ 0 };
}

static enum lpa_event read_choice(const char *answer)
{
	switch (tolower((unsigned char)answer[0])) {
	case 'y':
		return LPA_EVENT_YES;
	case 'n':
		return LPA_EVENT_NO;
	default:
		return LPA_EVENT_LATER;
	}
}

/* SGP.22 2.9.2.4: a yes of its own to what cannot be undone. */
static enum lpa_event ask_strong_consent(struct lpa_run *run, const struct lpa_offer *offer)
{
	char answer[CONSENT_ANSWER_SIZE];
	if (offer->strong_consent_rules == 0 || option_is_set(run->invocation, "accept-rules"))
		return LPA_EVENT_YES;
	if (!lpa_run_can_ask(run)) {
		fprintf(stderr, "%s: this profile has rules that cannot be undone: --accept-rules agrees to them.\n",
		        run->invocation->program->spoken);
		return LPA_EVENT_LATER;
	}
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++) {
		AUTO(buffer) about = BUFFER(CONSENT_ABOUT_MAXIMUM);
		if (!(offer->strong_consent_rules & rules[i].rule))
			continue;
		const struct lpa_asking asking = { .kind = "rule", .about = about_rule(rules[i].name, &about) };
		if (!lpa_run_ask(run, &asking, answer, sizeof answer, "This profile has rule %s: %s. Type %s to agree: ",
		                 rules[i].name, rules[i].words, rules[i].name))
			return LPA_EVENT_LATER;
		if (strcmp(answer, rules[i].name) != 0)
			return LPA_EVENT_NO;
	}
	return LPA_EVENT_YES;
}

static enum lpa_event ask_consent(struct lpa_run *run, const struct lpa_offer *offer)
{
	char answer[CONSENT_ANSWER_SIZE];
	AUTO(buffer) about = BUFFER(CONSENT_ABOUT_MAXIMUM);
	show_offer(run->invocation, offer);
	if (run->yes)
		return ask_strong_consent(run, offer);
	if (!lpa_run_can_ask(run))
		return LPA_EVENT_LATER;
	const struct lpa_asking asking = { .kind = "offer", .about = about_offer(offer, &about) };
	if (!lpa_run_ask(run, &asking, answer, sizeof answer, "Install it? [y]es, [n]o for good, [l]ater: "))
		return LPA_EVENT_LATER;
	enum lpa_event choice = read_choice(answer);
	return choice == LPA_EVENT_YES ? ask_strong_consent(run, offer) : choice;
}

/* Where the server does not say how many tries are left, those that are gone are counted. */
static enum lpa_event ask_code(struct lpa_run *run, const struct lpa_question *question, char typed[CONSENT_ANSWER_SIZE])
{
	char wrong[CONSENT_WRONG_SIZE] = "";
	AUTO(buffer) about = BUFFER(CONSENT_ABOUT_MAXIMUM);
	if (!lpa_run_can_ask(run))
		return LPA_EVENT_LATER;
	if (question->again && question->server_words.size > 0)
		snprintf(wrong, sizeof wrong, "That code is wrong; the server says: \"%.*s\" ",
		         TEXT_ARGUMENTS(question->server_words));
	else if (question->again)
		snprintf(wrong, sizeof wrong,
		         "That code is wrong (%u wrong so far; after a few the operator closes the order). ",
		         question->wrong_codes);
	const struct lpa_asking asking = { .kind = "confirmation code", .about = about_code(question, &about) };
	bool answered = lpa_run_ask(run, &asking, typed, CONSENT_ANSWER_SIZE, "%sConfirmation code from the operator: ", wrong);
	return answered && *typed ? LPA_EVENT_YES : LPA_EVENT_LATER;
}

enum lpa_event lpa_consent_ask(struct lpa_run *run, const struct lpa_question *question, char typed[CONSENT_ANSWER_SIZE])
{
	if (question->kind == LPA_QUESTION_CONSENT)
		return ask_consent(run, &question->offer);
	return ask_code(run, question, typed);
}
