/* SPDX-License-Identifier: Apache-2.0 */
/* Follows what goes between a terminal and a card: which channel, which file, which block of which message. Tells for each
 * exchange what it is, hides what is secret in it, and puts messages together that came in blocks. Takes any octets. */
#ifndef PROGRAMS_APDU_WATCH_H
#define PROGRAMS_APDU_WATCH_H

#include "programs/apdu/place.h"
#include "rsp/es10_tree.h"
#include "uicc/apdu.h"

enum {
	WATCH_MESSAGE_MAXIMUM = 64 << 10, /* octets kept of a command and of an answer, for each channel */
	WATCH_ABOUT_SIZE = 200,
};

/* What the data of an answer is, also of one that comes piece by piece. */
enum apdu_answer_kind { ANSWER_PLAIN, ANSWER_SELECTED, ANSWER_ES10, ANSWER_AUTHENTICATION, ANSWER_SECRET };

struct apdu_watch_channel {
	struct apdu_place place;
	struct buffer chain;      /* STORE DATA so far */
	size_t last_block;        /* where the newest block begins in it */
	unsigned next_block;
	bool chain_lost;          /* blocks are missing, or there were too many octets */
	struct buffer answer;     /* data so far */
	enum apdu_answer_kind kind;
	struct apdu asked;        /* by what; its data is not kept */
};

struct apdu_watch {
	bool reveal;
	struct apdu_watch_channel channels[CHANNELS];
	struct buffer command, answer; /* of the newest exchange, without secrets */
};

/* One exchange. Views into the watch, good until the next. */
struct apdu_exchange {
	unsigned channel;
	char about[WATCH_ABOUT_SIZE];   /* "READ BINARY EF.IMSI" */
	struct bytes command, answer;   /* whole; hidden octets are FF */
	struct hidden_octets command_hidden, answer_hidden;
	const char *note;               /* NULL: nothing special */
	struct bytes message;           /* that this command completes; empty: none. Secrets are in it */
	struct bytes response;          /* that this answer completes; empty: none. Secrets are in it */
	const struct es10_field *response_fields;
	struct apdu apdu;               /* only if `is_apdu` */
	bool is_apdu;
};

/* With `reveal` nothing is hidden. */
void apdu_watch_init(struct apdu_watch *watch, bool reveal);
void apdu_watch_release(struct apdu_watch *watch);

/* All channels are closed. */
void apdu_watch_reset(struct apdu_watch *watch);

/* `answer`: data, SW1 and SW2; empty if none came. Fails only for want of memory; the watch may be used on. */
enum status apdu_watch_exchange(struct apdu_watch *watch, struct bytes command, struct bytes answer,
                                struct apdu_exchange *out) MUST_CHECK;

#endif
