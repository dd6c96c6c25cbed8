/* SPDX-License-Identifier: Apache-2.0 */
/* The home network's keys as options name them, and as a core network reads them. */
#ifndef PROGRAMS_PROFILE_HOME_KEY_FILES_H
#define PROGRAMS_PROFILE_HOME_KEY_FILES_H

#include "programs/output.h"
#include "programs/profile/result_folder.h"
#include "subscription/home_key.h"

/* One key: `name` is "new" (X25519), "new-b" (P-256), or a file. False: there is none; `fault` says why, without a full
 * stop. */
enum { HOME_KEY_FAULT_SIZE = 300 };
bool home_key_choose(const char *name, struct home_key *out, char fault[HOME_KEY_FAULT_SIZE]) MUST_CHECK;

/* By --suci-key and --suci-id; none when --suci-key is not given. False: a sentence was printed; return *out_code. */
bool home_keys_choose(const struct invocation *invocation, struct home_keys *out, enum exit_code *out_code) MUST_CHECK;

/* --suci-key names one that is made now, and lost unless it is written. */
bool home_keys_are_new(const struct invocation *invocation);

/* Into `inside` ("hnet", "."), a folder in the folder: each private key, and what Open5GS and free5GC are told of them.
 * Nothing of those whose private key is not known. */
enum status home_keys_write(const struct home_keys *all, struct result_folder *folder, const char *inside) MUST_CHECK;

/* For tables of options. */
#define HOME_KEY_OPTIONS \
	{ "suci-key", 0, "FILE|new|new-b", NULL, NULL, \
	  "the home network's key that IMSIs are concealed for in 5G (PEM, X25519 or P-256; private, or public if the core " \
	  "has the other), or a new one of profile A or B; several times for several, the first is preferred" }, \
	{ "suci-id", 0, "N", NULL, "1", "for --suci-key: identifier of the first key, 1 to 254" }

#endif
