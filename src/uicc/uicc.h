/* SPDX-License-Identifier: Apache-2.0 */
/* A plain smart card that runs: logical channels, the enabled profile's files and applications, and whatever applets sit
 * beside them. Takes command APDUs, gives answers; does no I/O but nvm. */
#ifndef UICC_UICC_H
#define UICC_UICC_H

#include "ports/nvm.h"
#include "ports/random.h"
#include "uicc/apdu.h"

struct uicc;

/* An application that is not a file system (ISD-R, ECASD): selected by its AID, then given every command of that
 * channel. */
struct applet {
	void *self;
	const uint8_t *aid;
	size_t aid_size;
	/* SELECT by AID; appends the FCI. Another status word than SW_OK leaves the channel as it was. */
	status_word (*select)(void *self, uint8_t channel, struct buffer *answer);
	/* Any other command. `answer` gets the whole answer data; the card does GET RESPONSE. */
	status_word (*process)(void *self, const struct apdu *command, struct buffer *answer);
	/* The channel was closed, reset, or selected something else. */
	void (*deselect)(void *self, uint8_t channel);
};

enum { APPLETS_MAXIMUM = 8, ATR_MAXIMUM = 33 };

/* How answers of case-4 commands travel. */
enum answer_transport {
	ANSWER_BY_GET_RESPONSE, /* 61xx, as a T=0 card */
	ANSWER_DIRECT,          /* data and 9000 at once where it fits */
};

/* Which CLA GET RESPONSE must have: cards differ where terminals do. */
enum get_response_class {
	GET_RESPONSE_ANY,
	GET_RESPONSE_INTERINDUSTRY, /* 0X, 4X */
	GET_RESPONSE_AS_COMMAND,    /* that of the command which is answered */
};

/* Commands that not every card has. */
enum optional_command { OPTIONAL_SUSPEND_UICC = 1 << 0, OPTIONAL_GET_IDENTITY = 1 << 1 };

/* One row a command, ended by one without name. */
struct optional_command_name {
	const char *name; /* "suspend-uicc" */
	enum optional_command command;
	uint8_t ins;
};
extern const struct optional_command_name optional_commands[];

struct uicc_settings {
	enum answer_transport transport;
	enum get_response_class get_response_class;
	uint32_t lacking_commands; /* bits of enum optional_command */
	struct bytes atr; /* empty: the default, which says "eUICC" in TS 102 221's way */
};

/* `nvm` and `random` must outlive it. */
enum status uicc_new(struct nvm *nvm, const struct random *random, const struct uicc_settings *settings,
                     struct uicc **out) MUST_CHECK;
void uicc_free(struct uicc *uicc);

/* Registers an applet; the struct must outlive the card. STATUS_TOO_LARGE. */
enum status uicc_add_applet(struct uicc *uicc, const struct applet *applet) MUST_CHECK;

/* Puts the profile of this slot in charge (nought: none), forgets what was verified, cancels a proactive command, and
 * closes all channels but the basic one. Applets stay registered, and each is deselected; but one that makes this call from
 * inside its process() keeps its channel, so that its answer can be fetched. STATUS_NOT_FOUND, STATUS_MALFORMED,
 * STATUS_UNSUPPORTED, STATUS_IO, STATUS_NO_MEMORY: the card then runs without profile. */
enum status uicc_use_profile(struct uicc *uicc, uint16_t slot) MUST_CHECK;

/* A proactive command (D0 …) for the terminal: the next successful answers end in 91xx until it is fetched. `on_response`
 * gets the general result of TERMINAL RESPONSE, or -1 for a reset before it came. STATUS_BUSY: one is waiting already;
 * STATUS_UNSUPPORTED: the terminal's profile does not have it (REFRESH). */
typedef void proactive_done(void *context, int general_result);
enum status uicc_ask_terminal(struct uicc *uicc, struct bytes command, proactive_done *done, void *context) MUST_CHECK;
bool uicc_is_proactive_busy(const struct uicc *uicc);
/* The terminal announced REFRESH in its TERMINAL PROFILE. */
bool uicc_terminal_has_refresh(const struct uicc *uicc);
/* … and the one for a profile's change of state. */
bool uicc_terminal_has_profile_refresh(const struct uicc *uicc);

/* Gives back the memory that an idle card can do without; the next command takes it again. */
void uicc_rest(struct uicc *uicc);

/* Cold or warm reset: everything volatile is gone. Appends the ATR. */
enum status uicc_reset(struct uicc *uicc, struct buffer *out_atr) MUST_CHECK;

/* One command, one answer (data, SW1, SW2), whatever the octets. */
enum status uicc_transmit(struct uicc *uicc, struct bytes command, struct buffer *answer) MUST_CHECK;

#endif
