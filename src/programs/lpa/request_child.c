/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/lpa/request.h"

enum { CANNOT_RUN = 127, ASIDE_MAXIMUM = 16 << 10 };

/* SIGINT cancels in good order; one that is there already waits until here. */
static void become(const struct request_words *words, int in, int out, int aside)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGINT);
	signal(SIGPIPE, SIG_DFL);
	if (words->confirmation_code && setenv("PROVISIM_CONFIRMATION_CODE", words->confirmation_code, 1) != 0)
		_exit(CANNOT_RUN);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(aside, STDERR_FILENO) < 0)
		_exit(CANNOT_RUN);
	execv(words->argv[0], (char *const *)words->argv);
	_exit(CANNOT_RUN);
}

static void close_all(const int *descriptors, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (descriptors[i] >= 0)
			close(descriptors[i]);
}

bool request_child_start(struct request_child *child, const struct request_words *words, int input)
{
	int ends[] = { -1, -1, -1, -1, memfd_create("aside", MFD_CLOEXEC) }, *in = ends, *out = ends + 2;
	request_child_release(child);
	if (ends[4] < 0 || (input < 0 && pipe2(in, O_CLOEXEC) != 0) || pipe2(out, O_CLOEXEC) != 0) {
		close_all(ends, ARRAY_SIZE(ends));
		return false;
	}
	pid_t pid = fork();
	if (pid == 0)
		become(words, input < 0 ? in[0] : input, out[1], ends[4]);
	const int of_child[] = { in[0], out[1] };
	close_all(of_child, ARRAY_SIZE(of_child));
	*child = (struct request_child){
		.pid = pid > 0 ? pid : 0,
		.to = in[1],
		.from = out[0],
		.aside = ends[4],
		.said = BUFFER(REQUEST_LINE_MAXIMUM),
		.result = BUFFER(REQUEST_LINE_MAXIMUM),
	};
	if (pid > 0)
		return true;
	const int own[] = { in[1], out[0], ends[4] };
	close_all(own, ARRAY_SIZE(own));
	return false;
}

static void take_line(struct request_child *child, struct text line, request_event *take, void *context)
{
	if (!text_starts_with(line, TEXT("{\"type\":\"")))
		return;
	child->has_question = text_starts_with(line, TEXT("{\"type\":\"question\""));
	if (!text_starts_with(line, TEXT("{\"type\":\"lpa\""))) {
		take(context, line);
		return;
	}
	buffer_clear(&child->result);
	if (buffer_append_text(&child->result, line) != STATUS_OK)
		buffer_clear(&child->result);
}

bool request_child_hear(struct request_child *child, request_event *take, void *context)
{
	uint8_t piece[4096];
	const uint8_t *end;
	ssize_t size = read(child->from, piece, sizeof piece);
	if (size <= 0 || buffer_append(&child->said, bytes_from(piece, (size_t)size)) != STATUS_OK)
		return false;
	while ((end = memchr(child->said.data, '\n', child->said.size))) {
		size_t length = (size_t)(end - child->said.data);
		take_line(child, bytes_text(bytes_from(child->said.data, length)), take, context);
		buffer_drop_first(&child->said, length + 1);
	}
	return true;
}

void request_child_answer(struct request_child *child, struct text words)
{
	AUTO(buffer) line = BUFFER(REQUEST_MAXIMUM);
	line.secret = true;
	if (!child->pid || !child->has_question || child->to < 0 || memchr(words.data, '\n', words.size))
		return;
	if (buffer_append_text(&line, words) == STATUS_OK && buffer_append_octet(&line, '\n') == STATUS_OK &&
	    write(child->to, line.data, line.size) == (ssize_t)line.size)
		child->has_question = false;
}

void request_child_cancel(const struct request_child *child)
{
	if (child->pid)
		kill(child->pid, SIGINT);
}

static void write_event(const char *type, int code, struct text sentence, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", text_from(type));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "code", code);
	json_put_text(&writer, "message", TEXT("agent"));
	json_put_text(&writer, "data", sentence);
	json_close_object(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(out);
}

/* Sentences begin with the program's name; where help is to be had does not, and means nothing to whoever made the request. */
static void take_aside(struct request_child *child, request_event *take, void *context)
{
	char said[ASIDE_MAXIMUM];
	ssize_t size = pread(child->aside, said, sizeof said, 0);
	struct text rest = bytes_text(bytes_from(said, size > 0 ? (size_t)size : 0)), own = TEXT("provisim lpa: ");
	while (rest.size > 0) {
		AUTO(buffer) event = BUFFER(REQUEST_LINE_MAXIMUM);
		struct text line = text_cut(&rest, '\n');
		if (!text_starts_with(line, own) || !text_is_printable_utf8(line))
			continue;
		line = bytes_text(bytes_after(text_bytes(line), own.size));
		if (child->result.size == 0) {
			write_event("lpa", -1, line, &child->result);
			continue;
		}
		write_event("warning", 0, line, &event);
		take(context, buffer_text(&event));
	}
}

void request_child_end(struct request_child *child, request_event *take, void *context)
{
	int state = 0;
	if (!child->pid)
		return;
	waitpid(child->pid, &state, 0);
	child->pid = 0;
	child->has_question = false;
	if (take)
		take_aside(child, take, context);
	const int ends[] = { child->to, child->from, child->aside };
	close_all(ends, ARRAY_SIZE(ends));
	if (child->result.size == 0 && WIFSIGNALED(state) && WTERMSIG(state) == SIGINT)
		write_event("lpa", -1, TEXT("The request was cancelled before anything was done."), &child->result);
	else if (child->result.size == 0)
		write_event("lpa", -1, TEXT("The request ended without a result."), &child->result);
}

void request_child_release(struct request_child *child)
{
	request_child_cancel(child);
	request_child_end(child, NULL, NULL);
	buffer_release(&child->said);
	buffer_release(&child->result);
}
