/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/json.h"

#include "base/hex.h"

static void put_text_or_null(struct json_writer *writer, const char *name, struct text value)
{
	if (value.size > 0)
		json_put_text(writer, name, value);
	else
		json_put_null(writer, name);
}

static void put_version(struct json_writer *writer, const char *name, struct version version)
{
	char text[VERSION_TEXT_SIZE];
	version_print(version, text);
	json_put_text(writer, name, text_from(text));
}

/* lpac writes AIDs and key identifiers in lower case. */
static void put_lower_hex(struct json_writer *writer, const char *name, struct bytes value)
{
	AUTO(buffer) digits = BUFFER(256);
	if (value.size > 0 && hex_append_lower(&digits, value) == STATUS_OK)
		json_put_text(writer, name, buffer_text(&digits));
	else
		json_put_null(writer, name);
}

static void put_iccid(struct json_writer *writer, const struct iccid *iccid)
{
	char text[ICCID_TEXT_SIZE];
	iccid_print(iccid, text);
	json_put_text(writer, "iccid", text_from(text));
}

static void put_addresses(struct json_writer *writer, const struct configured_addresses *addresses)
{
	json_open_object(writer, "EuiccConfiguredAddresses");
	put_text_or_null(writer, "defaultDpAddress", addresses->default_smdp_address);
	put_text_or_null(writer, "rootDsAddress", addresses->root_smds_address);
	json_close_object(writer);
}

static void put_bits(struct json_writer *writer, const char *name, uint64_t bits, const char *(*bit_name)(unsigned))
{
	json_open_array(writer, name);
	for (unsigned bit = 0; bit < 64; bit++)
		if (bits >> bit & 1 && bit_name(bit))
			json_put_text(writer, NULL, text_from(bit_name(bit)));
	json_close_array(writer);
}

static const char *policy_rule_name(unsigned bit)
{
	static const char *const names[] = { "pprUpdateControl", "ppr1", "ppr2" };
	return bit < ARRAY_SIZE(names) ? names[bit] : NULL;
}

static void put_key_list(struct json_writer *writer, const char *name, const struct ci_key_list *list)
{
	json_open_array(writer, name);
	for (size_t i = 0; i < list->count; i++)
		put_lower_hex(writer, NULL, list->ids[i]);
	json_close_array(writer);
}

static void put_resource(struct json_writer *writer, const struct card_resource *resource)
{
	json_open_object(writer, "extCardResource");
	json_put_number(writer, "installedApplication", (int64_t)resource->installed_applications);
	json_put_number(writer, "freeNonVolatileMemory", (int64_t)resource->free_nonvolatile);
	json_put_number(writer, "freeVolatileMemory", (int64_t)resource->free_volatile);
	json_close_object(writer);
}

static void put_category(struct json_writer *writer, int category)
{
	static const char *const names[] = { "other", "basicEuicc", "mediumEuicc", "contactlessEuicc" };
	if (category >= 0 && (size_t)category < ARRAY_SIZE(names))
		json_put_text(writer, "euiccCategory", text_from(names[category]));
	else
		json_put_null(writer, "euiccCategory");
}

static void put_info2(struct json_writer *writer, const struct euicc_info2 *info)
{
	json_open_object(writer, "EUICCInfo2");
	put_version(writer, "profileVersion", info->profile_version);
	put_version(writer, "svn", info->svn);
	put_version(writer, "euiccFirmwareVer", info->firmware_version);
	put_resource(writer, &info->resource);
	put_bits(writer, "uiccCapability", info->uicc_capability, uicc_capability_name);
	if (info->has_ts102241_version)
		put_version(writer, "ts102241Version", info->ts102241_version);
	else
		json_put_null(writer, "ts102241Version");
	if (info->has_globalplatform_version)
		put_version(writer, "globalplatformVersion", info->globalplatform_version);
	else
		json_put_null(writer, "globalplatformVersion");
	put_bits(writer, "rspCapability", info->rsp_capability, rsp_capability_name);
	put_key_list(writer, "euiccCiPKIdListForVerification", &info->for_verification);
	put_key_list(writer, "euiccCiPKIdListForSigning", &info->for_signing);
	put_category(writer, info->category);
	put_bits(writer, "forbiddenProfilePolicyRules", info->forbidden_profile_policy_rules, policy_rule_name);
	put_version(writer, "ppVersion", info->protection_profile_version);
	put_text_or_null(writer, "sasAcreditationNumber", info->sas_accreditation_number);
	json_open_object(writer, "certificationDataObject");
	put_text_or_null(writer, "platformLabel", info->platform_label);
	put_text_or_null(writer, "discoveryBaseURL", info->discovery_base_url);
	json_close_object(writer);
	json_close_object(writer);
}

static void put_operator(struct json_writer *writer, const struct operator_id *operator)
{
	char plmn[7];
	mcc_mnc_print(operator->mcc_mnc, plmn);
	json_open_object(writer, NULL);
	json_put_text(writer, "plmn", text_from(plmn));
	put_lower_hex(writer, "gid1", operator->gid1);
	put_lower_hex(writer, "gid2", operator->gid2);
	json_close_object(writer);
}

static void put_rules(struct json_writer *writer, const struct rules_authorisation_table *table)
{
	json_open_array(writer, "rulesAuthorisationTable");
	for (size_t i = 0; i < table->count; i++) {
		const struct authorisation_rule *rule = &table->rules[i];
		json_open_object(writer, NULL);
		put_bits(writer, "pprIds", rule->rules, policy_rule_name);
		json_open_array(writer, "allowedOperators");
		for (size_t j = 0; j < rule->operator_count; j++)
			put_operator(writer, &rule->operators[j]);
		json_close_array(writer);
		json_open_array(writer, "pprFlags");
		if (rule->consent_required)
			json_put_text(writer, NULL, TEXT("consentRequired"));
		json_close_array(writer);
		json_close_object(writer);
	}
	json_close_array(writer);
}

/* What the card did not answer is left out, as scripts know it. */
void lpa_json_chip(struct json_writer *writer, const struct lpa_chip_information *chip)
{
	char eid[EID_DIGITS + 1];
	eid_print(&chip->eid, eid);
	json_open_object(writer, NULL);
	if (chip->has_eid)
		json_put_text(writer, "eidValue", text_from(eid));
	if (chip->has_addresses)
		put_addresses(writer, &chip->addresses);
	if (chip->has_info2)
		put_info2(writer, &chip->info2);
	if (chip->has_rules)
		put_rules(writer, &chip->rules);
	json_close_object(writer);
}

static void put_icon(struct json_writer *writer, enum icon_type type, struct bytes icon)
{
	if (icon.size == 0) {
		json_put_null(writer, "iconType");
		json_put_null(writer, "icon");
		return;
	}
	json_put_text(writer, "iconType", type == ICON_PNG ? TEXT("png") : TEXT("jpeg"));
	json_put_base64(writer, "icon", icon);
}

/* A profile without class is operational (SGP.22 4.4). */
void lpa_json_profile(struct json_writer *writer, const struct profile_info *info)
{
	json_open_object(writer, NULL);
	if (info->has_iccid)
		put_iccid(writer, &info->iccid);
	put_lower_hex(writer, "isdpAid", info->aid);
	json_put_text(writer, "profileState", info->state == PROFILE_ENABLED ? TEXT("enabled") : TEXT("disabled"));
	put_text_or_null(writer, "profileNickname", info->nickname);
	put_text_or_null(writer, "serviceProviderName", info->service_provider_name);
	put_text_or_null(writer, "profileName", info->profile_name);
	put_icon(writer, info->icon_type, info->icon);
	json_put_text(writer, "profileClass",
	              text_from(profile_class_name(info->has_class ? (int)info->profile_class : PROFILE_OPERATIONAL)));
	json_close_object(writer);
}

/* The offer; profilePolicyRules is ours, lpac does not look at it. */
void lpa_json_metadata(struct json_writer *writer, const char *name, const struct profile_metadata *metadata)
{
	json_open_object(writer, name);
	put_iccid(writer, &metadata->iccid);
	put_text_or_null(writer, "serviceProviderName", metadata->service_provider_name);
	put_text_or_null(writer, "profileName", metadata->profile_name);
	put_icon(writer, metadata->icon_type, metadata->icon);
	json_put_text(writer, "profileClass", text_from(profile_class_name((int)metadata->profile_class)));
	put_bits(writer, "profilePolicyRules", metadata->profile_policy_rules, policy_rule_name);
	json_close_object(writer);
}

void lpa_json_notification(struct json_writer *writer, const struct notification_metadata *metadata)
{
	json_open_object(writer, NULL);
	json_put_number(writer, "seqNumber", (int64_t)metadata->sequence_number);
	json_put_text(writer, "profileManagementOperation", text_from(notification_event_name(metadata->event)));
	json_put_text(writer, "notificationAddress", metadata->address);
	if (metadata->has_iccid)
		put_iccid(writer, &metadata->iccid);
	else
		json_put_null(writer, "iccid");
	json_close_object(writer);
}

/* lpac says "unknown" where there was no error; so do we. */
void lpa_json_result(struct json_writer *writer, const struct installation_result *result)
{
	bool failed = result->error != 0;
	json_open_object(writer, NULL);
	json_put_number(writer, "seqNumber", (int64_t)result->notification.sequence_number);
	if (result->notification.has_iccid)
		put_iccid(writer, &result->notification.iccid);
	json_put_text(writer, "bppCommandId", failed ? text_from(bpp_command_name(result->command)) : TEXT("unknown"));
	json_put_text(writer, "errorReason", failed ? text_from(installation_error_name(result->error)) : TEXT("unknown"));
	put_lower_hex(writer, "isdpAid", result->aid);
	json_close_object(writer);
}
