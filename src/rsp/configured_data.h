/* SPDX-License-Identifier: Apache-2.0 */
/* The small card functions: GetEuiccConfiguredAddresses (BF3C), SetDefaultDpAddress (BF3F), GetEID (BF3E),
 * GetEUICCChallenge (BF2E), GetRAT (BF43), LoadCRL (BF35), LpaeActivation (BF42): SGP.22 5.7.2 to 5.7.4, 5.7.7, 5.7.12,
 * 5.7.20, 5.7.22. */
#ifndef RSP_CONFIGURED_DATA_H
#define RSP_CONFIGURED_DATA_H

#include "rsp/profile_metadata.h"

enum {
	GET_CONFIGURED_ADDRESSES_TAG = 0xBF3C,
	SET_DEFAULT_SMDP_ADDRESS_TAG = 0xBF3F,
	GET_EID_TAG = 0xBF3E,
	GET_CHALLENGE_TAG = 0xBF2E,
	GET_EUICC_INFO1_TAG = 0xBF20,
	GET_EUICC_INFO2_TAG = 0xBF22,
	GET_RAT_TAG = 0xBF43,
	LOAD_CRL_TAG = 0xBF35,
	LPAE_ACTIVATION_TAG = 0xBF42,
	RAT_RULES_MAXIMUM = 16,
	RAT_OPERATORS_MAXIMUM = 16,
};

/* A request that is only its tag: BF3C 00. */
enum status empty_request_encode(uint32_t function_tag, struct buffer *out) MUST_CHECK;

struct configured_addresses {
	struct text default_smdp_address; /* may be empty */
	struct text root_smds_address;
};
enum status configured_addresses_decode(struct bytes input, struct configured_addresses *out) MUST_CHECK;
enum status configured_addresses_encode(const struct configured_addresses *addresses, struct buffer *out) MUST_CHECK;

enum status set_default_smdp_address_request_decode(struct bytes input, struct text *out_address) MUST_CHECK;
enum status set_default_smdp_address_request_encode(struct text address, struct buffer *out) MUST_CHECK;

enum status get_eid_request_check(struct bytes input) MUST_CHECK;
enum status get_eid_request_encode(struct buffer *out) MUST_CHECK;
enum status get_eid_answer_decode(struct bytes input, struct eid *out) MUST_CHECK;
enum status get_eid_answer_encode(const struct eid *eid, struct buffer *out) MUST_CHECK;

/* A device without an LPA asks the card to be one; answered by result_answer_encode(). */
enum lpae_activation_result { LPAE_ACTIVATED = 0, LPAE_NOT_SUPPORTED = 1 };
enum status lpae_activation_request_check(struct bytes input) MUST_CHECK;

enum status get_challenge_answer_decode(struct bytes input, uint8_t out[CHALLENGE_SIZE]) MUST_CHECK;
enum status get_challenge_answer_encode(const uint8_t challenge[CHALLENGE_SIZE], struct buffer *out) MUST_CHECK;

/* Rules authorisation table (SGP.22 2.4.11). */
struct authorisation_rule {
	uint64_t rules;                 /* PPR1, PPR2 */
	struct operator_id operators[RAT_OPERATORS_MAXIMUM];
	size_t operator_count;
	bool consent_required;
};
struct rules_authorisation_table {
	struct authorisation_rule rules[RAT_RULES_MAXIMUM];
	size_t count;
};
/* One rule for every operator: both policy rules, after the end user's consent. */
void rules_authorisation_allow_all(struct rules_authorisation_table *out);

enum status rules_authorisation_table_decode(struct bytes input, struct rules_authorisation_table *out) MUST_CHECK;
enum status rules_authorisation_table_encode(const struct rules_authorisation_table *table,
                                             struct buffer *out) MUST_CHECK;

/* A rule's operator, with its wildcards, stands for this owner. */
bool operator_matches(const struct operator_id *pattern, const struct operator_id *owner);

/* The first rule that covers `rule` (one bit) for this owner; NULL: forbidden. */
const struct authorisation_rule *rules_authorisation_find(const struct rules_authorisation_table *table, uint64_t rule,
                                                          const struct operator_id *owner);

#endif
