/* SPDX-License-Identifier: Apache-2.0 */
/* One run of provisim-lpa: the card, the network and the user that its options name, and jobs done with them. */
#ifndef PROGRAMS_LPA_RUN_H
#define PROGRAMS_LPA_RUN_H

#include "lpa/notification_delivery.h"
#include "lpa/session.h"
#include "ports/card_reader.h"
#include "programs/output.h"

struct lpa_run {
	struct invocation *invocation;
	struct card_reader card;
	struct http_client http;
	struct lpa_session session;
	bool has_authority;          /* some --ca was given */
	const struct lpa_step *said; /* the step that was announced last */
	bool counting;               /* a line with a byte count stands open on the terminal */
	int64_t counted_since;       /* microseconds: when that line began */
	int64_t counted_at;          /* when an event last told octets */
	size_t counted;              /* octets that it told */
	unsigned quarters;           /* of the package that were counted in a log */
	bool quiet;                  /* steps are not announced */
	bool yes;                    /* to everything that would be asked */
	const char *advice;          /* what to do after the failure of a job, or NULL */
	void (*watch)(void *watcher); /* sees the session before each thing that it wants is done; NULL: nobody */
	void *watcher;
	bool always_asks;            /* also without a terminal: answers come from standard input */
};

/* Opens what the options name, the card last. On any other code than EXIT_DONE the reason was printed. */
enum exit_code lpa_run_open(struct lpa_run *run, struct invocation *invocation);

/* Closes the channel and gives the card free. */
void lpa_run_release(struct lpa_run *run);

/* Does a job from beginning to end. False: it failed, and job->failure says why. */
bool lpa_run_job(struct lpa_run *run, struct lpa_job *job);

/* Prints why a job failed. Returns EXIT_FAILED. */
enum exit_code lpa_run_failed(const struct lpa_run *run, const struct lpa_job *job);

/* Sends what the card has to report, unless the user wants that kept; what cannot be sent is a warning, not a failure
 * of the command. */
void lpa_run_deliver(struct lpa_run *run);

/* A terminal is there to ask at, or answers come from standard input. */
bool lpa_run_can_ask(const struct lpa_run *run);

/* What a question is, for programs that ask it in words of their own. */
struct lpa_asking {
	const char *kind;  /* "offer", "rule", "confirmation code", "search", "choice", or the command that wants a yes */
	struct text about; /* JSON; empty: nothing */
};

/* Asks a question that is answered by one line; without the line end, at most `size` with the NUL. False: none came. */
bool lpa_run_ask(struct lpa_run *run, const struct lpa_asking *asking, char *out, size_t size, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

#endif
