/* SPDX-License-Identifier: Apache-2.0 */
/* The card's side of one download (SGP.22 3.1, 5.7): what was agreed so far and which command may come next. Volatile:
 * a reset forgets it. */
#ifndef EUICC_DOWNLOAD_SESSION_H
#define EUICC_DOWNLOAD_SESSION_H

#include "crypto/key_agreement.h"
#include "euicc/card.h"
#include "rsp/transition.h"

enum session_state {
	SESSION_NONE,
	SESSION_CHALLENGED,    /* GetEUICCChallenge was answered */
	SESSION_AUTHENTICATED, /* the server is who it says */
	SESSION_PREPARED,      /* the one-time key was given out */
	SESSION_LOADING,       /* the package comes in */
	SESSION_STATE_COUNT
};

enum session_event {
	SESSION_CHALLENGE,
	SESSION_AUTHENTICATE,
	SESSION_PREPARE,
	SESSION_LOAD,   /* octets of a package, not the last */
	SESSION_RESULT, /* the installation ended, well or not */
	SESSION_CANCEL,
	SESSION_MANAGE, /* EnableProfile, DisableProfile, DeleteProfile, eUICCMemoryReset */
	SESSION_EVENT_COUNT
};

extern const struct state_machine download_machine;

struct download_session {
	int state;
	uint8_t challenge[CHALLENGE_SIZE];
	uint8_t transaction_id[TRANSACTION_ID_MAXIMUM];
	size_t transaction_id_size;
	char server_address[ADDRESS_MAXIMUM];
	size_t server_address_size;
	uint8_t server_oid[OID_MAXIMUM]; /* of CERT.DPauth or CERT.DSauth */
	size_t server_oid_size;
	bool is_smdp;                    /* the role in the server's certificate; else an SM-DS */
	uint16_t credential;             /* the CI of euiccCiPKIdToBeUsed */
	uint16_t server_credential;      /* the CI that signed the server's certificate */
	uint8_t ci_key_id[CI_KEY_ID_SIZE];
	struct signing_key card_key;     /* SK.EUICC under that CI */
	uint8_t euicc_signature1[SIGNATURE_SIZE];
	struct public_key binding_key;   /* of CERT.DPpb */
	uint8_t binding_oid[OID_MAXIMUM];/* of CERT.DPpb */
	size_t binding_oid_size;
	struct signing_key one_time_key; /* otSK.EUICC */
	struct load_package *load;       /* NULL unless SESSION_LOADING */
};

/* Where the session stands; SESSION_NONE without one. */
int session_state(const struct euicc *euicc);

/* The row of the table, or NULL: this may not happen now. */
const struct transition *session_allows(const struct euicc *euicc, enum session_event event);

/* Goes where the row of this event leads, after success or failure; SESSION_NONE frees the session. */
void session_step(struct euicc *euicc, enum session_event event, bool succeeded);

/* A new session in SESSION_CHALLENGED with this challenge; an older one is forgotten. STATUS_NO_MEMORY. */
enum status session_begin(struct euicc *euicc, const uint8_t challenge[CHALLENGE_SIZE]) MUST_CHECK;

/* Wipes and frees the session, if there is one. */
void session_end(struct euicc *euicc);

static inline struct bytes session_transaction_id(const struct download_session *session)
{
	return bytes_from(session->transaction_id, session->transaction_id_size);
}

static inline struct text session_server_address(const struct download_session *session)
{
	return (struct text){ session->server_address, session->server_address_size };
}

static inline struct bytes session_server_oid(const struct download_session *session)
{
	return bytes_from(session->server_oid, session->server_oid_size);
}

static inline struct bytes session_binding_oid(const struct download_session *session)
{
	return bytes_from(session->binding_oid, session->binding_oid_size);
}

#endif
