/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/euicc/card_file.h"

#include <errno.h>
#include <unistd.h>

#include "io/file.h"
#include "io/system_random.h"

void card_file_release(struct card_file *card)
{
	euicc_free(card->euicc);
	nvm_sqlite_close(card->file);
	*card = (struct card_file){ 0 };
}

static enum status open_card(const char *path, const struct euicc_personality *personality, struct card_file *card)
{
	/* The driver would make the file. */
	if (access(path, R_OK | W_OK) != 0)
		return file_status(errno);
	TRY(nvm_sqlite_open(path, &card->file));
	card->random = system_random();
	struct nvm *nvm = nvm_sqlite_port(card->file);
	return personality ? euicc_open_as(nvm, &card->random, personality, &card->euicc)
	                   : euicc_open(nvm, &card->random, &card->euicc);
}

enum status card_file_open(const char *path, struct card_file *out)
{
	return card_file_open_as(path, NULL, out);
}

enum status card_file_open_as(const char *path, const struct euicc_personality *personality, struct card_file *out)
{
	*out = (struct card_file){ 0 };
	enum status status = open_card(path, personality, out);
	if (status != STATUS_OK)
		card_file_release(out);
	return status;
}

const char *card_file_trouble(enum status status)
{
	switch (status) {
	case STATUS_NOT_FOUND:
		return "there is no card: make one with 'provisim euicc create'";
	case STATUS_BUSY:
		return "another process runs this card: end that one first";
	case STATUS_UNSUPPORTED:
		return "a newer version of Provisim has written this card: use that version";
	case STATUS_MALFORMED:
		return "this is no card's file, or it is damaged: restore a copy of it, or make another card";
	case STATUS_REFUSED:
		return "it may not be read and written: check its permissions";
	case STATUS_EXISTS:
		return "there is a card in this file already";
	case STATUS_NO_MEMORY:
		return "out of memory, or the disk is full: make room and try again";
	default:
		return "the file could not be read or written: it may be damaged, or the disk full";
	}
}
