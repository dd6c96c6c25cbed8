/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/function_table.h"

#include "euicc/authenticate_server.h"
#include "euicc/cancel_session.h"
#include "euicc/information.h"
#include "euicc/load_crl.h"
#include "euicc/notification_list.h"
#include "euicc/prepare_download.h"
#include "euicc/profile_delete.h"
#include "euicc/profile_list.h"
#include "euicc/profile_switch.h"
#include "rsp/authenticate_server.h"
#include "rsp/cancel_session.h"
#include "rsp/prepare_download.h"

static const struct es10_function functions[] = {
	{ GET_EUICC_INFO1_TAG, "GetEUICCInfo1", information_info1 },
	{ PREPARE_DOWNLOAD_TAG, "PrepareDownload", prepare_download },
	{ GET_EUICC_INFO2_TAG, "GetEUICCInfo2", information_info2 },
	{ LIST_NOTIFICATION_TAG, "ListNotification", notification_list },
	{ SET_NICKNAME_TAG, "SetNickname", profile_set_nickname },
	{ RETRIEVE_NOTIFICATIONS_TAG, "RetrieveNotificationsList", notification_retrieve },
	{ GET_PROFILES_INFO_TAG, "GetProfilesInfo", profile_list },
	{ GET_CHALLENGE_TAG, "GetEUICCChallenge", authenticate_get_challenge },
	{ REMOVE_NOTIFICATION_TAG, "RemoveNotificationFromList", notification_remove },
	{ ENABLE_PROFILE_TAG, "EnableProfile", profile_enable },
	{ DISABLE_PROFILE_TAG, "DisableProfile", profile_disable },
	{ DELETE_PROFILE_TAG, "DeleteProfile", profile_delete },
	{ MEMORY_RESET_TAG, "eUICCMemoryReset", profile_memory_reset },
	{ LOAD_CRL_TAG, "LoadCRL", load_crl },
	{ AUTHENTICATE_SERVER_TAG, "AuthenticateServer", authenticate_server },
	{ GET_CONFIGURED_ADDRESSES_TAG, "GetEuiccConfiguredAddresses", information_addresses },
	{ GET_EID_TAG, "GetEID", information_eid },
	{ SET_DEFAULT_SMDP_ADDRESS_TAG, "SetDefaultDpAddress", information_set_default_smdp },
	{ CANCEL_SESSION_TAG, "CancelSession", cancel_session },
	{ LPAE_ACTIVATION_TAG, "LpaeActivation", information_activate_lpae },
	{ GET_RAT_TAG, "GetRAT", information_rules },
};

const struct es10_function *es10_function_find(uint32_t tag)
{
	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (functions[i].tag == tag)
			return &functions[i];
	return NULL;
}

const struct es10_function *es10_function_at(size_t index)
{
	return index < ARRAY_SIZE(functions) ? &functions[index] : NULL;
}
