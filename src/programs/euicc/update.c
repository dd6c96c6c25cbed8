/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc update`: what the operator's platform would do to a profile over the air (SGP.22 5.4.1). */
#include <stdio.h>

#include "codec/der_write.h"
#include "euicc/profile_update.h"
#include "io/file.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"
#include "rsp/euicc_info.h"
#include "rsp/icon.h"

enum { REQUEST_MAXIMUM = 4096, FAULT_SIZE = 256 };

const struct command_option euicc_update_options[] = {
	{ .name = "service-provider", .value = "NAME", .help = "another name of the operator; \"\" takes it away" },
	{ .name = "name", .value = "NAME", .help = "another name of the profile; \"\" takes it away" },
	{ .name = "icon", .value = "FILE", .help = "another picture, PNG or JPEG, 64 by 64; \"\" takes it away" },
	{ .name = "unset", .value = "RULES", .help = "rules that no longer hold: ppr1, ppr2 or ppr1,ppr2" },
	{ 0 },
};

static void put_name(const struct invocation *invocation, const char *option, uint32_t tag, struct der_writer *writer)
{
	if (option_is_set(invocation, option))
		der_put_text(writer, tag, text_from(option_text(invocation, option)));
}

static bool put_icon(const char *path, struct der_writer *writer, char fault[FAULT_SIZE])
{
	AUTO(buffer) picture = BUFFER(ICON_MAXIMUM);
	struct icon icon = { .type = ICON_NONE };
	enum status status = *path ? file_read(path, ICON_MAXIMUM, &picture) : STATUS_OK;
	if (status != STATUS_OK) {
		snprintf(fault, FAULT_SIZE, "Cannot read %.150s: %s.", path, file_trouble(status));
		return false;
	}
	if (*path && icon_check(buffer_bytes(&picture), &icon) != STATUS_OK) {
		snprintf(fault, FAULT_SIZE, "%.150s is no PNG or JPEG of %d by %d pixels.", path, ICON_PIXELS, ICON_PIXELS);
		return false;
	}
	if (*path)
		der_put_number(writer, 0x93, (uint64_t)icon.type);
	der_put(writer, 0x94, buffer_bytes(&picture));
	return true;
}

/* The request names the rules that stay. */
static bool put_rules(struct text words, uint64_t held, struct der_writer *writer)
{
	while (words.size > 0) {
		struct text word = text_trimmed(text_cut(&words, ','));
		if (text_equal_ignoring_case(word, TEXT("ppr1")))
			held &= ~(uint64_t)PPR1;
		else if (text_equal_ignoring_case(word, TEXT("ppr2")))
			held &= ~(uint64_t)PPR2;
		else
			return false;
	}
	der_put_bits(writer, 0x99, held);
	return true;
}

static bool write_request(const struct invocation *invocation, uint64_t rules, struct buffer *out,
                          char fault[FAULT_SIZE])
{
	struct der_writer writer = der_writer(out);
	const char *icon = option_text(invocation, "icon"), *unset = option_text(invocation, "unset");
	der_open(&writer, UPDATE_METADATA_TAG);
	put_name(invocation, "service-provider", 0x91, &writer);
	put_name(invocation, "name", 0x92, &writer);
	if (icon && !put_icon(icon, &writer, fault))
		return false;
	if (unset && !put_rules(text_from(unset), rules, &writer)) {
		snprintf(fault, FAULT_SIZE, "--unset takes ppr1, ppr2 or both with a comma between them.");
		return false;
	}
	der_close(&writer);
	return der_finish(&writer) == STATUS_OK;
}

static const char *trouble(enum status status)
{
	return status == STATUS_MALFORMED ? "a name is too long, or has control characters" : card_file_trouble(status);
}

static enum status update(const struct invocation *invocation, struct nvm *nvm, const struct profile_identifier *profile,
                          char fault[FAULT_SIZE])
{
	AUTO(buffer) request = BUFFER(REQUEST_MAXIMUM);
	uint64_t rules = 0;
	TRY(profile_update_rules(nvm, profile, &rules));
	if (!write_request(invocation, rules, &request, fault))
		return STATUS_MALFORMED;
	return profile_update_metadata(nvm, profile, buffer_bytes(&request));
}

static bool has_something_to_say(const struct invocation *invocation)
{
	for (const struct command_option *option = euicc_update_options; option->name; option++)
		if (option_is_set(invocation, option->name))
			return true;
	return false;
}

enum exit_code euicc_update_command(struct invocation *invocation)
{
	const char *path = invocation->arguments[0], *digits = invocation->arguments[1];
	char fault[FAULT_SIZE] = "";
	struct profile_identifier profile = { 0 };
	struct card_file card = { 0 };
	if (iccid_parse(text_from(digits), &profile.iccid) != STATUS_OK)
		return usage_error(invocation, "ICCID takes 18 to 20 digits.");
	if (!has_something_to_say(invocation))
		return usage_error(invocation, "nothing to update: give --name, --service-provider, --icon or --unset.");
	enum status status = card_file_open(path, &card);
	if (status != STATUS_OK)
		return output_failure(invocation, "update", "%s: %s.", path, card_file_trouble(status));
	status = update(invocation, nvm_sqlite_port(card.file), &profile, fault);
	card_file_release(&card);
	if (status == STATUS_OK)
		return output_success(invocation, (struct text){ 0 }, "%s is updated.", digits);
	if (status == STATUS_NOT_FOUND)
		return output_failure(invocation, "update", "%s has no profile %s.", path, digits);
	if (fault[0])
		return output_failure(invocation, "update", "%s", fault);
	return output_failure(invocation, "update", "%s: %s.", digits, trouble(status));
}
