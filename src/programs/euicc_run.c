/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc run`: the card in a virtual reader. */
#include "library/card_fault.h"
#include "programs/card_file.h"
#include "programs/euicc_commands.h"
#include "programs/euicc_link.h"
#include "programs/personality_file.h"

const struct command_option euicc_run_options[] = {
	{ .name = "vpcd", .value = "HOST:PORT", .fallback = "127.0.0.1:35963", .help = "where the virtual reader listens" },
	{ .name = "tcp", .value = "HOST:PORT",
	  .help = "listen for terminals instead, one at a time, in vpcd's wire form" },
	{ .name = "stdio", .help = "speak lpac's stdio protocol on standard input and output instead" },
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

enum exit_code euicc_run_command(struct invocation *invocation)
{
	struct running_card running = { .invocation = invocation };
	struct euicc_link link;
	char digits[EID_DIGITS + 1];
	struct eid eid;
	enum exit_code code = euicc_link_parse(invocation, &link);
	if (code == EXIT_DONE)
		code = read_faults(&running);
	if (code == EXIT_DONE)
		code = open_card(&running);
	if (code != EXIT_DONE)
		return code;
	begin_faults(&running);
	euicc_eid(running.card.euicc, &eid);
	eid_print(&eid, digits);
	const struct vpcd_card card = {
		.self = &running,
		.reset = reset_layer,
		.transmit = transmit_layer,
		.connected = say_connected,
	};
	code = euicc_link_serve(invocation, &link, &card, digits);
	card_file_release(&running.card);
	return code;
}
