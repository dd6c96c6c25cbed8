/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of a card, on order: a layer between a software card and its reader, for seeing what an LPA makes of them. */
#ifndef LIBRARY_CARD_FAULT_H
#define LIBRARY_CARD_FAULT_H

#include "euicc/euicc.h"
#include "ports/card_reader.h"

enum { CARD_FAULTS_MAXIMUM = 8, SLOW_MAXIMUM = 60000 /* milliseconds */ };

enum card_fault_kind {
	FAULT_SIGNATURE,   /* what the card signs does not hold */
	FAULT_FULL,        /* value: octets of room for profiles, in all */
	FAULT_DROP,        /* the command is carried out, and its answer is lost */
	FAULT_STATUS_WORD, /* value: answered instead of carrying the command out */
	FAULT_SLOW,        /* value: milliseconds before the answer */
	FAULT_RESET,       /* the card is reset before the command */
};

struct card_fault {
	enum card_fault_kind kind;
	uint32_t value;
	unsigned command; /* which one, from 1, counted from the card's start; nought: each */
};

struct card_faults {
	struct card_fault list[CARD_FAULTS_MAXIMUM];
	size_t count;
};

/* For --help. */
#define CARD_FAULT_GRAMMAR \
	"SPEC is one fault or several with commas; @N is the N-th command from the start of the card, without it each one.\n" \
	"signature: whatever the card signs does not hold. full, full=OCTETS: it has no room for profiles, or so much in " \
	"all. drop@N: the command is carried out, its answer is lost. XXXX@N: four hexadecimal digits, a status word " \
	"instead of the command. slow=MILLISECONDS, slow=MILLISECONDS@N: the answer takes so long. reset@N: the card is " \
	"reset before the command, and forgets channels and sessions."

/* Adds what a specification says: "drop@12", "6F00@3,slow=50". False: it is none, or too many; nothing is added then. */
bool card_faults_parse(struct text specification, struct card_faults *faults) MUST_CHECK;

/* Those that are the card's own. Once, after the card was opened. */
void card_faults_spoil(const struct card_faults *faults, struct euicc *euicc);

/* Those of the link. Has the form of struct card_reader's functions, with the layer as `self`. */
struct card_fault_layer {
	const struct card_faults *faults; /* borrowed */
	struct card_reader card;          /* not closed by the layer */
	unsigned commands;                /* so far */
};

enum status card_fault_layer_reset(void *self, struct buffer *out_atr) MUST_CHECK;
/* A lost answer is STATUS_OK with nothing appended. */
enum status card_fault_layer_transmit(void *self, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
