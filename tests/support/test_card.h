/* SPDX-License-Identifier: Apache-2.0 */
/* A software eUICC in memory and the terminal that it sits in: APDUs, channels, STORE DATA, GET RESPONSE. */
#ifndef TESTS_SUPPORT_TEST_CARD_H
#define TESTS_SUPPORT_TEST_CARD_H

#include "euicc/euicc.h"
#include "io/nvm_memory.h"
#include "support/scripted_server.h"
#include "uicc/apdu.h"

enum { TEST_MEMORY = 4 << 20, TEST_BLOCK_SIZE = 255 };

struct test_card {
	struct nvm_memory *memory;
	struct nvm *nvm;        /* the memory's, unless a test puts another one before it */
	struct random random;   /* counts: every octet differs from the one before */
	uint64_t random_count;
	struct euicc *euicc;
	uint8_t channel;        /* that the ISD-R is selected on */
	size_t block_size;      /* octets of a STORE DATA block */
	bool rests;             /* euicc_rest() after each command */
	unsigned apdus;         /* sent since the power came */
	unsigned apdus_maximum; /* the power goes after so many; nought: it stays */
};

/* A card that trusts and signs under `pki`, powered up, ISD-R selected on channel 1. `change` may alter the birth data. */
void test_card_make(struct test_card *card, const struct test_pki *pki, void (*change)(struct euicc_birth *birth));
/* A card under several CIs, in this order: it signs under the first `signing` of them and trusts all `count`. */
void test_card_make_under(struct test_card *card, const struct test_pki *const worlds[], size_t signing, size_t count);
void test_card_release(struct test_card *card);

/* The birth data that test_card_make() begins with. `scalar` (32 octets) and *credentials must outlive it. */
void test_card_birth(const struct test_pki *pki, struct buffer *scalar, struct euicc_credentials *credentials,
                     struct euicc_birth *out);

/* Power off and on again. STATUS of euicc_open(); the card is off when it fails. */
enum status test_card_restart(struct test_card *card) MUST_CHECK;
/* As above, asserted, and the ISD-R selected again. */
void test_card_power_cycle(struct test_card *card);
void test_card_select_isd_r(struct test_card *card);

/* One command APDU in hexadecimal with its answer; answers in 61xx are fetched. Appends the data to `answer` unless it is
 * NULL. Returns the last status word; nought when the card did not answer. */
status_word test_card_apdu(struct test_card *card, const char *hex, struct buffer *answer);
status_word test_card_transmit(struct test_card *card, struct bytes command, struct buffer *answer);

/* One STORE DATA chain. */
status_word test_card_store_data(struct test_card *card, struct bytes command, struct buffer *answer);

/* As above for commands that must end in 9000 or 91xx; the answer is in `arena`. */
struct bytes test_card_command(struct test_card *card, struct arena *arena, struct bytes command);
struct bytes test_card_command_hex(struct test_card *card, struct arena *arena, const char *hex);

/* ---- a whole download ---- */

/* GetEUICCChallenge and AuthenticateServer; then PrepareDownload. Both must be accepted. */
void test_card_authenticate(struct test_card *card, struct scripted_server *server);
void test_card_prepare(struct test_card *card, struct scripted_server *server);

/* Hands a package over piece by piece as LPAs do, until the card answers; empty if it never did. *out_word may be NULL. */
struct bytes test_card_load(struct test_card *card, struct scripted_server *server, struct bytes package,
                            status_word *out_word);

/* All of it; the decoded result, its signature checked. */
struct installation_result test_card_download(struct test_card *card, struct scripted_server *server);

#endif
