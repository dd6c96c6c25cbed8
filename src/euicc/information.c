/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/information.h"

#include "codec/der_write.h"
#include "euicc/credential_store.h"
#include "euicc/profile_slots.h"
#include "uicc/profile_registry.h"

enum {
	ROOM_FOR_A_PROFILE = 8 * 1024,  /* octets: less is not worth offering */
	FREE_VOLATILE_MEMORY = 64 * 1024, /* octets: for one command and its answer, always there */
	CATEGORY_OTHER = 0,
	MAJOR_MAXIMUM = 3,              /* of the interoperable format */
	ADDRESS_RECORD_MAXIMUM = ADDRESS_MAXIMUM,
	RULES_ANSWER_MAXIMUM = 4096,
};

enum { NOT_ANNOUNCED = 0xFF };

/* What the uicc can do, as the two standards number it: bit of uiccCapability in EUICCInfo2 (SGP.22 4.3), and item of
 * the ServicesList in a package's header. What is only kept is not announced: applications do not run, and a CSIM has its files
 * and no CAVE. A package that lists these as mandatory is taken nevertheless, as public test profiles list them that can do
 * without. */
static const struct {
	uint8_t capability_bit;
	uint8_t service_item;
} abilities[] = {
	{ 1, 1 },   /* USIM */
	{ 2, 2 },   /* ISIM */
	{ NOT_ANNOUNCED, 3 },  /* CSIM */
	{ 4, 4 },   /* Milenage */
	{ 6, 5 },   /* TUAK, 128 bits */
	{ 7, 16 },  /* TUAK, 256 bits */
	{ 8, 17 },  /* test algorithm */
	{ NOT_ANNOUNCED, 11 }, /* Java Card */
	{ 16, 13 }, /* several USIMs */
	{ 17, 14 }, /* several ISIMs */
	{ 19, 18 }, /* BER-TLV files */
	{ 20, 19 }, /* linked directories */
	{ 22, 21 }, /* GET IDENTITY */
	{ 23, 22 }, /* SUCI profile A */
	{ 24, 23 }, /* SUCI profile B */
};

static const struct version profile_version = { { 2, 3, 1 } };
static const struct version protection_profile_version = { { 1, 0, 0 } };
/* Nobody has certified this card: it names no accreditation, and has no certificationDataObject. */
#define SAS_ACCREDITATION_NUMBER "TEST-NOT-ACCREDITED"

static struct version version_or(struct version version, struct version fallback)
{
	return version.octets[0] != 0 ? version : fallback;
}

struct version information_svn(const struct euicc *euicc)
{
	return version_or(euicc->data.personality.svn, (struct version){ { 2, 5, 0 } });
}

enum { SERVICE_GET_IDENTITY = 21, SERVICES_OF_GET_IDENTITY = 1 << 21 | 1 << 22 | 1 << 23 };

/* SUCIs are what GET IDENTITY answers with: without the command no card can make one. */
static uint32_t lacking_services(const struct euicc_personality *personality)
{
	bool has_command = !(information_lacking_commands(personality) & OPTIONAL_GET_IDENTITY);
	return personality->lacking_services | (has_command ? 0 : SERVICES_OF_GET_IDENTITY);
}

uint32_t information_lacking_commands(const struct euicc_personality *personality)
{
	bool has_service = !(personality->lacking_services >> SERVICE_GET_IDENTITY & 1);
	return personality->lacking_commands | (has_service ? 0 : OPTIONAL_GET_IDENTITY);
}

static uint64_t uicc_capability(const struct euicc *euicc)
{
	uint32_t lacking = lacking_services(&euicc->data.personality);
	uint64_t bits = 0;
	for (size_t i = 0; i < ARRAY_SIZE(abilities); i++)
		if (abilities[i].capability_bit != NOT_ANNOUNCED && !(lacking >> abilities[i].service_item & 1))
			bits |= (uint64_t)1 << abilities[i].capability_bit;
	return bits;
}

/* What security domains are made of (GP 11.1) is on every card; a personality names what else there is. */
static void add_own_library(struct profile_support *support)
{
	static const struct profile_library own = { { 0xA0, 0x00, 0x00, 0x01, 0x51, 0x53, 0x50 }, 7, 0x0100 };
	if (support->library_count < LIBRARIES_MAXIMUM)
		support->libraries[support->library_count++] = own;
}

struct version information_profile_version(const struct euicc_personality *personality)
{
	return version_or(personality->profile_version, profile_version);
}

struct profile_support information_support_of(const struct euicc_personality *personality)
{
	struct profile_support support = personality->profile;
	if (support.major_maximum == 0)
		support.major_maximum = MAJOR_MAXIMUM;
	support.services = 0;
	for (size_t i = 0; i < ARRAY_SIZE(abilities); i++)
		support.services |= (uint32_t)1 << abilities[i].service_item;
	support.rules |= RULE_APPLICATIONS_NOT_EXECUTED;
	add_own_library(&support);
	support.services &= ~lacking_services(personality);
	return support;
}

struct profile_support information_profile_support(const struct euicc *euicc)
{
	return information_support_of(&euicc->data.personality);
}

enum status information_free_memory(struct euicc *euicc, uint64_t *out)
{
	uint64_t used;
	TRY(profile_slots_used(euicc->nvm, &used));
	*out = used < euicc->data.nonvolatile_memory ? euicc->data.nonvolatile_memory - used : 0;
	return STATUS_OK;
}

/* A rule that no entry of the table has is forbidden for everybody; PPR1 besides while an operational profile is on the
 * card (SGP.22 2.4.11, 5.7.8). */
static enum status forbidden_rules(struct euicc *euicc, uint64_t *out)
{
	AUTO(buffer) encoded = BUFFER(RULES_ANSWER_MAXIMUM);
	struct rules_authorisation_table table = { 0 };
	bool have_operational;
	uint64_t forbidden = PPR1 | PPR2;
	TRY(card_rules(euicc->nvm, &encoded));
	TRY(rules_authorisation_table_decode(buffer_bytes(&encoded), &table));
	for (size_t i = 0; i < table.count; i++)
		forbidden &= ~table.rules[i].rules;
	TRY(profile_slots_have_operational(euicc->nvm, &have_operational));
	if (have_operational)
		forbidden |= PPR1;
	*out = forbidden;
	return STATUS_OK;
}

/* ETSI TS 102 226 8.2.1.7.2. To GlobalPlatform a security domain is an application too: each ISD-P is one, and whatever
 * the profile has in it. */
static enum status count_applications(struct euicc *euicc, const struct profile_slot_list *list, uint64_t *out)
{
	uint64_t count = 0;
	for (size_t i = 0; i < list->count; i++) {
		size_t inside;
		TRY(profile_registry_count_applications(euicc->nvm, list->numbers[i], &inside));
		count += 1 + inside;
	}
	*out = count;
	return STATUS_OK;
}

static enum status describe_room(struct euicc *euicc, struct euicc_info2 *info)
{
	struct profile_slot_list list;
	TRY(profile_slot_list_read(euicc->nvm, &list));
	TRY(information_free_memory(euicc, &info->resource.free_nonvolatile));
	TRY(count_applications(euicc, &list, &info->resource.installed_applications));
	info->resource.free_volatile = FREE_VOLATILE_MEMORY;
	if (list.count < PROFILE_SLOTS_MAXIMUM && info->resource.free_nonvolatile >= ROOM_FOR_A_PROFILE)
		info->rsp_capability |= RSP_ADDITIONAL_PROFILE;
	return STATUS_OK;
}

enum status information_info2_encode(struct euicc *euicc, struct buffer *out)
{
	struct credential_list credentials;
	TRY(credential_list_read(euicc->nvm, euicc->data.credential_count, &credentials));
	struct euicc_info2 info = {
		.profile_version = information_profile_version(&euicc->data.personality),
		.svn = information_svn(euicc),
		.uicc_capability = uicc_capability(euicc),
		.rsp_capability = RSP_CRL_SUPPORT | RSP_DEVICE_INFO_EXTENSIBILITY | RSP_SERVICE_SPECIFIC_DATA,
		.category = CATEGORY_OTHER,
		.protection_profile_version = protection_profile_version,
		.sas_accreditation_number = TEXT(SAS_ACCREDITATION_NUMBER),
	};
	if (euicc->data.test_profiles_allowed)
		info.rsp_capability |= RSP_TEST_PROFILE_SUPPORT;
	TRY(version_parse(TEXT(PROVISIM_VERSION), &info.firmware_version));
	credential_list_keys(&credentials, false, &info.for_verification);
	credential_list_keys(&credentials, true, &info.for_signing);
	TRY(describe_room(euicc, &info));
	TRY(forbidden_rules(euicc, &info.forbidden_profile_policy_rules));
	return euicc_info2_encode(&info, out);
}

enum status information_info1(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)command;
	struct credential_list credentials;
	TRY(credential_list_read(euicc->nvm, euicc->data.credential_count, &credentials));
	struct euicc_info1 info = { .svn = information_svn(euicc) };
	credential_list_keys(&credentials, false, &info.for_verification);
	credential_list_keys(&credentials, true, &info.for_signing);
	return euicc_info1_encode(&info, answer);
}

enum status information_info2(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)command;
	return information_info2_encode(euicc, answer);
}

enum status information_eid(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	TRY(get_eid_request_check(command));
	return get_eid_answer_encode(&euicc->data.eid, answer);
}

enum status information_rules(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)command;
	return card_rules(euicc->nvm, answer);
}

enum status information_addresses(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)command;
	AUTO(buffer) smdp = BUFFER(ADDRESS_RECORD_MAXIMUM);
	AUTO(buffer) smds = BUFFER(ADDRESS_RECORD_MAXIMUM);
	TRY(card_default_smdp_address(euicc->nvm, &smdp));
	TRY(card_root_smds_address(euicc->nvm, &smds));
	struct configured_addresses addresses = {
		.default_smdp_address = buffer_text(&smdp),
		.root_smds_address = buffer_text(&smds),
	};
	return configured_addresses_encode(&addresses, answer);
}

enum status information_set_default_smdp(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct text address;
	TRY(set_default_smdp_address_request_decode(command, &address));
	if (address.size > 0 && !address_is_valid(address))
		return result_answer_encode(SET_DEFAULT_SMDP_ADDRESS_TAG, MANAGEMENT_UNDEFINED_ERROR, answer);
	TRY(nvm_begin(euicc->nvm));
	TRY(nvm_end(euicc->nvm, card_set_default_smdp_address(euicc->nvm, address)));
	return result_answer_encode(SET_DEFAULT_SMDP_ADDRESS_TAG, MANAGEMENT_OK, answer);
}

/* There is no LPA in this card (its FCI has no lpaeSupport). */
enum status information_activate_lpae(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	(void)euicc;
	TRY(lpae_activation_request_check(command));
	return result_answer_encode(LPAE_ACTIVATION_TAG, LPAE_NOT_SUPPORTED, answer);
}
