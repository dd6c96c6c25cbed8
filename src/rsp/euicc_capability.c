/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/euicc_info.h"

/* UICCCapability, SGP.22 annex H and TCA "Interoperable Profile Package" 9.4. */
static const char *const uicc_names[] = {
	"contactlessSupport",
	"usimSupport",
	"isimSupport",
	"csimSupport",
	"akaMilenage",
	"akaCave",
	"akaTuak128",
	"akaTuak256",
	"usimTestAlgorithm",
	"rfu2",
	"gbaAuthenUsim",
	"gbaAuthenISim",
	"mbmsAuthenUsim",
	"eapClient",
	"javacard",
	"multos",
	"multipleUsimSupport",
	"multipleIsimSupport",
	"multipleCsimSupport",
	"berTlvFileSupport",
	"dfLinkSupport",
	"catTp",
	"getIdentity",
	"profile-a-x25519",
	"profile-b-p256",
	"suciCalculatorApi",
	"dns-resolution",
	"scp11ac",
	"scp11c-authorization-mechanism",
	"s16mode",
	"eaka",
	"iotminimal",
};

/* RspCapability, SGP.22 annex H. */
static const char *const rsp_names[] = {
	"additionalProfile",
	"crlSupport",
	"rpmSupport",
	"testProfileSupport",
	"deviceInfoExtensibilitySupport",
	"serviceSpecificDataSupport",
	"hriServerAddressSupport",
	"serviceProviderMessageSupport",
	"lpaProxySupport",
	"enterpriseProfilesSupport",
	"serviceDescriptionSupport",
	"deviceChangeSupport",
	"encryptedDeviceChangeDataSupport",
	"estimatedProfileSizeIndicationSupport",
	"profileSizeInProfilesInfoSupport",
	"crlStaplingV3Support",
	"certChainV3VerificationSupport",
	"signedSmdsResponseV3Support",
	"euiccRspCapInInfo1",
	"osUpdateSupport",
	"cancelForEmptySpnPnSupport",
	"updateNotifConfigInfoSupport",
	"updateMetadataV3Support",
};

const char *uicc_capability_name(unsigned bit)
{
	return bit < ARRAY_SIZE(uicc_names) ? uicc_names[bit] : NULL;
}

const char *rsp_capability_name(unsigned bit)
{
	return bit < ARRAY_SIZE(rsp_names) ? rsp_names[bit] : NULL;
}
