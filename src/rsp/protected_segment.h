/* SPDX-License-Identifier: Apache-2.0 */
/* One protected TLV of SCP03t (SGP.22 2.5.3, 2.6.4; BSP in v3): session keys, counter and chaining value. */
#ifndef RSP_PROTECTED_SEGMENT_H
#define RSP_PROTECTED_SEGMENT_H

#include "base/buffer.h"
#include "base/secret.h"
#include "crypto/cipher_mac.h"

enum {
	SEGMENT_MAC_SIZE = 8,
	SEGMENT_ENCRYPTED_MAXIMUM = 1007, /* clear octets that fit an encrypted TLV of PROTECTED_TLV_MAXIMUM */
	SEGMENT_CLEAR_MAXIMUM = 1008,     /* clear octets that fit a TLV that is only MACed */
};

/* Keys of a secure channel and where it stands. Release wipes it. */
struct segment_keys {
	struct aes_key encryption;
	struct cmac_key mac;
	uint8_t chaining_value[AES_BLOCK];
	uint32_t counter; /* of the next segment, from 1 */
};

void segment_keys_release(struct segment_keys *keys);

/* From the three 16-octet values of ReplaceSessionKeys, or of a derivation. */
enum status segment_keys_set(struct segment_keys *keys, struct bytes chaining_value, struct bytes encryption,
                             struct bytes mac) MUST_CHECK;

/* X9.63 over Z and keyType ‖ keyLength ‖ LV(hostId) ‖ LV(EID) (SGP.22 annex G). */
enum status segment_keys_derive(struct segment_keys *keys, struct bytes z, uint8_t key_type, uint8_t key_length,
                                struct bytes host_id, struct bytes eid) MUST_CHECK;

/* Appends the TLV with `tag` (86 or 87) over `clear`, padded, encrypted and MACed. STATUS_TOO_LARGE. */
enum status segment_encrypt(struct segment_keys *keys, uint8_t tag, struct bytes clear, struct buffer *out) MUST_CHECK;

/* Appends the TLV with `tag` (88) over `clear`, only MACed. */
enum status segment_mac(struct segment_keys *keys, uint8_t tag, struct bytes clear, struct buffer *out) MUST_CHECK;

/* Opens one TLV, whole as received; its clear octets are appended to `out`. `encrypted` tells 86 and 87 from 88.
 * STATUS_MALFORMED: no TLV with that tag, too short or not whole blocks (scp03tStructureError); STATUS_UNTRUSTED: MAC
 * or padding wrong (scp03tSecurityError). The chain has then ended: every later call is STATUS_OUT_OF_ORDER. */
enum status segment_open(struct segment_keys *keys, uint8_t tag, bool encrypted, struct bytes tlv,
                         struct buffer *out) MUST_CHECK;

#endif
