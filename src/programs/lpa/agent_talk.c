/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/agent_talk.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "programs/lpa/request.h"

enum {
	IDENTIFIER_MAXIMUM = 64,
	ANSWER_PATIENCE = 600000, /* milliseconds until a question counts as not answered */
};

struct talk {
	const struct agent_talk_settings *settings;
	int client;
	struct agent_peer peer;
	struct arena words; /* of the request under way */
	char *id;
	int lock;
	struct request_child child;
	struct buffer heard;
};

/* ---- to the peer ---- */

static void send_line(struct talk *talk, struct bytes line)
{
	while (line.size > 0) {
		ssize_t sent = send(talk->client, line.data, line.size, MSG_NOSIGNAL);
		if (sent <= 0)
			return;
		line = bytes_after(line, (size_t)sent);
	}
}

static void send_event(struct talk *talk, const char *id, const char *type, int code, struct text sentence)
{
	AUTO(buffer) line = BUFFER(REQUEST_MAXIMUM);
	struct json_writer writer = json_writer(&line);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "id", text_from(id));
	json_put_text(&writer, "type", text_from(type));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "code", code);
	json_put_text(&writer, "message", TEXT("agent"));
	json_put_text(&writer, "data", sentence);
	json_close_object(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK && buffer_append_octet(&line, '\n') == STATUS_OK)
		send_line(talk, buffer_bytes(&line));
}

static void refuse(struct talk *talk, const char *id, const char *sentence)
{
	send_event(talk, id, "lpa", -1, text_from(sentence));
}

/* What the child says is an object that begins with its type: the request's identifier goes before it. */
static void forward(void *context, struct text line)
{
	struct talk *talk = context;
	AUTO(buffer) whole = BUFFER(REQUEST_LINE_MAXIMUM + IDENTIFIER_MAXIMUM * 8);
	struct json_writer writer = json_writer(&whole);
	if (buffer_append_text(&whole, TEXT("{\"id\":")) != STATUS_OK)
		return;
	json_put_text(&writer, NULL, text_from(talk->id));
	if (json_finish(&writer) == STATUS_OK && buffer_append_octet(&whole, ',') == STATUS_OK &&
	    buffer_append_text(&whole, (struct text){ line.data + 1, line.size - 1 }) == STATUS_OK &&
	    buffer_append_octet(&whole, '\n') == STATUS_OK)
		send_line(talk, buffer_bytes(&whole));
}

/* ---- requests ---- */

/* The card is given on before the result is told. */
static void end_request(struct talk *talk)
{
	request_child_end(&talk->child, forward, talk);
	close(talk->lock);
	talk->lock = -1;
	forward(talk, buffer_text(&talk->child.result));
	request_child_release(&talk->child);
	arena_release(&talk->words);
}

static bool peer_is_gone(const struct talk *talk)
{
	char octet;
	return recv(talk->client, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static bool take_turn(struct talk *talk, const char *id)
{
	talk->lock = request_lock(talk->settings->lock_path, true);
	if (talk->lock >= 0)
		return true;
	send_event(talk, id, "waiting", 0, TEXT("Another request has the card."));
	talk->lock = request_lock(talk->settings->lock_path, false);
	return talk->lock >= 0 && !peer_is_gone(talk);
}

static bool make_words(struct talk *talk, struct json_value request, struct text name, struct request_words *words)
{
	request_words_begin(talk->settings->invocation, words);
	return request_words_read(request, name, &talk->words, words) && request_words_end(words);
}

static void carry_out(struct talk *talk, const char *id, struct json_value request, struct text name)
{
	struct request_words words;
	talk->id = arena_string(&talk->words, text_from(id));
	if (!talk->id || !make_words(talk, request, name, &words)) {
		refuse(talk, id, "Arguments or options of the request are not good.");
	} else if (take_turn(talk, id) && request_child_start(&talk->child, &words, -1)) {
		return;
	} else {
		refuse(talk, id, "The request could not be begun.");
	}
	if (talk->lock >= 0)
		close(talk->lock);
	talk->lock = -1;
	arena_release(&talk->words);
}

static void begin_request(struct talk *talk, const char *id, struct json_value request, struct text name)
{
	const struct agent_command *command = agent_command_find(name);
	if (talk->child.pid)
		refuse(talk, id, "Another request of this connection is under way.");
	else if (!command)
		refuse(talk, id, "The agent does not take this command.");
	else if (!agent_policy_allows(talk->settings->policy, &talk->peer, command->permission))
		refuse(talk, id, "The policy of this device does not allow this.");
	else
		carry_out(talk, id, request, name);
}

static void take_line(struct talk *talk, struct text line)
{
	AUTO(json_document) document = { 0 };
	char id[IDENTIFIER_MAXIMUM + 1] = "";
	struct text text;
	bool cancel = false;
	if (json_parse(line, &document) != STATUS_OK) {
		refuse(talk, "", "That is not a line of JSON.");
		return;
	}
	struct json_value request = json_root(&document);
	if (json_text(json_member(request, "id"), &text) && text.size <= IDENTIFIER_MAXIMUM && text_is_printable_utf8(text))
		memcpy(id, text.data, text.size);
	bool is_current = talk->child.pid && strcmp(id, talk->id) == 0;
	if (json_text(json_member(request, "command"), &text))
		begin_request(talk, id, request, text);
	else if (is_current && json_text(json_member(request, "answer"), &text))
		request_child_answer(&talk->child, text);
	else if (is_current && json_boolean(json_member(request, "cancel"), &cancel) && cancel)
		request_child_cancel(&talk->child);
	else
		refuse(talk, id, "The line has no command, or no request of this identifier is under way.");
}

/* ---- the loop ---- */

/* False: the other end is gone, or says more than may be in a line. */
static bool hear(struct talk *talk)
{
	uint8_t piece[4096];
	const uint8_t *end;
	struct buffer *heard = &talk->heard;
	ssize_t size = read(talk->client, piece, sizeof piece);
	if (size <= 0 || buffer_append(heard, bytes_from(piece, (size_t)size)) != STATUS_OK)
		return false;
	while ((end = memchr(heard->data, '\n', heard->size))) {
		AUTO(buffer) line = BUFFER(REQUEST_MAXIMUM);
		size_t length = (size_t)(end - heard->data);
		if (buffer_append(&line, bytes_from(heard->data, length)) != STATUS_OK)
			return false;
		buffer_drop_first(heard, length + 1);
		take_line(talk, buffer_text(&line));
	}
	return true;
}

/* A peer that goes in the middle has changed its mind; a question that nobody answers must not keep the card. */
static bool turn(struct talk *talk, bool *client_is_there)
{
	struct request_child *child = &talk->child;
	struct pollfd ends[2] = {
		{ .fd = *client_is_there ? talk->client : -1, .events = POLLIN },
		{ .fd = child->pid ? child->from : -1, .events = POLLIN },
	};
	int ready = poll(ends, ARRAY_SIZE(ends), child->has_question ? ANSWER_PATIENCE : -1);
	if (ready == 0)
		request_child_cancel(child);
	if (ends[1].revents && !request_child_hear(child, forward, talk))
		end_request(talk);
	if (ends[0].revents && !hear(talk)) {
		*client_is_there = false;
		request_child_cancel(child);
	}
	return *client_is_there || child->pid;
}

void agent_talk(const struct agent_talk_settings *settings, int client)
{
	struct talk talk = {
		.settings = settings,
		.client = client,
		.lock = -1,
		.words = ARENA(REQUEST_MAXIMUM * 4),
		.heard = BUFFER(REQUEST_MAXIMUM),
	};
	bool client_is_there = agent_peer_read(client, &talk.peer) == STATUS_OK;
	while (client_is_there || talk.child.pid)
		if (!turn(&talk, &client_is_there))
			break;
	buffer_release(&talk.heard);
	request_child_release(&talk.child);
	arena_release(&talk.words);
	agent_peer_release(&talk.peer);
	close(client);
}
