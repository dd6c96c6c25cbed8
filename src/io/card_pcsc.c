/* SPDX-License-Identifier: Apache-2.0 */
#include "io/card_pcsc.h"

#include <stdio.h>
#include <stdlib.h>
#include <winscard.h>

struct pcsc_card {
	SCARDCONTEXT context;
	SCARDHANDLE card;
};

static enum status connect_service(SCARDCONTEXT *out, char failure[PCSC_FAILURE_SIZE])
{
	LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, out);
	if (code == SCARD_S_SUCCESS)
		return STATUS_OK;
	snprintf(failure, PCSC_FAILURE_SIZE,
	         "The PC/SC service does not answer (%s): install and start pcscd, or name the "
	         "state file of a software card with --card.",
	         pcsc_stringify_error(code));
	return STATUS_IO;
}

/* Names stand one after the other, each with its NUL, an empty one at the end. */
static enum status split_names(struct arena *arena, const char *names, size_t size, struct text out_names[PCSC_READERS_MAXIMUM],
                               size_t *out_count)
{
	size_t count = 0;
	size_t position = 0;
	while (position < size && names[position] && count < PCSC_READERS_MAXIMUM) {
		struct text name = { names + position, strnlen(names + position, size - position) };
		TRY(arena_copy_text(arena, name, &out_names[count]));
		position += name.size + 1;
		count++;
	}
	*out_count = count;
	return STATUS_OK;
}

static enum status list(SCARDCONTEXT context, struct arena *arena, struct text out_names[PCSC_READERS_MAXIMUM],
                        size_t *out_count, char failure[PCSC_FAILURE_SIZE])
{
	DWORD size = 0;
	LONG code = SCardListReaders(context, NULL, NULL, &size);
	char *names = code == SCARD_S_SUCCESS ? arena_allocate(arena, size) : NULL;
	if (names)
		code = SCardListReaders(context, NULL, names, &size);
	if (code == SCARD_E_NO_READERS_AVAILABLE) {
		*out_count = 0;
		return STATUS_OK;
	}
	if (code != SCARD_S_SUCCESS || !names) {
		snprintf(failure, PCSC_FAILURE_SIZE, "The readers cannot be listed (%s).", pcsc_stringify_error(code));
		return STATUS_IO;
	}
	return split_names(arena, names, size, out_names, out_count);
}

bool card_pcsc_is_there(void)
{
	return true;
}

enum status card_pcsc_list(struct arena *arena, struct text out_names[PCSC_READERS_MAXIMUM], size_t *out_count,
                           char failure[PCSC_FAILURE_SIZE])
{
	SCARDCONTEXT context;
	TRY(connect_service(&context, failure));
	enum status status = list(context, arena, out_names, out_count, failure);
	SCardReleaseContext(context);
	return status;
}

static bool contains(struct text name, struct text part)
{
	return part.size > 0 && name.size >= part.size && memmem(name.data, name.size, part.data, part.size);
}

static bool is_chosen(const struct card_pcsc_choice *choice, struct text name, size_t index)
{
	uint64_t wanted;
	if (contains(name, choice->ignored))
		return false;
	if (choice->index.size > 0)
		return text_to_number(choice->index, PCSC_READERS_MAXIMUM, &wanted) && wanted == index;
	return choice->name.size == 0 || contains(name, choice->name);
}

/* Exclusive: another program would select away our channel. T=0 is what every UICC speaks (TS 102 221 7.2). */
static LONG connect_card(SCARDCONTEXT context, struct text name, SCARDHANDLE *out)
{
	AUTO(arena) arena = ARENA(4096);
	DWORD protocol;
	char *string = arena_string(&arena, name);
	if (!string)
		return SCARD_E_NO_MEMORY;
	return SCardConnect(context, string, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, out, &protocol);
}

static enum status explain(LONG code, struct text name, char failure[PCSC_FAILURE_SIZE])
{
	switch (code) {
	case SCARD_E_SHARING_VIOLATION:
		snprintf(failure, PCSC_FAILURE_SIZE,
		         "The card in \"%.*s\" is in use by another program: end that one "
		         "(ModemManager, gpg, another LPA) and try again.",
		         TEXT_ARGUMENTS(name));
		return STATUS_BUSY;
	case SCARD_E_NO_SMARTCARD:
	case SCARD_W_REMOVED_CARD:
		snprintf(failure, PCSC_FAILURE_SIZE, "There is no card in \"%.*s\".", TEXT_ARGUMENTS(name));
		return STATUS_NOT_FOUND;
	case SCARD_W_UNRESPONSIVE_CARD:
	case SCARD_W_UNPOWERED_CARD:
		snprintf(failure, PCSC_FAILURE_SIZE,
		         "The card in \"%.*s\" does not answer: take it out, turn it, put it in "
		         "again.",
		         TEXT_ARGUMENTS(name));
		return STATUS_IO;
	default:
		snprintf(failure, PCSC_FAILURE_SIZE, "The card in \"%.*s\" cannot be used (%s).", TEXT_ARGUMENTS(name),
		         pcsc_stringify_error(code));
		return STATUS_IO;
	}
}

/* The last failure is the one that is told, unless a reader without card comes after a better reason. */
static enum status choose(struct pcsc_card *card, const struct card_pcsc_choice *choice, char failure[PCSC_FAILURE_SIZE])
{
	AUTO(arena) arena = ARENA(64 << 10);
	struct text names[PCSC_READERS_MAXIMUM];
	size_t count;
	TRY(list(card->context, &arena, names, &count, failure));
	enum status status = STATUS_NOT_FOUND;
	snprintf(failure, PCSC_FAILURE_SIZE, "%s",
	         count == 0 ? "There is no card reader: plug one in, or name the state "
	                      "file of a software card with --card."
	                    : "No card reader has that name or number: see \"card list\".");
	for (size_t i = 0; i < count; i++) {
		if (!is_chosen(choice, names[i], i))
			continue;
		LONG code = connect_card(card->context, names[i], &card->card);
		if (code == SCARD_S_SUCCESS)
			return STATUS_OK;
		if (status == STATUS_NOT_FOUND)
			status = explain(code, names[i], failure);
	}
	return status;
}

static enum status append_atr(struct pcsc_card *card, struct buffer *out_atr)
{
	BYTE atr[MAX_ATR_SIZE];
	DWORD atr_size = sizeof atr;
	LONG code = SCardStatus(card->card, NULL, NULL, NULL, NULL, atr, &atr_size);
	return code == SCARD_S_SUCCESS ? buffer_append(out_atr, bytes_from(atr, atr_size)) : STATUS_IO;
}

/* A cold reset: the card loses its channels and takes up a profile that was enabled. */
static enum status reset(void *self, struct buffer *out_atr)
{
	struct pcsc_card *card = self;
	DWORD protocol;
	LONG code = SCardReconnect(card->card, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0, SCARD_UNPOWER_CARD, &protocol);
	return code == SCARD_S_SUCCESS ? append_atr(card, out_atr) : STATUS_IO;
}

static enum status transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct pcsc_card *card = self;
	BYTE received[APDU_ANSWER_MAXIMUM + 2];
	DWORD size = sizeof received;
	LONG code = SCardTransmit(card->card, SCARD_PCI_T0, command.data, command.size, NULL, received, &size);
	return code == SCARD_S_SUCCESS ? buffer_append(answer, bytes_from(received, size)) : STATUS_IO;
}

static void release(void *self)
{
	struct pcsc_card *card = self;
	SCardDisconnect(card->card, SCARD_UNPOWER_CARD);
	SCardReleaseContext(card->context);
	free(card);
}

enum status card_pcsc_open(const struct card_pcsc_choice *choice, struct card_reader *out, char failure[PCSC_FAILURE_SIZE])
{
	struct pcsc_card *card = calloc(1, sizeof *card);
	if (!card)
		return STATUS_NO_MEMORY;
	enum status status = connect_service(&card->context, failure);
	if (status == STATUS_OK) {
		status = choose(card, choice, failure);
		if (status != STATUS_OK)
			SCardReleaseContext(card->context);
	}
	if (status != STATUS_OK) {
		free(card);
		return status;
	}
	*out = (struct card_reader){ .self = card, .reset = reset, .transmit = transmit, .close = release };
	return STATUS_OK;
}
