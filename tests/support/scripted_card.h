/* SPDX-License-Identifier: Apache-2.0 */
/* The card's and the LPA's part of a download, played with the messages of rsp alone: what a server sees of them. Every
 * message can be spoilt before it is sent. Failing to make one fails the test. */
#ifndef TESTS_SUPPORT_SCRIPTED_CARD_H
#define TESTS_SUPPORT_SCRIPTED_CARD_H

#include "base/arena.h"
#include "codec/json.h"
#include "rsp/euicc_info.h"
#include "support/test_pki.h"

struct scripted_card {
	const struct test_pki *pki;
	struct arena arena;          /* everything that is returned lives here */
	struct bytes euicc_certificate, eum_certificate;
	const char *eid;
	struct version svn;
	struct euicc_info2 info2;
	struct text matching_id;
	struct signing_key one_time_key;
	bool keep_one_time_key;      /* come back with the same otPK.EUICC when the server names it */
	const char *code;            /* confirmation code that is typed; NULL: none */
	uint64_t sequence_number;    /* of the next notification */

	/* Of the session that was authenticated last. */
	struct bytes transaction_id;
	struct bytes signature1_object;
	struct bytes offered_otpk;   /* bppEuiccOtpk; empty: absent */
	bool code_required;
	struct bytes metadata;       /* BF25 as offered */
	struct bytes dppb_point;
	struct bytes smdp_oid;
};

void scripted_card_make(struct scripted_card *out, const struct test_pki *pki, const char *seed);
void scripted_card_release(struct scripted_card *card);

/* Another card of the same maker. `seed` makes its key; the EID must begin as the EUM's do and have good check digits. */
void scripted_card_become(struct scripted_card *card, const char *eid, const char *seed);

/* Bodies of ES9+ requests; the answers that they need are the JSON texts that the server gave. */
struct text scripted_card_initiate(struct scripted_card *card, const char *address);
struct bytes scripted_card_authenticate(struct scripted_card *card, struct text initiate_answer); /* BF38 */
struct text scripted_card_authenticate_client(struct scripted_card *card, struct bytes response);
struct bytes scripted_card_prepare(struct scripted_card *card, struct text authenticate_client_answer); /* BF21 */
struct text scripted_card_get_package(struct scripted_card *card, struct bytes response);
struct bytes scripted_card_result(struct scripted_card *card, int error, const char *iccid); /* BF37; 0: installed */
struct bytes scripted_card_notification(struct scripted_card *card, uint64_t event, const char *iccid); /* 30 */
struct text scripted_card_handle_notification(struct scripted_card *card, struct bytes pending);
struct bytes scripted_card_cancel(struct scripted_card *card, int reason); /* BF41 */
struct text scripted_card_cancel_session(struct scripted_card *card, struct bytes response);

/* Checks smdpSign, opens every segment and gives the clear profile elements. */
struct bytes scripted_card_open_package(struct scripted_card *card, struct bytes package);

/* The element in a base64 member of a JSON text. */
struct bytes scripted_member(struct arena *arena, struct text json, const char *name);
/* A text member, "" if there is none; names of inner objects before it, separated by points. */
const char *scripted_text(struct arena *arena, struct text json, const char *path);

#endif
