/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/lint_target.h"

#include "euicc/information.h"
#include "io/file.h"
#include "programs/euicc/personality_file.h"
#include "programs/output.h"
#include "rsp/euicc_info.h"
#include "smdp/eligibility.h"

enum { INFORMATION_MAXIMUM = 16 << 10, INFORMATION_TAG = 0xBF };

struct lint_target profile_lint_personality(const char *name, const struct euicc_personality *personality)
{
	struct version version = information_profile_version(personality);
	return (struct lint_target){
		.name = name, .support = information_support_of(personality), .free_memory = personality->nonvolatile_memory,
		.version = (uint16_t)(version.octets[0] << 8 | version.octets[1]),
	};
}

/* SGP.22 4.3: what a card says of its templates and rules is only the version. */
static struct lint_target announced(const char *name, const struct euicc_info2 *info)
{
	struct lint_target target = {
		.name = name, .support = eligibility_support_of(info),
		.version = (uint16_t)(info->profile_version.octets[0] << 8 | info->profile_version.octets[1]),
	};
	uint64_t available = info->resource.free_nonvolatile;
	target.free_memory = available < UINT32_MAX ? (uint32_t)available : UINT32_MAX;
	return target;
}

static bool read_information(struct invocation *invocation, const char *path, bool *out_is_one, struct lint_target *out)
{
	AUTO(buffer) content = BUFFER(INFORMATION_MAXIMUM);
	struct euicc_info2 info;
	*out_is_one = file_read(path, INFORMATION_MAXIMUM, &content) == STATUS_OK && content.size > 0 &&
	              content.data[0] == INFORMATION_TAG;
	if (!*out_is_one)
		return false;
	if (euicc_info2_decode(buffer_bytes(&content), &info) != STATUS_OK) {
		output_failure(invocation, "profile_lint", "%s is no EUICCInfo2 (BF22).", path);
		return false;
	}
	*out = announced("this card", &info);
	return true;
}

bool profile_lint_target(struct invocation *invocation, const char *name, struct lint_target *out)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	struct personality_file file;
	bool is_information;
	if (read_information(invocation, name, &is_information, out))
		return true;
	if (is_information)
		return false;
	if (personality_file_read(name, &invocation->arena, &file, fault) != STATUS_OK) {
		output_failure(invocation, "profile_lint", "%s", fault);
		return false;
	}
	const char *kept = arena_string(&invocation->arena, text_from(file.personality.name));
	*out = profile_lint_personality(kept && *kept ? kept : name, &file.personality);
	return true;
}
