/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc run`: the card in a virtual reader. */
#include "library/card_fault.h"
#include "programs/apdu/trace.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"
#include "programs/euicc/link.h"
#include "programs/euicc/personality_file.h"
#include "programs/euicc/run_many.h"

const struct command_option euicc_run_options[] = {
	{ .name = "vpcd", .value = "HOST:PORT", .fallback = "127.0.0.1:35963", .help = "where the virtual reader listens" },
	{ .name = "tcp", .value = "HOST:PORT",
	  .help = "listen for terminals instead, one at a time, in vpcd's wire form" },
	{ .name = "stdio", .help = "speak lpac's stdio protocol on standard input and output instead" },
	{ .name = "personality", .value = "NAME|FILE",
	  .help = "behave as this kind of card while it runs; if not given, as the card was made" },
	{ .name = "fault", .value = "SPEC", .help = "have it fail in this way; several times for several" },
	APDU_TRACE_OPTIONS,
	{ 0 },
};

/* ---- the card behind the reader ---- */

struct running_card {
	struct invocation *invocation;
	struct card_file card;
	struct card_faults faults;
	struct card_fault_layer layer;
	struct apdu_trace *trace; /* NULL: none */
	bool is_off;              /* the reset that follows is not one that the terminal made */
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
	size_t start = out_atr->size;
	TRY(card_fault_layer_reset(&running->layer, out_atr));
	if (!running->is_off)
		apdu_trace_reset(running->trace, bytes_after(buffer_bytes(out_atr), start));
	running->is_off = false;
	return STATUS_OK;
}

static enum status transmit_layer(void *self, struct bytes command, struct buffer *answer)
{
	struct running_card *running = self;
	size_t start = answer->size;
	enum status status = card_fault_layer_transmit(&running->layer, command, answer);
	apdu_trace_exchange(running->trace, command, bytes_after(buffer_bytes(answer), start));
	return status;
}

static void power_off(void *self)
{
	struct running_card *running = self;
	apdu_trace_event(running->trace, "power off");
	running->is_off = true;
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

static enum exit_code open_trace(struct running_card *running, const struct euicc_link *link)
{
	const char *path = option_text(running->invocation, "trace");
	if (path && strcmp(path, "-") == 0 && link->kind == EUICC_LINK_STDIO)
		return usage_error(running->invocation, "--trace - and --stdio do not go together.");
	return apdu_trace_open(running->invocation, &running->trace);
}

static void say_connected(void *self, bool is_connected)
{
	struct running_card *running = self;
	apdu_trace_event(running->trace, is_connected ? "in the reader" : "out of the reader");
	output_progress(running->invocation, is_connected ? "connected" : "disconnected", (struct text){ 0 }, "%s",
	                is_connected ? "The card is in the reader." : "The reader is gone.");
}

static enum exit_code run_card(struct invocation *invocation, unsigned ordinal)
{
	struct running_card running = { .invocation = invocation };
	struct euicc_link link;
	char digits[EID_DIGITS + 1];
	struct eid eid;
	enum exit_code code = euicc_link_parse(invocation, &link);
	if (code == EXIT_DONE)
		code = euicc_link_shift(invocation, ordinal, &link);
	if (code == EXIT_DONE)
		code = read_faults(&running);
	if (code == EXIT_DONE)
		code = open_trace(&running, &link);
	if (code == EXIT_DONE)
		code = open_card(&running);
	if (code != EXIT_DONE) {
		apdu_trace_close(running.trace);
		return code;
	}
	begin_faults(&running);
	euicc_eid(running.card.euicc, &eid);
	eid_print(&eid, digits);
	const struct vpcd_card card = {
		.self = &running,
		.reset = reset_layer,
		.transmit = transmit_layer,
		.powered_off = power_off,
		.connected = say_connected,
	};
	code = euicc_link_serve(invocation, &link, &card, digits);
	card_file_release(&running.card);
	apdu_trace_close(running.trace);
	return code;
}

enum exit_code euicc_run_command(struct invocation *invocation)
{
	return invocation->argument_count > 1 ? euicc_run_many(invocation, run_card) : run_card(invocation, 0);
}
