/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/card_in_process.h"

#include <stdlib.h>

#include "programs/euicc/card_file.h"

struct card_in_process {
	struct card_file file;
	struct card_faults faults;
	struct card_fault_layer layer;
};

static enum status reset_card(void *self, struct buffer *out_atr)
{
	struct card_in_process *card = self;
	return euicc_reset(card->file.euicc, out_atr);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct card_in_process *card = self;
	return euicc_transmit(card->file.euicc, command, answer);
}

static enum status reset_layer(void *self, struct buffer *out_atr)
{
	struct card_in_process *card = self;
	return card_fault_layer_reset(&card->layer, out_atr);
}

static enum status transmit_layer(void *self, struct bytes command, struct buffer *answer)
{
	struct card_in_process *card = self;
	return card_fault_layer_transmit(&card->layer, command, answer);
}

static void close_card(void *self)
{
	struct card_in_process *card = self;
	card_file_release(&card->file);
	free(card);
}

bool card_in_process_is_there(void)
{
	return true;
}

enum status card_in_process_open(const char *path, const struct card_faults *faults, struct card_reader *out)
{
	struct card_in_process *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	enum status status = card_file_open(path, &card->file);
	if (status != STATUS_OK) {
		free(card);
		return status;
	}
	if (faults)
		card->faults = *faults;
	card_faults_spoil(&card->faults, card->file.euicc);
	card->layer = (struct card_fault_layer){
		.faults = &card->faults,
		.card = { .self = card, .reset = reset_card, .transmit = transmit },
	};
	*out = (struct card_reader){ .self = card, .reset = reset_layer, .transmit = transmit_layer, .close = close_card };
	return STATUS_OK;
}
