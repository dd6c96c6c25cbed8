/* SPDX-License-Identifier: Apache-2.0 */
/* What pages have had begun: one process at a time, in the order they came. Short ones are answered when they are done; a long
 * one (a download, a search) is told by events, which are kept, so that a page that is loaded anew finds where it stands. */
#ifndef PROGRAMS_LPA_WEB_WORK_H
#define PROGRAMS_LPA_WEB_WORK_H

#include "io/event_loop.h"
#include "ports/http_server.h"
#include "programs/lpa/request.h"
#include "programs/lpa/web_story.h"
#include "programs/lpa/web_traces.h"

enum { WEB_QUEUE_MAXIMUM = 8 };

/* One request until its end. */
struct web_job {
	bool is_long, needs_card, is_look;
	struct http_reply reply; /* of a short one; without send: nobody waits */
	struct arena arena;
	struct request_words words;
	const char *command;
	int input;               /* descriptor that it reads; -1: a pipe */
};

struct web_work {
	const struct invocation *invocation;
	struct event_loop *loop;
	const char *lock_path;
	int lock;                      /* -1: not held */
	struct request_child child;
	struct web_job queue[WEB_QUEUE_MAXIMUM]; /* the first is under way, or waits for the card */
	size_t queued;
	struct buffer warnings;        /* of the short one under way: JSON texts with commas */

	struct web_story story;  /* of the long request */
	struct web_traces traces;
	int64_t asked_since; /* seconds: when a question was asked that stands; nought: none */
	int64_t used_at; /* seconds of the monotonic clock: when a page last asked for something */
	bool is_ending;
};

enum status web_work_init(struct web_work *work, const struct invocation *invocation, struct event_loop *loop,
                          const char *lock_path) MUST_CHECK;

void web_work_release(struct web_work *work);

/* What became of a request to begin something. */
enum web_begun { WEB_BEGUN, WEB_BAD, WEB_UNKNOWN, WEB_UNDER_WAY, WEB_FULL };

/* Begins what the JSON says, or puts it behind what is under way. With `reply` it is short, and answered when it is done, or at
 * once on any other result than WEB_BEGUN by the caller; without, it is the long one. */
enum web_begun web_work_begin(struct web_work *work, struct json_value request, const struct http_reply *reply) MUST_CHECK;

/* Reads a code out of octets that are a picture or a text. */
enum web_begun web_work_read_code(struct web_work *work, struct bytes octets, struct http_reply reply) MUST_CHECK;

/* To the long request, if it is this one that is under way. */
void web_work_answer(struct web_work *work, struct text id, struct text words);
void web_work_cancel(struct web_work *work, struct text id);

/* The long request, if it is this one and has ended, is forgotten. */
void web_work_dismiss(struct web_work *work, struct text id);

/* Several times a second: waits for the card's turn, lets pages and questions that wait too long go. */
void web_work_tick(struct web_work *work);

/* Begins nothing more, cancels what is under way, and answers all who wait. */
void web_work_end(struct web_work *work);

/* Nothing is under way, and no page waits for anything. */
bool web_work_is_idle(const struct web_work *work);

/* Seconds of the monotonic clock. */
int64_t web_work_clock(void);

#endif
