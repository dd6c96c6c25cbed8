/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/session.h"

#include "rsp/status_word.h"

enum status lpa_session_init(struct lpa_session *session, const struct isd_r_settings *settings)
{
	struct isd_r_channel channel;
	TRY(isd_r_channel_init(&channel, settings));
	*session = (struct lpa_session){ .channel = channel };
	return STATUS_OK;
}

void lpa_session_release(struct lpa_session *session)
{
	isd_r_channel_release(&session->channel);
	session->job = NULL;
}

static bool is_busy(const struct lpa_session *session)
{
	return session->job && !lpa_job_ended(session->job);
}

static bool channel_is_idle(const struct lpa_session *session)
{
	struct bytes ignored;
	return !isd_r_channel_next(&session->channel, &ignored);
}

/* An event that the job's state does not expect changes nothing: there is nobody to tell. */
static void tell(struct lpa_session *session, enum lpa_event event, struct bytes data)
{
	enum status ignored = lpa_job_handle(session->job, event, data);
	(void)ignored;
}

/* What a person can do about it, where there is something. */
static void tell_channel_failed(struct lpa_session *session)
{
	static const char *const advice[STATUS_COUNT] = {
		[STATUS_NOT_FOUND] = "there is no eUICC in it, or its ISD-R has an AID that must be given with --isd-r-aid",
		[STATUS_BUSY] = "it has no logical channel free; take it out and put it in again",
	};
	enum status status = session->channel.status;
	lpa_job_trouble(session->job, status, "The card does not let the eUICC be opened: %s (status word %04X).",
	                advice[status] ? advice[status] : "its answers make no sense", session->channel.status_word);
	session->job->trouble.status_word = session->channel.status_word;
	tell(session, LPA_EVENT_CARD_LOST, (struct bytes){ 0 });
}

/* An open channel that the card does not know: it was reset by another program or by itself, and its sessions with it. */
static void tell_channel_forgotten(struct lpa_session *session)
{
	lpa_job_trouble(session->job, STATUS_IO,
	                "The card was reset in between: try again. It no longer knows the channel of step \"%s\" "
	                "(status word %04X).",
	                session->job->step->message, session->channel.status_word);
	session->job->trouble.status_word = session->channel.status_word;
	isd_r_channel_forget(&session->channel);
	tell(session, LPA_EVENT_CARD_LOST, (struct bytes){ 0 });
}

/* Failures of ES10 functions stand inside an answer with 9000; a status word says that the command did not get through. */
static void tell_command_done(struct lpa_session *session)
{
	struct isd_r_channel *channel = &session->channel;
	if (channel->status == STATUS_OK) {
		tell(session, LPA_EVENT_CARD, buffer_bytes(&channel->answer));
		return;
	}
	if (channel->status == STATUS_REFUSED && channel->status_word == WORD_CHANNEL_UNKNOWN) {
		tell_channel_forgotten(session);
		return;
	}
	if (channel->status == STATUS_REFUSED)
		lpa_job_trouble(session->job, channel->status,
		                "The card refused the command of step \"%s\" (status word %04X). %.*s",
		                session->job->step->message, channel->status_word,
		                TEXT_ARGUMENTS(status_word_sentence(channel->status_word)));
	else
		lpa_job_trouble(session->job, channel->status,
		                "The card's answer in step \"%s\" makes no sense (status word %04X).",
		                session->job->step->message, channel->status_word);
	session->job->trouble.status_word = channel->status_word;
	tell(session, LPA_EVENT_CARD_REFUSED, (struct bytes){ 0 });
}

/* A switch of profiles ends in a card reset, so that the new one is read from its beginning (SGP.22 3.2.1). The job is
 * its owner's again. */
static void end_job(struct lpa_session *session)
{
	session->reset_wanted = lpa_job_succeeded(session->job) && session->job->restarts_card;
	session->job = NULL;
}

/* Sends on what the job wants from the card, until the channel has something under way or the card is not wanted. */
static void advance(struct lpa_session *session)
{
	while (is_busy(session) && channel_is_idle(session)) {
		struct lpa_want want = session->job->want;
		enum status status;
		if (want.kind != LPA_WANT_CARD)
			return;
		if (session->channel.state == ISD_R_CLOSED)
			status = isd_r_channel_open(&session->channel);
		else
			status = isd_r_channel_send(&session->channel, want.card);
		if (status == STATUS_OK)
			return;
		lpa_job_trouble(session->job, status, "What is to be sent is too long for the card (%zu octets).",
		                want.card.size);
		tell(session, LPA_EVENT_CARD_REFUSED, (struct bytes){ 0 });
	}
	if (session->job && lpa_job_ended(session->job))
		end_job(session);
}

enum status lpa_session_start(struct lpa_session *session, struct lpa_job *job)
{
	if (is_busy(session) || !channel_is_idle(session) || session->reset_wanted)
		return STATUS_OUT_OF_ORDER;
	session->job = job;
	session->stop_requested = false;
	TRY(lpa_job_handle(job, LPA_EVENT_START, (struct bytes){ 0 }));
	advance(session);
	return STATUS_OK;
}

void lpa_session_finish(struct lpa_session *session)
{
	session->job = NULL;
	if (session->channel.state == ISD_R_READY)
		isd_r_channel_close(&session->channel);
}

struct lpa_want lpa_session_want(const struct lpa_session *session)
{
	struct bytes apdu;
	if (session->reset_wanted)
		return (struct lpa_want){ .kind = LPA_WANT_CARD_RESET };
	if (isd_r_channel_next(&session->channel, &apdu))
		return (struct lpa_want){ .kind = LPA_WANT_CARD, .card = apdu };
	return is_busy(session) ? session->job->want : (struct lpa_want){ 0 };
}

/* A stop that came while the card was busy is told after its answer, which may be the result of an installation. */
void lpa_session_card_answered(struct lpa_session *session, struct bytes answer)
{
	bool opening = session->channel.state != ISD_R_STORING;
	isd_r_channel_answer(&session->channel, answer);
	if (!channel_is_idle(session) || !is_busy(session))
		return;
	if (!opening)
		tell_command_done(session);
	else if (session->channel.state == ISD_R_CLOSED)
		tell_channel_failed(session);
	if (session->stop_requested) {
		session->stop_requested = false;
		tell(session, LPA_EVENT_STOP, (struct bytes){ 0 });
	}
	advance(session);
}

void lpa_session_card_lost(struct lpa_session *session, struct text why)
{
	isd_r_channel_forget(&session->channel);
	session->reset_wanted = false;
	if (!is_busy(session))
		return;
	if (why.size == 0)
		why = TEXT("The card does not answer any more: check the reader and try again; "
		           "what the card has finished is not lost.");
	lpa_job_trouble(session->job, STATUS_IO, "%.*s", TEXT_ARGUMENTS(why));
	tell(session, LPA_EVENT_CARD_LOST, (struct bytes){ 0 });
	advance(session);
}

void lpa_session_link_refused(struct lpa_session *session, struct text why)
{
	if (!isd_r_channel_shorten(&session->channel))
		lpa_session_card_lost(session, why);
}

void lpa_session_card_was_reset(struct lpa_session *session)
{
	isd_r_channel_forget(&session->channel);
	session->reset_wanted = false;
}

static bool waits_for(const struct lpa_session *session, enum lpa_want_kind kind)
{
	return is_busy(session) && session->job->want.kind == kind;
}

/* SGP.22 6.5: any other status than 2xx is trouble with the transport, not an answer of the function. */
void lpa_session_server_answered(struct lpa_session *session, int http_status, struct bytes body)
{
	if (!waits_for(session, LPA_WANT_SERVER))
		return;
	if (http_status / 100 == 2) {
		tell(session, LPA_EVENT_SERVER, body);
	} else {
		lpa_job_trouble(session->job, STATUS_REFUSED,
		                "The server %.*s answered HTTP %d instead of serving the "
		                "request: check that the address is that of an SM-DP+, or try again later.",
		                TEXT_ARGUMENTS(session->job->want.request.address), http_status);
		tell(session, LPA_EVENT_SERVER_LOST, (struct bytes){ 0 });
	}
	advance(session);
}

/* A certificate that does not hold will not hold the second time. */
void lpa_session_server_lost(struct lpa_session *session, enum status status, struct text why)
{
	if (!waits_for(session, LPA_WANT_SERVER))
		return;
	if (status == STATUS_IO && lpa_job_repeats_request(session->job))
		return;
	lpa_job_trouble(session->job, status, "%.*s", TEXT_ARGUMENTS(why));
	tell(session, LPA_EVENT_SERVER_LOST, (struct bytes){ 0 });
	advance(session);
}

void lpa_session_user_replied(struct lpa_session *session, enum lpa_event reply, struct text typed)
{
	if (!waits_for(session, LPA_WANT_USER))
		return;
	tell(session, reply, text_bytes(typed));
	advance(session);
}

void lpa_session_stop(struct lpa_session *session)
{
	if (!is_busy(session))
		return;
	if (!channel_is_idle(session)) {
		session->stop_requested = true;
		return;
	}
	tell(session, LPA_EVENT_STOP, (struct bytes){ 0 });
	advance(session);
}
