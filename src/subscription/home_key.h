/* SPDX-License-Identifier: Apache-2.0 */
/* The home network's keys that USIMs conceal their IMSI for (TS 33.501 C.3): public in the profile, private in the core. */
#ifndef SUBSCRIPTION_HOME_KEY_H
#define SUBSCRIPTION_HOME_KEY_H

#include "base/secret.h"
#include "crypto/curve.h"
#include "crypto/ecies.h"
#include "ports/random.h"
#include "profile_package/package_edit.h"

enum {
	HOME_KEYS_MAXIMUM = 4,
	HOME_KEY_IDENTIFIER_MAXIMUM = 254, /* from 1: nought is the null scheme's, 255 is reserved (TS 23.003 2.2B) */
	HOME_KEY_PEM_MAXIMUM = 4096,       /* octets */
};

struct home_key {
	enum ecies_profile profile;
	uint8_t identifier;
	struct secret private_key;      /* 32 octets; empty: the core network keeps it to itself */
	uint8_t public_key[POINT_SIZE];
	size_t public_size;             /* 32 for profile A; 65 for profile B, as core networks want it */
};

/* By priority. */
struct home_keys {
	struct home_key keys[HOME_KEYS_MAXIMUM];
	size_t count;
};

/* Wipes them. */
void home_keys_release(struct home_keys *keys);

/* Both leave the identifier to the caller. STATUS_IO: no random octets. */
enum status home_key_draw(enum ecies_profile profile, const struct random *random, struct home_key *out) MUST_CHECK;

/* PEM of a key for X25519 (RFC 8410) or on P-256, private (RFC 5915, RFC 5958) or public (RFC 5480).
 * STATUS_MALFORMED: it holds no key; STATUS_UNSUPPORTED: one of another kind. */
enum status home_key_parse(struct text pem, struct home_key *out) MUST_CHECK;

/* Appends the private key as Open5GS reads it: PKCS #8 for X25519, RFC 5915 with curve and point for P-256. Give a secret
 * buffer. STATUS_MALFORMED: there is none. */
enum status home_key_print(const struct home_key *key, struct buffer *out_pem) MUST_CHECK;

/* Writes schemes and public keys into EF.SUCI_Calc_Info (TS 31.102 4.4.11.8): that of DF.SAIP if the USIM has one, by which
 * it conceals the IMSI itself, or else the terminal's in DF.5GS. Points are compressed there. The file grows if it must, and
 * the header lists the profiles that the USIM needs. STATUS_NOT_FOUND: there is no such file; other failures as
 * package_edit_set(); edit->message has a sentence. */
enum status home_keys_put(const struct home_keys *keys, struct package_edit *edit) MUST_CHECK;

#endif
