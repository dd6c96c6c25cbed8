/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/card_signature.h"

enum status card_sign(const struct euicc *euicc, const struct signing_key *key, const struct bytes parts[], size_t count,
                      uint8_t out[SIGNATURE_SIZE])
{
	TRY(sign(key, parts, count, out));
	if (euicc->spoils_signatures)
		out[SIGNATURE_SIZE - 1] ^= 1;
	return STATUS_OK;
}
