/* SPDX-License-Identifier: Apache-2.0 */
/* A software eUICC with the file that it lives in, powered up in this process. */
#ifndef PROGRAMS_EUICC_CARD_FILE_H
#define PROGRAMS_EUICC_CARD_FILE_H

#include "euicc/euicc.h"
#include "io/nvm_sqlite.h"

struct card_file {
	struct nvm_sqlite *file;
	struct random random;
	struct euicc *euicc;
};

/* Release powers the card down; whatever it answered is durable by then. */
void card_file_release(struct card_file *card);

/* In place: `out` must not be moved while the card runs. STATUS_NOT_FOUND: no such file, or no card in it; STATUS_BUSY:
 * another process runs this card; STATUS_UNSUPPORTED: written by a newer version; STATUS_MALFORMED: no card's file, or a
 * damaged one; STATUS_REFUSED: no permission; STATUS_IO. */
enum status card_file_open(const char *path, struct card_file *out) MUST_CHECK;

/* The same, as another kind of card than it was born as; NULL: as that. */
enum status card_file_open_as(const char *path, const struct euicc_personality *personality,
                              struct card_file *out) MUST_CHECK;

/* The same failures as part of a sentence: "there is no card in this file". */
const char *card_file_trouble(enum status status);

#endif
