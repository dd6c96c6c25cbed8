/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/digest.h"
#include "rsp/identifiers.h"

_Static_assert((int)HASH_CC_SIZE == (int)SHA256_SIZE, "the hash is a SHA-256");

enum status confirmation_code_hash(struct text code, uint8_t out[HASH_CC_SIZE])
{
	const struct bytes parts[] = { text_bytes(code) };
	return sha256(parts, ARRAY_SIZE(parts), out);
}

enum status hash_cc(const uint8_t code_hash[HASH_CC_SIZE], struct bytes transaction_id, uint8_t out[HASH_CC_SIZE])
{
	const struct bytes parts[] = { bytes_from(code_hash, HASH_CC_SIZE), transaction_id };
	return sha256(parts, ARRAY_SIZE(parts), out);
}
