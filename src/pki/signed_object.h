/* SPDX-License-Identifier: Apache-2.0 */
/* What certificates and revocation lists have in common: something to be signed, an algorithm, a signature (RFC 5280 4.1,
 * 5.1). */
#ifndef PKI_SIGNED_OBJECT_H
#define PKI_SIGNED_OBJECT_H

#include "codec/der_write.h"
#include "crypto/sign.h"

void signed_object_put_signature_algorithm(struct der_writer *writer);
/* A date that has no such form is the writer's STATUS_MALFORMED. */
void signed_object_put_time(struct der_writer *writer, int64_t seconds);
/* A BIT STRING of whole octets. */
void signed_object_put_bit_string(struct der_writer *writer, struct bytes octets);

/* Appends SEQUENCE { to_be_signed, algorithm, signature }. Failures of sign() and of the buffer. */
enum status signed_object_encode(struct bytes to_be_signed, const struct signing_key *key, struct buffer *out) MUST_CHECK;

#endif
