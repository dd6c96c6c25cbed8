/* SPDX-License-Identifier: Apache-2.0 */
#include <strings.h>

#include "base/hex.h"
#include "lpa/card_call.h"
#include "lpa/chip_information.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/json.h"
#include "programs/lpa/run.h"

enum { JSON_MAXIMUM = 64 << 10 };

static void say_version(const struct invocation *invocation, const char *what, struct version version)
{
	char text[VERSION_TEXT_SIZE];
	version_print(version, text);
	output_line(invocation, "%-22s%s", what, text);
}

static void say_authorities(const struct invocation *invocation, const struct ci_key_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		AUTO(buffer) digits = BUFFER(256);
		if (hex_append(&digits, list->ids[i]) == STATUS_OK)
			output_line(invocation, "%-22s%.*s", i == 0 ? "trusts CI key" : "", (int)digits.size,
			            (const char *)digits.data);
	}
}

static void say_chip(const struct invocation *invocation, const struct lpa_chip_information *chip)
{
	char eid[EID_DIGITS + 1];
	if (chip->has_eid) {
		eid_print(&chip->eid, eid);
		output_line(invocation, "%-22s%s", "EID", eid);
	}
	if (chip->has_addresses) {
		output_line(invocation, "%-22s%.*s", "default SM-DP+", TEXT_ARGUMENTS(chip->addresses.default_smdp_address));
		output_line(invocation, "%-22s%.*s", "root SM-DS", TEXT_ARGUMENTS(chip->addresses.root_smds_address));
	}
	if (!chip->has_info2)
		return;
	say_version(invocation, "SGP.22 version", chip->info2.svn);
	say_version(invocation, "profile version", chip->info2.profile_version);
	say_version(invocation, "firmware version", chip->info2.firmware_version);
	output_line(invocation, "%-22s%llu octets", "free memory", (unsigned long long)chip->info2.resource.free_nonvolatile);
	say_authorities(invocation, &chip->info2.for_verification);
}

enum exit_code lpa_chip_info_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_chip_information) chip;
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	lpa_chip_information_init(&chip);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &chip.job))
		return lpa_run_failed(&run, &chip.job);
	struct json_writer writer = json_writer(&json);
	lpa_json_chip(&writer, &chip);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "chip_info", "What the card tells is too long to be shown.");
	say_chip(invocation, &chip);
	return output_success(invocation, buffer_text(&json), NULL);
}

enum exit_code lpa_chip_default_smdp_command(struct invocation *invocation)
{
	struct text address = text_from(invocation->arguments[0]);
	if (address.size > 0 && !address_is_valid(address))
		return usage_error(invocation, "\"%s\" is not a server address: give a host name, or host:port.",
		                   invocation->arguments[0]);
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_card_call) call;
	lpa_set_default_smdp_address(&call, address);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &call.job))
		return lpa_run_failed(&run, &call.job);
	return output_success(invocation, (struct text){ 0 }, "The default server of this card is now %s.",
	                      address.size > 0 ? invocation->arguments[0] : "none");
}

/* "chip purge yes" is how lpac wants it said. */
static bool is_sure(struct lpa_run *run)
{
	char answer[16];
	const struct invocation *invocation = run->invocation;
	if (run->yes || (invocation->argument_count > 0 && strcasecmp(invocation->arguments[0], "yes") == 0))
		return true;
	return lpa_run_can_ask(run) &&
	       lpa_run_ask(run, &(struct lpa_asking){ .kind = "chip purge" }, answer, sizeof answer,
	                   "This deletes every operational and test profile of the card, for good. Type yes to do it: ") &&
	       strcmp(answer, "yes") == 0;
}

enum exit_code lpa_chip_purge_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_card_call) call;
	lpa_reset_memory(&call, RESET_OPERATIONAL_PROFILES | RESET_TEST_PROFILES | RESET_DEFAULT_SMDP_ADDRESS);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!is_sure(&run))
		return output_failure(invocation, "chip_purge", "Nothing was deleted: \"chip purge yes\" does it.");
	if (!lpa_run_job(&run, &call.job))
		return lpa_run_failed(&run, &call.job);
	lpa_run_deliver(&run);
	return output_success(invocation, (struct text){ 0 }, "All profiles were deleted.");
}
