/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc run`: the card in a virtual reader. */
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "io/card_vpcd.h"
#include "programs/card_fault.h"
#include "programs/card_file.h"
#include "programs/euicc_commands.h"
#include "programs/personality_file.h"

enum { ADDRESS_SIZE = 256, PORT_MAXIMUM = 65535 };

const struct command_option euicc_run_options[] = {
	{ .name = "vpcd", .value = "HOST:PORT", .fallback = "127.0.0.1:35963", .help = "where the virtual reader listens" },
	{ .name = "personality", .value = "NAME|FILE",
	  .help = "behave as this kind of card while it runs; if not given, as the card was made" },
	{ .name = "fault", .value = "SPEC", .help = "have it fail in this way; several times for several" },
	{ 0 },
};

/* ---- the card behind the reader ---- */

struct running_card {
	struct invocation *invocation;
	struct card_file card;
	struct card_faults faults;
	struct card_fault_layer layer;
};

static enum status reset_card(void *self, struct buffer *out_atr)
{
	struct running_card *running = self;
	return euicc_reset(running->card.euicc, out_atr);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct running_card *running = self;
	return euicc_transmit(running->card.euicc, command, answer);
}

static enum status reset_layer(void *self, struct buffer *out_atr)
{
	struct running_card *running = self;
	return card_fault_layer_reset(&running->layer, out_atr);
}

static enum status transmit_layer(void *self, struct bytes command, struct buffer *answer)
{
	struct running_card *running = self;
	return card_fault_layer_transmit(&running->layer, command, answer);
}

static enum exit_code read_faults(struct running_card *running)
{
	const char *specification;
	for (size_t i = 0; (specification = option_text_nth(running->invocation, "fault", i)); i++)
		if (!card_faults_parse(text_from(specification), &running->faults))
			return usage_error(running->invocation, "--fault: \"%s\" is none. " CARD_FAULT_GRAMMAR, specification);
	return EXIT_DONE;
}

static void begin_faults(struct running_card *running)
{
	card_faults_spoil(&running->faults, running->card.euicc);
	running->layer = (struct card_fault_layer){
		.faults = &running->faults,
		.card = { .self = running, .reset = reset_card, .transmit = transmit },
	};
}

static enum exit_code open_card(struct running_card *running)
{
	struct invocation *invocation = running->invocation;
	const char *name = option_text(invocation, "personality");
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct personality_file file;
	if (name && personality_file_read(name, &invocation->arena, &file, fault) != STATUS_OK)
		return output_failure(invocation, "run", "%s", fault);
	enum status status = card_file_open_as(invocation->arguments[0], name ? &file.personality : NULL, &running->card);
	if (status != STATUS_OK)
		return output_failure(invocation, "run", "%s: %s.", invocation->arguments[0], card_file_trouble(status));
	return EXIT_DONE;
}

static void say_connected(void *self, bool is_connected)
{
	struct running_card *running = self;
	output_progress(running->invocation, is_connected ? "connected" : "disconnected", (struct text){ 0 }, "%s",
	                is_connected ? "The card is in the reader." : "The reader is gone.");
}

/* ---- running ---- */

/* "host", "host:port" or ":port"; `host` keeps the name. */
static bool read_address(const char *text, char host[ADDRESS_SIZE], struct vpcd_settings *out)
{
	const char *colon = strrchr(text, ':');
	size_t host_size = colon ? (size_t)(colon - text) : strlen(text);
	uint64_t port = VPCD_PORT;
	if (host_size >= ADDRESS_SIZE || (colon && !text_to_number(text_from(colon + 1), PORT_MAXIMUM, &port)))
		return false;
	memcpy(host, host_size > 0 ? text : "127.0.0.1", host_size > 0 ? host_size : sizeof "127.0.0.1");
	if (host_size > 0)
		host[host_size] = 0;
	*out = (struct vpcd_settings){ .host = host, .port = (uint16_t)port, .stop = -1 };
	return true;
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

static enum exit_code serve(struct running_card *running, struct vpcd_settings *settings)
{
	const struct invocation *invocation = running->invocation;
	struct vpcd_card card = {
		.self = running,
		.reset = reset_layer,
		.transmit = transmit_layer,
		.connected = say_connected,
	};
	settings->stop = watch_signals();
	if (settings->stop < 0)
		return output_failure(invocation, "run", "Signals cannot be watched.");
	enum status status = card_vpcd_run(settings, &card);
	close(settings->stop);
	if (status == STATUS_NOT_FOUND)
		return output_failure(invocation, "run", "There is no host \"%s\".", settings->host);
	if (status != STATUS_OK)
		return output_failure(invocation, "run", "The card ended: %s.", status_name(status));
	return output_success(invocation, (struct text){ 0 }, "The card was taken out.");
}

enum exit_code euicc_run_command(struct invocation *invocation)
{
	struct running_card running = { .invocation = invocation };
	struct vpcd_settings settings;
	char host[ADDRESS_SIZE], digits[EID_DIGITS + 1];
	struct eid eid;
	if (!read_address(option_text(invocation, "vpcd"), host, &settings))
		return usage_error(invocation, "--vpcd takes a host, or host:port.");
	enum exit_code code = read_faults(&running);
	if (code == EXIT_DONE)
		code = open_card(&running);
	if (code != EXIT_DONE)
		return code;
	begin_faults(&running);
	euicc_eid(running.card.euicc, &eid);
	eid_print(&eid, digits);
	output_progress(invocation, "run", (struct text){ 0 }, "Card %s looks for a reader at %s:%u; Ctrl-C ends it.", digits,
	                settings.host, settings.port);
	code = serve(&running, &settings);
	card_file_release(&running.card);
	return code;
}
