/* SPDX-License-Identifier: Apache-2.0 */
/* The road to the card's ISD-R: TERMINAL CAPABILITY, a logical channel, SELECT, and ES10 commands cut into STORE DATA
 * (SGP.22 5.7.1, 5.7.2). It produces command APDUs and is fed their answers; it never waits. */
#ifndef LPA_ISD_R_CHANNEL_H
#define LPA_ISD_R_CHANNEL_H

#include "base/buffer.h"

enum {
	ISD_R_AIDS_MAXIMUM = 8,
	ISD_R_SEGMENT_MAXIMUM = 255,      /* octets of a STORE DATA block, as SGP.22 5.7.2 has it */
	ISD_R_BLOCKS_MAXIMUM = 256,       /* the block number is one octet */
	ISD_R_ANSWER_MAXIMUM = 256 << 10, /* octets of one ES10 answer: ours */
	APDU_SIZE_MAXIMUM = 5 + ISD_R_SEGMENT_MAXIMUM,
	WORD_CHANNEL_UNKNOWN = 0x6881, /* logical channel not supported */
};

struct isd_r_settings {
	struct bytes aids[ISD_R_AIDS_MAXIMUM]; /* borrowed; tried in this order */
	size_t aid_count;                      /* nought: the standard's AID, then those of known cards */
	size_t segment_size;                   /* 1 to ISD_R_SEGMENT_MAXIMUM; nought: the maximum */
};

enum isd_r_state {
	ISD_R_CLOSED,
	ISD_R_TERMINAL_CAPABILITY,
	ISD_R_OPENING,
	ISD_R_SELECTING,
	ISD_R_READY,
	ISD_R_STORING,
	ISD_R_CLOSING,
};

/* Release frees the answer; what the card thinks of the channel is not touched. */
struct isd_r_channel {
	struct isd_r_settings settings;
	enum isd_r_state state;
	uint8_t number; /* of the logical channel */
	size_t aid_index;
	struct bytes command; /* borrowed: the ES10 command under way */
	size_t sent;          /* octets of it that the card has */
	unsigned block;
	uint8_t apdu[APDU_SIZE_MAXIMUM];
	size_t apdu_size;      /* nought: nothing is to be sent */
	bool length_corrected; /* 6Cxx was answered to this APDU already */
	bool found;            /* SELECT succeeded */
	bool plain_get_response; /* the card refused GET RESPONSE in the class of STORE DATA: class 0X since then */
	struct buffer answer;  /* to the ES10 command, without status words */
	enum status status;    /* of the last thing asked: see below */
	unsigned status_word;  /* the last one from the card */
};

/* STATUS_MALFORMED: segment size or an AID is out of range. */
enum status isd_r_channel_init(struct isd_r_channel *channel, const struct isd_r_settings *settings) MUST_CHECK;
void isd_r_channel_release(struct isd_r_channel *channel);

/* Begins to open. When next there is nothing to send, the state is ISD_R_READY, or ISD_R_CLOSED with the reason in
 * `status`: STATUS_NOT_FOUND (no ISD-R under any AID), STATUS_BUSY (no logical channel free), STATUS_MALFORMED.
 * STATUS_OUT_OF_ORDER: not closed. */
enum status isd_r_channel_open(struct isd_r_channel *channel) MUST_CHECK;

/* Begins an ES10 command, which must live until it is done. When next there is nothing to send, the state is
 * ISD_R_READY again and `status` is STATUS_OK with the card's octets in `answer`, STATUS_REFUSED (see status_word),
 * STATUS_MALFORMED (no status word, or an answer without end) or STATUS_TOO_LARGE (the answer).
 * STATUS_OUT_OF_ORDER: not ready; STATUS_TOO_LARGE: more blocks than there are block numbers. */
enum status isd_r_channel_send(struct isd_r_channel *channel, struct bytes command) MUST_CHECK;

/* Begins to close; nothing to do when closed already. The state becomes ISD_R_CLOSED. */
void isd_r_channel_close(struct isd_r_channel *channel);

/* The card was reset, or is gone: the channel with it. */
void isd_r_channel_forget(struct isd_r_channel *channel);

/* The APDU that is to be sent now; false: none. */
bool isd_r_channel_next(const struct isd_r_channel *channel, struct bytes *out_apdu) MUST_CHECK;

/* The link did not take that APDU, and the card has not seen it: the same again in smaller blocks, of which all later
 * commands are made too. False, and nothing changed: it is no block of a command, or small enough. */
bool isd_r_channel_shorten(struct isd_r_channel *channel);

/* The card's answer to it, status words included. */
void isd_r_channel_answer(struct isd_r_channel *channel, struct bytes answer);

#endif
