/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim lpa web`: the LPA as a page, for a browser of this machine. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/https_server.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/web_door.h"
#include "programs/output.h"

enum {
	TICK = 200, /* milliseconds */
	HOST_MAXIMUM = 64,
	BODY_MAXIMUM = 12 << 20,
	MINUTE = 60,
	MINUTES_USUAL = 15, /* until a page that was opened by itself ends, when nobody looks at it */
	CANNOT_RUN = 127,
};

struct web {
	struct invocation *invocation;
	struct event_loop *loop;
	struct https_server *server;
	struct web_door door;
	int64_t idle_seconds; /* nought: for ever */
	char *opener;         /* file that leads the browser here; NULL: none */
	bool is_ending;
};

static void web_release(struct web *web)
{
	web_work_release(&web->door.work);
	if (web->server)
		https_server_close(web->server);
	if (web->loop)
		event_loop_free(web->loop);
	if (web->opener)
		unlink(web->opener);
	web_session_release(&web->door.session);
}

/* ---- the end ---- */

/* What is under way is cancelled in good order; a second signal does not wait for that: it ends the process that works. */
static void end(void *context)
{
	struct web *web = context;
	web->is_ending = true;
	web_work_end(&web->door.work);
}

static void tick(void *context)
{
	struct web *web = context;
	struct web_work *work = &web->door.work;
	web_work_tick(work);
	bool forgotten = web->idle_seconds > 0 && web_work_is_idle(work) &&
	                 web_work_clock() - work->used_at > web->idle_seconds;
	if (!web->is_ending && (forgotten || web->door.wants_end))
		end(web);
	if (web->is_ending && web_work_is_idle(work))
		event_loop_stop(web->loop);
}

/* ---- where ---- */

static enum exit_code read_place(const struct invocation *invocation, char host[HOST_MAXIMUM], uint16_t *out_port)
{
	const char *place = option_text(invocation, "listen"), *colon = place ? strrchr(place, ':') : NULL;
	uint64_t port = 0;
	snprintf(host, HOST_MAXIMUM, "127.0.0.1");
	*out_port = 0;
	if (!place)
		return EXIT_DONE;
	if (!colon || !text_to_number(text_from(colon + 1), UINT16_MAX, &port) || colon - place >= HOST_MAXIMUM)
		return usage_error(invocation, "--listen takes ADDRESS:PORT, as 127.0.0.1:8080, not \"%s\".", place);
	bool is_bracketed = place[0] == '[' && colon > place && colon[-1] == ']';
	snprintf(host, HOST_MAXIMUM, "%.*s", (int)(colon - place) - 2 * is_bracketed, place + is_bracketed);
	*out_port = (uint16_t)port;
	return EXIT_DONE;
}

static enum exit_code listen_there(struct web *web)
{
	char host[HOST_MAXIMUM], fault[TLS_FAULT_SIZE] = "";
	struct https_server_settings settings = https_server_defaults;
	enum exit_code code = read_place(web->invocation, host, &settings.port);
	if (code != EXIT_DONE)
		return code;
	settings.host = host;
	settings.body_maximum = BODY_MAXIMUM;
	settings.connections_maximum = 32;
	settings.requests_maximum = 24;
	if (https_server_open(web->loop, NULL, &settings, web_door_handle, &web->door, &web->server, fault) != STATUS_OK)
		return output_failure(web->invocation, "web", "The page is for browsers of this machine alone: %s.", fault);
	if (web_session_init(&web->door.session, https_server_port(web->server)) != STATUS_OK)
		return output_failure(web->invocation, "web", "There is no randomness to be had.");
	return EXIT_DONE;
}

/* That of the agent, unless it is told: they share the card. */
static const char *lock_path(struct invocation *invocation)
{
	const char *given = option_text(invocation, "lock"), *folder = getenv("XDG_RUNTIME_DIR");
	if (given)
		return given;
	return arena_print(&invocation->arena, "%s/provisim-lpa.sock.lock", folder && *folder ? folder : "/run");
}

/* ---- the browser ---- */

/* Whoever else is on this machine can see what a program is started with: the browser is given a file that leads it here, and
 * that nobody else can read. */
static bool write_opener(struct web *web, const char *link)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	char *path = arena_print(&web->invocation->arena, "%s/provisim-lpa-XXXXXX.html", folder && *folder ? folder : "/tmp");
	int file = path ? mkstemps(path, strlen(".html")) : -1;
	if (file < 0)
		return false;
	web->opener = path;
	FILE *page = fdopen(file, "w");
	if (!page) {
		close(file);
		return false;
	}
	fprintf(page, "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=%s\">"
	        "<a href=\"%s\">Provisim</a>\n", link, link);
	return fclose(page) == 0;
}

static void open_browser(struct web *web, const char *link)
{
	if (!write_opener(web, link))
		return;
	pid_t child = fork();
	if (child != 0)
		return;
	execlp("xdg-open", "xdg-open", web->opener, (char *)NULL);
	_exit(CANNOT_RUN);
}

static void tell_link(struct web *web)
{
	struct invocation *invocation = web->invocation;
	const char *given = option_text(invocation, "listen"), *colon = given ? strrchr(given, ':') : NULL;
	const char *host = colon ? arena_print(&invocation->arena, "%.*s", (int)(colon - given), given) : "127.0.0.1";
	const char *link = arena_print(&invocation->arena, "http://%s:%u/#link=%s", host ? host : "127.0.0.1",
	                               web->door.session.port, web->door.session.link);
	if (!link)
		return;
	output_progress(invocation, "listening", (struct text){ 0 }, "Open this link, which works once: %s", link);
	fflush(stdout);
	if (option_is_set(invocation, "open"))
		open_browser(web, link);
}

/* ---- the command ---- */

static enum exit_code prepare(struct web *web)
{
	struct invocation *invocation = web->invocation;
	const char *lock = lock_path(invocation);
	uint64_t minutes = option_is_set(invocation, "open") ? MINUTES_USUAL : 0;
	enum status status = option_number(invocation, "idle", 1 << 20, &minutes);
	if (status == STATUS_MALFORMED)
		return EXIT_USAGE;
	web->idle_seconds = (int64_t)minutes * MINUTE;
	web->door.given = invocation->argument_count > 0 ? invocation->arguments[0] : NULL;
	if (web->door.given && !text_is_printable_utf8(text_from(web->door.given)))
		return usage_error(invocation, "what is to be opened is no text.");
	if (event_loop_new(&web->loop) != STATUS_OK)
		return output_failure(invocation, "web", "Out of memory.");
	if (!lock || web_work_init(&web->door.work, invocation, web->loop, lock) != STATUS_OK)
		return output_failure(invocation, "web", "The card cannot be locked with %s: see --lock.",
		                      lock ? lock : "a file");
	return listen_there(web);
}

enum exit_code lpa_web_command(struct invocation *invocation)
{
	AUTO(web) web = { .invocation = invocation, .door.work.lock = -1 };
	enum exit_code code = prepare(&web);
	if (code != EXIT_DONE)
		return code;
	if (event_loop_on_signal(web.loop, SIGTERM, end, &web) != STATUS_OK ||
	    event_loop_on_signal(web.loop, SIGINT, end, &web) != STATUS_OK ||
	    event_loop_repeat(web.loop, TICK, tick, &web) != STATUS_OK)
		return output_failure(invocation, "web", "Out of memory.");
	tell_link(&web);
	if (event_loop_run(web.loop) != STATUS_OK)
		return output_failure(invocation, "web", "The page has ended by a fault of the system.");
	return output_success(invocation, (struct text){ 0 }, "The page has ended.");
}
