/* SPDX-License-Identifier: Apache-2.0 */
/* ES10c: GetProfilesInfo (BF2D), EnableProfile (BF31), DisableProfile (BF32), DeleteProfile (BF33), SetNickname (BF29),
 * eUICCMemoryReset (BF34): SGP.22 5.7.15 to 5.7.19, 5.7.21. */
#ifndef RSP_PROFILE_MANAGEMENT_H
#define RSP_PROFILE_MANAGEMENT_H

#include "codec/der_read.h"
#include "rsp/profile_metadata.h"

enum {
	GET_PROFILES_INFO_TAG = 0xBF2D,
	ENABLE_PROFILE_TAG = 0xBF31,
	DISABLE_PROFILE_TAG = 0xBF32,
	DELETE_PROFILE_TAG = 0xBF33,
	SET_NICKNAME_TAG = 0xBF29,
	MEMORY_RESET_TAG = 0xBF34,
};

/* A profile named by its ISD-P's AID or by its ICCID. */
struct profile_identifier {
	bool by_aid;
	struct bytes aid;    /* 5 to 16 octets */
	struct iccid iccid;
};

/* Takes 32 hexadecimal digits as an AID and 18 to 20 digits as an ICCID, as people type them. `aid_storage` holds the
 * AID. STATUS_MALFORMED. */
enum status profile_identifier_parse(struct text text, uint8_t aid_storage[AID_MAXIMUM],
                                     struct profile_identifier *out) MUST_CHECK;

/* Results of the functions below, one list: which may occur depends on the function. */
enum management_result {
	MANAGEMENT_OK = 0,
	MANAGEMENT_NOT_FOUND = 1,        /* memory reset, RemoveNotification: nothing to delete */
	MANAGEMENT_WRONG_STATE = 2,      /* enable: not disabled; disable: not enabled; delete: not disabled */
	MANAGEMENT_DISALLOWED_BY_POLICY = 3,
	MANAGEMENT_WRONG_REENABLING = 4,
	MANAGEMENT_CAT_BUSY = 5,
	MANAGEMENT_UNDEFINED_ERROR = 127,
};
/* As SGP.22 and lpac name it for this function: "profileNotInDisabledState". */
const char *management_result_name(uint32_t function_tag, int result);
struct text management_result_sentence(uint32_t function_tag, int result);
/* Rows for explanation.h: "enable/2", or "card/5" for every function. */
struct explanation;
bool management_explanation(size_t index, struct explanation *out) MUST_CHECK;

/* EnableProfile and DisableProfile. */
struct switch_profile_request {
	struct profile_identifier profile;
	bool refresh;
};
enum status switch_profile_request_decode(struct bytes input, uint32_t function_tag,
                                          struct switch_profile_request *out) MUST_CHECK;
enum status switch_profile_request_encode(const struct switch_profile_request *request, uint32_t function_tag,
                                          struct buffer *out) MUST_CHECK;

enum status delete_profile_request_decode(struct bytes input, struct profile_identifier *out) MUST_CHECK;
enum status delete_profile_request_encode(const struct profile_identifier *profile, struct buffer *out) MUST_CHECK;

enum status set_nickname_request_decode(struct bytes input, struct iccid *out_iccid,
                                        struct text *out_nickname) MUST_CHECK;
enum status set_nickname_request_encode(const struct iccid *iccid, struct text nickname, struct buffer *out) MUST_CHECK;

/* Bits of resetOptions, bit n as 1 << n. */
enum { RESET_OPERATIONAL_PROFILES = 1 << 0, RESET_TEST_PROFILES = 1 << 1, RESET_DEFAULT_SMDP_ADDRESS = 1 << 2 };
enum status memory_reset_request_decode(struct bytes input, uint64_t *out_options) MUST_CHECK;
enum status memory_reset_request_encode(uint64_t options, struct buffer *out) MUST_CHECK;

/* The one answer form that they share: function tag { 80 result }. Also of SetDefaultDpAddress and
 * RemoveNotificationFromList. */
enum status result_answer_decode(struct bytes input, uint32_t function_tag, int *out_result) MUST_CHECK;
enum status result_answer_encode(uint32_t function_tag, int result, struct buffer *out) MUST_CHECK;

/* ---- GetProfilesInfo ---- */

enum { PROFILES_INFO_INCORRECT_INPUT = 1 }; /* of its error codes, the one that a card gives */
struct profiles_info_request {
	enum { SEARCH_ALL, SEARCH_BY_IDENTIFIER, SEARCH_BY_CLASS } search;
	struct profile_identifier profile;
	enum profile_class profile_class;
	struct bytes tag_list;   /* concatenated tags; empty with has_tag_list false: the default fields */
	bool has_tag_list;
};
enum status profiles_info_request_decode(struct bytes input, struct profiles_info_request *out) MUST_CHECK;
enum status profiles_info_request_encode(const struct profiles_info_request *request, struct buffer *out) MUST_CHECK;

enum profile_state { PROFILE_DISABLED = 0, PROFILE_ENABLED = 1 };

/* One E3. Fields that the card left out are empty. */
struct profile_info {
	bool has_iccid;
	struct iccid iccid;
	struct bytes aid;
	bool has_state;
	enum profile_state state;
	struct text nickname;
	struct text service_provider_name;
	struct text profile_name;
	enum icon_type icon_type;
	struct bytes icon;
	bool has_class;
	enum profile_class profile_class;
	bool has_owner;
	struct operator_id owner;
	bool has_rules;
	uint64_t profile_policy_rules;
	struct bytes notification_addresses; /* B6, whole */
	struct bytes dp_proprietary_data;    /* B8, whole */
	struct bytes service_specific_data;  /* BF22, whole */
	struct bytes access_rules;           /* BF76, whole */
};

/* STATUS_REFUSED: the card answered an error. */
enum status profiles_info_answer_decode(struct bytes input, struct der_reader *out_list) MUST_CHECK;
bool profile_info_read(struct der_reader *list, struct profile_info *out) MUST_CHECK;

/* Appends the E3 with the fields that `tag_list` names (in the order of SGP.22), or the default ones if
 * !has_tag_list. The icon type is left out when it is ICON_NONE. */
enum status profile_info_encode(const struct profile_info *info, bool has_tag_list, struct bytes tag_list,
                                struct buffer *out) MUST_CHECK;

#endif
