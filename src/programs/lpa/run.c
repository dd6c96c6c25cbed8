/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/run.h"

#include <stdio.h>

#include "programs/lpa/consent.h"
#include "programs/lpa/interrupt.h"
#include "programs/lpa/link.h"
#include "programs/lpa/progress.h"

enum exit_code lpa_run_open(struct lpa_run *run, struct invocation *invocation)
{
	struct isd_r_settings settings;
	*run = (struct lpa_run){ .invocation = invocation, .yes = option_is_set(invocation, "yes") };
	enum exit_code code = lpa_link_settings(invocation, &settings);
	if (code == EXIT_DONE)
		code = lpa_link_http(invocation, interrupt_flag(), &run->http, &run->has_authority);
	if (code == EXIT_DONE)
		code = lpa_link_card(invocation, &run->card);
	if (code != EXIT_DONE) {
		lpa_run_release(run);
		return code;
	}
	if (lpa_session_init(&run->session, &settings) != STATUS_OK) {
		lpa_run_release(run);
		return usage_error(invocation, "--isd-r-aid takes 5 to 16 octets, --segment-size 1 to 255.");
	}
	interrupts_watch();
	if (option_is_set(invocation, "ask-json"))
		setvbuf(stdout, NULL, _IOLBF, 0);
	return EXIT_DONE;
}

/* The status of the link is all that is told: what the card says is the session's to understand. */
static void send_to_card(struct lpa_run *run, struct bytes command)
{
	AUTO(buffer) answer = BUFFER(LINK_ANSWER_MAXIMUM);
	lpa_trace_apdu(run->invocation, ">", command);
	enum status status = card_reader_transmit(&run->card, command, &answer);
	if (status == STATUS_REFUSED) {
		lpa_session_link_refused(&run->session, text_from(card_reader_trouble(&run->card)));
		return;
	}
	if (status != STATUS_OK) {
		lpa_session_card_lost(&run->session, text_from(card_reader_trouble(&run->card)));
		return;
	}
	lpa_trace_apdu(run->invocation, "<", buffer_bytes(&answer));
	lpa_session_card_answered(&run->session, buffer_bytes(&answer));
}

/* No job is there to fail: what it did is done, and a job that comes later finds the card or does not. */
static void lose_card(struct lpa_run *run)
{
	const char *why = card_reader_trouble(&run->card);
	if (*why)
		fprintf(stderr, "%s: %s\n", run->invocation->program->spoken, why);
	lpa_session_card_lost(&run->session, text_from(why));
}

static void reset_card(struct lpa_run *run)
{
	AUTO(buffer) atr = BUFFER(APDU_ANSWER_MAXIMUM);
	if (card_reader_reset(&run->card, &atr) == STATUS_OK)
		lpa_session_card_was_reset(&run->session);
	else
		lose_card(run);
}

/* After a Ctrl-C the answer, if there was one, counts no more. */
static void ask_server(struct lpa_run *run, const struct lpa_want *want)
{
	AUTO(http_client_answer) answer = { .body = BUFFER(want->answer_limit) };
	lpa_trace_http(run, &want->request);
	enum status status = http_client_post(&run->http, &want->request, &answer);
	lpa_trace_http_answer(run, status, &answer);
	if (*interrupt_flag())
		lpa_session_stop(&run->session);
	else if (status == STATUS_OK)
		lpa_session_server_answered(&run->session, answer.status, buffer_bytes(&answer.body));
	else
		lpa_session_server_lost(&run->session, status, text_from(answer.failure));
}

static void ask_user(struct lpa_run *run, const struct lpa_question *question)
{
	char typed[CONSENT_ANSWER_SIZE] = "";
	enum lpa_event reply = lpa_consent_ask(run, question, typed);
	if (*interrupt_flag())
		lpa_session_stop(&run->session);
	else
		lpa_session_user_replied(&run->session, reply, text_from(typed));
	explicit_bzero(typed, sizeof typed);
}

/* The pump: does what the session wants until it wants nothing more. */
static void pump(struct lpa_run *run)
{
	bool stopped = false;
	for (;;) {
		struct lpa_want want = lpa_session_want(&run->session);
		lpa_progress_say(run);
		if (run->watch)
			run->watch(run->watcher);
		if (want.kind == LPA_WANT_NOTHING)
			return;
		if (!stopped && interrupt_taken()) {
			stopped = true;
			lpa_session_stop(&run->session);
			continue;
		}
		if (want.kind == LPA_WANT_CARD)
			send_to_card(run, want.card);
		else if (want.kind == LPA_WANT_CARD_RESET)
			reset_card(run);
		else if (want.kind == LPA_WANT_SERVER)
			ask_server(run, &want);
		else
			ask_user(run, &want.question);
	}
}

bool lpa_run_job(struct lpa_run *run, struct lpa_job *job)
{
	run->said = NULL;
	if (lpa_session_start(&run->session, job) != STATUS_OK) {
		lpa_job_fail(job, STATUS_BUG, "Internal error: a job was begun before another one ended.");
		return false;
	}
	pump(run);
	lpa_progress_end(run, job);
	return lpa_job_succeeded(job);
}

void lpa_run_release(struct lpa_run *run)
{
	if (run->card.self) {
		lpa_session_finish(&run->session);
		pump(run);
	}
	lpa_session_release(&run->session);
	card_reader_close(&run->card);
	http_client_close(&run->http);
}

enum exit_code lpa_run_failed(const struct lpa_run *run, const struct lpa_job *job)
{
	return output_failure(run->invocation, job->step->message, "%s%s%s", job->failure.sentence, run->advice ? " " : "",
	                      run->advice ? run->advice : "");
}

static void warn_kept(const struct lpa_run *run, const struct lpa_delivery *delivery)
{
	const char *why = "";
	for (size_t i = 0; i < delivery->count && !*why; i++)
		if (delivery->items[i].outcome == DELIVERY_KEPT && delivery->items[i].why_kept)
			why = delivery->items[i].why_kept;
	fprintf(stderr, "%s: %zu %s could not be sent and will be tried again next time. %s\n",
	        run->invocation->program->spoken, delivery->kept_count,
	        delivery->kept_count == 1 ? "notification" : "notifications", why);
}

void lpa_run_deliver(struct lpa_run *run)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	if (option_is_set(run->invocation, "no-notifications"))
		return;
	run->quiet = run->invocation->json; /* the command's own result is what scripts wait for */
	if (!lpa_run_job(run, &delivery.job))
		fprintf(stderr, "%s: notifications stay on the card: %s\n", run->invocation->program->spoken,
		        delivery.job.failure.sentence);
	else if (delivery.kept_count > 0)
		warn_kept(run, &delivery);
}
