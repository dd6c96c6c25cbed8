/* SPDX-License-Identifier: Apache-2.0 */
/* What a long request (a download, a search) has said so far, kept so that a page that is loaded anew finds where it stands,
 * and the pages that wait for more. */
#ifndef PROGRAMS_LPA_WEB_STORY_H
#define PROGRAMS_LPA_WEB_STORY_H

#include "base/buffer.h"
#include "ports/http_server.h"

enum {
	WEB_EVENTS_MAXIMUM = 256, /* older ones give way */
	WEB_POLLS_MAXIMUM = 16,   /* pages that wait for an event */
	WEB_IDENTIFIER_MAXIMUM = 24,
};

struct web_story {
	char id[WEB_IDENTIFIER_MAXIMUM]; /* of the request; empty: there was none, or it was dismissed */
	char command[40];
	bool has_ended;
	bool waits; /* for the card */
	struct web_event {
		uint64_t number;
		bool is_count; /* of octets: the next such one takes its place */
		struct buffer line;
	} events[WEB_EVENTS_MAXIMUM];
	size_t event_count;
	uint64_t next_number;
	struct web_poll {
		struct http_reply reply;
		uint64_t after;
		int64_t since; /* seconds */
	} polls[WEB_POLLS_MAXIMUM];
	size_t poll_count;
};

void web_story_release(struct web_story *story);

/* A new one, in place of the one before. */
void web_story_begin(struct web_story *story, const char *command);

/* True: it is this request, and it has not ended. */
bool web_story_is_under_way(const struct web_story *story, struct text id);

/* One event, or the result, which is the last. */
void web_story_add(struct web_story *story, struct text line);
void web_story_end(struct web_story *story, struct text result);

/* Whether it waits for the card. */
void web_story_set_waiting(struct web_story *story, bool waits);

/* There is none any more. */
void web_story_forget(struct web_story *story);

/* Answers with the events after that number of that request (of another one: with all there are): at once, or when there is
 * one, or empty by web_story_answer_old(). */
void web_story_poll(struct web_story *story, struct text id, uint64_t after, int64_t now, struct http_reply reply);

/* Answers those who have waited since then or longer. */
void web_story_answer_old(struct web_story *story, int64_t since);

#endif
