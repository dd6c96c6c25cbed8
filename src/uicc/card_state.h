/* SPDX-License-Identifier: Apache-2.0 */
/* The running card, as the files of this folder see it. */
#ifndef UICC_CARD_STATE_H
#define UICC_CARD_STATE_H

#include "uicc/profile_store.h"
#include "uicc/uicc.h"

enum { VERIFIED_MAXIMUM = 32, PROACTIVE_MAXIMUM = 256 + 4 };

/* What a logical channel remembers (TS 102 221 8.3). */
struct channel {
	bool is_open;
	node_number directory;    /* current MF, DF or ADF; NO_NODE: no profile */
	node_number file;         /* current EF, or NO_NODE */
	node_number application;  /* the ADF that 7FFF means, or NO_NODE */
	uint16_t record;          /* record pointer from 1; nought: undefined */
	const struct applet *applet;
	struct buffer answer;     /* what GET RESPONSE has still to give */
	status_word answer_status; /* what its last piece ends in */
	bool answer_is_proprietary; /* the command had CLA 8X or CX */
	struct buffer object;     /* BER-TLV file: the object on its way */
	size_t object_done;       /* octets of it that were given */
	size_t object_last;       /* of its last block, either way */
	bool object_is_written;   /* it comes by SET DATA */
};

/* A PIN that was verified, under the directory that holds it. */
struct verified_pin {
	node_number context;
	uint8_t reference;
};

/* What the terminal said of itself since the last reset. */
struct terminal {
	bool has_refresh;
	bool has_profile_refresh;  /* the one for a profile's change of state */
	bool has_further_channels; /* than the four basic ones */
};

struct toolkit {
	struct terminal terminal;
	struct buffer command;    /* the proactive command that is under way */
	bool is_fetched;
	proactive_done *done;
	void *context;
};

struct suspension; /* what SUSPEND UICC keeps; suspend.c */

struct uicc {
	struct nvm *nvm;
	const struct random *random;
	enum answer_transport transport;
	enum get_response_class get_response_class;
	uint32_t lacking_commands;
	uint8_t atr[ATR_MAXIMUM];
	size_t atr_size;
	const struct applet *applets[APPLETS_MAXIMUM];
	size_t applet_count;
	uint16_t slot;                /* of the profile in charge; nought: none */
	struct profile_store *store;  /* its tree, while the card is awake */
	struct channel channels[CHANNELS];
	const struct channel *running; /* whose applet is at work */
	struct verified_pin verified[VERIFIED_MAXIMUM]; /* the latest last */
	size_t verified_count;
	struct toolkit toolkit;
	struct suspension *suspension; /* NULL: none */
};

/* What a command answers when nvm or memory failed it. */
status_word card_failure(enum status status);

static inline uint8_t channel_number(const struct uicc *card, const struct channel *channel)
{
	return (uint8_t)(channel - card->channels);
}

/* ---- channel.c ---- */

/* Opens with the MF current, whatever it was before. */
void channel_open(struct uicc *card, struct channel *channel);
/* Forgets everything; an applet on it is told. */
void channel_close(struct uicc *card, struct channel *channel);
/* All but one whose applet is at work. */
void channel_close_all(struct uicc *card);
/* Takes the applet off the channel and tells it. */
void channel_leave_applet(struct uicc *card, struct channel *channel);
void channel_drop_answer(struct channel *channel);
void channel_drop_object(struct channel *channel);

/* ---- security.c: which PINs were verified (TS 102 221 9.3) ---- */

void security_verify(struct uicc *card, node_number context, uint8_t reference);
void security_forget(struct uicc *card, node_number context, uint8_t reference);
enum { APPLICATION_PIN_LAST = 0x08, UNIVERSAL_PIN = 0x11 };
/* The PIN that `reference` means in `directory` is satisfied: verified and not blocked, or a user's PIN that is disabled and
 * for which no universal PIN must be verified (TS 102 221 9.4.1, 9.5.1). */
bool security_is_satisfied(const struct uicc *card, node_number directory, uint8_t reference);
/* Local PINs of an application lose their state when no channel has it any more. */
void security_end_application(struct uicc *card, node_number application);

/* ---- suspend.c ---- */

void suspension_drop(struct uicc *card);
/* Only after a reset can be resumed. */
void suspension_hear_reset(struct uicc *card);
/* Nothing comes back into another profile. */
void suspension_hear_profile(struct uicc *card);

/* ---- toolkit.c ---- */

/* A proactive command under way is over; whoever asked hears -1. */
void toolkit_cancel(struct uicc *card);
/* That, and what the terminal said of itself is forgotten. */
void toolkit_reset(struct uicc *card);
/* The word that says the same and that a command waits to be fetched, where one does (TS 102 221 10.2.1). */
status_word toolkit_word(const struct uicc *card, status_word word);

#endif
