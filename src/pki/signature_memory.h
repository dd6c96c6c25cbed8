/* SPDX-License-Identifier: Apache-2.0 */
/* Which signatures of certificates have been found good. A server meets a card maker's certificate with each of its cards,
 * and a card's twice in a download, and to check a signature costs more than all else that is done with them. Remembered is
 * only that this key signed these octets, which stays true: dates, roles and constraints are looked at each time.
 *
 * Threads share one without waiting. It never grows: what is new takes the place of something old. */
#ifndef PKI_SIGNATURE_MEMORY_H
#define PKI_SIGNATURE_MEMORY_H

#include <stdatomic.h>

#include "base/bytes.h"
#include "base/status.h"
#include "crypto/digest.h"

enum { SIGNATURE_WORDS = SHA256_SIZE / sizeof(uint64_t) };

/* Stands for a key and what it signed. */
struct signature_name {
	uint64_t words[SIGNATURE_WORDS];
};

struct signature_memory {
	_Atomic uint64_t (*places)[SIGNATURE_WORDS];
	size_t count;
};

/* Room for `count` signatures, a power of two. STATUS_NO_MEMORY. */
enum status signature_memory_init(struct signature_memory *memory, size_t count) MUST_CHECK;
void signature_memory_release(struct signature_memory *memory);

/* The name of what the key with this point signed: the certificate, whole, with the signature. */
enum status signature_name_make(struct bytes issuer_point, struct bytes certificate, struct signature_name *out) MUST_CHECK;

bool signature_memory_knows(const struct signature_memory *memory, const struct signature_name *name);
void signature_memory_keep(const struct signature_memory *memory, const struct signature_name *name);

#endif
