/* SPDX-License-Identifier: Apache-2.0 */
/* A running card behind the library's handle. */
#include <stdlib.h>

#include "euicc/euicc.h"
#include "io/system_random.h"
#include "library/card_fault.h"
#include "library/card_memory.h"
#include "library/card_personality.h"
#include "library/outcome.h"

/* Only a card that shall fail has these: thousands of others have not. */
struct failing {
	struct card_faults faults;
	struct card_fault_layer layer;
};

struct provisim_euicc {
	struct provisim_euicc_memory *memory;
	struct euicc *euicc;
	struct random random;
	void *context;
	int (*fill)(void *context, uint8_t *out, size_t size);
	void (*trace)(void *context, enum provisim_euicc_event event, const uint8_t *octets, size_t size);
	struct failing *failing;
};

static void tell(const struct provisim_euicc *card, enum provisim_euicc_event event, struct bytes octets)
{
	if (card->trace)
		card->trace(card->context, event, octets.data, octets.size);
}

static enum status fill_by_caller(void *self, uint8_t *out, size_t size)
{
	const struct provisim_euicc *card = self;
	return card->fill(card->context, out, size) == 0 ? STATUS_OK : STATUS_IO;
}

/* ---- the card below the faults ---- */

static enum status reset_card(void *self, struct buffer *out_atr)
{
	const struct provisim_euicc *card = self;
	return euicc_reset(card->euicc, out_atr);
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	const struct provisim_euicc *card = self;
	return euicc_transmit(card->euicc, command, answer);
}

static enum status prepare_faults(struct provisim_euicc *card, const char *specification)
{
	struct failing *failing = card->failing = calloc(1, sizeof *failing);
	if (!failing)
		return STATUS_NO_MEMORY;
	if (!card_faults_parse(text_from(specification), &failing->faults))
		return STATUS_MALFORMED;
	failing->layer = (struct card_fault_layer){
		.faults = &failing->faults,
		.card = { .self = card, .reset = reset_card, .transmit = transmit },
	};
	return STATUS_OK;
}

/* ---- power ---- */

static enum status start(struct provisim_euicc *card, const struct provisim_euicc_settings *settings)
{
	struct nvm *nvm = card->memory->nvm;
	card->context = settings->context;
	card->trace = settings->trace;
	card->fill = settings->random;
	card->random = settings->random ? (struct random){ card, fill_by_caller } : system_random();
	if (settings->faults)
		TRY(prepare_faults(card, settings->faults));
	TRY(settings->personality ? euicc_open_as(nvm, &card->random, &settings->personality->values, &card->euicc)
	                          : euicc_open(nvm, &card->random, &card->euicc));
	if (card->failing)
		card_faults_spoil(&card->failing->faults, card->euicc);
	return STATUS_OK;
}

enum provisim_euicc_status provisim_euicc_open(struct provisim_euicc_memory *memory,
                                               const struct provisim_euicc_settings *settings,
                                               struct provisim_euicc **out_card)
{
	const struct provisim_euicc_settings none = { 0 };
	if (!memory || !out_card)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	if (memory->runs)
		return PROVISIM_EUICC_BUSY;
	struct provisim_euicc *card = calloc(1, sizeof *card);
	if (!card)
		return PROVISIM_EUICC_NO_MEMORY;
	card->memory = memory;
	memory->runs = true;
	enum status status = start(card, settings ? settings : &none);
	if (status != STATUS_OK) {
		provisim_euicc_close(card);
		return outcome(status);
	}
	*out_card = card;
	return PROVISIM_EUICC_OK;
}

void provisim_euicc_close(struct provisim_euicc *card)
{
	if (!card)
		return;
	euicc_free(card->euicc);
	card->memory->runs = false;
	free(card->failing);
	free(card);
}

/* ---- life ---- */

enum provisim_euicc_status provisim_euicc_reset(struct provisim_euicc *card, uint8_t out_atr[PROVISIM_EUICC_ATR_MAXIMUM],
                                                size_t *out_size)
{
	AUTO(buffer) atr = BUFFER(PROVISIM_EUICC_ATR_MAXIMUM);
	if (!card || !out_atr || !out_size)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	TRY_OUTCOME(euicc_reset(card->euicc, &atr));
	tell(card, PROVISIM_EUICC_EVENT_ATR, buffer_bytes(&atr));
	memcpy(out_atr, atr.data, atr.size);
	*out_size = atr.size;
	return PROVISIM_EUICC_OK;
}

enum provisim_euicc_status provisim_euicc_transmit(struct provisim_euicc *card, const uint8_t *command,
                                                   size_t command_size, uint8_t *out_answer, size_t room, size_t *out_size)
{
	AUTO(buffer) answer = SECRET_BUFFER(APDU_ANSWER_DATA_MAXIMUM + 2);
	struct bytes octets = bytes_from(command, command_size);
	if (!card || (!command && command_size > 0) || !out_answer || !out_size)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	tell(card, PROVISIM_EUICC_EVENT_COMMAND, octets);
	enum status status = card->failing ? card_fault_layer_transmit(&card->failing->layer, octets, &answer)
	                                   : euicc_transmit(card->euicc, octets, &answer);
	tell(card, PROVISIM_EUICC_EVENT_ANSWER, buffer_bytes(&answer));
	TRY_OUTCOME(status);
	if (answer.size > room)
		return PROVISIM_EUICC_TOO_LARGE;
	if (answer.size > 0)
		memcpy(out_answer, answer.data, answer.size);
	*out_size = answer.size;
	return PROVISIM_EUICC_OK;
}

void provisim_euicc_rest(struct provisim_euicc *card)
{
	if (card)
		euicc_rest(card->euicc);
}

void provisim_euicc_eid(const struct provisim_euicc *card, char out_eid[PROVISIM_EUICC_EID_SIZE])
{
	struct eid eid;
	euicc_eid(card->euicc, &eid);
	eid_print(&eid, out_eid);
}
