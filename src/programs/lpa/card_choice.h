/* SPDX-License-Identifier: Apache-2.0 */
/* Which card, and the way to it: --card, PROVISIM_CARD, or what lpac's variables say. KIND:DEVICE,KEY=VALUE… */
#ifndef PROGRAMS_LPA_CARD_CHOICE_H
#define PROGRAMS_LPA_CARD_CHOICE_H

#include "io/card_driver.h"
#include "programs/output.h"

enum card_kind { CARD_FILE, CARD_PCSC, CARD_MODEM, CARD_STDIO, CARD_TCP };

struct card_choice {
	enum card_kind kind;
	struct text name;                 /* CARD_FILE: the file; CARD_PCSC: the reader; CARD_TCP: HOST:PORT */
	const char *driver;               /* CARD_MODEM: "at", "qmi", "mbim" */
	struct card_device_choice device; /* CARD_MODEM, but for `seconds`, which is CARD_STDIO's as well */
};

/* Texts live as long as the invocation. EXIT_USAGE: a sentence was printed. */
enum exit_code card_choice_make(struct invocation *invocation, struct card_choice *out);

#endif
