/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/lpa_request.h"

enum { CANNOT_RUN = 127 };

/* SIGINT cancels in good order; one that is there already waits until here. */
static void become(const struct request_words *words, int in, int out)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGINT);
	signal(SIGPIPE, SIG_DFL);
	if (words->confirmation_code && setenv("PROVISIM_CONFIRMATION_CODE", words->confirmation_code, 1) != 0)
		_exit(CANNOT_RUN);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(CANNOT_RUN);
	execv(words->argv[0], (char *const *)words->argv);
	_exit(CANNOT_RUN);
}

bool request_child_start(struct request_child *child, const struct request_words *words, int input)
{
	int in[2] = { input, -1 }, out[2];
	if (input < 0 && pipe2(in, O_CLOEXEC) != 0)
		return false;
	if (pipe2(out, O_CLOEXEC) != 0) {
		if (input < 0)
			close(in[0]), close(in[1]);
		return false;
	}
	pid_t pid = fork();
	if (pid == 0)
		become(words, in[0], out[1]);
	if (input < 0)
		close(in[0]);
	close(out[1]);
	request_child_release(child);
	*child = (struct request_child){
		.pid = pid,
		.to = in[1],
		.from = out[0],
		.said = BUFFER(REQUEST_LINE_MAXIMUM),
		.result = BUFFER(REQUEST_LINE_MAXIMUM),
	};
	if (pid > 0)
		return true;
	child->pid = 0;
	close(out[0]);
	if (in[1] >= 0)
		close(in[1]);
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

static void write_failure(struct request_child *child, const char *sentence)
{
	struct json_writer writer = json_writer(&child->result);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("lpa"));
	json_open_object(&writer, "payload");
	json_put_number(&writer, "code", -1);
	json_put_text(&writer, "message", TEXT("agent"));
	json_put_text(&writer, "data", text_from(sentence));
	json_close_object(&writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		buffer_clear(&child->result);
}

void request_child_end(struct request_child *child)
{
	int state = 0;
	if (!child->pid)
		return;
	if (child->to >= 0)
		close(child->to);
	close(child->from);
	waitpid(child->pid, &state, 0);
	child->pid = 0;
	child->has_question = false;
	if (child->result.size == 0 && WIFSIGNALED(state) && WTERMSIG(state) == SIGINT)
		write_failure(child, "The request was cancelled before anything was done.");
	else if (child->result.size == 0)
		write_failure(child, "The request ended without a result.");
}

void request_child_release(struct request_child *child)
{
	request_child_cancel(child);
	request_child_end(child);
	buffer_release(&child->said);
	buffer_release(&child->result);
}
