/* SPDX-License-Identifier: Apache-2.0 */
/* For callers who do the TLS: what it does not check by itself. */
#include "crypto/certificate.h"
#include "lpa_library/outcome.h"

/* id-rspRole-dp-tls, id-rspRole-ds-tls, and what certificates of version 3 chains have (SGP.22 annex H). */
static bool is_tls_role(struct bytes policy)
{
	static const struct {
		uint8_t octets[10];
		size_t size;
	} roles[] = {
		{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x03 }, 7 },
		{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x06 }, 7 },
		{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x00, 0x00, 0x01, 0x00 }, 10 },
		{ { 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, 0x00, 0x00, 0x02, 0x00 }, 10 },
	};
	for (size_t i = 0; i < ARRAY_SIZE(roles); i++)
		if (bytes_equal(policy, bytes_from(roles[i].octets, roles[i].size)))
			return true;
	return false;
}

enum provisim_lpa_status provisim_lpa_check_server_certificate(const uint8_t *certificate, size_t size)
{
	struct certificate decoded;
	if (!certificate)
		return PROVISIM_LPA_BAD_ARGUMENT;
	TRY_OUTCOME(certificate_decode(bytes_from(certificate, size), &decoded));
	return is_tls_role(decoded.policy_oid) ? PROVISIM_LPA_OK : PROVISIM_LPA_NOT_FOUND;
}
