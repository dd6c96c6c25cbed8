/* SPDX-License-Identifier: Apache-2.0 */
/* A subscriber's name that only the home network can read (TS 33.501 6.12, TS 24.501 9.11.3.4, TS 23.003 28.7.3). */
#ifndef UICC_SUCI_H
#define UICC_SUCI_H

#include "ports/random.h"
#include "uicc/subscriber.h"

enum { SUCI_MAXIMUM = 2048, SCHEME_NULL = 0 };

/* How to conceal: nothing, or one of enum ecies_profile with the home network's public key. */
struct scheme {
	uint8_t identifier;
	uint8_t key_identifier;
	struct bytes key;
};

/* For whom: a 5G network, or one that offers non-seamless WLAN offload (TS 33.501 annex S). */
enum suci_context { SUCI_FOR_5GS = 0x01, SUCI_FOR_OFFLOAD = 0x02 };

/* Appends the value of the SUCI object, from the type of identity on. STATUS_MALFORMED: the key is none; STATUS_TOO_LARGE;
 * STATUS_NO_MEMORY; STATUS_IO: no random octets. */
enum status suci_append(const struct random *random, const struct subscriber *subscriber, const struct scheme *scheme,
                        enum suci_context context, struct buffer *out) MUST_CHECK;

#endif
