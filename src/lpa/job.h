/* SPDX-License-Identifier: Apache-2.0 */
/* A job is a piece of work for the LPA, as a value: a state in a table of transitions, what it wants next, and why it
 * failed if it did. Every job starts with a struct lpa_job, and its transition actions get the whole job. */
#ifndef LPA_JOB_H
#define LPA_JOB_H

#include "codec/json.h"
#include "lpa/want.h"
#include "rsp/function_header.h"
#include "rsp/transition.h"

enum lpa_event {
	LPA_EVENT_NONE,
	LPA_EVENT_START,
	LPA_EVENT_CARD,         /* data: the card's answer to the ES10 command; may be empty */
	LPA_EVENT_CARD_REFUSED, /* it answered with an error status word */
	LPA_EVENT_CARD_LOST,    /* no answer, or no ISD-R there */
	LPA_EVENT_SERVER,       /* data: body of an answer 2xx */
	LPA_EVENT_SERVER_LOST,  /* not reached, not trusted, or another HTTP status */
	LPA_EVENT_YES,          /* data: what was typed, if something was to be typed */
	LPA_EVENT_NO,
	LPA_EVENT_LATER,
	LPA_EVENT_SILENT, /* the user did not answer in time */
	LPA_EVENT_STOP,   /* the user wants to end it here */
	LPA_EVENT_FAILED, /* from inside: the action that led to this state failed */
	LPA_EVENT_OWN,    /* a job's own events begin here */
};

enum { LPA_SENTENCE_SIZE = 640, LPA_CODE_SIZE = 16, ES10_COMMAND_MAXIMUM = 64 << 10, SERVER_BODY_MAXIMUM = 256 << 10 };

/* Why something was not done: written once, where it is known. */
struct lpa_failure {
	enum status status;               /* STATUS_OK: nothing failed */
	char sentence[LPA_SENTENCE_SIZE]; /* for people: what, with its codes, and what to do */
	char subject_code[LPA_CODE_SIZE]; /* of a server's refusal, "8.2.6"; else empty */
	char reason_code[LPA_CODE_SIZE];
	unsigned status_word; /* of a card's refusal; else nought */
	int card_error;       /* error code inside an ES10 answer; else nought */
};

/* What is being done, for people and for scripts. */
struct lpa_step {
	const char *message;  /* as lpac names it: "es9p_initiate_authentication" */
	const char *sentence; /* "Connecting to the server"; NULL: too small a step to be told to people */
};

struct lpa_job_kind {
	const struct state_machine *machine;
	const struct lpa_step *steps; /* one for each state; without message: the step before goes on */
	int done, failed;             /* the two states in which it ends */
	bool is_long;                 /* scripts hear of its steps too */
};

struct lpa_job {
	const struct lpa_job_kind *kind;
	int state;
	int raised; /* an event that an action caused */
	struct lpa_want want;
	const struct lpa_step *step;
	size_t progress, progress_total; /* octets or items; total nought: not counted */
	struct lpa_failure failure;      /* why it failed */
	struct lpa_failure trouble;      /* what the last event of card or server was about */
	bool restarts_card;              /* when it is done, the card must be reset */
	int requests_repeated;           /* of the request under way */
	struct buffer command;           /* holds want.card */
	struct buffer body;              /* holds want.request.body */
};

/* Makes a job at the start of its table. */
void lpa_job_init(struct lpa_job *job, const struct lpa_job_kind *kind);
void lpa_job_release(struct lpa_job *job);

/* Feeds an event; the job's want is then the next one. An event for which the state has no row changes nothing:
 * STATUS_OUT_OF_ORDER. */
enum status lpa_job_handle(struct lpa_job *job, int event, struct bytes data) MUST_CHECK;

bool lpa_job_ended(const struct lpa_job *job);
bool lpa_job_succeeded(const struct lpa_job *job);

/* The server was not reached, and the same request may be posted once more: SGP.22 answers a repeated request of ES9+
 * with the same result. True: the want stays as it is. */
bool lpa_job_repeats_request(struct lpa_job *job);

/* ---- for actions ---- */

/* Notes why the job fails, unless that is known already, and returns `status`. */
enum status lpa_job_fail(struct lpa_job *job, enum status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Writes into job->trouble, for the event that is about to be fed. */
void lpa_job_trouble(struct lpa_job *job, enum status status, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* An action for CARD_REFUSED, CARD_LOST and SERVER_LOST: the trouble is why the job fails. */
enum status lpa_job_give_up(void *job, struct bytes data) MUST_CHECK;

/* Wants job->command sent to the card, if `encoded` is STATUS_OK; else that is a bug. */
enum status lpa_job_ask_card(struct lpa_job *job, enum status encoded) MUST_CHECK;

/* Wants job->body posted. `address` and `path` must live until the answer. */
enum status lpa_job_ask_server(struct lpa_job *job, struct text address, const char *path, size_t answer_limit,
                               enum status encoded) MUST_CHECK;

void lpa_job_ask_user(struct lpa_job *job, const struct lpa_question *question);

/* Parses a server's answer and looks at its header. STATUS_REFUSED: the failure is noted with codes, sentence and what
 * to do, unless it is `tolerated` (subject and reason code with a blank between, or NULL); STATUS_MALFORMED: noted
 * too. */
enum status lpa_job_read_answer(struct lpa_job *job, struct bytes body, const char *tolerated, struct json_document *out)
	MUST_CHECK;

#endif
