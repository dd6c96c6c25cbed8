/* SPDX-License-Identifier: Apache-2.0 */
/* What came of what a session wanted. A report that nothing waits for changes nothing. */
#include "lpa_library/session.h"
#include "ports/card_reader.h"

static bool waits_for(const struct provisim_lpa *lpa, enum lpa_want_kind kind)
{
	return lpa_session_want(&lpa->session).kind == kind;
}

enum provisim_lpa_status provisim_lpa_card_answered(struct provisim_lpa *lpa, const uint8_t *answer, size_t size)
{
	if (!lpa || (!answer && size > 0))
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_CARD))
		return PROVISIM_LPA_NOT_NOW;
	if (size > LINK_ANSWER_MAXIMUM)
		return PROVISIM_LPA_TOO_LARGE;
	lpa_session_card_answered(&lpa->session, bytes_from(answer, size));
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_link_refused(struct provisim_lpa *lpa, const char *why)
{
	if (!lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_CARD))
		return PROVISIM_LPA_NOT_NOW;
	lpa_session_link_refused(&lpa->session, text_from(why));
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_card_lost(struct provisim_lpa *lpa, const char *why)
{
	if (!lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_CARD) && !waits_for(lpa, LPA_WANT_CARD_RESET))
		return PROVISIM_LPA_NOT_NOW;
	lpa_session_card_lost(&lpa->session, text_from(why));
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_card_was_reset(struct provisim_lpa *lpa)
{
	if (!lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_CARD_RESET))
		return PROVISIM_LPA_NOT_NOW;
	lpa_session_card_was_reset(&lpa->session);
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_server_answered(struct provisim_lpa *lpa, int http_status, const uint8_t *body,
                                                      size_t size)
{
	if (!lpa || (!body && size > 0))
		return PROVISIM_LPA_BAD_ARGUMENT;
	const struct lpa_want want = lpa_session_want(&lpa->session);
	if (want.kind != LPA_WANT_SERVER)
		return PROVISIM_LPA_NOT_NOW;
	if (size > want.answer_limit)
		return PROVISIM_LPA_TOO_LARGE;
	lpa_session_server_answered(&lpa->session, http_status, bytes_from(body, size));
	return PROVISIM_LPA_OK;
}

/* What a person reads where the caller has no words of his own. */
static struct text words_for(enum provisim_lpa_server_trouble trouble, const char *why)
{
	if (why && *why)
		return text_from(why);
	if (trouble == PROVISIM_LPA_SERVER_UNTRUSTED)
		return TEXT("The server's certificate does not hold: nothing was sent to it.");
	if (trouble == PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE)
		return TEXT("The server's answer is too long: this may not be an SM-DP+.");
	return TEXT("The server cannot be reached: look at the network and try again.");
}

enum provisim_lpa_status provisim_lpa_server_lost(struct provisim_lpa *lpa, enum provisim_lpa_server_trouble trouble,
                                                  const char *why)
{
	static const enum status statuses[] = {
		[PROVISIM_LPA_SERVER_UNREACHABLE] = STATUS_IO,
		[PROVISIM_LPA_SERVER_UNTRUSTED] = STATUS_UNTRUSTED,
		[PROVISIM_LPA_SERVER_ANSWER_TOO_LARGE] = STATUS_TOO_LARGE,
	};
	if (!lpa || (size_t)trouble >= ARRAY_SIZE(statuses) || statuses[trouble] == STATUS_OK)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_SERVER))
		return PROVISIM_LPA_NOT_NOW;
	lpa_session_server_lost(&lpa->session, statuses[trouble], words_for(trouble, why));
	return PROVISIM_LPA_OK;
}

enum provisim_lpa_status provisim_lpa_user_replied(struct provisim_lpa *lpa, enum provisim_lpa_reply reply, const char *typed)
{
	static const enum lpa_event events[] = {
		[PROVISIM_LPA_YES] = LPA_EVENT_YES,
		[PROVISIM_LPA_NO] = LPA_EVENT_NO,
		[PROVISIM_LPA_LATER] = LPA_EVENT_LATER,
		[PROVISIM_LPA_SILENT] = LPA_EVENT_SILENT,
	};
	if (!lpa || (size_t)reply >= ARRAY_SIZE(events) || events[reply] == LPA_EVENT_NONE)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (!waits_for(lpa, LPA_WANT_USER))
		return PROVISIM_LPA_NOT_NOW;
	struct text text = text_from(typed);
	if (text.size > CONFIRMATION_CODE_MAXIMUM)
		return PROVISIM_LPA_TOO_LARGE;
	lpa_session_user_replied(&lpa->session, events[reply], text);
	return PROVISIM_LPA_OK;
}

void provisim_lpa_stop(struct provisim_lpa *lpa)
{
	if (lpa)
		lpa_session_stop(&lpa->session);
}
