/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/es10_dictionary.h"

#define FIELDS(tag, name, fields) { tag, name, FORM_FIELDS, fields, NULL }
#define CODES(tag, name, names) { tag, name, FORM_NUMBER, NULL, names }
#define BITS(tag, name, names) { tag, name, FORM_BITS, NULL, names }
#define VALUE(tag, name, form) { tag, name, FORM_##form, NULL, NULL }
#define END { 0 }

/* ---- names of numbers ---- */

static const struct code_name authenticate_errors[] = {
	{ 1, "invalidCertificate" }, { 2, "invalidSignature" }, { 3, "unsupportedCurve" }, { 4, "noSessionContext" },
	{ 5, "invalidOid" }, { 6, "euiccChallengeMismatch" }, { 7, "ciPKUnknown" }, { 8, "transactionIdError" },
	{ 9, "missingCrl" }, { 10, "invalidCrlSignature" }, { 11, "revokedCert" }, { 12, "invalidCertOrCrlTime" },
	{ 13, "invalidCertOrCrlConfiguration" }, { 14, "invalidIccid" }, { 127, "undefinedError" }, END,
};

static const struct code_name download_errors[] = {
	{ 1, "invalidCertificate" }, { 2, "invalidSignature" }, { 3, "unsupportedCurve" }, { 4, "noSessionContext" },
	{ 5, "invalidTransactionId" }, { 127, "undefinedError" }, END,
};

static const struct code_name cancel_reasons[] = {
	{ 0, "endUserRejection" }, { 1, "postponed" }, { 2, "timeout" }, { 3, "pprNotAllowed" }, { 4, "metadataMismatch" },
	{ 5, "loadBppExecutionError" }, { 16, "sessionAborted" }, { 17, "enterpriseProfilesNotSupported" },
	{ 18, "enterpriseRulesNotAllowed" }, { 19, "enterpriseProfileNotAllowed" }, { 20, "enterpriseOidMismatch" },
	{ 21, "enterpriseRulesError" }, { 22, "enterpriseProfilesOnly" }, { 23, "lprNotSupported" },
	{ 24, "lprNetworkDataNotAllowed" }, { 25, "emptyProfileOrSpName" }, { 27, "rpmDisabled" },
	{ 28, "invalidRpmPackage" }, { 29, "loadRpmPackageError" }, { 30, "operationAbandoned" },
	{ 127, "undefinedReason" }, END,
};

static const struct code_name cancel_errors[] = { { 5, "invalidTransactionId" }, { 127, "undefinedError" }, END };

static const struct code_name revocation_errors[] = {
	{ 1, "invalidSignature" }, { 2, "invalidCRLFormat" }, { 3, "notEnoughMemorySpace" }, { 4, "verificationKeyNotFound" },
	{ 5, "fresherCrlAlreadyLoaded" }, { 6, "baseCrlMissing" }, { 127, "undefinedError" }, END,
};

static const struct code_name package_commands[] = {
	{ 0, "initialiseSecureChannel" }, { 1, "configureISDP" }, { 2, "storeMetadata" }, { 3, "storeMetadata2" },
	{ 4, "replaceSessionKeys" }, { 5, "loadProfileElements" }, END,
};

static const struct code_name installation_errors[] = {
	{ 1, "incorrectInputValues" }, { 2, "invalidSignature" }, { 3, "invalidTransactionId" },
	{ 4, "unsupportedCrtValues" }, { 5, "unsupportedRemoteOperationType" }, { 6, "unsupportedProfileClass" },
	{ 7, "scp03tStructureError" }, { 8, "scp03tSecurityError" },
	{ 9, "installFailedDueToIccidAlreadyExistsOnEuicc" },
	{ 10, "installFailedDueToInsufficientMemoryForProfile" }, { 11, "installFailedDueToInterruption" },
	{ 12, "installFailedDueToPEProcessingError" }, { 13, "installFailedDueToDataMismatch" },
	{ 14, "testProfileInstallFailedDueToInvalidNaaKey" }, { 15, "pprNotAllowed" },
	{ 17, "enterpriseProfilesNotSupported" }, { 18, "enterpriseRulesNotAllowed" },
	{ 19, "enterpriseProfileNotAllowed" }, { 20, "enterpriseOidMismatch" }, { 21, "enterpriseRulesError" },
	{ 22, "enterpriseProfilesOnly" }, { 23, "lprNotSupported" }, { 26, "unknownTlvInMetadata" },
	{ 31, "installFailedDueToInsufficientMinimumSecurityLevel" },
	{ 32, "installFailedDueToServerAddressAbsentInEuiccAllowList" }, { 127, "installFailedDueToUnknownError" }, END,
};

/* SAIP 8.1.2. */
static const struct code_name element_statuses[] = {
	{ 0, "ok" }, { 1, "pe-not-supported" }, { 2, "memory-failure" }, { 3, "bad-values" }, { 4, "not-enough-memory" },
	{ 5, "invalid-request-format" }, { 6, "invalid-parameter" }, { 7, "runtime-not-supported" },
	{ 8, "lib-not-supported" }, { 9, "template-not-supported" }, { 10, "feature-not-supported" },
	{ 11, "pin-code-missing" }, { 31, "unsupported-profile-version" }, END,
};

static const struct code_name list_errors[] = {
	{ 1, "incorrectInputValues" }, { 11, "profileChangeOngoing" }, { 127, "undefinedError" }, END,
};
static const struct code_name notification_errors[] = { { 1, "noResultAvailable" }, { 127, "undefinedError" }, END };
static const struct code_name removal_results[] = { { 0, "ok" }, { 1, "nothingToDelete" }, { 127, "undefinedError" }, END };
static const struct code_name nickname_results[] = { { 0, "ok" }, { 1, "iccidNotFound" }, { 127, "undefinedError" }, END };
static const struct code_name activation_results[] = { { 0, "ok" }, { 1, "notSupported" }, END };
static const struct code_name address_results[] = {
	{ 0, "ok" }, { 8, "unsupportedCiPKId" }, { 127, "undefinedError" }, END,
};
static const struct code_name reset_results[] = {
	{ 0, "ok" }, { 1, "nothingToDelete" }, { 5, "catBusy" }, { 127, "undefinedError" }, END,
};
static const struct code_name enable_results[] = {
	{ 0, "ok" }, { 1, "iccidOrAidNotFound" }, { 2, "profileNotInDisabledState" }, { 3, "disallowedByPolicy" },
	{ 4, "wrongProfileReenabling" }, { 5, "catBusy" }, { 6, "disallowedByEnterpriseRule" }, { 7, "commandError" },
	{ 9, "disallowedForRpm" }, { 10, "noEsimPortAvailable" }, { 127, "undefinedError" }, END,
};
static const struct code_name disable_results[] = {
	{ 0, "ok" }, { 1, "iccidOrAidNotFound" }, { 2, "profileNotInEnabledState" }, { 3, "disallowedByPolicy" },
	{ 5, "catBusy" }, { 7, "commandError" }, { 10, "disallowedForRpm" }, { 127, "undefinedError" }, END,
};
static const struct code_name delete_results[] = {
	{ 0, "ok" }, { 1, "iccidOrAidNotFound" }, { 2, "profileNotInDisabledState" }, { 3, "disallowedByPolicy" },
	{ 4, "disallowedInTestMode" }, { 7, "commandError" }, { 127, "undefinedError" }, END,
};
static const struct code_name metadata_results[] = {
	{ 0, "ok" }, { 6, "disallowedByEnterpriseRule" }, { 7, "commandError" }, { 12, "pprUpdateInvalidSetting" },
	{ 127, "undefinedError" }, END,
};
static const struct code_name profile_states[] = { { 0, "disabled" }, { 1, "enabled" }, END };
static const struct code_name profile_classes[] = { { 0, "test" }, { 1, "provisioning" }, { 2, "operational" }, END };
static const struct code_name icon_types[] = { { 0, "jpg" }, { 1, "png" }, END };
static const struct code_name categories[] = {
	{ 0, "other" }, { 1, "basicEuicc" }, { 2, "mediumEuicc" }, { 3, "contactlessEuicc" }, END,
};
static const struct code_name lpa_modes[] = { { 0, "lpad" }, { 1, "lpae" }, END };
static const struct code_name operation_types[] = { { 1, "installBoundProfilePackage" }, END };
static const struct code_name form_factors[] = { { 0, "removableEuicc" }, { 1, "nonRemovableEuicc" }, END };

/* ---- names of bits ---- */

static const struct code_name events[] = {
	{ 0, "install" }, { 1, "enable" }, { 2, "disable" }, { 3, "delete" }, { 4, "rpmEnable" }, { 5, "rpmDisable" },
	{ 6, "rpmDelete" }, { 7, "loadRpmPackageResult" }, END,
};
static const struct code_name policy_rules[] = {
	{ 0, "pprUpdateControl" }, { 1, "ppr1-disable-not-allowed" }, { 2, "ppr2-delete-not-allowed" }, END,
};
static const struct code_name rule_flags[] = { { 0, "consentRequired" }, END };
static const struct code_name reset_options[] = {
	{ 0, "deleteOperationalProfiles" }, { 1, "deleteFieldLoadedTestProfiles" }, { 2, "resetDefaultSmdpAddress" },
	{ 3, "deletePreLoadedTestProfiles" }, { 4, "deleteProvisioningProfiles" }, END,
};
static const struct code_name activation_ways[] = { { 0, "activateCatBasedLpae" }, { 1, "activateScwsBasedLpae" }, END };
static const struct code_name lpae_support[] = {
	{ 0, "lpaeUsingCat" }, { 1, "lpaeUsingScws" }, { 2, "enabledProfile" }, { 3, "lpaeUsingE4E" }, END,
};
static const struct code_name element_properties[] = {
	{ 0, "isDiscrete" }, { 1, "isIntegrated" }, { 2, "usesRemoteMemory" }, END,
};
static const struct code_name operations[] = { { 0, "profileDownload" }, { 1, "rpm" }, END };
static const struct code_name rsp_capabilities[] = {
	{ 0, "additionalProfile" }, { 1, "crlSupport" }, { 2, "rpmSupport" }, { 3, "testProfileSupport" },
	{ 4, "deviceInfoExtensibilitySupport" }, { 5, "serviceSpecificDataSupport" }, { 6, "hriServerAddressSupport" },
	{ 7, "serviceProviderMessageSupport" }, { 8, "lpaProxySupport" }, { 9, "enterpriseProfilesSupport" },
	{ 10, "serviceDescriptionSupport" }, { 11, "deviceChangeSupport" }, { 12, "encryptedDeviceChangeDataSupport" },
	{ 13, "estimatedProfileSizeIndicationSupport" }, { 14, "profileSizeInProfilesInfoSupport" },
	{ 15, "crlStaplingV3Support" }, { 16, "certChainV3VerificationSupport" }, { 17, "signedSmdsResponseV3Support" },
	{ 18, "euiccRspCapInInfo1" }, { 19, "osUpdateSupport" }, { 20, "cancelForEmptySpnPnSupport" },
	{ 21, "updateNotifConfigInfoSupport" }, { 22, "updateMetadataV3Support" }, { 26, "iotSpecificMetadata" },
	{ 27, "mslCheck" }, { 28, "rspServerTestProfileAllowlistCheck" }, END,
};
static const struct code_name uicc_capabilities[] = {
	{ 0, "contactlessSupport" }, { 1, "usimSupport" }, { 2, "isimSupport" }, { 3, "csimSupport" }, { 4, "akaMilenage" },
	{ 5, "akaCave" }, { 6, "akaTuak128" }, { 7, "akaTuak256" }, { 8, "usimTestAlgorithm" }, { 9, "rfu2" },
	{ 10, "gbaAuthenUsim" }, { 11, "gbaAuthenISim" }, { 12, "mbmsAuthenUsim" }, { 13, "eapClient" },
	{ 14, "javacard" }, { 15, "multos" }, { 16, "multipleUsimSupport" }, { 17, "multipleIsimSupport" },
	{ 18, "multipleCsimSupport" }, { 19, "berTlvFileSupport" }, { 20, "dfLinkSupport" }, { 21, "catTp" },
	{ 22, "getIdentity" }, { 23, "profile-a-x25519" }, { 24, "profile-b-p256" }, { 25, "suciCalculatorApi" },
	{ 26, "dns-resolution" }, { 27, "scp11ac" }, { 28, "scp11c-authorization-mechanism" }, { 29, "s16mode" },
	{ 30, "eaka" }, { 31, "iotminimal" }, END,
};
static const struct code_name device_capabilities[] = {
	{ 0, "crlStaplingV3Support" }, { 1, "certChainV3Support" }, { 2, "apduApiSupport" },
	{ 3, "enterpriseCapableDevice" }, { 4, "lpaProxySupport" }, { 5, "signedSmdsResponseV3Support" },
	{ 6, "euiccCiUpdateSupport" }, { 7, "eventCheckingSupport" }, { 8, "pushServiceSupport" },
	{ 9, "pendingOperationAlertingSupport" }, END,
};

/* ---- parts of several messages ---- */

static const struct es10_field key_identifiers[] = { VALUE(0x04, "SubjectKeyIdentifier", OCTETS), END };
static const struct es10_field versions[] = { VALUE(0x04, "version", VERSION), END };
static const struct es10_field texts[] = { VALUE(0x0C, "address", TEXT), END };
static const struct es10_field certificates[] = { VALUE(0x30, "certificate", CERTIFICATE), END };

static const struct es10_field operator_id[] = {
	VALUE(0x80, "mccMnc", OPERATOR), VALUE(0x81, "gid1", OCTETS), VALUE(0x82, "gid2", OCTETS), END,
};
static const struct es10_field operators[] = { FIELDS(0x30, "OperatorId", operator_id), END };

static const struct es10_field notification_configuration[] = {
	BITS(0x80, "profileManagementOperation", events), VALUE(0x81, "notificationAddress", TEXT), END,
};
static const struct es10_field notification_configurations[] = {
	FIELDS(0x30, "NotificationConfigurationInformation", notification_configuration), END,
};
static const struct es10_field proprietary_data[] = { VALUE(0x80, "dpOid", OID), END };
static const struct es10_field vendor_item[] = {
	VALUE(0x80, "vendorOid", OID), VALUE(0xA1, "vendorSpecificData", OCTETS), END,
};
static const struct es10_field vendor_items[] = { FIELDS(0x30, "VendorSpecificExtension", vendor_item), END };

/* GlobalPlatform Secure Element Access Control, as Android reads it from the metadata. */
static const struct es10_field access_reference[] = {
	VALUE(0xC1, "deviceAppIdRefDo", OCTETS), VALUE(0xCA, "pkgRefDo", TEXT), END,
};
static const struct es10_field access_right[] = { VALUE(0xDB, "permArDo", OCTETS), END };
static const struct es10_field access_rule[] = {
	FIELDS(0xE1, "refDo", access_reference), FIELDS(0xE3, "arDo", access_right), END,
};
static const struct es10_field access_rules[] = { FIELDS(0xE2, "refArDo", access_rule), END };

static const struct es10_field notification_metadata[] = {
	VALUE(0x80, "seqNumber", NUMBER), BITS(0x81, "profileManagementOperation", events),
	VALUE(0x0C, "notificationAddress", TEXT), VALUE(0x5A, "iccid", ICCID), END,
};

static const struct es10_field profile_fields[] = {
	VALUE(0x5A, "iccid", ICCID), VALUE(0x4F, "isdpAid", OCTETS), CODES(0x9F70, "profileState", profile_states),
	VALUE(0x90, "profileNickname", TEXT), VALUE(0x91, "serviceProviderName", TEXT), VALUE(0x92, "profileName", TEXT),
	CODES(0x93, "iconType", icon_types), VALUE(0x94, "icon", LONG), CODES(0x95, "profileClass", profile_classes),
	FIELDS(0xB6, "notificationConfigurationInfo", notification_configurations),
	FIELDS(0xB7, "profileOwner", operator_id), FIELDS(0xB8, "dpProprietaryData", proprietary_data),
	BITS(0x99, "profilePolicyRules", policy_rules),
	FIELDS(0xBF22, "serviceSpecificDataStoredInEuicc", vendor_items),
	FIELDS(0xBF23, "serviceSpecificDataNotStoredInEuicc", vendor_items), FIELDS(0xBF76, "refArDo", access_rules),
	FIELDS(0xBA, "rpmConfiguration", NULL), VALUE(0x9B, "hriServerAddress", TEXT),
	FIELDS(0xBC, "lprConfiguration", NULL), FIELDS(0xBD, "enterpriseConfiguration", NULL),
	VALUE(0x9F1F, "serviceDescription", OCTETS), FIELDS(0xBF20, "deviceChangeConfiguration", NULL),
	VALUE(0x9F24, "enabledOnEsimPort", NUMBER), VALUE(0x9F25, "profileSize", NUMBER),
	VALUE(0x9F7B, "ecallIndication", BOOLEAN), VALUE(0x9F26, "fallbackAttribute", BOOLEAN),
	VALUE(0x9F67, "fallbackAllowed", BOOLEAN), FIELDS(0xBF64, "iotSpecificProfileInfo", NULL),
	VALUE(0x5C, "tagsForDeletion", TAGS), END,
};
static const struct es10_field profiles[] = { FIELDS(0xE3, "ProfileInfo", profile_fields), END };

/* ---- information ---- */

static const struct es10_field resources[] = {
	VALUE(0x81, "installedApplications", COUNT), VALUE(0x82, "freeNonVolatileMemory", COUNT),
	VALUE(0x83, "freeVolatileMemory", COUNT), END,
};
static const struct es10_field certification[] = {
	VALUE(0x80, "platformLabel", TEXT), VALUE(0x81, "discoveryBaseURL", TEXT), END,
};
static const struct es10_field info1[] = {
	VALUE(0x82, "svn", VERSION), FIELDS(0xA9, "euiccCiPKIdListForVerification", key_identifiers),
	FIELDS(0xAA, "euiccCiPKIdListForSigning", key_identifiers), BITS(0x88, "euiccRspCapability", rsp_capabilities),
	FIELDS(0xB1, "euiccCiPKIdListForSigningV3", key_identifiers), VALUE(0x93, "highestSvn", VERSION), END,
};
static const struct es10_field info2[] = {
	VALUE(0x81, "profileVersion", VERSION), VALUE(0x82, "svn", VERSION), VALUE(0x83, "euiccFirmwareVer", VERSION),
	FIELDS(0x84, "extCardResource", resources), BITS(0x85, "uiccCapability", uicc_capabilities),
	VALUE(0x86, "ts102241Version", VERSION), VALUE(0x87, "globalplatformVersion", VERSION),
	BITS(0x88, "rspCapability", rsp_capabilities), FIELDS(0xA9, "euiccCiPKIdListForVerification", key_identifiers),
	FIELDS(0xAA, "euiccCiPKIdListForSigning", key_identifiers), CODES(0x8B, "euiccCategory", categories),
	BITS(0x99, "forbiddenProfilePolicyRules", policy_rules), VALUE(0x04, "ppVersion", VERSION),
	VALUE(0x0C, "sasAcreditationNumber", TEXT), FIELDS(0xAC, "certificationDataObject", certification),
	BITS(0x8D, "treProperties", element_properties), VALUE(0x8E, "treProductReference", TEXT),
	FIELDS(0xAF, "additionalProfilePackageVersions", versions), CODES(0x90, "lpaMode", lpa_modes),
	FIELDS(0xB1, "euiccCiPKIdListForSigningV3", key_identifiers), VALUE(0x92, "additionalEuiccInfo", OCTETS),
	VALUE(0x93, "highestSvn", VERSION), FIELDS(0xB4, "iotSpecificInfo", NULL),
	VALUE(0x95, "euiccMinimumSecurityLevel", OCTETS), END,
};
static const struct es10_field ci_names[] = { VALUE(0x80, "ciPKId", OCTETS), VALUE(0x81, "ciName", TEXT), END };
static const struct es10_field ci_list[] = { FIELDS(0x30, "CertificateInfo", ci_names), END };
static const struct es10_field configured[] = {
	VALUE(0x80, "defaultDpAddress", TEXT), VALUE(0x81, "rootDsAddress", TEXT),
	FIELDS(0xA2, "additionalRootDsAddresses", texts), VALUE(0x83, "allowedCiPKId", OCTETS),
	FIELDS(0xA4, "ciList", ci_list), END,
};
static const struct es10_field default_address[] = {
	VALUE(0x80, "defaultDpAddress", TEXT), VALUE(0x81, "allowedCiPKId", OCTETS), END,
};
static const struct es10_field challenge[] = { VALUE(0x80, "euiccChallenge", OCTETS), END };
static const struct es10_field authorisation_rule[] = {
	BITS(0x80, "pprIds", policy_rules), FIELDS(0xA1, "allowedOperators", operators), BITS(0x82, "pprFlags", rule_flags), END,
};
static const struct es10_field authorisation_rules[] = {
	FIELDS(0x30, "ProfilePolicyAuthorisationRule", authorisation_rule), END,
};
static const struct es10_field authorisation_table[] = { FIELDS(0xA0, "rat", authorisation_rules), END };
static const struct es10_field eid_request[] = { VALUE(0x5C, "tagList", TAGS), END };
static const struct es10_field eid_answer[] = { VALUE(0x5A, "eidValue", EID), END };

/* ---- authentication and download ---- */

static const struct es10_field session_context[] = {
	VALUE(0x80, "serverSvn", VERSION), VALUE(0x81, "crlStaplingV3Used", BOOLEAN), VALUE(0x82, "euiccCiPKIdToBeUsedV3", OCTETS),
	FIELDS(0xA3, "supportedPushServices", NULL), END,
};
static const struct es10_field server_signed1[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x81, "euiccChallenge", OCTETS), VALUE(0x83, "serverAddress", TEXT),
	VALUE(0x84, "serverChallenge", OCTETS), FIELDS(0xA5, "sessionContext", session_context),
	VALUE(0x86, "serverRspCapability", OCTETS), END,
};
static const struct es10_field additional_features[] = {
	VALUE(0x80, "naiSupport", VERSION), VALUE(0x81, "groupOfDeviceManufacturerOid", OID), END,
};
static const struct es10_field releases[] = {
	VALUE(0x80, "gsmSupportedRelease", VERSION), VALUE(0x81, "utranSupportedRelease", VERSION),
	VALUE(0x82, "cdma2000onexSupportedRelease", VERSION), VALUE(0x83, "cdma2000hrpdSupportedRelease", VERSION),
	VALUE(0x84, "cdma2000ehrpdSupportedRelease", VERSION), VALUE(0x85, "eutranEpcSupportedRelease", VERSION),
	VALUE(0x86, "contactlessSupportedRelease", VERSION), VALUE(0x87, "rspCrlSupportedVersion", VERSION),
	VALUE(0x88, "nrEpcSupportedRelease", VERSION), VALUE(0x89, "nr5gcSupportedRelease", VERSION),
	VALUE(0x8A, "eutran5gcSupportedRelease", VERSION), VALUE(0x8B, "lpaSvn", VERSION),
	VALUE(0x8C, "catSupportedClasses", BITS), CODES(0x8D, "euiccFormFactorType", form_factors),
	FIELDS(0xAE, "deviceAdditionalFeatureSupport", additional_features), END,
};
static const struct es10_field device_info[] = {
	VALUE(0x80, "tac", DIGITS), FIELDS(0xA1, "deviceCapabilities", releases), VALUE(0x82, "imei", DIGITS),
	FIELDS(0xA3, "preferredLanguages", NULL), VALUE(0x84, "deviceTestMode", NULL),
	BITS(0x85, "lpaRspCapability", device_capabilities), END,
};
static const struct es10_field matching_id_source[] = {
	VALUE(0x80, "none", NULL), VALUE(0x81, "activationCode", NULL), VALUE(0x82, "smdsOid", OID), END,
};
static const struct es10_field usual_parameters[] = {
	VALUE(0x80, "matchingId", TEXT), FIELDS(0xA1, "deviceInfo", device_info), BITS(0x82, "operationType", operations),
	VALUE(0x5A, "iccid", ICCID), FIELDS(0xA3, "matchingIdSource", matching_id_source),
	FIELDS(0xA4, "vendorSpecificExtension", vendor_items), END,
};
static const struct es10_field authenticate_request[] = {
	FIELDS(0x30, "serverSigned1", server_signed1), VALUE(0x5F37, "serverSignature1", LONG),
	VALUE(0x04, "euiccCiPKIdToBeUsed", OCTETS), VALUE(0x30, "serverCertificate", CERTIFICATE),
	FIELDS(0xA0, "ctxParams1", usual_parameters), FIELDS(0xA1, "otherCertsInChain", certificates),
	FIELDS(0xA2, "crlList", certificates), END,
};
static const struct es10_field euicc_signed1[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x83, "serverAddress", TEXT), VALUE(0x84, "serverChallenge", OCTETS),
	FIELDS(0xBF22, "euiccInfo2", info2), FIELDS(0xA0, "ctxParams1", usual_parameters), END,
};
static const struct es10_field authenticate_ok[] = {
	FIELDS(0x30, "euiccSigned1", euicc_signed1), VALUE(0x5F37, "euiccSignature1", LONG),
	VALUE(0x30, "euiccCertificate", CERTIFICATE), VALUE(0x30, "eumCertificate", CERTIFICATE),
	FIELDS(0xA0, "otherCertsInChain", certificates), END,
};
static const struct es10_field authenticate_error[] = {
	VALUE(0x80, "transactionId", OCTETS), CODES(0x02, "authenticateErrorCode", authenticate_errors), END,
};
static const struct es10_field authenticate_answer[] = {
	FIELDS(0xA0, "authenticateResponseOk", authenticate_ok), FIELDS(0xA1, "authenticateResponseError", authenticate_error), END,
};

static const struct es10_field smdp_signed2[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x01, "ccRequiredFlag", BOOLEAN), VALUE(0x5F49, "bppEuiccOtpk", LONG),
	VALUE(0x05, "rpmPending", NULL), END,
};
static const struct es10_field prepare_request[] = {
	FIELDS(0x30, "smdpSigned2", smdp_signed2), VALUE(0x5F37, "smdpSignature2", LONG), VALUE(0x04, "hashCc", SECRET),
	VALUE(0x30, "smdpCertificate", CERTIFICATE), END,
};
static const struct es10_field euicc_signed2[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x5F49, "euiccOtpk", LONG), VALUE(0x04, "hashCc", SECRET), END,
};
static const struct es10_field prepare_ok[] = {
	FIELDS(0x30, "euiccSigned2", euicc_signed2), VALUE(0x5F37, "euiccSignature2", LONG), END,
};
static const struct es10_field prepare_error[] = {
	VALUE(0x80, "transactionId", OCTETS), CODES(0x02, "downloadErrorCode", download_errors), END,
};
static const struct es10_field prepare_answer[] = {
	FIELDS(0xA0, "downloadResponseOk", prepare_ok), FIELDS(0xA1, "downloadResponseError", prepare_error), END,
};

static const struct es10_field cancel_request[] = {
	VALUE(0x80, "transactionId", OCTETS), CODES(0x81, "reason", cancel_reasons), END,
};
static const struct es10_field cancel_signed[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x81, "smdpOid", OID), CODES(0x82, "reason", cancel_reasons), END,
};
static const struct es10_field cancel_ok[] = {
	FIELDS(0x30, "euiccCancelSessionSigned", cancel_signed), VALUE(0x5F37, "euiccCancelSessionSignature", LONG), END,
};
static const struct es10_field cancel_answer[] = {
	FIELDS(0xA0, "cancelSessionResponseOk", cancel_ok), CODES(0x81, "cancelSessionResponseError", cancel_errors), END,
};

static const struct es10_field revocation_request[] = { VALUE(0xA0, "crl", CERTIFICATE), END };
static const struct es10_field missing_parts[] = { VALUE(0x02, "number", NUMBER), END };
static const struct es10_field revocation_ok[] = { FIELDS(0xA0, "missingParts", missing_parts), END };
static const struct es10_field revocation_answer[] = {
	FIELDS(0xA0, "loadCRLResponseOk", revocation_ok), CODES(0x81, "loadCRLResponseError", revocation_errors), END,
};

/* ---- the bound package ---- */

static const struct es10_field key_template[] = {
	VALUE(0x80, "keyType", OCTETS), VALUE(0x81, "keyLen", OCTETS), VALUE(0x84, "hostId", OCTETS), END,
};
static const struct es10_field secure_channel[] = {
	CODES(0x82, "remoteOpId", operation_types), VALUE(0x80, "transactionId", OCTETS),
	FIELDS(0xA6, "controlRefTemplate", key_template), VALUE(0x5F49, "smdpOtpk", LONG), VALUE(0x5F37, "smdpSign", LONG), END,
};
static const struct es10_field configure_fields[] = { FIELDS(0xB8, "dpProprietaryData", proprietary_data), END };
static const struct es10_field session_keys[] = {
	VALUE(0x80, "initialMacChainingValue", SECRET), VALUE(0x81, "ppkEnc", SECRET), VALUE(0x82, "ppkCmac", SECRET), END,
};
static const struct es10_field metadata_part[] = { FIELDS(0xBF25, "StoreMetadataRequest", profile_fields), END };
static const struct es10_field sealed[] = { VALUE(0x87, "encrypted", PROTECTED), END };
static const struct es10_field maced[] = { { 0x88, "storeMetadata", FORM_MACED, metadata_part, NULL }, END };
static const struct es10_field elements[] = { VALUE(0x86, "encryptedProfileElements", PROTECTED), END };
static const struct es10_field bound_package[] = {
	FIELDS(0xBF23, "initialiseSecureChannelRequest", secure_channel), FIELDS(0xA0, "firstSequenceOf87 (configureISDP)", sealed),
	FIELDS(0xA1, "sequenceOf88 (storeMetadata)", maced), FIELDS(0xA2, "secondSequenceOf87 (replaceSessionKeys)", sealed),
	FIELDS(0xA3, "sequenceOf86 (profile elements)", elements), END,
};

/* ---- the result of an installation ---- */

static const struct es10_field element_status[] = {
	CODES(0x80, "status", element_statuses), VALUE(0x81, "identification", NUMBER),
	VALUE(0x82, "additional-information", NUMBER), VALUE(0x83, "offset", NUMBER), END,
};
static const struct es10_field element_status_list[] = { FIELDS(0x30, "PEStatus", element_status), END };
static const struct es10_field interpreter_answer[] = {
	FIELDS(0xA0, "peStatus", element_status_list), VALUE(0x81, "profileInstallationAborted", NULL),
	VALUE(0x82, "statusMessage", TEXT), END,
};
static const struct es10_field interpreter_answers[] = { FIELDS(0x30, "EUICCResponse", interpreter_answer), END };
static const struct es10_field success[] = {
	VALUE(0x4F, "aid", OCTETS), FIELDS(0x04, "simaResponse", interpreter_answers), END,
};
static const struct es10_field failure[] = {
	CODES(0x80, "bppCommandId", package_commands), CODES(0x81, "errorReason", installation_errors),
	FIELDS(0x82, "simaResponse", interpreter_answers), END,
};
static const struct es10_field final_result[] = {
	FIELDS(0xA0, "successResult", success), FIELDS(0xA1, "errorResult", failure), END,
};
static const struct es10_field result_data[] = {
	VALUE(0x80, "transactionId", OCTETS), FIELDS(0xBF2F, "notificationMetadata", notification_metadata),
	VALUE(0x06, "smdpOid", OID), FIELDS(0xA2, "finalResult", final_result), END,
};
static const struct es10_field installation_result[] = {
	FIELDS(0xBF27, "profileInstallationResultData", result_data), VALUE(0x5F37, "euiccSignPIR", LONG), END,
};

/* ---- notifications ---- */

static const struct es10_field notification_filter[] = { BITS(0x81, "profileManagementOperation", events), END };
static const struct es10_field notification_list[] = { FIELDS(0xBF2F, "NotificationMetadata", notification_metadata), END };
static const struct es10_field notification_list_answer[] = {
	FIELDS(0xA0, "notificationMetadataList", notification_list), CODES(0x81, "listNotificationsResultError", notification_errors),
	END,
};
static const struct es10_field retrieval_choice[] = {
	VALUE(0x80, "seqNumber", NUMBER), BITS(0x81, "profileManagementOperation", events), END,
};
static const struct es10_field retrieval_request[] = { FIELDS(0xA0, "searchCriteria", retrieval_choice), END };
static const struct es10_field other_notification[] = {
	FIELDS(0xBF2F, "tbsOtherNotification", notification_metadata), VALUE(0x5F37, "euiccNotificationSignature", LONG),
	VALUE(0x30, "euiccCertificate", CERTIFICATE), VALUE(0x30, "eumCertificate", CERTIFICATE),
	FIELDS(0xA1, "otherCertsInChain", certificates), END,
};
static const struct es10_field pending_notifications[] = {
	FIELDS(0xBF37, "profileInstallationResult", installation_result),
	FIELDS(0x30, "otherSignedNotification", other_notification), FIELDS(0xA1, "loadRpmPackageResultSigned", NULL), END,
};
static const struct es10_field retrieval_answer[] = {
	FIELDS(0xA0, "notificationList", pending_notifications), CODES(0x81, "notificationsListResultError", notification_errors), END,
};
static const struct es10_field removal_request[] = { VALUE(0x80, "seqNumber", NUMBER), END };

/* ---- managing profiles ---- */

static const struct es10_field profile_choice[] = { VALUE(0x4F, "isdpAid", OCTETS), VALUE(0x5A, "iccid", ICCID), END };
static const struct es10_field search_criteria[] = {
	VALUE(0x4F, "isdpAid", OCTETS), VALUE(0x5A, "iccid", ICCID), CODES(0x95, "profileClass", profile_classes), END,
};
static const struct es10_field profiles_request[] = {
	FIELDS(0xA0, "searchCriteria", search_criteria), VALUE(0x5C, "tagList", TAGS), VALUE(0x5D, "iotSpecificTagList", TAGS), END,
};
static const struct es10_field profiles_answer[] = {
	FIELDS(0xA0, "profileInfoListOk", profiles), CODES(0x81, "profileInfoListError", list_errors), END,
};
static const struct es10_field switch_request[] = {
	FIELDS(0xA0, "profileIdentifier", profile_choice), VALUE(0x81, "refreshFlag", BOOLEAN),
	VALUE(0x82, "targetEsimPort", NUMBER), END,
};
static const struct es10_field nickname_request[] = { VALUE(0x5A, "iccid", ICCID), VALUE(0x90, "profileNickname", TEXT), END };
static const struct es10_field reset_request[] = { BITS(0x82, "resetOptions", reset_options), END };
static const struct es10_field activation_request[] = { BITS(0x80, "lpaeOption", activation_ways), END };

#define RESULT(variable, name, names) static const struct es10_field variable[] = { CODES(0x80, name, names), END }
RESULT(address_answer, "setDefaultDpAddressResult", address_results);
RESULT(nickname_answer, "setNicknameResult", nickname_results);
RESULT(removal_answer, "deleteNotificationStatus", removal_results);
RESULT(enable_answer, "enableResult", enable_results);
RESULT(disable_answer, "disableResult", disable_results);
RESULT(delete_answer, "deleteResult", delete_results);
RESULT(reset_answer, "resetResult", reset_results);
RESULT(activation_answer, "lpaeActivationResult", activation_results);

/* ---- version 3 ---- */

static const struct es10_field smdp_signed3[] = {
	VALUE(0x80, "transactionId", OCTETS), FIELDS(0xA1, "rpmPackage", NULL), VALUE(0x82, "rpmPending", NULL), END,
};
static const struct es10_field rpm_request[] = {
	FIELDS(0x30, "smdpSigned3", smdp_signed3), VALUE(0x5F37, "smdpSignature3", LONG), VALUE(0x02, "targetEsimPort", NUMBER), END,
};
static const struct es10_field signed_events[] = {
	VALUE(0x80, "transactionId", OCTETS), FIELDS(0xA0, "eventList", NULL), FIELDS(0xA1, "pushServiceRegistrationResult", NULL), END,
};
static const struct es10_field discovery_request[] = {
	FIELDS(0xA1, "smdsSigned2", signed_events), VALUE(0x5F37, "smdsSignature2", LONG), END,
};
static const struct es10_field discovery_answer[] = {
	VALUE(0x80, "ok", NULL), CODES(0x81, "verifySmdsResponseError", download_errors), END,
};
static const struct es10_field smdp_signed4[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x01, "ccRequiredFlag", BOOLEAN),
	VALUE(0x81, "activationCodeForProfileRecovery", SECRET), END,
};
static const struct es10_field change_request[] = {
	FIELDS(0x30, "smdpSigned4", smdp_signed4), VALUE(0x5F37, "smdpSignature4", LONG), VALUE(0x04, "hashCc", SECRET), END,
};
static const struct es10_field euicc_signed3[] = {
	VALUE(0x80, "transactionId", OCTETS), VALUE(0x5F49, "euiccOtpk", LONG), VALUE(0x04, "hashCc", SECRET),
	FIELDS(0x30, "recoveryData", NULL), END,
};
static const struct es10_field change_ok[] = {
	FIELDS(0x30, "euiccSigned3", euicc_signed3), VALUE(0x5F37, "euiccSignature3", LONG), END,
};
static const struct es10_field change_answer[] = {
	FIELDS(0xA0, "prepareDeviceChangeResponseOk", change_ok), FIELDS(0xA1, "prepareDeviceChangeResponseError", prepare_error), END,
};
static const struct es10_field change_data[] = {
	FIELDS(0x30, "smdpSigned5", NULL), VALUE(0x5F37, "smdpSignature5", LONG), END,
};
static const struct es10_field change_recovery[] = {
	FIELDS(0x30, "smdpSigned4", smdp_signed4), VALUE(0x5F37, "smdpSignature4", LONG), END,
};
static const struct es10_field verify_change_request[] = {
	FIELDS(0xA0, "deviceChange", change_data), FIELDS(0xA1, "profileRecovery", change_recovery), END,
};

/* ---- what stands outermost ---- */

const struct es10_field es10_commands[] = {
	FIELDS(0xBF20, "GetEuiccInfo1Request", NULL), FIELDS(0xBF21, "PrepareDownloadRequest", prepare_request),
	FIELDS(0xBF22, "GetEuiccInfo2Request", NULL), FIELDS(0xBF28, "ListNotificationRequest", notification_filter),
	FIELDS(0xBF29, "SetNicknameRequest", nickname_request),
	FIELDS(0xBF2B, "RetrieveNotificationsListRequest", retrieval_request),
	FIELDS(0xBF2D, "ProfileInfoListRequest", profiles_request), FIELDS(0xBF2E, "GetEuiccChallengeRequest", NULL),
	FIELDS(0xBF30, "NotificationSentRequest", removal_request), FIELDS(0xBF31, "EnableProfileRequest", switch_request),
	FIELDS(0xBF32, "DisableProfileRequest", switch_request), FIELDS(0xBF33, "DeleteProfileRequest", profile_choice),
	FIELDS(0xBF34, "EuiccMemoryResetRequest", reset_request), FIELDS(0xBF35, "LoadCRLRequest", revocation_request),
	FIELDS(0xBF36, "BoundProfilePackage", bound_package), FIELDS(0xBF38, "AuthenticateServerRequest", authenticate_request),
	FIELDS(0xBF3C, "EuiccConfiguredAddressesRequest", NULL), FIELDS(0xBF3E, "GetEuiccDataRequest", eid_request),
	FIELDS(0xBF3F, "SetDefaultDpAddressRequest", default_address), FIELDS(0xBF41, "CancelSessionRequest", cancel_request),
	FIELDS(0xBF42, "LpaeActivationRequest", activation_request), FIELDS(0xBF43, "GetRatRequest", NULL),
	FIELDS(0xBF44, "LoadRpmPackageRequest", rpm_request), FIELDS(0xBF45, "VerifySmdsResponseRequest", discovery_request),
	FIELDS(0xBF4A, "AlertDataRequest", NULL), FIELDS(0xBF4B, "VerifyDeviceChangeRequest", verify_change_request),
	FIELDS(0xBF4D, "PrepareDeviceChangeRequest", change_request),
	/* What follows the package's beginning in chains of its own (SGP.22 2.5.5). */
	FIELDS(0xA0, "BoundProfilePackage.firstSequenceOf87 (configureISDP)", sealed),
	FIELDS(0xA1, "BoundProfilePackage.sequenceOf88 (storeMetadata)", maced),
	FIELDS(0xA2, "BoundProfilePackage.secondSequenceOf87 (replaceSessionKeys)", sealed),
	FIELDS(0xA3, "BoundProfilePackage.sequenceOf86 (profile elements)", elements),
	VALUE(0x86, "BoundProfilePackage segment: encrypted profile elements", PROTECTED),
	VALUE(0x87, "BoundProfilePackage segment: encrypted", PROTECTED),
	{ 0x88, "BoundProfilePackage segment: storeMetadata", FORM_MACED, metadata_part, NULL },
	/* Only a faulty sender would say these in clear. */
	FIELDS(0xBF23, "InitialiseSecureChannelRequest", secure_channel), FIELDS(0xBF24, "ConfigureISDPRequest", configure_fields),
	FIELDS(0xBF25, "StoreMetadataRequest", profile_fields), FIELDS(0xBF26, "ReplaceSessionKeysRequest", session_keys),
	FIELDS(0xBF2A, "UpdateMetadataRequest", profile_fields), END,
};

const struct es10_field es10_answers[] = {
	FIELDS(0xBF20, "EUICCInfo1", info1), FIELDS(0xBF21, "PrepareDownloadResponse", prepare_answer),
	FIELDS(0xBF22, "EUICCInfo2", info2), FIELDS(0xBF28, "ListNotificationResponse", notification_list_answer),
	FIELDS(0xBF29, "SetNicknameResponse", nickname_answer),
	FIELDS(0xBF2B, "RetrieveNotificationsListResponse", retrieval_answer),
	FIELDS(0xBF2D, "ProfileInfoListResponse", profiles_answer), FIELDS(0xBF2E, "GetEuiccChallengeResponse", challenge),
	FIELDS(0xBF30, "NotificationSentResponse", removal_answer), FIELDS(0xBF31, "EnableProfileResponse", enable_answer),
	FIELDS(0xBF32, "DisableProfileResponse", disable_answer), FIELDS(0xBF33, "DeleteProfileResponse", delete_answer),
	FIELDS(0xBF34, "EuiccMemoryResetResponse", reset_answer), FIELDS(0xBF35, "LoadCRLResponse", revocation_answer),
	FIELDS(0xBF37, "ProfileInstallationResult", installation_result),
	FIELDS(0xBF38, "AuthenticateServerResponse", authenticate_answer),
	FIELDS(0xBF3C, "EuiccConfiguredAddressesResponse", configured), FIELDS(0xBF3E, "GetEuiccDataResponse", eid_answer),
	FIELDS(0xBF3F, "SetDefaultDpAddressResponse", address_answer), FIELDS(0xBF41, "CancelSessionResponse", cancel_answer),
	FIELDS(0xBF42, "LpaeActivationResponse", activation_answer), FIELDS(0xBF43, "GetRatResponse", authorisation_table),
	FIELDS(0xBF44, "LoadRpmPackageResult", NULL), FIELDS(0xBF45, "VerifySmdsResponseResponse", discovery_answer),
	FIELDS(0xBF4A, "AlertDataResponse", NULL), FIELDS(0xBF4B, "VerifyDeviceChangeResponse", NULL),
	FIELDS(0xBF4D, "PrepareDeviceChangeResponse", change_answer), CODES(0xBF2A, "UpdateMetadataResult", metadata_results), END,
};

static const struct es10_field security_domain_data[] = {
	VALUE(0x9F65, "maximumLengthOfDataInCommand", COUNT), VALUE(0x9F6E, "applicationProductionLifeCycleData", OCTETS), END,
};
static const struct es10_field isd_r_data[] = {
	VALUE(0x82, "svn", VERSION), BITS(0x03, "lpaeSupport", lpae_support), END,
};
static const struct es10_field selected_application[] = {
	VALUE(0x84, "aid", OCTETS), FIELDS(0xA5, "proprietaryData", security_domain_data),
	FIELDS(0xE0, "isdrProprietaryApplicationTemplate", isd_r_data), END,
};
const struct es10_field es10_selected[] = { FIELDS(0x6F, "FileControlInformation", selected_application), END };

const struct es10_field *es10_field_next(const struct es10_field *fields, uint32_t tag, size_t *position)
{
	const struct es10_field *earlier = NULL;
	for (size_t i = 0; fields && fields[i].name; i++) {
		if (fields[i].tag != tag)
			continue;
		if (i >= *position) {
			*position = i + 1;
			return &fields[i];
		}
		earlier = earlier ? earlier : &fields[i];
	}
	return earlier;
}
