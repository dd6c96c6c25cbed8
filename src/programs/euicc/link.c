/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/link.h"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "io/card_tcp.h"
#include "io/listening_socket.h"
#include "programs/euicc/stdio.h"

enum { PORT_MAXIMUM = 65535 };

/* "host", "host:port" or ":port". */
static bool read_address(const char *text, uint64_t port, struct euicc_link *out)
{
	const char *colon = strrchr(text, ':');
	size_t host_size = colon ? (size_t)(colon - text) : strlen(text);
	if (host_size >= LINK_HOST_SIZE || (colon && !text_to_number(text_from(colon + 1), PORT_MAXIMUM, &port)))
		return false;
	memcpy(out->host, host_size > 0 ? text : "127.0.0.1", host_size > 0 ? host_size : sizeof "127.0.0.1");
	if (host_size > 0)
		out->host[host_size] = 0;
	out->port = (uint16_t)port;
	return true;
}

enum exit_code euicc_link_parse(const struct invocation *invocation, struct euicc_link *out)
{
	const char *listen_at = option_text(invocation, "tcp");
	*out = (struct euicc_link){ .kind = EUICC_LINK_VPCD };
	if (option_is_set(invocation, "stdio")) {
		out->kind = EUICC_LINK_STDIO;
		return listen_at ? usage_error(invocation, "--stdio and --tcp do not go together.") : EXIT_DONE;
	}
	if (!listen_at)
		return read_address(option_text(invocation, "vpcd"), VPCD_PORT, out)
		               ? EXIT_DONE
		               : usage_error(invocation, "--vpcd takes a host, or host:port.");
	out->kind = EUICC_LINK_TCP;
	return strchr(listen_at, ':') && read_address(listen_at, 0, out)
	               ? EXIT_DONE
	               : usage_error(invocation, "--tcp takes host:port; :0 listens on this machine, at any free port.");
}

enum exit_code euicc_link_shift(const struct invocation *invocation, unsigned ordinal, struct euicc_link *link)
{
	if (link->port == 0)
		return EXIT_DONE;
	if (ordinal > (unsigned)(PORT_MAXIMUM - link->port))
		return usage_error(invocation, "there are no ports for so many cards.");
	link->port = (uint16_t)(link->port + ordinal);
	return EXIT_DONE;
}

/* A descriptor that becomes readable when somebody wants the program to end. */
static int watch_signals(void)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	if (sigprocmask(SIG_BLOCK, &signals, NULL) != 0)
		return -1;
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

static enum exit_code ended(const struct invocation *invocation, enum status status)
{
	if (status != STATUS_OK)
		return output_failure(invocation, "run", "The card ended: %s.", status_name(status));
	return output_success(invocation, (struct text){ 0 }, "The card was taken out.");
}

static enum exit_code dial(const struct invocation *invocation, const struct euicc_link *link,
                           const struct vpcd_card *card, const char *eid, int stop)
{
	const struct vpcd_settings settings = { .host = link->host, .port = link->port, .stop = stop };
	output_progress(invocation, "run", (struct text){ 0 }, "Card %s looks for a reader at %s:%u; Ctrl-C ends it.", eid,
	                link->host, link->port);
	enum status status = card_vpcd_run(&settings, card);
	if (status == STATUS_NOT_FOUND)
		return output_failure(invocation, "run", "There is no host \"%s\".", link->host);
	return ended(invocation, status);
}

static enum exit_code listen_for_terminals(const struct invocation *invocation, const struct euicc_link *link,
                                           const struct vpcd_card *card, const char *eid, int stop)
{
	char fault[LISTEN_FAULT_SIZE] = "";
	int listener;
	uint16_t port;
	if (listening_socket_open(link->host, link->port, false, &listener, &port, fault) != STATUS_OK)
		return output_failure(invocation, "run", "The card %s.", fault);
	output_progress(invocation, "run", (struct text){ 0 }, "Card %s listens at %s:%u; Ctrl-C ends it.", eid, link->host,
	                port);
	enum status status = card_tcp_run(listener, stop, card);
	listening_socket_close(listener);
	return ended(invocation, status);
}

/* Nothing but the protocol may appear on standard output. */
static enum exit_code speak(const struct invocation *invocation, const struct vpcd_card *card, int stop)
{
	enum status status = euicc_stdio_serve(card, STDIN_FILENO, STDOUT_FILENO, stop);
	if (status != STATUS_OK)
		return output_failure(invocation, "run", "The card ended: %s.", status_name(status));
	return EXIT_DONE;
}

enum exit_code euicc_link_serve(const struct invocation *invocation, const struct euicc_link *link,
                                const struct vpcd_card *card, const char *eid)
{
	int stop = watch_signals();
	enum exit_code code;
	if (stop < 0)
		return output_failure(invocation, "run", "Signals cannot be watched.");
	if (link->kind == EUICC_LINK_STDIO)
		code = speak(invocation, card, stop);
	else if (link->kind == EUICC_LINK_TCP)
		code = listen_for_terminals(invocation, link, card, eid, stop);
	else
		code = dial(invocation, link, card, eid, stop);
	close(stop);
	return code;
}
