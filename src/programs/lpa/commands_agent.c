/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa agent`: the LPA for other programs, at a socket of this machine. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "programs/lpa/agent_talk.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/request.h"
#include "programs/output.h"
#include "programs/retry_wait.h"

enum {
	PEERS_MAXIMUM = 32,
	BACKLOG = 16,
	INTERVAL_USUAL = 6 * 3600,
	FIRST_WAIT_MAXIMUM = 60,
	CANNOT_RUN = 127,
};

struct agent {
	struct invocation *invocation;
	struct agent_policy policy;
	struct sockaddr_un address;
	const char *lock_path;
	int listener;
	size_t peers;
	pid_t searcher;
};

/* A signal handler can reach nothing else. */
static volatile sig_atomic_t ended;

static void note_end(int signal_number)
{
	(void)signal_number;
	ended = 1;
}

static void watch_signals(void)
{
	struct sigaction action = { .sa_handler = note_end };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static void agent_release(struct agent *agent)
{
	if (agent->listener >= 0) {
		close(agent->listener);
		unlink(agent->address.sun_path);
	}
	if (agent->searcher > 0)
		kill(agent->searcher, SIGTERM);
	agent_policy_release(&agent->policy);
}

/* ---- the socket ---- */

static const char *socket_path(struct invocation *invocation)
{
	const char *given = option_text(invocation, "socket"), *folder = getenv("XDG_RUNTIME_DIR");
	if (given)
		return given;
	return folder && *folder ? arena_print(&invocation->arena, "%s/provisim-lpa.sock", folder) : "/run/provisim-lpa.sock";
}

/* One that nobody listens at any more is in the way. */
static bool is_stale(const struct sockaddr_un *address)
{
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool refused = probe >= 0 && connect(probe, (const struct sockaddr *)address, sizeof *address) != 0 &&
	               errno == ECONNREFUSED;
	if (probe >= 0)
		close(probe);
	return refused;
}

/* Nobody else can connect before its permissions are as they shall be. */
static bool bind_socket(struct agent *agent, const char *group_name)
{
	const struct sockaddr *address = (const struct sockaddr *)&agent->address;
	const struct group *group = group_name ? getgrnam(group_name) : NULL;
	if (group_name && !group) {
		errno = ENOENT;
		return false;
	}
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (is_stale(&agent->address))
		unlink(agent->address.sun_path);
	mode_t kept = umask(0177);
	bool bound = listener >= 0 && bind(listener, address, sizeof agent->address) == 0;
	umask(kept);
	if (bound && group)
		bound = chown(agent->address.sun_path, (uid_t)-1, group->gr_gid) == 0 &&
		        chmod(agent->address.sun_path, 0660) == 0;
	if (bound && listen(listener, BACKLOG) == 0) {
		agent->listener = listener;
		return true;
	}
	int error = errno;
	if (listener >= 0)
		close(listener);
	errno = error;
	return false;
}

static enum exit_code open_socket(struct agent *agent)
{
	struct invocation *invocation = agent->invocation;
	const char *path = socket_path(invocation);
	if (!path || strlen(path) >= sizeof agent->address.sun_path)
		return usage_error(invocation, "--socket: the path is too long.");
	agent->address.sun_family = AF_UNIX;
	snprintf(agent->address.sun_path, sizeof agent->address.sun_path, "%s", path);
	agent->lock_path = arena_print(&invocation->arena, "%s.lock", path);
	if (!agent->lock_path || !bind_socket(agent, option_text(invocation, "group")))
		return output_failure(invocation, "agent", "Nothing can listen at %s: %s.", path, strerror(errno));
	return EXIT_DONE;
}

static enum exit_code read_policy(struct agent *agent)
{
	const char *path = option_text(agent->invocation, "policy");
	enum status status = path ? agent_policy_read(path, &agent->policy) : STATUS_OK;
	if (status == STATUS_REFUSED)
		return output_failure(agent->invocation, "agent",
		                      "The policy %s can be changed by others than its owner: chmod go-w it.", path);
	if (status != STATUS_OK)
		return output_failure(agent->invocation, "agent",
		                      "The policy %s cannot be used (%s): see 'provisim lpa agent --help'.", path,
		                      status_name(status));
	return EXIT_DONE;
}

/* ---- looking for what waits ---- */

static unsigned random_number(void)
{
	unsigned number;
	return getrandom(&number, sizeof number, 0) == sizeof number ? number : 0;
}

static int run_discover(const struct agent *agent)
{
	struct request_words words;
	int lock = request_lock(agent->lock_path, false), state = -1;
	request_words_begin(agent->invocation, &words);
	request_words_add(&words, "discover");
	request_words_add(&words, "--yes");
	if (!request_words_end(&words)) {
		close(lock);
		return state;
	}
	pid_t child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGINT);
		execv(words.argv[0], (char *const *)words.argv);
		_exit(CANNOT_RUN);
	}
	if (child > 0)
		waitpid(child, &state, 0);
	if (lock >= 0)
		close(lock);
	return state;
}

static void search_for_ever(const struct agent *agent, unsigned interval)
{
	unsigned first = interval < FIRST_WAIT_MAXIMUM ? interval : FIRST_WAIT_MAXIMUM, wait = interval;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	sleep(random_number() % (first + 1));
	for (;;) {
		wait = retry_wait_next(wait, interval, run_discover(agent) == 0);
		sleep(retry_wait_spread(wait, random_number()));
	}
}

static enum exit_code begin_search(struct agent *agent)
{
	uint64_t interval = INTERVAL_USUAL;
	enum status status = option_number(agent->invocation, "interval", RETRY_WAIT_MAXIMUM, &interval);
	if (status == STATUS_MALFORMED)
		return EXIT_USAGE;
	if (!option_is_set(agent->invocation, "discover"))
		return EXIT_DONE;
	agent->searcher = fork();
	if (agent->searcher == 0) {
		close(agent->listener);
		search_for_ever(agent, interval > 0 ? (unsigned)interval : 1);
	}
	return agent->searcher > 0 ? EXIT_DONE : output_failure(agent->invocation, "agent", "No process can be made.");
}

/* ---- peers ---- */

static void count_out(struct agent *agent)
{
	pid_t gone;
	while ((gone = waitpid(-1, NULL, WNOHANG)) > 0)
		if (gone == agent->searcher)
			agent->searcher = 0;
		else if (agent->peers > 0)
			agent->peers--;
}

/* Each has a process: one that says nonsense, or nothing, is nobody else's trouble. */
static void take_peer(struct agent *agent)
{
	int client = accept4(agent->listener, NULL, NULL, SOCK_CLOEXEC);
	if (client < 0)
		return;
	pid_t talker = agent->peers < PEERS_MAXIMUM ? fork() : -1;
	if (talker == 0) {
		const struct agent_talk_settings settings = {
			.invocation = agent->invocation,
			.policy = &agent->policy,
			.lock_path = agent->lock_path,
		};
		sigset_t of_terminal;
		sigemptyset(&of_terminal);
		sigaddset(&of_terminal, SIGINT);
		sigprocmask(SIG_BLOCK, &of_terminal, NULL); /* not ignored: those that it starts are cancelled by it */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		signal(SIGTERM, SIG_DFL);
		signal(SIGINT, SIG_DFL);
		close(agent->listener);
		agent_talk(&settings, client);
		_exit(EXIT_DONE);
	}
	agent->peers += talker > 0;
	close(client);
}

enum exit_code lpa_agent_command(struct invocation *invocation)
{
	enum { LOOK_ROUND = 1000 /* milliseconds */ };
	AUTO(agent) agent = { .invocation = invocation, .listener = -1 };
	enum exit_code code = read_policy(&agent);
	if (code == EXIT_DONE)
		code = open_socket(&agent);
	if (code == EXIT_DONE)
		code = begin_search(&agent);
	if (code != EXIT_DONE)
		return code;
	watch_signals();
	output_progress(invocation, "listening", (struct text){ 0 }, "The agent listens at %s.", agent.address.sun_path);
	fflush(stdout);
	while (!ended) {
		struct pollfd listener = { .fd = agent.listener, .events = POLLIN };
		if (poll(&listener, 1, LOOK_ROUND) > 0)
			take_peer(&agent);
		count_out(&agent);
	}
	return output_success(invocation, (struct text){ 0 }, "The agent has ended.");
}
