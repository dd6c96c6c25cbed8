/* SPDX-License-Identifier: Apache-2.0 */
/* Every DER message of src/rsp that has both directions, as a function that reads it and writes it again. Unit tests
 * give these functions known messages; fuzzers give them anything. */
#ifndef TESTS_UNIT_RSP_MESSAGE_TABLE_H
#define TESTS_UNIT_RSP_MESSAGE_TABLE_H

#include "rsp/authenticate_client.h"
#include "rsp/authenticate_server.h"
#include "rsp/bound_package.h"
#include "rsp/cancel_session.h"
#include "rsp/configured_data.h"
#include "rsp/initiate_authentication.h"
#include "rsp/installation_result.h"
#include "rsp/prepare_download.h"
#include "rsp/profile_management.h"

typedef enum status message_rewrite(struct bytes input, struct buffer *out);

struct message {
	const char *name;
	message_rewrite *rewrite;
};

#define REWRITE(name)                                                                    \
	static inline enum status rewrite_##name(struct bytes input, struct buffer *out) \
	{                                                                                \
		struct name value;                                                       \
		TRY(name##_decode(input, &value));                                       \
		return name##_encode(&value, out);                                       \
	}

REWRITE(authenticate_server_request)
REWRITE(authenticate_server_answer)
REWRITE(cancel_session_request)
REWRITE(cancel_session_answer)
REWRITE(configured_addresses)
REWRITE(context_parameters)
REWRITE(euicc_info1)
REWRITE(euicc_info2)
REWRITE(euicc_signed1)
REWRITE(euicc_signed2)
REWRITE(initialise_secure_channel)
REWRITE(installation_result)
REWRITE(prepare_download_request)
REWRITE(prepare_download_answer)
REWRITE(profile_metadata)
REWRITE(profiles_info_request)
REWRITE(retrieve_notifications_request)
REWRITE(rules_authorisation_table)
REWRITE(server_signed1)
REWRITE(signed_notification)
REWRITE(smdp_signed2)

static inline enum status rewrite_enable_request(struct bytes input, struct buffer *out)
{
	struct switch_profile_request request;
	TRY(switch_profile_request_decode(input, ENABLE_PROFILE_TAG, &request));
	return switch_profile_request_encode(&request, ENABLE_PROFILE_TAG, out);
}

static inline enum status rewrite_disable_request(struct bytes input, struct buffer *out)
{
	struct switch_profile_request request;
	TRY(switch_profile_request_decode(input, DISABLE_PROFILE_TAG, &request));
	return switch_profile_request_encode(&request, DISABLE_PROFILE_TAG, out);
}

static inline enum status rewrite_delete_request(struct bytes input, struct buffer *out)
{
	struct profile_identifier profile;
	TRY(delete_profile_request_decode(input, &profile));
	return delete_profile_request_encode(&profile, out);
}

static inline enum status rewrite_nickname_request(struct bytes input, struct buffer *out)
{
	struct iccid iccid;
	struct text nickname;
	TRY(set_nickname_request_decode(input, &iccid, &nickname));
	return set_nickname_request_encode(&iccid, nickname, out);
}

static inline enum status rewrite_memory_reset_request(struct bytes input, struct buffer *out)
{
	uint64_t options;
	TRY(memory_reset_request_decode(input, &options));
	return memory_reset_request_encode(options, out);
}

static inline enum status rewrite_list_request(struct bytes input, struct buffer *out)
{
	uint64_t filter;
	TRY(list_notification_request_decode(input, &filter));
	return list_notification_request_encode(filter, out);
}

static inline enum status rewrite_remove_request(struct bytes input, struct buffer *out)
{
	uint64_t number;
	TRY(remove_notification_request_decode(input, &number));
	return remove_notification_request_encode(number, out);
}

static inline enum status rewrite_default_address_request(struct bytes input, struct buffer *out)
{
	struct text address;
	TRY(set_default_smdp_address_request_decode(input, &address));
	return set_default_smdp_address_request_encode(address, out);
}

static inline enum status rewrite_eid_request(struct bytes input, struct buffer *out)
{
	TRY(get_eid_request_check(input));
	return get_eid_request_encode(out);
}

static inline enum status rewrite_eid_answer(struct bytes input, struct buffer *out)
{
	struct eid eid;
	TRY(get_eid_answer_decode(input, &eid));
	return get_eid_answer_encode(&eid, out);
}

static inline enum status rewrite_challenge_answer(struct bytes input, struct buffer *out)
{
	uint8_t challenge[CHALLENGE_SIZE];
	TRY(get_challenge_answer_decode(input, challenge));
	return get_challenge_answer_encode(challenge, out);
}

static inline enum status rewrite_enable_answer(struct bytes input, struct buffer *out)
{
	int result;
	TRY(result_answer_decode(input, ENABLE_PROFILE_TAG, &result));
	return result_answer_encode(ENABLE_PROFILE_TAG, result, out);
}

/* BF27 alone, so that a ProfileInstallationResult is also made from its fields. */
static inline enum status rewrite_installation_data(struct bytes input, struct buffer *out)
{
	struct installation_result result;
	AUTO(buffer) data = BUFFER(1 << 16);
	TRY(installation_result_decode(input, &result));
	TRY(installation_result_data_encode(&result, &data));
	result.data = buffer_bytes(&data);
	return installation_result_encode(&result, out);
}

/* What a device or a server sends to a card. */
static const struct message card_commands[] = {
	{ "AuthenticateServer", rewrite_authenticate_server_request },
	{ "serverSigned1", rewrite_server_signed1 },
	{ "CtxParams1", rewrite_context_parameters },
	{ "PrepareDownload", rewrite_prepare_download_request },
	{ "smdpSigned2", rewrite_smdp_signed2 },
	{ "CancelSession", rewrite_cancel_session_request },
	{ "GetProfilesInfo", rewrite_profiles_info_request },
	{ "EnableProfile", rewrite_enable_request },
	{ "DisableProfile", rewrite_disable_request },
	{ "DeleteProfile", rewrite_delete_request },
	{ "SetNickname", rewrite_nickname_request },
	{ "eUICCMemoryReset", rewrite_memory_reset_request },
	{ "ListNotification", rewrite_list_request },
	{ "RetrieveNotificationsList", rewrite_retrieve_notifications_request },
	{ "RemoveNotificationFromList", rewrite_remove_request },
	{ "SetDefaultDpAddress", rewrite_default_address_request },
	{ "GetEID", rewrite_eid_request },
	{ "InitialiseSecureChannel", rewrite_initialise_secure_channel },
	{ "StoreMetadata", rewrite_profile_metadata },
};

/* What a card answers. */
static const struct message card_answers[] = {
	{ "AuthenticateServer", rewrite_authenticate_server_answer },
	{ "euiccSigned1", rewrite_euicc_signed1 },
	{ "PrepareDownload", rewrite_prepare_download_answer },
	{ "euiccSigned2", rewrite_euicc_signed2 },
	{ "CancelSession", rewrite_cancel_session_answer },
	{ "EUICCInfo1", rewrite_euicc_info1 },
	{ "EUICCInfo2", rewrite_euicc_info2 },
	{ "GetEuiccConfiguredAddresses", rewrite_configured_addresses },
	{ "GetRAT", rewrite_rules_authorisation_table },
	{ "GetEID", rewrite_eid_answer },
	{ "GetEUICCChallenge", rewrite_challenge_answer },
	{ "EnableProfile", rewrite_enable_answer },
	{ "OtherSignedNotification", rewrite_signed_notification },
	{ "ProfileInstallationResult", rewrite_installation_result },
	{ "ProfileInstallationResultData", rewrite_installation_data },
};

#endif
