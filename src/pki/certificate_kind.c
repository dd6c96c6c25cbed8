/* SPDX-License-Identifier: Apache-2.0 */
#include "pki/certificate_kind.h"

/* 2.23.146.1.2.1.n: id-rspRole, SGP.22 annex H */
#define ROLE(n) { (const uint8_t[]){ 0x67, 0x81, 0x12, 0x01, 0x02, 0x01, (n) }, 7 }

static const struct certificate_kind_rule rules[CERTIFICATE_KIND_COUNT] = {
	[CERTIFICATE_CI] = {
		.name = "CI", .policy = "2.23.146.1.2.1.0", .policy_oid = ROLE(0), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_KEY_CERT_SIGN | KEY_USAGE_CRL_SIGN, .authority = true,
	},
	[CERTIFICATE_EUM] = {
		.name = "EUM", .policy = "2.23.146.1.2.1.2", .policy_oid = ROLE(2), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_KEY_CERT_SIGN, .authority = true,
	},
	[CERTIFICATE_EUICC] = {
		.name = "eUICC", .policy = "2.23.146.1.2.1.1", .policy_oid = ROLE(1), .issuer = CERTIFICATE_EUM,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE,
	},
	[CERTIFICATE_DPAUTH] = {
		.name = "DPauth", .policy = "2.23.146.1.2.1.4", .policy_oid = ROLE(4), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .registered_id = true,
	},
	[CERTIFICATE_DPPB] = {
		.name = "DPpb", .policy = "2.23.146.1.2.1.5", .policy_oid = ROLE(5), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .registered_id = true,
	},
	[CERTIFICATE_DPTLS] = {
		.name = "DP TLS", .policy = "2.23.146.1.2.1.3", .policy_oid = ROLE(3), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .tls = true, .registered_id = true,
	},
	[CERTIFICATE_DSAUTH] = {
		.name = "DSauth", .policy = "2.23.146.1.2.1.7", .policy_oid = ROLE(7), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .registered_id = true,
	},
	[CERTIFICATE_DSTLS] = {
		.name = "DS TLS", .policy = "2.23.146.1.2.1.6", .policy_oid = ROLE(6), .issuer = CERTIFICATE_CI,
		.key_usage = KEY_USAGE_DIGITAL_SIGNATURE, .tls = true, .registered_id = true,
	},
};

const struct certificate_kind_rule *certificate_kind_rule(enum certificate_kind kind)
{
	return &rules[kind];
}

bool certificate_kind_of(const struct certificate *certificate, enum certificate_kind *out)
{
	for (int kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		if (bytes_equal(certificate->policy_oid, rules[kind].policy_oid)) {
			*out = (enum certificate_kind)kind;
			return true;
		}
	return false;
}
