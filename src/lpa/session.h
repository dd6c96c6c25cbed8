/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs at one card, one after the other: opens the channel to the ISD-R when a job first needs it, turns ES10 commands
 * into APDUs, and gives each job what comes back. Ask session_want(), do that, report, until nothing is wanted. */
#ifndef LPA_SESSION_H
#define LPA_SESSION_H

#include "lpa/isd_r_channel.h"
#include "lpa/job.h"

struct lpa_session {
	struct isd_r_channel channel;
	struct lpa_job *job; /* borrowed until it has ended; NULL: none */
	bool reset_wanted;   /* the card changed its profile */
	bool stop_requested; /* while the card was busy */
};

/* STATUS_MALFORMED: the settings are out of range. */
enum status lpa_session_init(struct lpa_session *session, const struct isd_r_settings *settings) MUST_CHECK;
void lpa_session_release(struct lpa_session *session);

/* Begins a job, which must live until it has ended. STATUS_OUT_OF_ORDER: another one is under way. */
enum status lpa_session_start(struct lpa_session *session, struct lpa_job *job) MUST_CHECK;

/* Begins to close the channel; go on until nothing is wanted. Only between jobs. */
void lpa_session_finish(struct lpa_session *session);

/* LPA_WANT_NOTHING: the job has ended (see lpa_job_succeeded()), or the channel is closed. */
struct lpa_want lpa_session_want(const struct lpa_session *session);

/* ---- reports ---- */

/* To LPA_WANT_CARD: data and status words. */
void lpa_session_card_answered(struct lpa_session *session, struct bytes answer);

/* To LPA_WANT_CARD or LPA_WANT_CARD_RESET: the card or its reader is gone. `why`: one sentence, or empty. */
void lpa_session_card_lost(struct lpa_session *session, struct text why);

/* To LPA_WANT_CARD: the link did not take the command, and the card has not seen it. It is tried in smaller pieces; when
 * that cannot help, the card is lost. */
void lpa_session_link_refused(struct lpa_session *session, struct text why);

/* To LPA_WANT_CARD_RESET. */
void lpa_session_card_was_reset(struct lpa_session *session);

/* To LPA_WANT_SERVER. */
void lpa_session_server_answered(struct lpa_session *session, int http_status, struct bytes body);

/* STATUS_IO, STATUS_UNTRUSTED or STATUS_TOO_LARGE, and one sentence why. */
void lpa_session_server_lost(struct lpa_session *session, enum status status, struct text why);

/* To LPA_WANT_USER: LPA_EVENT_YES, _NO, _LATER or _SILENT; `typed` with yes when something was to be typed. */
void lpa_session_user_replied(struct lpa_session *session, enum lpa_event reply, struct text typed);

/* At any time, instead of another report or besides: the user wants to end it. What the card is busy with is finished;
 * a download is cancelled at card and server. */
void lpa_session_stop(struct lpa_session *session);

#endif
