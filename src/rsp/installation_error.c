/* SPDX-License-Identifier: Apache-2.0 */
/* BppCommandId and ErrorReason of ProfileInstallationResult (SGP.22 2.5.6), and what to tell a person. */
#include "rsp/code_name.h"
#include "rsp/installation_result.h"

static const struct code_name command_names[] = {
	{ BPP_INITIALISE_SECURE_CHANNEL, "initialiseSecureChannel" },
	{ BPP_CONFIGURE_ISDP, "configureISDP" },
	{ BPP_STORE_METADATA, "storeMetadata" },
	{ BPP_STORE_METADATA2, "storeMetadata2" },
	{ BPP_REPLACE_SESSION_KEYS, "replaceSessionKeys" },
	{ BPP_LOAD_PROFILE_ELEMENTS, "loadProfileElements" },
};

struct error_text {
	int error;
	const char *name;
	const char *sentence;
};

/* 17 to 23, 26: version 3; 31 and 32: version 2.6. */
static const struct error_text errors[] = {
	{ INSTALL_INCORRECT_INPUT_VALUES, "incorrectInputValues",
	  "The card found a malformed value in the package: the server must correct the profile." },
	{ INSTALL_INVALID_SIGNATURE, "invalidSignature",
	  "The server's signature on the package does not hold, and the order is closed: ask the operator for a new one." },
	{ INSTALL_INVALID_TRANSACTION_ID, "invalidTransactionId",
	  "The package belongs to another session, and the order is closed: ask the operator for a new one." },
	{ INSTALL_UNSUPPORTED_CRT_VALUES, "unsupportedCrtValues",
	  "The package asks for a kind of key that the card does not have: the server must correct it." },
	{ INSTALL_UNSUPPORTED_REMOTE_OPERATION_TYPE, "unsupportedRemoteOperationType",
	  "The package asks for something else than an installation: the server must correct it." },
	{ INSTALL_UNSUPPORTED_PROFILE_CLASS, "unsupportedProfileClass",
	  "The card does not take profiles of this class: ask the operator for an operational profile." },
	{ INSTALL_SCP03T_STRUCTURE_ERROR, "scp03tStructureError",
	  "A protected segment of the package is malformed or too long for the card: the server must correct it." },
	{ INSTALL_SCP03T_SECURITY_ERROR, "scp03tSecurityError",
	  "A protected segment of the package was changed on its way, and the order is closed: ask for a new one." },
	{ INSTALL_ICCID_ALREADY_EXISTS, "installFailedDueToIccidAlreadyExistsOnEuicc",
	  "This profile is on the card already: delete the old one first, or order another one." },
	{ INSTALL_INSUFFICIENT_MEMORY, "installFailedDueToInsufficientMemoryForProfile",
	  "The card has too little free memory for this profile: delete a profile and download again." },
	{ INSTALL_INTERRUPTION, "installFailedDueToInterruption",
	  "The installation was interrupted, by a reset or a loss of power: download again." },
	{ INSTALL_PE_PROCESSING_ERROR, "installFailedDueToPEProcessingError",
	  "The card cannot process an element of the profile: the operator must correct the profile." },
	{ INSTALL_DATA_MISMATCH, "installFailedDueToDataMismatch",
	  "ICCID or operator inside the profile are not the announced ones: the operator must correct it." },
	{ INSTALL_TEST_PROFILE_INVALID_NAA_KEY, "testProfileInstallFailedDueToInvalidNaaKey",
	  "The test profile has a network key that is no test key: correct the profile." },
	{ INSTALL_PPR_NOT_ALLOWED, "pprNotAllowed",
	  "The card does not allow the profile's policy rules: ask the operator for a profile without them." },
	{ 17, "installFailedDueToEnterpriseProfilesNotSupported",
	  "The card does not support enterprise profiles: use another card or profile." },
	{ 18, "installFailedDueToEnterpriseRulesNotAllowed",
	  "The card does not take this enterprise profile's rules: ask the device's owner." },
	{ 19, "installFailedDueToEnterpriseProfileNotAllowed",
	  "The card does not take this enterprise profile: ask the device's owner." },
	{ 20, "installFailedDueToEnterpriseOidMismatch",
	  "The profile belongs to another enterprise than the card: ask the device's owner." },
	{ 21, "installFailedDueToEnterpriseRulesError",
	  "The profile's enterprise rules are faulty: the operator must correct the profile." },
	{ 22, "installFailedDueToEnterpriseProfilesOnly",
	  "The card takes enterprise profiles only: ask the device's owner." },
	{ 23, "lprNotSupported",
	  "The card does not support the LPA proxy that the profile needs: use another card or profile." },
	{ 26, "unknownTlvInMetadata",
	  "The profile's metadata has a field that the card does not know: the operator must correct the profile." },
	{ 31, "installFailedDueToInsufficientMinimumSecurityLevel",
	  "The card demands a higher security level than the profile has: ask the operator." },
	{ 32, "installFailedDueToServerAddressAbsentInEuiccAllowList",
	  "The card takes profiles from certain servers only, and this is not one of them: use another server." },
	{ INSTALL_UNKNOWN_ERROR, "installFailedDueToUnknownError",
	  "The card could not install the profile and does not say why, and the order is closed: ask for a new one." },
};

const char *bpp_command_name(int command)
{
	return CODE_NAME(command_names, command);
}

const char *installation_error_name(int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return errors[i].name;
	return "unknown";
}

struct text installation_error_sentence(int error)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return text_from(errors[i].sentence);
	return TEXT("The card gave a reason that we do not know: look it up in the card's documentation.");
}

bool installation_error_is_temporary(int error)
{
	return error == INSTALL_INSUFFICIENT_MEMORY || error == INSTALL_INTERRUPTION;
}
