/* SPDX-License-Identifier: Apache-2.0 */
/* BppCommandId and ErrorReason of ProfileInstallationResult (SGP.22 2.5.6), and what to tell a person. */
#include "rsp/code_name.h"
#include "rsp/explanation.h"
#include "rsp/installation_result.h"

static const struct code_name command_names[] = {
	{ BPP_INITIALISE_SECURE_CHANNEL, "initialiseSecureChannel" },
	{ BPP_CONFIGURE_ISDP, "configureISDP" },
	{ BPP_STORE_METADATA, "storeMetadata" },
	{ BPP_STORE_METADATA2, "storeMetadata2" },
	{ BPP_REPLACE_SESSION_KEYS, "replaceSessionKeys" },
	{ BPP_LOAD_PROFILE_ELEMENTS, "loadProfileElements" },
};

/* 17 to 23, 26: version 3; 31 and 32: version 2.6. */
static const struct explained_code errors[] = {
	{ INSTALL_INCORRECT_INPUT_VALUES, "incorrectInputValues",
	  "The card found a malformed value in the package: the server must correct the profile.",
	  "A package that was made for another kind of card." },
	{ INSTALL_INVALID_SIGNATURE, "invalidSignature",
	  "The server's signature on the package does not hold, and the order is closed: ask the operator for a new one.",
	  "Somebody on the way, or a server whose key does not go with its certificate." },
	{ INSTALL_INVALID_TRANSACTION_ID, "invalidTransactionId",
	  "The package belongs to another session, and the order is closed: ask the operator for a new one.",
	  "An old package that was loaded into a new session." },
	{ INSTALL_UNSUPPORTED_CRT_VALUES, "unsupportedCrtValues",
	  "The package asks for a kind of key that the card does not have: the server must correct it.", "" },
	{ INSTALL_UNSUPPORTED_REMOTE_OPERATION_TYPE, "unsupportedRemoteOperationType",
	  "The package asks for something else than an installation: the server must correct it.", "" },
	{ INSTALL_UNSUPPORTED_PROFILE_CLASS, "unsupportedProfileClass",
	  "The card does not take profiles of this class: ask the operator for an operational profile.",
	  "A test profile on a card that takes none." },
	{ INSTALL_SCP03T_STRUCTURE_ERROR, "scp03tStructureError",
	  "A protected segment of the package is malformed or too long for the card: the server must correct it.",
	  "A server that makes larger segments than the card takes." },
	{ INSTALL_SCP03T_SECURITY_ERROR, "scp03tSecurityError",
	  "A protected segment of the package was changed on its way, and the order is closed: ask for a new one.",
	  "A piece that got lost or came twice on the way to the card." },
	{ INSTALL_ICCID_ALREADY_EXISTS, "installFailedDueToIccidAlreadyExistsOnEuicc",
	  "This profile is on the card already: delete the old one first, or order another one.",
	  "The same profile was downloaded before." },
	{ INSTALL_INSUFFICIENT_MEMORY, "installFailedDueToInsufficientMemoryForProfile",
	  "The card has too little free memory for this profile: delete a profile and download again.",
	  "Too many profiles, or one with large applications or many files." },
	{ INSTALL_INTERRUPTION, "installFailedDueToInterruption",
	  "The installation was interrupted, by a reset or a loss of power: download again.",
	  "The card was pulled out, its power failed, or another program reset it." },
	{ INSTALL_PE_PROCESSING_ERROR, "installFailedDueToPEProcessingError",
	  "The card cannot process an element of the profile: the operator must correct the profile.",
	  "A profile of a newer package version than the card's, or one that needs what the card lacks." },
	{ INSTALL_DATA_MISMATCH, "installFailedDueToDataMismatch",
	  "ICCID or operator inside the profile are not the announced ones: the operator must correct it.",
	  "A profile that was personalised wrongly." },
	{ INSTALL_TEST_PROFILE_INVALID_NAA_KEY, "testProfileInstallFailedDueToInvalidNaaKey",
	  "The test profile has a network key that is no test key: correct the profile.",
	  "A real key in a profile of class test." },
	{ INSTALL_PPR_NOT_ALLOWED, "pprNotAllowed",
	  "The card does not allow the profile's policy rules: ask the operator for a profile without them.",
	  "Another operational profile is installed, or the card's table has no rule for this operator." },
	{ 17, "installFailedDueToEnterpriseProfilesNotSupported",
	  "The card does not support enterprise profiles: use another card or profile.", "" },
	{ 18, "installFailedDueToEnterpriseRulesNotAllowed",
	  "The card does not take this enterprise profile's rules: ask the device's owner.", "" },
	{ 19, "installFailedDueToEnterpriseProfileNotAllowed",
	  "The card does not take this enterprise profile: ask the device's owner.", "" },
	{ 20, "installFailedDueToEnterpriseOidMismatch",
	  "The profile belongs to another enterprise than the card: ask the device's owner.", "" },
	{ 21, "installFailedDueToEnterpriseRulesError",
	  "The profile's enterprise rules are faulty: the operator must correct the profile.", "" },
	{ 22, "installFailedDueToEnterpriseProfilesOnly",
	  "The card takes enterprise profiles only: ask the device's owner.", "" },
	{ 23, "lprNotSupported",
	  "The card does not support the LPA proxy that the profile needs: use another card or profile.", "" },
	{ 26, "unknownTlvInMetadata",
	  "The profile's metadata has a field that the card does not know: the operator must correct the profile.", "" },
	{ 31, "installFailedDueToInsufficientMinimumSecurityLevel",
	  "The card demands a higher security level than the profile has: ask the operator.", "" },
	{ 32, "installFailedDueToServerAddressAbsentInEuiccAllowList",
	  "The card takes profiles from certain servers only, and this is not one of them: use another server.", "" },
	{ INSTALL_UNKNOWN_ERROR, "installFailedDueToUnknownError",
	  "The card could not install the profile and does not say why, and the order is closed: ask for a new one.", "" },
};

const char *bpp_command_name(int command)
{
	return CODE_NAME(command_names, command);
}

const char *installation_error_name(int error)
{
	return explained_code_name(errors, ARRAY_SIZE(errors), error);
}

struct text installation_error_sentence(int error)
{
	const struct explained_code *found = explained_code_find(errors, ARRAY_SIZE(errors), error);
	return text_from(found ? found->text
	                       : "The card gave a reason that we do not know: look it up in the card's documentation.");
}

bool installation_explanation(size_t index, struct explanation *out)
{
	return explained_code_row("installation", errors, ARRAY_SIZE(errors), index, out);
}

bool installation_error_is_temporary(int error)
{
	return error == INSTALL_INSUFFICIENT_MEMORY || error == INSTALL_INTERRUPTION;
}
