/* SPDX-License-Identifier: Apache-2.0 */
/* The layout of a bound profile package (BF36, SGP.22 2.5.4, 5.7.6) and of its signed beginning, without any key. */
#ifndef RSP_BOUND_PACKAGE_H
#define RSP_BOUND_PACKAGE_H

#include "base/arena.h"
#include "crypto/curve.h"
#include "rsp/profile_metadata.h"

enum {
	BOUND_PACKAGE_TAG = 0xBF36,
	INITIALISE_SECURE_CHANNEL_TAG = 0xBF23,
	CONFIGURE_ISDP_TAG = 0xBF24,
	REPLACE_SESSION_KEYS_TAG = 0xBF26,
	CONFIGURE_ISDP_SEQUENCE = 0xA0,   /* of segments 87 */
	STORE_METADATA_SEQUENCE = 0xA1,   /* of segments 88 */
	REPLACE_KEYS_SEQUENCE = 0xA2,     /* of segments 87 */
	PROFILE_ELEMENTS_SEQUENCE = 0xA3, /* of segments 86 */
	PROFILE_SEGMENT = 0x86,           /* encrypted and MACed */
	ENCRYPTED_SEGMENT = 0x87,         /* encrypted and MACed */
	MAC_SEGMENT = 0x88,               /* MACed */
	REMOTE_INSTALL_PACKAGE = 1,       /* remoteOpId */
	CONTROL_KEY_TYPE = 0x88,          /* AES */
	CONTROL_KEY_LENGTH = 0x10,        /* octets */
	PROTECTED_TLV_MAXIMUM = 1020, /* octets with tag, length and MAC (SGP.22 2.5.3) */
	HOST_ID_MAXIMUM = 16,
	BOUND_PACKAGE_MAXIMUM = 8 << 20, /* octets: ours */
};

/* InitialiseSecureChannel. Views into the decoded octets. */
struct initialise_secure_channel {
	int remote_operation;        /* REMOTE_INSTALL_PACKAGE */
	struct bytes transaction_id;
	struct bytes control_reference; /* A6, whole */
	struct bytes key_type;       /* 88 */
	struct bytes key_length;     /* 10 */
	struct bytes host_id;
	struct bytes smdp_otpk;      /* 65 octets */
	struct bytes smdp_sign;      /* 64 octets */
	struct bytes signed_part;    /* 82 … 5F49, as received: smdpSign covers it and then 5F49 41 otPK.EUICC */
};

/* `input` is the BF23 element, whole. */
enum status initialise_secure_channel_decode(struct bytes input, struct initialise_secure_channel *out) MUST_CHECK;
/* signed_part, to be signed: from remote_operation, transaction_id, host_id and smdp_otpk. */
enum status initialise_secure_channel_signed_encode(const struct initialise_secure_channel *channel,
                                                    struct buffer *out) MUST_CHECK;
/* BF23 from signed_part and smdp_sign. */
enum status initialise_secure_channel_encode(const struct initialise_secure_channel *channel,
                                             struct buffer *out) MUST_CHECK;

/* The five parts of a package. The sequences are elements whole. */
struct bound_package {
	struct bytes header;             /* tag and length of BF36 */
	struct bytes initialise;         /* BF23 */
	struct bytes configure_isdp;     /* A0 { 87 … } */
	struct bytes store_metadata;     /* A1 { 88 … } */
	struct bytes replace_keys;       /* A2 { 87 … }; empty: session keys protect the profile */
	struct bytes profile_elements;   /* A3 { 86 … } */
};

enum status bound_package_decode(struct bytes input, struct bound_package *out) MUST_CHECK;

/* The metadata that stands in clear in the 88 segments, put together in `storage` (the eight octets of MAC of each left
 * out) and decoded. */
enum status bound_package_metadata(const struct bound_package *package, struct arena *storage,
                                   struct profile_metadata *out) MUST_CHECK;

/* The pieces in which an LPA hands a package to the card, each a STORE DATA chain of its own (SGP.22 2.5.5, 5.7.6).
 * Start with *position = 0; false when all are given out. */
bool bound_package_next_piece(struct bytes package, size_t *position, struct bytes *out_piece) MUST_CHECK;

#endif
