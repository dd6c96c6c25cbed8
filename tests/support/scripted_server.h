/* SPDX-License-Identifier: Apache-2.0 */
/* The server's side of a download for tests of the card: makes each message from fields that a test may spoil one by one,
 * and checks the card's signatures as an SM-DP+ would. Messages live in its arena. */
#ifndef TESTS_SUPPORT_SCRIPTED_SERVER_H
#define TESTS_SUPPORT_SCRIPTED_SERVER_H

#include "base/arena.h"
#include "rsp/installation_result.h"
#include "rsp/notification.h"
#include "rsp/package_seal.h"
#include "support/test_pki.h"

struct scripted_server {
	const struct test_pki *pki;
	struct arena arena;

	/* AuthenticateServer */
	uint8_t transaction_id[8];
	struct bytes challenge_sent;        /* empty: the one that the card gave */
	struct text address;
	uint8_t server_challenge[CHALLENGE_SIZE];
	struct bytes authentication_certificate;
	const struct signing_key *authentication_key;
	struct bytes ci_key_id;             /* may be empty */
	struct text matching_id;

	/* PrepareDownload */
	struct bytes binding_transaction_id;
	struct bytes binding_certificate;
	const struct signing_key *binding_key;
	struct bytes bpp_euicc_otpk;        /* empty: absent */
	bool confirmation_code_required;
	struct bytes hash_cc;               /* empty: absent */
	bool signs_another_signature1;      /* smdpSignature2 over something that the card did not say */

	/* LoadBoundProfilePackage */
	struct bytes package_transaction_id;
	int remote_operation;
	uint8_t key_type, key_length;
	struct bytes host_id;
	struct bytes smdp_otpk;             /* empty: a fresh one */
	struct bytes configure_isdp;        /* BF24 */
	struct bytes metadata;              /* BF25 */
	struct bytes replace_keys;          /* BF26; empty: session keys */
	struct package_keys package_keys;   /* what replace_keys says */
	struct bytes upp;
	size_t segment_size;                /* clear octets in a segment of the profile and of the metadata */

	/* What the card said. */
	struct bytes euicc_challenge;
	struct bytes euicc_certificate;
	struct bytes euicc_signature1_object;
	struct bytes euicc_otpk;

	struct bytes smdp_signature2_object; /* sent last */
};

/* Everything right: the identities of `pki`, a package with the profile `upp` under `metadata`. Both are borrowed. */
void scripted_server_init(struct scripted_server *server, const struct test_pki *pki, struct bytes metadata,
                          struct bytes upp);
void scripted_server_release(struct scripted_server *server);

/* From here on the profile is protected with random keys. */
void scripted_server_use_random_keys(struct scripted_server *server);

/* BF38 for the challenge in the card's answer (BF2E …). */
struct bytes scripted_server_authenticate(struct scripted_server *server, struct bytes challenge_answer);
/* Checks an accepting answer: certificates, signature, echoed fields. */
void scripted_server_hear_authentication(struct scripted_server *server, struct bytes answer);

/* BF21. */
struct bytes scripted_server_prepare(struct scripted_server *server);
void scripted_server_hear_preparation(struct scripted_server *server, struct bytes answer);

/* BF36 for the one-time key that the card gave. */
struct bytes scripted_server_package(struct scripted_server *server);

/* Decodes a BF37 and checks its signature and what it says of the session. */
struct installation_result scripted_server_hear_result(struct scripted_server *server, struct bytes result);

/* Checks an OtherSignedNotification with its certificates. */
struct notification_metadata scripted_server_hear_notification(struct scripted_server *server, struct bytes pending);

#endif
