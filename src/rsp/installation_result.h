/* SPDX-License-Identifier: Apache-2.0 */
/* ProfileInstallationResult (BF37, SGP.22 2.5.6). */
#ifndef RSP_INSTALLATION_RESULT_H
#define RSP_INSTALLATION_RESULT_H

#include "rsp/notification.h"

enum { INSTALLATION_RESULT_TAG = 0xBF37 };

enum bpp_command {
	BPP_INITIALISE_SECURE_CHANNEL = 0,
	BPP_CONFIGURE_ISDP = 1,
	BPP_STORE_METADATA = 2,
	BPP_STORE_METADATA2 = 3,
	BPP_REPLACE_SESSION_KEYS = 4,
	BPP_LOAD_PROFILE_ELEMENTS = 5,
};
const char *bpp_command_name(int command); /* "loadProfileElements" */

enum installation_error {
	INSTALL_INCORRECT_INPUT_VALUES = 1,
	INSTALL_INVALID_SIGNATURE = 2,
	INSTALL_INVALID_TRANSACTION_ID = 3,
	INSTALL_UNSUPPORTED_CRT_VALUES = 4,
	INSTALL_UNSUPPORTED_REMOTE_OPERATION_TYPE = 5,
	INSTALL_UNSUPPORTED_PROFILE_CLASS = 6,
	INSTALL_SCP03T_STRUCTURE_ERROR = 7,
	INSTALL_SCP03T_SECURITY_ERROR = 8,
	INSTALL_ICCID_ALREADY_EXISTS = 9,
	INSTALL_INSUFFICIENT_MEMORY = 10,
	INSTALL_INTERRUPTION = 11,
	INSTALL_PE_PROCESSING_ERROR = 12,
	INSTALL_DATA_MISMATCH = 13,
	INSTALL_TEST_PROFILE_INVALID_NAA_KEY = 14,
	INSTALL_PPR_NOT_ALLOWED = 15,
	INSTALL_UNKNOWN_ERROR = 127,
};
const char *installation_error_name(int error); /* as in SGP.22: "installFailedDueToPEProcessingError" */
struct text installation_error_sentence(int error);
/* Rows for explanation.h: "installation/12". */
struct explanation;
bool installation_explanation(size_t index, struct explanation *out) MUST_CHECK;
bool installation_error_is_temporary(int error); /* retrying the same order makes sense */

struct installation_result {
	struct bytes data;             /* BF27, whole: what the signature covers */
	struct bytes transaction_id;
	struct notification_metadata notification;
	struct bytes smdp_oid;         /* content octets, from CERT.DPpb */
	int error;                     /* nought: installed */
	int command;                   /* of an error */
	struct bytes aid;              /* of a success: the ISD-P */
	struct bytes sima_response;    /* EUICCResponse objects; may be empty after an error */
	struct bytes signature;        /* 64 octets */
};

enum status installation_result_decode(struct bytes input, struct installation_result *out) MUST_CHECK;
/* BF27 alone, to be signed. */
enum status installation_result_data_encode(const struct installation_result *result, struct buffer *out) MUST_CHECK;
/* BF37 from data and signature. */
enum status installation_result_encode(const struct installation_result *result, struct buffer *out) MUST_CHECK;

#endif
