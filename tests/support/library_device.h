/* SPDX-License-Identifier: Apache-2.0 */
/* A device as callers of libprovisim-lpa make one: a card by libprovisim-euicc, an SM-DP+ in the test's process. */
#ifndef TESTS_SUPPORT_LIBRARY_DEVICE_H
#define TESTS_SUPPORT_LIBRARY_DEVICE_H

#include "provisim/lpa.h"
#include "support/library_card.h"
#include "support/test_smdp.h"

enum { DEVICE_MATCHING_ID_SIZE = 16, DEVICE_ICCID_SIZE = 24 };

struct library_device {
	struct provisim_euicc_memory *memory;
	struct provisim_euicc *card;
	struct provisim_lpa *lpa;
	struct test_smdp *smdp;
	struct test_host *smds; /* at TEST_SMDS_ADDRESS; NULL: there is none */
	char iccid[DEVICE_ICCID_SIZE]; /* of what library_device_offer() offers */
	char matching_id[DEVICE_MATCHING_ID_SIZE];
	/* the user */
	enum provisim_lpa_reply reply;
	const char *codes[3]; /* what is typed when a code is asked for, one after the other */
	size_t codes_asked, consents_asked;
	/* the weather */
	enum provisim_lpa_server_trouble trouble; /* instead of every answer; nought: none */
	bool pulled;                              /* no answer of the card while a package is loaded */
	size_t link_limit; /* octets of a command, beyond which the link does not take it; nought: none */
	size_t resets;
};

/* Card and session number `number` of a world, with the card's power on. */
void library_device_make(struct library_device *device, const struct library_world *world, struct test_smdp *smdp,
                         size_t number);
void library_device_release(struct library_device *device);

/* The device's profile in stock, ordered, confirmed with this code (NULL: none) and released. */
void library_device_offer(struct library_device *device, const char *code);

/* Begins to download it. */
void library_device_download(struct library_device *device);

/* Does what the session wants next. False: nothing was wanted. */
bool library_device_step(struct library_device *device);

/* Until nothing is wanted. */
struct provisim_lpa_outcome library_device_run(struct library_device *device);
void library_device_run_well(struct library_device *device);

/* Asserts PROVISIM_LPA_OK. */
void lpa_ok(enum provisim_lpa_status status);

#endif
