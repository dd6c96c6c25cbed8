/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/personality_source.h"

#include <stdio.h>

#include "base/hex.h"

/* As the file says it; what is a number there is narrower in the card. */
struct reading {
	struct euicc_personality personality;
	const char *summary;
	uint64_t element_maximum, content_maximum, memory, protected_tlv_maximum, notification_maximum, block_maximum;
};

/* ---- words ---- */

static bool take_version(struct text word, void *member)
{
	struct version *version = member;
	return version_parse(word, version) == STATUS_OK;
}

/* "2.1": packages up to this one. */
static bool take_newest_package(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	uint64_t major, minor;
	struct text rest = word, first = text_cut(&rest, '.');
	if (!text_to_number(first, UINT8_MAX, &major) || !text_to_number(rest, UINT8_MAX, &minor) || major == 0)
		return false;
	personality->profile.major_maximum = (uint8_t)major;
	personality->profile.has_minor_maximum = true;
	personality->profile.minor_maximum = (uint8_t)minor;
	return true;
}

static bool take_service(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	unsigned item;
	if (!profile_service_named(word, &item))
		return false;
	personality->lacking_services |= (uint32_t)1 << item;
	return true;
}

/* "2.23.143.1.2.4.2", "all", or "versioned": all that have a version behind their number. */
static bool take_template(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	AUTO(buffer) oid = BUFFER(OID_MAXIMUM);
	bool all = text_equal(word, TEXT("all"));
	if (all || text_equal(word, TEXT("versioned"))) {
		for (size_t arc = 0; arc < TEMPLATE_ARCS; arc++)
			personality->profile.lacking_templates[arc] |= all ? 0xFF : 0xFE;
		return true;
	}
	return oid_parse(word, &oid) == STATUS_OK &&
	       profile_support_lack_template(&personality->profile, buffer_bytes(&oid)) == STATUS_OK;
}

static bool take_rule(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	for (const struct profile_rule_name *row = profile_rule_names; row->name; row++)
		if (text_equal(word, text_from(row->name))) {
			personality->profile.rules |= (uint32_t)row->rule;
			return true;
		}
	return false;
}

static bool take_refused_field(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	return profile_support_refuse_field(&personality->profile, word) == STATUS_OK;
}

/* "first-directory", as the format says since 2.2, or "last-directory". */
static bool take_pin_context(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	bool is_last = text_equal(word, TEXT("last-directory"));
	if (is_last)
		personality->profile.rules |= RULE_LAST_DIRECTORY_HAS_PINS;
	return is_last || text_equal(word, TEXT("first-directory"));
}

/* "A0000000620001/1.2": AID, and the version that is there. */
static bool take_library(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	uint8_t aid[LIBRARY_AID_MAXIMUM];
	uint64_t major, minor;
	struct text version = word, digits = text_cut(&version, '/'), first = text_cut(&version, '.');
	size_t size = digits.size / 2;
	bool read = size >= 5 && size <= sizeof aid && hex_decode(digits, aid, size) == STATUS_OK &&
	            text_to_number(first, UINT8_MAX, &major) && text_to_number(version, UINT8_MAX, &minor);
	return read && profile_support_add_library(&personality->profile, bytes_from(aid, size),
	                                           (uint16_t)(major << 8 | minor)) == STATUS_OK;
}

static bool take_lacking_command(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	for (const struct optional_command_name *row = optional_commands; row->name; row++)
		if (text_equal(word, text_from(row->name))) {
			personality->lacking_commands |= (uint32_t)row->command;
			return true;
		}
	return false;
}

static bool take_get_response_class(struct text word, void *member)
{
	static const char *const names[] = {
		[GET_RESPONSE_ANY] = "any",
		[GET_RESPONSE_INTERINDUSTRY] = "interindustry",
		[GET_RESPONSE_AS_COMMAND] = "as-command",
	};
	struct euicc_personality *personality = member;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal(word, text_from(names[i]))) {
			personality->get_response_class = (enum get_response_class)i;
			return true;
		}
	return false;
}

static bool take_aid(struct text word, void *member)
{
	struct euicc_personality *personality = member;
	size_t size = word.size / 2;
	if (size < 5 || size > AID_MAXIMUM || hex_decode(word, personality->isd_r_aid, size) != STATUS_OK)
		return false;
	personality->isd_r_aid_size = size;
	return true;
}

/* ---- the table ---- */

#define MEMBER(member) .offset = offsetof(struct reading, member)
#define WORDS(name_, take_) { .name = name_, .kind = SETTING_WORDS, MEMBER(personality), .take = take_ }
#define NUMBER(name_, member, minimum_, maximum_) \
	{ .name = name_, .kind = SETTING_NUMBER, MEMBER(member), .minimum = minimum_, .maximum = maximum_ }

static const struct setting table[] = {
	{ .name = "summary", .kind = SETTING_TEXT, MEMBER(summary), .required = true },
	{ .name = "svn", .kind = SETTING_WORDS, MEMBER(personality.svn), .take = take_version },
	{ .name = "profile-version", .kind = SETTING_WORDS, MEMBER(personality.profile_version), .take = take_version },
	WORDS("newest-package", take_newest_package),
	WORDS("lacks-services", take_service),
	WORDS("lacks-templates", take_template),
	WORDS("refuses", take_refused_field),
	WORDS("rules", take_rule),
	WORDS("pin-context", take_pin_context),
	WORDS("libraries", take_library),
	NUMBER("element-maximum", element_maximum, 1, 16 << 20),
	NUMBER("content-maximum", content_maximum, 1, 65535),
	NUMBER("memory", memory, 1024, 64 << 20),
	NUMBER("protected-tlv-maximum", protected_tlv_maximum, 64, 4096),
	NUMBER("notification-maximum", notification_maximum, 1, 4096),
	NUMBER("block-maximum", block_maximum, 16, 255),
	WORDS("get-response-class", take_get_response_class),
	WORDS("lacks-commands", take_lacking_command),
	WORDS("isd-r-aid", take_aid),
};

bool personality_name(const char *path, char out[PERSONALITY_NAME_SIZE])
{
	const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
	const char *dot = strrchr(start, '.');
	size_t size = dot ? (size_t)(dot - start) : strlen(start);
	if (size == 0 || size >= PERSONALITY_NAME_SIZE)
		return false;
	memcpy(out, start, size);
	out[size] = 0;
	return true;
}

enum status personality_parse(const char *path, struct text content, struct arena *arena, struct personality_source *out,
                              char fault[SETTINGS_FAULT_SIZE])
{
	struct reading reading = { 0 };
	TRY(settings_parse(path, content, table, ARRAY_SIZE(table), arena, &reading, fault));
	struct euicc_personality *personality = &reading.personality;
	if (!personality_name(path, personality->name)) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%s: a personality's name has at most %d characters.", path,
		         PERSONALITY_NAME_SIZE - 1);
		return STATUS_MALFORMED;
	}
	personality->profile.element_maximum = (uint32_t)reading.element_maximum;
	personality->profile.content_maximum = (uint32_t)reading.content_maximum;
	personality->nonvolatile_memory = (uint32_t)reading.memory;
	personality->protected_tlv_maximum = (uint32_t)reading.protected_tlv_maximum;
	personality->notification_maximum = (uint32_t)reading.notification_maximum;
	personality->block_maximum = (uint8_t)reading.block_maximum;
	*out = (struct personality_source){ reading.summary, *personality };
	return STATUS_OK;
}
