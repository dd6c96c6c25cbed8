/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_story.h"

#include <stdio.h>

#include "programs/lpa/request.h"
#include "programs/lpa/web_answer.h"

enum { STORY_MAXIMUM = 4 << 20 /* octets of an answer */ };

static void write_events(const struct web_story *story, uint64_t after, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	if (*story->id) {
		json_open_object(&writer, "request");
		json_put_text(&writer, "id", text_from(story->id));
		json_put_text(&writer, "command", text_from(story->command));
		json_put_boolean(&writer, "ended", story->has_ended);
		json_put_boolean(&writer, "waits", story->waits);
		json_close_object(&writer);
	}
	json_open_array(&writer, "events");
	for (size_t i = 0; i < story->event_count; i++)
		if (story->events[i].number > after)
			json_put_raw(&writer, NULL, buffer_text(&story->events[i].line));
	json_close_array(&writer);
	json_put_number(&writer, "last", (int64_t)story->next_number - 1);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(out);
}

static void answer_poll(struct web_story *story, size_t index)
{
	struct buffer body = BUFFER(STORY_MAXIMUM);
	struct web_poll poll = story->polls[index];
	story->polls[index] = story->polls[--story->poll_count];
	write_events(story, poll.after, &body);
	web_answer_json(poll.reply, &body);
}

static void answer_all(struct web_story *story)
{
	while (story->poll_count > 0)
		answer_poll(story, story->poll_count - 1);
}

static void drop_events(struct web_story *story)
{
	for (size_t i = 0; i < story->event_count; i++)
		buffer_release(&story->events[i].line);
	story->event_count = 0;
}

void web_story_release(struct web_story *story)
{
	drop_events(story);
	*story = (struct web_story){ 0 };
}

/* Numbers go on from one request to the next, and the first one of each is its identifier: none has that of another. */
void web_story_begin(struct web_story *story, const char *command)
{
	drop_events(story);
	if (story->next_number == 0)
		story->next_number = 1;
	snprintf(story->id, sizeof story->id, "%llu", (unsigned long long)story->next_number++);
	snprintf(story->command, sizeof story->command, "%s", command);
	story->has_ended = false;
	story->waits = false;
}

bool web_story_is_under_way(const struct web_story *story, struct text id)
{
	return *story->id && !story->has_ended && text_equal(id, text_from(story->id));
}

static void drop_oldest(struct web_story *story)
{
	buffer_release(&story->events[0].line);
	story->event_count--;
	memmove(story->events, story->events + 1, story->event_count * sizeof story->events[0]);
}

void web_story_add(struct web_story *story, struct text line)
{
	static const char count_begins[] = "\"data\":{\"octets\":";
	bool is_count = memmem(line.data, line.size, count_begins, sizeof count_begins - 1) != NULL;
	if (is_count && story->event_count > 0 && story->events[story->event_count - 1].is_count)
		buffer_release(&story->events[--story->event_count].line);
	if (story->event_count == WEB_EVENTS_MAXIMUM)
		drop_oldest(story);
	struct web_event *event = &story->events[story->event_count];
	*event = (struct web_event){ .number = story->next_number, .is_count = is_count, .line = BUFFER(REQUEST_LINE_MAXIMUM) };
	if (buffer_append_text(&event->line, line) != STATUS_OK)
		return;
	story->next_number++;
	story->event_count++;
	answer_all(story);
}

void web_story_end(struct web_story *story, struct text result)
{
	story->has_ended = true;
	story->waits = false;
	web_story_add(story, result);
}

void web_story_set_waiting(struct web_story *story, bool waits)
{
	if (story->waits == waits)
		return;
	story->waits = waits;
	answer_all(story);
}

void web_story_forget(struct web_story *story)
{
	drop_events(story);
	*story->id = 0;
	answer_all(story);
}

void web_story_poll(struct web_story *story, struct text id, uint64_t after, int64_t now, struct http_reply reply)
{
	bool is_same = text_equal(id, text_from(story->id));
	if (story->poll_count == WEB_POLLS_MAXIMUM) {
		web_answer_error(reply, 503, "Too many pages are open.");
		return;
	}
	story->polls[story->poll_count++] = (struct web_poll){ .reply = reply, .after = is_same ? after : 0, .since = now };
	if (!is_same || (story->event_count > 0 && story->events[story->event_count - 1].number > after))
		answer_poll(story, story->poll_count - 1);
}

void web_story_answer_old(struct web_story *story, int64_t since)
{
	for (size_t i = story->poll_count; i > 0; i--)
		if (story->polls[i - 1].since <= since)
			answer_poll(story, i - 1);
}
