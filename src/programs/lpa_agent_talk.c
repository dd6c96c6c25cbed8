/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa_agent_talk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/output.h"
#include "rsp/activation_text.h"

enum {
	REQUEST_MAXIMUM = 64 << 10,
	EVENT_MAXIMUM = 1 << 20,
	IDENTIFIER_MAXIMUM = 64,
	ARGUMENTS_MAXIMUM = 16,
	REQUEST_WORDS_MAXIMUM = 2 * ARGUMENTS_MAXIMUM + 32, /* command, options and arguments of a request */
	ANSWER_PATIENCE = 600000, /* milliseconds until a question counts as not answered */
	CANNOT_RUN = 127,
};

struct talk {
	const struct agent_talk_settings *settings;
	int client;
	struct agent_peer peer;
	struct arena words; /* of the request under way */
	char *id;
	pid_t child; /* nought: no request is under way */
	int to_child, from_child, lock;
	bool has_question;
	struct buffer heard, said;
	struct buffer result; /* of the child: goes out when it has ended, and the card is free again */
};

/* Options that a request may name. Secrets go by the environment, for arguments can be seen by others on the machine. */
static const struct {
	const char *name, *flag, *environment;
} options[] = {
	{ "server", "--server", NULL },           { "matching-id", "--matching-id", NULL },
	{ "imei", "--imei", NULL },               { "smds", "--smds", NULL },
	{ "enable", "--enable", NULL },           { "resume", "--resume", NULL },
	{ "give-up", "--give-up", NULL },         { "accept-rules", "--accept-rules", NULL },
	{ "yes", "--yes", NULL },                 { "look", "--look", NULL },
	{ "all", "--all", NULL },                 { "keep", "--keep", NULL },
	{ "confirmation-code", NULL, "PROVISIM_CONFIRMATION_CODE" },
};

size_t agent_words(const struct invocation *invocation, const char **argv)
{
	static const struct {
		const char *name, *flag;
	} passed[] = {
		{ "card", "--card" },   { "ca", "--ca" },       { "isd-r-aid", "--isd-r-aid" },
		{ "state", "--state" }, { "fault", "--fault" }, { "segment-size", "--segment-size" },
	};
	size_t count = 0;
	argv[count++] = "/proc/self/exe";
	argv[count++] = "--json";
	argv[count++] = "--ask-json";
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++) {
		const char *value;
		for (size_t j = 0; (value = option_text_nth(invocation, passed[i].name, j)); j++) {
			if (count + REQUEST_WORDS_MAXIMUM > AGENT_WORDS_MAXIMUM)
				break;
			argv[count++] = passed[i].flag;
			argv[count++] = value;
		}
	}
	return count;
}

int agent_lock(const char *path, bool nowait)
{
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock >= 0 && flock(lock, LOCK_EX | (nowait ? LOCK_NB : 0)) == 0)
		return lock;
	if (lock >= 0)
		close(lock);
	return -1;
}

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
	if (json_finish(&writer) == STATUS_OK && buffer_append(&line, text_bytes(TEXT("\n"))) == STATUS_OK)
		send_line(talk, buffer_bytes(&line));
}

static void refuse(struct talk *talk, const char *id, const char *sentence)
{
	send_event(talk, id, "lpa", -1, text_from(sentence));
}

/* What the child says is an object that begins with its type: the request's identifier goes before it. */
static void forward(struct talk *talk, struct text line)
{
	AUTO(buffer) out = BUFFER(EVENT_MAXIMUM);
	struct json_writer writer = json_writer(&out);
	if (!text_starts_with(line, TEXT("{\"type\":\"")))
		return;
	bool is_result = text_starts_with(line, TEXT("{\"type\":\"lpa\""));
	talk->has_question = text_starts_with(line, TEXT("{\"type\":\"question\""));
	json_put_text(&writer, NULL, text_from(talk->id));
	struct text rest = { line.data + 1, line.size - 1 };
	AUTO(buffer) other = BUFFER(EVENT_MAXIMUM + IDENTIFIER_MAXIMUM * 8);
	struct buffer *whole = is_result ? &talk->result : &other;
	buffer_clear(whole);
	bool made = json_finish(&writer) == STATUS_OK && buffer_append(whole, text_bytes(TEXT("{\"id\":"))) == STATUS_OK &&
	            buffer_append(whole, buffer_bytes(&out)) == STATUS_OK &&
	            buffer_append(whole, text_bytes(TEXT(","))) == STATUS_OK &&
	            buffer_append(whole, text_bytes(rest)) == STATUS_OK &&
	            buffer_append(whole, text_bytes(TEXT("\n"))) == STATUS_OK;
	if (made && !is_result)
		send_line(talk, buffer_bytes(whole));
	if (!made)
		buffer_clear(whole);
}

/* ---- the process ---- */

/* SIGINT cancels in good order; one that is there already waits until here. */
static void become(const char *const *argv, const int in[2], const int out[2])
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGINT);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(in[0], STDIN_FILENO) < 0 || dup2(out[1], STDOUT_FILENO) < 0)
		_exit(CANNOT_RUN);
	execv(argv[0], (char *const *)argv);
	_exit(CANNOT_RUN);
}

static bool start(struct talk *talk, const char *const *argv)
{
	int in[2], out[2];
	if (pipe2(in, O_CLOEXEC) != 0)
		return false;
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]), close(in[1]);
		return false;
	}
	talk->child = fork();
	if (talk->child == 0)
		become(argv, in, out);
	close(in[0]), close(out[1]);
	talk->to_child = in[1];
	talk->from_child = out[0];
	talk->has_question = false;
	return talk->child > 0;
}

/* The card is given on, and no secret stays for the next one. */
static void forget_request(struct talk *talk)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].environment)
			unsetenv(options[i].environment);
	if (talk->lock >= 0)
		close(talk->lock);
	talk->lock = -1;
}

static void end_request(struct talk *talk)
{
	int state = 0;
	close(talk->to_child);
	close(talk->from_child);
	waitpid(talk->child, &state, 0);
	forget_request(talk);
	if (talk->result.size > 0)
		send_line(talk, buffer_bytes(&talk->result));
	else if (WIFSIGNALED(state) && WTERMSIG(state) == SIGINT)
		refuse(talk, talk->id, "The request was cancelled before anything was done.");
	else
		refuse(talk, talk->id, "The request ended without a result.");
	talk->child = 0;
	talk->has_question = false;
	buffer_clear(&talk->said);
	buffer_clear(&talk->result);
	arena_release(&talk->words);
}

/* ---- requests ---- */

/* A word that begins with a hyphen would be taken for an option that nobody allowed. */
static const char *safe_word(struct talk *talk, struct text word)
{
	if (text_starts_with(word, TEXT("-")) || !text_is_printable_utf8(word))
		return NULL;
	return arena_string(&talk->words, word);
}

static bool add_options(struct talk *talk, struct json_value given, const char **argv, size_t *count)
{
	size_t known = 0;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct json_value value = json_member(given, options[i].name);
		struct text text;
		bool set = false;
		if (!json_is_present(value))
			continue;
		known++;
		const char *word = json_text(value, &text) ? safe_word(talk, text) : NULL;
		if (!word && !json_boolean(value, &set))
			return false;
		if (options[i].environment) {
			if (!word || setenv(options[i].environment, word, 1) != 0)
				return false;
			continue;
		}
		if (word || set)
			argv[(*count)++] = options[i].flag;
		if (word)
			argv[(*count)++] = word;
	}
	return known == json_member_count(given);
}

/* An argument of a download is a code and never a file: the agent may read more than its peer. */
static bool is_code(struct text word)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	return activation_text_find(word, &found) == STATUS_OK;
}

static bool add_arguments(struct talk *talk, struct json_value given, bool is_download, const char **argv, size_t *count)
{
	if (json_count(given) > ARGUMENTS_MAXIMUM)
		return false;
	for (size_t i = 0; i < json_count(given); i++) {
		struct text text;
		if (!json_text(json_element(given, i), &text) || (is_download && !is_code(text)))
			return false;
		argv[*count] = safe_word(talk, text);
		if (!argv[(*count)++])
			return false;
	}
	return true;
}

static bool make_words(struct talk *talk, struct json_value request, struct text command, const char **argv)
{
	size_t count = agent_words(talk->settings->invocation, argv);
	bool is_download = text_equal(command, TEXT("profile download")) || text_equal(command, TEXT("doctor"));
	while (command.size > 0)
		if (!(argv[count++] = safe_word(talk, text_cut(&command, ' '))))
			return false;
	bool made = add_options(talk, json_member(request, "options"), argv, &count) &&
	            add_arguments(talk, json_member(request, "arguments"), is_download, argv, &count);
	argv[count] = NULL;
	return made;
}

static bool peer_is_gone(const struct talk *talk)
{
	char octet;
	return recv(talk->client, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static bool take_turn(struct talk *talk, const char *id)
{
	talk->lock = agent_lock(talk->settings->lock_path, true);
	if (talk->lock >= 0)
		return true;
	send_event(talk, id, "waiting", 0, TEXT("Another request has the card."));
	talk->lock = agent_lock(talk->settings->lock_path, false);
	return talk->lock >= 0 && !peer_is_gone(talk);
}

static void begin_request(struct talk *talk, const char *id, struct json_value request, struct text name)
{
	const char *argv[AGENT_WORDS_MAXIMUM];
	const struct agent_command *command = agent_command_find(name);
	if (talk->child) {
		refuse(talk, id, "Another request of this connection is under way.");
		return;
	}
	if (!command) {
		refuse(talk, id, "The agent does not take this command.");
		return;
	}
	if (!agent_policy_allows(talk->settings->policy, &talk->peer, command->permission)) {
		refuse(talk, id, "The policy of this device does not allow this.");
		return;
	}
	talk->id = arena_string(&talk->words, text_from(id));
	if (!talk->id || !make_words(talk, request, name, argv)) {
		refuse(talk, id, "Arguments or options of the request are not good.");
		forget_request(talk);
		arena_release(&talk->words);
		return;
	}
	if (!take_turn(talk, id) || !start(talk, argv)) {
		refuse(talk, id, "The request could not be begun.");
		forget_request(talk);
		arena_release(&talk->words);
		talk->child = 0;
	}
}

static void answer(struct talk *talk, struct text words)
{
	AUTO(buffer) line = BUFFER(REQUEST_MAXIMUM);
	if (!talk->has_question || memchr(words.data, '\n', words.size))
		return;
	if (buffer_append(&line, text_bytes(words)) == STATUS_OK && buffer_append(&line, text_bytes(TEXT("\n"))) == STATUS_OK &&
	    write(talk->to_child, line.data, line.size) == (ssize_t)line.size)
		talk->has_question = false;
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
	bool is_current = talk->child && strcmp(id, talk->id) == 0;
	if (json_text(json_member(request, "command"), &text))
		begin_request(talk, id, request, text);
	else if (is_current && json_text(json_member(request, "answer"), &text))
		answer(talk, text);
	else if (is_current && json_boolean(json_member(request, "cancel"), &cancel) && cancel)
		kill(talk->child, SIGINT);
	else
		refuse(talk, id, "The line has no command, or no request of this identifier is under way.");
}

/* ---- the loop ---- */

/* False: the other end is gone, or says more than may be in a line. */
static bool hear(int from, struct buffer *into)
{
	uint8_t piece[4096];
	ssize_t size = read(from, piece, sizeof piece);
	return size > 0 && buffer_append(into, bytes_from(piece, (size_t)size)) == STATUS_OK;
}

static void take_lines(struct talk *talk, struct buffer *buffer, void (*take)(struct talk *talk, struct text line))
{
	const uint8_t *end;
	while ((end = memchr(buffer->data, '\n', buffer->size))) {
		AUTO(buffer) line = BUFFER(EVENT_MAXIMUM);
		size_t size = (size_t)(end - buffer->data);
		if (buffer_append(&line, bytes_from(buffer->data, size)) != STATUS_OK)
			return;
		buffer->size -= size + 1;
		memmove(buffer->data, buffer->data + size + 1, buffer->size);
		take(talk, buffer_text(&line));
	}
}

/* A peer that goes in the middle has changed its mind; a question that nobody answers must not keep the card. */
static bool turn(struct talk *talk, bool *client_is_there)
{
	struct pollfd ends[2] = {
		{ .fd = *client_is_there ? talk->client : -1, .events = POLLIN },
		{ .fd = talk->child ? talk->from_child : -1, .events = POLLIN },
	};
	int ready = poll(ends, ARRAY_SIZE(ends), talk->has_question ? ANSWER_PATIENCE : -1);
	if (ready == 0 && talk->child)
		kill(talk->child, SIGINT);
	if (ends[1].revents && !hear(talk->from_child, &talk->said))
		end_request(talk);
	else if (ends[1].revents)
		take_lines(talk, &talk->said, forward);
	if (ends[0].revents && !hear(talk->client, &talk->heard)) {
		*client_is_there = false;
		if (talk->child)
			kill(talk->child, SIGINT);
	} else if (ends[0].revents) {
		take_lines(talk, &talk->heard, take_line);
	}
	return *client_is_there || talk->child;
}

void agent_talk(const struct agent_talk_settings *settings, int client)
{
	struct talk talk = {
		.settings = settings,
		.client = client,
		.lock = -1,
		.words = ARENA(REQUEST_MAXIMUM * 4),
		.heard = BUFFER(REQUEST_MAXIMUM),
		.said = BUFFER(EVENT_MAXIMUM),
		.result = BUFFER(EVENT_MAXIMUM + IDENTIFIER_MAXIMUM * 8),
	};
	bool client_is_there = agent_peer_read(client, &talk.peer) == STATUS_OK;
	while (client_is_there || talk.child)
		if (!turn(&talk, &client_is_there))
			break;
	buffer_release(&talk.heard);
	buffer_release(&talk.said);
	buffer_release(&talk.result);
	arena_release(&talk.words);
	agent_peer_release(&talk.peer);
	close(client);
}
