/* SPDX-License-Identifier: Apache-2.0 */
/* EUICCInfo1 (BF20) and EUICCInfo2 (BF22): SGP.22 5.7.8, 4.3. */
#ifndef RSP_EUICC_INFO_H
#define RSP_EUICC_INFO_H

#include "base/buffer.h"
#include "rsp/identifiers.h"

enum { CI_KEYS_MAXIMUM = 8, PROFILE_VERSIONS_MAXIMUM = 4 };

/* Key identifiers of 20 octets each, in order of priority. */
struct ci_key_list {
	struct bytes ids[CI_KEYS_MAXIMUM];
	size_t count;
};

struct euicc_info1 {
	struct version svn;
	struct ci_key_list for_verification;
	struct ci_key_list for_signing;
};

enum status euicc_info1_decode(struct bytes input, struct euicc_info1 *out) MUST_CHECK;
enum status euicc_info1_encode(const struct euicc_info1 *info, struct buffer *out) MUST_CHECK;

/* extCardResource */
struct card_resource {
	bool unreadable;           /* not in the form of ETSI TS 102 226: the amounts are not known, and nought here */
	uint64_t installed_applications;
	uint64_t free_nonvolatile; /* octets */
	uint64_t free_volatile;    /* octets */
};

/* Bits of rspCapability, bit n as 1 << n. */
enum {
	RSP_ADDITIONAL_PROFILE = 1 << 0,
	RSP_CRL_SUPPORT = 1 << 1,
	RSP_TEST_PROFILE_SUPPORT = 1 << 3,
	RSP_DEVICE_INFO_EXTENSIBILITY = 1 << 4,
	RSP_SERVICE_SPECIFIC_DATA = 1 << 5,
};

/* Bits of PprIds, bit n as 1 << n. */
enum { PPR_UPDATE_CONTROL = 1 << 0, PPR1 = 1 << 1, PPR2 = 1 << 2 };

struct euicc_info2 {
	struct version profile_version;
	struct version svn;
	struct version firmware_version;
	struct card_resource resource;
	uint64_t uicc_capability;       /* named bits, SGP.22 4.3 */
	bool has_ts102241_version, has_globalplatform_version;
	struct version ts102241_version, globalplatform_version;
	uint64_t rsp_capability;
	struct ci_key_list for_verification;
	struct ci_key_list for_signing;
	int category;                   /* -1: absent */
	uint64_t forbidden_profile_policy_rules;
	struct version protection_profile_version;
	struct text sas_accreditation_number;
	struct text platform_label, discovery_base_url; /* certificationDataObject; both empty: absent */
	struct version additional_profile_versions[PROFILE_VERSIONS_MAXIMUM];
	size_t additional_profile_version_count;
};

enum status euicc_info2_decode(struct bytes input, struct euicc_info2 *out) MUST_CHECK;
enum status euicc_info2_encode(const struct euicc_info2 *info, struct buffer *out) MUST_CHECK;

/* Names of the bits, as people know them from lpac: "usimSupport", "additionalProfile"; NULL past the last. */
const char *uicc_capability_name(unsigned bit);
const char *rsp_capability_name(unsigned bit);

#endif
