/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CANNOT_RUN = 127, READ_SIZE = 4096, LOG_CHECK_MILLISECONDS = 5, END_MILLISECONDS = 2000, LOG_MAXIMUM = 1 << 20 };

static int64_t now_milliseconds(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int left_until(int64_t deadline)
{
	int64_t left = deadline - now_milliseconds();
	return left > 0 ? (int)left : 0;
}

enum status children_init(struct children *children)
{
	sigset_t taken, kept;
	sigemptyset(&taken);
	sigaddset(&taken, SIGINT);
	sigaddset(&taken, SIGTERM);
	sigaddset(&taken, SIGHUP);
	sigaddset(&taken, SIGCHLD);
	if (sigprocmask(SIG_BLOCK, &taken, &kept) != 0)
		return STATUS_IO;
	int signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
	if (signals < 0)
		return STATUS_IO;
	*children = (struct children){ .signals = signals, .kept_mask = kept };
	return STATUS_OK;
}

static void take_signals(struct children *children)
{
	struct signalfd_siginfo signal;
	while (read(children->signals, &signal, sizeof signal) == sizeof signal)
		if (signal.ssi_signo != SIGCHLD)
			children->interrupted_by = (int)signal.ssi_signo;
}

/* In the child. The parent may have died before the kernel was told to watch it. */
_Noreturn static void become(const struct children *children, const char *const *argv, int output, pid_t parent)
{
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	sigprocmask(SIG_SETMASK, &children->kept_mask, NULL);
	signal(SIGPIPE, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	if (getppid() != parent || nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0)
		_exit(CANNOT_RUN);
	execvp(argv[0], (char *const *)argv);
	dprintf(STDERR_FILENO, "cannot run %s: %s\n", argv[0], strerror(errno));
	_exit(CANNOT_RUN);
}

/* A group of its own, because the terminal's Ctrl-C is for the parent, who ends the children in good order. */
static enum status spawn(struct children *children, const char *const *argv, int output, pid_t *out)
{
	if (children->count == CHILDREN_MAXIMUM)
		return STATUS_IO;
	fflush(stdout);
	pid_t parent = getpid();
	pid_t child = fork();
	if (child < 0)
		return STATUS_IO;
	if (child == 0)
		become(children, argv, output, parent);
	setpgid(child, child);
	children->running[children->count++] = child;
	*out = child;
	return STATUS_OK;
}

static void forget(struct children *children, pid_t child)
{
	for (size_t i = 0; i < children->count; i++)
		if (children->running[i] == child)
			children->running[i] = children->running[--children->count];
}

static bool has_ended(struct children *children, pid_t child, int *out_exit_code)
{
	int state;
	if (waitpid(child, &state, WNOHANG) != child)
		return false;
	forget(children, child);
	*out_exit_code = WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
	return true;
}

/* False at the deadline. An interruption does not cut this short: it is used to tidy up. */
static bool await_end(struct children *children, pid_t child, int64_t deadline, int *out_exit_code)
{
	while (!has_ended(children, child, out_exit_code)) {
		struct pollfd poll_signals = { .fd = children->signals, .events = POLLIN };
		if (left_until(deadline) == 0)
			return false;
		poll(&poll_signals, 1, left_until(deadline));
		take_signals(children);
	}
	return true;
}

/* Returns its exit code. */
static int end_child(struct children *children, pid_t child, int milliseconds)
{
	int code = 128 + SIGKILL;
	kill(child, SIGTERM);
	if (!await_end(children, child, now_milliseconds() + milliseconds, &code)) {
		kill(-child, SIGKILL);
		await_end(children, child, now_milliseconds() + milliseconds, &code);
	}
	forget(children, child);
	return code;
}

enum status child_stop(struct children *children, pid_t child, int milliseconds)
{
	return end_child(children, child, milliseconds) == 0 ? STATUS_OK : STATUS_REFUSED;
}

void children_end(struct children *children)
{
	for (size_t i = 0; i < children->count; i++)
		kill(children->running[i], SIGTERM);
	while (children->count > 0)
		end_child(children, children->running[0], END_MILLISECONDS);
}

/* What interrupted us has been heard: it must not come again when the signals are let through. */
void children_release(struct children *children)
{
	if (children->signals <= 0)
		return;
	children_end(children);
	take_signals(children);
	close(children->signals);
	sigprocmask(SIG_SETMASK, &children->kept_mask, NULL);
	*children = (struct children){ 0 };
}

/* Gives the whole lines at the start of what is not yet shown. */
static void show_lines(struct buffer *pending, child_line *on_line, void *context, bool at_end)
{
	struct text rest = buffer_text(pending);
	while (rest.size > 0) {
		struct text before = rest;
		struct text line = text_cut(&rest, '\n');
		if (!rest.data && !at_end) {
			rest = before;
			break;
		}
		if (on_line)
			on_line(context, line);
	}
	buffer_drop_first(pending, pending->size - rest.size);
}

/* What is over a limit is lost: neither a wild child nor a long line may fill our memory. */
static void keep(struct buffer *buffer, struct bytes bytes)
{
	if (buffer_append(buffer, bytes) != STATUS_OK)
		buffer_clear(buffer);
}

static enum status read_to_end(struct children *children, int pipe, int64_t deadline, child_line *on_line,
                               void *context, struct buffer *output)
{
	AUTO(buffer) pending = BUFFER(1 << 16);
	for (;;) {
		struct pollfd watched[] = { { .fd = pipe, .events = POLLIN },
			                    { .fd = children->signals, .events = POLLIN } };
		if (left_until(deadline) == 0)
			return STATUS_BUSY;
		poll(watched, ARRAY_SIZE(watched), left_until(deadline));
		take_signals(children);
		if (children->interrupted_by)
			return STATUS_REFUSED;
		if (!watched[0].revents)
			continue;
		uint8_t octets[READ_SIZE];
		ssize_t size = read(pipe, octets, sizeof octets);
		if (size <= 0)
			break;
		keep(output, bytes_from(octets, (size_t)size));
		keep(&pending, bytes_from(octets, (size_t)size));
		show_lines(&pending, on_line, context, false);
	}
	show_lines(&pending, on_line, context, true);
	return STATUS_OK;
}

enum status child_run(struct children *children, const char *const *argv, int milliseconds, child_line *on_line,
                      void *context, struct buffer *output, int *out_exit_code)
{
	int64_t deadline = now_milliseconds() + milliseconds;
	int ends[2];
	pid_t child;
	if (pipe2(ends, O_CLOEXEC) != 0)
		return STATUS_IO;
	enum status status = spawn(children, argv, ends[1], &child);
	close(ends[1]);
	if (status != STATUS_OK) {
		close(ends[0]);
		return status;
	}
	status = read_to_end(children, ends[0], deadline, on_line, context, output);
	close(ends[0]);
	if (status == STATUS_OK && await_end(children, child, deadline, out_exit_code))
		return STATUS_OK;
	end_child(children, child, END_MILLISECONDS);
	return status == STATUS_OK ? STATUS_BUSY : status;
}

static bool file_holds(const char *path, const char *text)
{
	FILE *file = fopen(path, "re");
	if (!file)
		return false;
	char *line = NULL;
	size_t room = 0;
	bool found = false;
	while (!found && ftell(file) < LOG_MAXIMUM && getline(&line, &room, file) > 0)
		found = strstr(line, text) != NULL;
	free(line);
	fclose(file);
	return found;
}

/* The log is looked at every few milliseconds: a file cannot be waited for, and a pipe would fill up once nobody reads
 * it any more. */
static enum status await_ready(struct children *children, pid_t child, const char *log_path, const char *ready,
                               int64_t deadline)
{
	int code;
	while (!file_holds(log_path, ready)) {
		struct pollfd poll_signals = { .fd = children->signals, .events = POLLIN };
		poll(&poll_signals, 1, LOG_CHECK_MILLISECONDS);
		take_signals(children);
		if (children->interrupted_by)
			return STATUS_REFUSED;
		if (has_ended(children, child, &code))
			return STATUS_NOT_FOUND;
		if (left_until(deadline) == 0)
			return STATUS_BUSY;
	}
	return STATUS_OK;
}

enum status child_start(struct children *children, const char *const *argv, const char *log_path, const char *ready,
                        int milliseconds, pid_t *out)
{
	int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	pid_t child;
	if (log < 0)
		return STATUS_IO;
	enum status status = spawn(children, argv, log, &child);
	close(log);
	TRY(status);
	TRY(await_ready(children, child, log_path, ready, now_milliseconds() + milliseconds));
	*out = child;
	return STATUS_OK;
}
