/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/card_call.h"

#include "rsp/configured_data.h"

/* What there is to know about one ES10 function. */
struct lpa_card_function {
	uint32_t tag;
	bool answers_result;   /* tag { 80 result }; else something to be listed */
	bool switches_profile; /* the card must be reset afterwards */
	struct lpa_step step;
};

enum { PROFILES, ENABLE, DISABLE, DELETE, NICKNAME, DEFAULT_ADDRESS, RESET, NOTIFICATIONS, RETRIEVE, REMOVE, FUNCTION_COUNT };

static const struct lpa_card_function functions[FUNCTION_COUNT] = {
	[PROFILES] = { GET_PROFILES_INFO_TAG, false, false, { "es10c_get_profiles_info", NULL } },
	[ENABLE] = { ENABLE_PROFILE_TAG, true, true, { "es10c_enable_profile", "Enabling the profile" } },
	[DISABLE] = { DISABLE_PROFILE_TAG, true, true, { "es10c_disable_profile", "Disabling the profile" } },
	[DELETE] = { DELETE_PROFILE_TAG, true, false, { "es10c_delete_profile", "Deleting the profile" } },
	[NICKNAME] = { SET_NICKNAME_TAG, true, false, { "es10c_set_nickname", NULL } },
	[DEFAULT_ADDRESS] = { SET_DEFAULT_SMDP_ADDRESS_TAG, true, false, { "es10a_set_default_dp_address", NULL } },
	[RESET] = { MEMORY_RESET_TAG, true, true, { "es10c_euicc_memory_reset", "Resetting the card's memory" } },
	[NOTIFICATIONS] = { LIST_NOTIFICATION_TAG, false, false, { "es10b_list_notification", NULL } },
	[RETRIEVE] = { RETRIEVE_NOTIFICATIONS_TAG, false, false, { "es10b_retrieve_notifications_list", NULL } },
	[REMOVE] = { REMOVE_NOTIFICATION_TAG, true, false, { "es10b_remove_notification_from_list", NULL } },
};

/* Requests are written when the job is made, where a failure cannot be told yet. */
static enum status begin(void *subject, struct bytes data)
{
	struct lpa_card_call *call = subject;
	(void)data;
	if (call->encoded != STATUS_OK)
		return lpa_job_ask_card(&call->job, call->encoded);
	buffer_clear(&call->job.command);
	return lpa_job_ask_card(&call->job, buffer_append(&call->job.command, buffer_bytes(&call->request)));
}

/* The codes of SGP.22 5.7.16 to 5.7.21: a refusal is an answer like any other to the card. */
static enum status note_result(struct lpa_card_call *call)
{
	if (call->result == MANAGEMENT_OK)
		return STATUS_OK;
	struct text sentence = management_result_sentence(call->function->tag, call->result);
	while (sentence.size > 0 && sentence.data[sentence.size - 1] == '.')
		sentence.size--;
	lpa_job_fail(&call->job, STATUS_REFUSED, "%.*s (%s, %d).", TEXT_ARGUMENTS(sentence),
	             management_result_name(call->function->tag, call->result), call->result);
	call->job.failure.card_error = call->result;
	return STATUS_REFUSED;
}

static enum status take_answer(void *subject, struct bytes data)
{
	struct lpa_card_call *call = subject;
	if (!call->function->answers_result)
		return buffer_append(&call->answer, data);
	enum status status = result_answer_decode(data, call->function->tag, &call->result);
	if (status != STATUS_OK)
		return lpa_job_fail(&call->job, status, "The card's answer in step \"%s\" cannot be read.",
		                    call->job.step->message);
	return note_result(call);
}

static const struct transition transitions[] = {
	{ CARD_CALL_NEW, LPA_EVENT_START, begin, CARD_CALL_ASKED, CARD_CALL_FAILED },
	{ CARD_CALL_ASKED, LPA_EVENT_CARD, take_answer, CARD_CALL_DONE, CARD_CALL_FAILED },
	{ CARD_CALL_ASKED, LPA_EVENT_CARD_REFUSED, lpa_job_give_up, CARD_CALL_FAILED, CARD_CALL_FAILED },
	{ CARD_CALL_ASKED, LPA_EVENT_CARD_LOST, lpa_job_give_up, CARD_CALL_FAILED, CARD_CALL_FAILED },
};

static const char *const state_names[CARD_CALL_STATE_COUNT] = { "new", "asked", "done", "failed" };

static const char *const event_names[LPA_EVENT_OWN] = {
	"none", "start", "card",  "card refused", "card lost", "server", "server lost",
	"yes",  "no",    "later", "silent",       "stop",      "failed",
};

const struct state_machine lpa_card_call_machine = {
	.name = "lpa card call",
	.table = transitions,
	.count = ARRAY_SIZE(transitions),
	.state_names = state_names,
	.state_count = CARD_CALL_STATE_COUNT,
	.event_names = event_names,
	.event_count = LPA_EVENT_OWN,
};

/* The step does not change while the card works: the function's own. */
static const struct lpa_step no_steps[CARD_CALL_STATE_COUNT];

static const struct lpa_job_kind card_call_kind = {
	.machine = &lpa_card_call_machine,
	.steps = no_steps,
	.done = CARD_CALL_DONE,
	.failed = CARD_CALL_FAILED,
};

static struct buffer *make(struct lpa_card_call *call, int function)
{
	*call = (struct lpa_card_call){
		.function = &functions[function],
		.request = BUFFER(ES10_COMMAND_MAXIMUM),
		.answer = BUFFER(SERVER_BODY_MAXIMUM),
	};
	lpa_job_init(&call->job, &card_call_kind);
	call->job.step = &call->function->step;
	call->job.restarts_card = call->function->switches_profile;
	return &call->request;
}

void lpa_card_call_release(struct lpa_card_call *call)
{
	lpa_job_release(&call->job);
	buffer_release(&call->request);
	buffer_release(&call->answer);
}

/* Without a tag list: the default fields of SGP.22 5.7.15. */
void lpa_list_profiles(struct lpa_card_call *call)
{
	struct profiles_info_request request = { .search = SEARCH_ALL };
	struct buffer *out = make(call, PROFILES);
	call->encoded = profiles_info_request_encode(&request, out);
}

static void make_switch(struct lpa_card_call *call, int function, const struct profile_identifier *profile, bool refresh)
{
	struct switch_profile_request request = { .profile = *profile, .refresh = refresh };
	struct buffer *out = make(call, function);
	call->encoded = switch_profile_request_encode(&request, call->function->tag, out);
}

void lpa_enable_profile(struct lpa_card_call *call, const struct profile_identifier *profile, bool refresh)
{
	make_switch(call, ENABLE, profile, refresh);
}

void lpa_disable_profile(struct lpa_card_call *call, const struct profile_identifier *profile, bool refresh)
{
	make_switch(call, DISABLE, profile, refresh);
}

void lpa_delete_profile(struct lpa_card_call *call, const struct profile_identifier *profile)
{
	struct buffer *out = make(call, DELETE);
	call->encoded = delete_profile_request_encode(profile, out);
}

void lpa_set_nickname(struct lpa_card_call *call, const struct iccid *iccid, struct text nickname)
{
	struct buffer *out = make(call, NICKNAME);
	call->encoded = set_nickname_request_encode(iccid, nickname, out);
}

void lpa_set_default_smdp_address(struct lpa_card_call *call, struct text address)
{
	struct buffer *out = make(call, DEFAULT_ADDRESS);
	call->encoded = set_default_smdp_address_request_encode(address, out);
}

void lpa_reset_memory(struct lpa_card_call *call, uint64_t options)
{
	struct buffer *out = make(call, RESET);
	call->encoded = memory_reset_request_encode(options, out);
}

void lpa_list_notifications(struct lpa_card_call *call)
{
	struct buffer *out = make(call, NOTIFICATIONS);
	call->encoded = list_notification_request_encode(0, out);
}

void lpa_retrieve_notification(struct lpa_card_call *call, uint64_t sequence_number)
{
	struct retrieve_notifications_request request = { .by_number = true, .sequence_number = sequence_number };
	struct buffer *out = make(call, RETRIEVE);
	call->encoded = retrieve_notifications_request_encode(&request, out);
}

void lpa_remove_notification(struct lpa_card_call *call, uint64_t sequence_number)
{
	struct buffer *out = make(call, REMOVE);
	call->encoded = remove_notification_request_encode(sequence_number, out);
}

enum status lpa_listed_profiles(const struct lpa_card_call *call, struct der_reader *out_list)
{
	return profiles_info_answer_decode(buffer_bytes(&call->answer), out_list);
}

enum status lpa_listed_notifications(const struct lpa_card_call *call, struct der_reader *out_list)
{
	return list_notification_answer_decode(buffer_bytes(&call->answer), out_list);
}

enum status lpa_retrieved_notification(const struct lpa_card_call *call, struct bytes *out_pending)
{
	struct der_reader list;
	struct der_element element;
	TRY(retrieve_notifications_answer_decode(buffer_bytes(&call->answer), &list));
	if (der_end(&list))
		return STATUS_NOT_FOUND;
	if (!der_next(&list, &element))
		return STATUS_MALFORMED;
	*out_pending = element.whole;
	return STATUS_OK;
}
