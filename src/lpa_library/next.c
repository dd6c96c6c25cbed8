/* SPDX-License-Identifier: Apache-2.0 */
/* What a session wants, in the caller's words. Nothing is kept between two calls but the texts that were given out. */
#include "lpa_library/outcome.h"
#include "lpa_library/session.h"
#include "rsp/euicc_info.h"

static unsigned rule_bits(uint64_t rules)
{
	return (rules & PPR1 ? PROVISIM_LPA_PPR1 : 0u) | (rules & PPR2 ? PROVISIM_LPA_PPR2 : 0u);
}

static enum status describe_request(struct arena *arena, const struct lpa_want *want, struct provisim_lpa_request *out)
{
	const struct http_client_request *request = &want->request;
	out->body = request->body.data;
	out->body_size = request->body.size;
	out->answer_limit = want->answer_limit;
	out->url = arena_print(arena, "https://%.*s%.*s", TEXT_ARGUMENTS(request->address), TEXT_ARGUMENTS(request->path));
	bool copied = out->url && session_copy(arena, request->address, &out->address) &&
	              session_copy(arena, request->path, &out->path) &&
	              session_copy(arena, request->content_type, &out->content_type) &&
	              session_copy(arena, request->user_agent, &out->user_agent) &&
	              session_copy(arena, request->admin_protocol, &out->admin_protocol);
	return copied ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status describe_offer(struct arena *arena, const struct lpa_offer *offer, struct provisim_lpa_offer *out)
{
	const struct profile_metadata *metadata = offer->metadata;
	iccid_print(&metadata->iccid, out->iccid);
	out->profile_class = (enum provisim_lpa_profile_class)metadata->profile_class;
	out->icon_type = (enum provisim_lpa_icon_type)metadata->icon_type;
	out->icon = metadata->icon.data;
	out->icon_size = metadata->icon.size;
	out->rules = rule_bits(metadata->profile_policy_rules);
	out->rules_to_consent = rule_bits(offer->strong_consent_rules);
	out->confirmation_code_required = offer->confirmation_code_required;
	bool copied = session_copy(arena, offer->server_address, &out->server_address) &&
	              session_copy(arena, metadata->service_provider_name, &out->service_provider_name) &&
	              session_copy(arena, metadata->profile_name, &out->profile_name);
	return copied ? STATUS_OK : STATUS_NO_MEMORY;
}

static enum status describe_question(struct arena *arena, const struct lpa_question *question,
                                     struct provisim_lpa_question *out)
{
	out->kind = question->kind == LPA_QUESTION_CONSENT ? PROVISIM_LPA_ASKS_CONSENT : PROVISIM_LPA_ASKS_CONFIRMATION_CODE;
	out->wrong_codes = question->wrong_codes;
	TRY(describe_offer(arena, &question->offer, &out->offer));
	return session_copy(arena, question->server_words, &out->server_words) ? STATUS_OK : STATUS_NO_MEMORY;
}

enum provisim_lpa_status provisim_lpa_next(struct provisim_lpa *lpa, struct provisim_lpa_want *out_want)
{
	struct provisim_lpa_want told = { 0 };
	if (!lpa || !out_want)
		return PROVISIM_LPA_BAD_ARGUMENT;
	const struct lpa_want want = lpa_session_want(&lpa->session);
	arena_release(&lpa->texts);
	switch (want.kind) {
	case LPA_WANT_NOTHING:
		told.kind = PROVISIM_LPA_WANT_NOTHING;
		break;
	case LPA_WANT_CARD:
		told.kind = PROVISIM_LPA_WANT_APDU;
		told.apdu = want.card.data;
		told.apdu_size = want.card.size;
		break;
	case LPA_WANT_CARD_RESET:
		told.kind = PROVISIM_LPA_WANT_RESET;
		break;
	case LPA_WANT_SERVER:
		told.kind = PROVISIM_LPA_WANT_REQUEST;
		TRY_OUTCOME(describe_request(&lpa->texts, &want, &told.request));
		break;
	case LPA_WANT_USER:
		told.kind = PROVISIM_LPA_WANT_USER;
		TRY_OUTCOME(describe_question(&lpa->texts, &want.question, &told.question));
		break;
	}
	*out_want = told;
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_progress(const struct provisim_lpa *lpa, struct provisim_lpa_progress *out_progress)
{
	if (!lpa || !out_progress)
		return PROVISIM_LPA_BAD_ARGUMENT;
	const struct lpa_step *step = lpa->job ? lpa->job->step : NULL;
	*out_progress = (struct provisim_lpa_progress){
		.step = step && step->message ? step->message : "",
		.sentence = step ? step->sentence : NULL,
		.done = lpa->job ? lpa->job->progress : 0,
		.total = lpa->job ? lpa->job->progress_total : 0,
	};
	return PROVISIM_LPA_OK;
}
