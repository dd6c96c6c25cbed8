/* SPDX-License-Identifier: Apache-2.0 */
/* A card with a small profile in memory, for the tests of the running card. Its files, identifiers and codes:
 *
 *   MF                       PINs 01, 0A
 *     2F00 EF.DIR            linear fixed, 2 of 20
 *     2FE2 EF.ICCID          short identifier 2, rule 1
 *     2F06 EF.ARR            RULES of them
 *     7F10 DF.TELECOM
 *       6F3A EF.ADN          linear fixed, 5 of 14, rule 2; record n is n times the octet n
 *     7F01 ADF.USIM          PINs 01, 81, 0A; the identifier is the installation's
 *       6F06 link to 2F06
 *       6F07 EF.IMSI         short identifier 7, rule 2
 *       6F38 EF.UST          rule 1; services 27 and 38
 *       6F39 EF.ACM          cyclic, 3 of 3, rule 2
 *       6F3A link to EF.ADN  short identifier 10
 *       6F3B EF.FDN          never written, linear fixed 3 of 20, PIN 81 to update
 *       6F78 EF.ACC          deactivated, rule 4
 *       6F7B EF.FPLMN        deactivated and usable all the same, rule 4
 *       6F7E EF.LOCI         transparent, 300 octets counting up, rule 4
 *       6F50 BER-TLV file    short identifier 16, rule 4, 300 octets at most
 *       5F3B DF              a directory below
 *         4F20 file          short identifier 1, rule 4
 *     7F02 ADF.ISIM          shares the USIM's keys
 *
 * PIN1 is 1234 with 3 tries, PUK 12345678; PIN2 5678; ADM1 "adm-code". */
#ifndef TESTS_SUPPORT_USIM_FIXTURE_H
#define TESTS_SUPPORT_USIM_FIXTURE_H

#include "io/nvm_memory.h"
#include "support/power_cut_nvm.h"
#include "support/test.h"
#include "uicc/profile_store.h"
#include "uicc/uicc.h"

#define USIM_AID "A0000000871002FF44FF128900000100"
#define ISIM_AID "A0000000871004FF44FF128900000100"
#define PIN1 "31323334FFFFFFFF"
#define PIN2 "35363738FFFFFFFF"
#define PUK1 "3132333435363738"
#define ADM1 "61646D2D636F6465"

enum { FIXTURE_SLOT = 1 };

struct usim_fixture {
	struct nvm_memory *memory;
	struct power_cut_nvm power; /* stands before the memory */
	struct random random;       /* counts up */
	uint8_t next_random;
	struct uicc *card;
	struct arena arena;
};

/* With answers by GET RESPONSE, reset, the profile in charge. */
void usim_fixture_init(struct usim_fixture *fixture);
void usim_fixture_release(struct usim_fixture *fixture);

/* For cmocka's set-up and tear-down; *state is the fixture. */
int usim_fixture_set_up(void **state);
int usim_fixture_tear_down(void **state);

/* A new card on the same memory, as after a power failure. */
void usim_fixture_restart(struct usim_fixture *fixture);

/* Changes the stored profile behind the card's back, in a transaction; the card is started anew. `context` is for
 * `change`. */
void usim_fixture_change(struct usim_fixture *fixture, void (*change)(struct profile_store *store, const void *context),
                         const void *context);

/* One command as it is; answer and status word as they come. */
struct bytes transmit(struct usim_fixture *fixture, const char *command);
/* Fetches 61XX to the end, and joins the pieces. */
struct bytes exchange(struct usim_fixture *fixture, const char *command);

/* Fails naming the command unless the answer, status word included, is `want`. */
void check_transmit(struct usim_fixture *fixture, const char *command, const char *want);
void check_exchange(struct usim_fixture *fixture, const char *command, const char *want);

/* Steps of one story: command, then the answer that exchange() must get. */
struct step {
	const char *command, *want;
};

#define check_steps(fixture, ...)                                             \
	do {                                                                  \
		const struct step steps_[] = { __VA_ARGS__ };                 \
		for (size_t i_ = 0; i_ < ARRAY_SIZE(steps_); i_++)            \
			check_exchange((fixture), steps_[i_].command, steps_[i_].want); \
	} while (0)

#define CARD_TEST(function) cmocka_unit_test_setup_teardown(function, usim_fixture_set_up, usim_fixture_tear_down)

#endif
