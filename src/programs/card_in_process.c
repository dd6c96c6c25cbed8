/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/card_in_process.h"

#include <stdlib.h>

#include "programs/card_file.h"

static enum status reset_card(void *self, struct buffer *out_atr)
{
	struct card_file *card = self;
	return euicc_reset(card->euicc, out_atr);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct card_file *card = self;
	return euicc_transmit(card->euicc, command, answer);
}

static void close_card(void *self)
{
	card_file_release(self);
	free(self);
}

enum status card_in_process_open(const char *path, struct card_reader *out)
{
	struct card_file *card = malloc(sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	enum status status = card_file_open(path, card);
	if (status != STATUS_OK) {
		free(card);
		return status;
	}
	*out = (struct card_reader){
		.self = card,
		.reset = reset_card,
		.transmit = transmit,
		.close = close_card,
	};
	return STATUS_OK;
}
