/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/card_identity.h"

#include "crypto/certificate.h"

enum { CARD_YEARS = 50, SECONDS_A_YEAR = 31556952 };

enum status card_identity_issue(const struct card_identity_order *order, const struct issuer *eum,
                                struct signing_key *out_key, struct buffer *out_certificate)
{
	uint8_t serial_number[CARD_SERIAL_NUMBER_SIZE];
	struct certificate issuer;
	AUTO(signing_key) key = { 0 };
	if (order->serial_number.size != sizeof serial_number)
		return STATUS_BUG;
	memcpy(serial_number, order->serial_number.data, sizeof serial_number);
	serial_number[0] = (uint8_t)(serial_number[0] % 0x7F + 1); /* positive, and of full length */
	TRY(certificate_decode(eum->certificate, &issuer));
	TRY(signing_key_generate(eum->key->curve, &key));
	const struct certificate_order certificate = {
		.kind = CERTIFICATE_EUICC,
		.common_name = TEXT("eUICC"),
		.organization = issuer.organization,
		.eid = order->eid,
		.not_before = issuer.not_before,
		.not_after = order->now + (int64_t)CARD_YEARS * SECONDS_A_YEAR,
		.serial_number = BYTES(serial_number),
	};
	TRY(certificate_issue(&certificate, &key, eum, out_certificate));
	*out_key = key;
	key = (struct signing_key){ 0 };
	return STATUS_OK;
}
