/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa/card_call.h"
#include "programs/lpa/commands.h"
#include "programs/lpa/json.h"
#include "programs/lpa/run.h"

enum { JSON_MAXIMUM = 1 << 20 };

static enum status list_as_json(const struct lpa_card_call *call, struct buffer *out)
{
	struct der_reader list;
	struct profile_info info;
	struct json_writer writer = json_writer(out);
	TRY(lpa_listed_profiles(call, &list));
	json_open_array(&writer, NULL);
	while (!der_end(&list)) {
		if (!profile_info_read(&list, &info))
			return STATUS_MALFORMED;
		lpa_json_profile(&writer, &info);
	}
	json_close_array(&writer);
	return json_finish(&writer);
}

static void say_profile(const struct invocation *invocation, const struct profile_info *info)
{
	char iccid[ICCID_TEXT_SIZE] = "";
	if (info->has_iccid)
		iccid_print(&info->iccid, iccid);
	output_line(invocation, "%-22s%-10s%-14s%.*s%s%.*s%s%.*s%s", iccid,
	            info->state == PROFILE_ENABLED ? "enabled" : "disabled",
	            profile_class_name(info->has_class ? (int)info->profile_class : PROFILE_OPERATIONAL),
	            TEXT_ARGUMENTS(info->service_provider_name), info->profile_name.size > 0 ? ", " : "",
	            TEXT_ARGUMENTS(info->profile_name), info->nickname.size > 0 ? " (" : "", TEXT_ARGUMENTS(info->nickname),
	            info->nickname.size > 0 ? ")" : "");
}

static void say_profiles(const struct invocation *invocation, const struct lpa_card_call *call)
{
	struct der_reader list;
	struct profile_info info;
	if (lpa_listed_profiles(call, &list) != STATUS_OK)
		return;
	if (der_end(&list))
		output_line(invocation, "No profile is installed: \"profile download\" gets one.");
	else
		output_line(invocation, "%-22s%-10s%-14s%s", "ICCID", "state", "class", "provider, name (nickname)");
	while (profile_info_read(&list, &info))
		say_profile(invocation, &info);
}

enum exit_code lpa_profile_list_command(struct invocation *invocation)
{
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_card_call) call;
	AUTO(buffer) json = BUFFER(JSON_MAXIMUM);
	lpa_list_profiles(&call);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &call.job))
		return lpa_run_failed(&run, &call.job);
	enum status status = list_as_json(&call, &json);
	if (status != STATUS_OK)
		return output_failure(invocation, call.job.step->message, "The card's list of profiles cannot be read (%s).",
		                      status_name(status));
	say_profiles(invocation, &call);
	return output_success(invocation, buffer_text(&json), NULL);
}

/* What enable, disable and delete have in common: a profile is named, the card does it, notifications go out. */
struct change {
	struct profile_identifier profile;
	uint8_t aid[AID_MAXIMUM];
	bool refresh;
};

static enum exit_code read_change(const struct invocation *invocation, struct change *out)
{
	struct text flag = text_from(invocation->argument_count > 1 ? invocation->arguments[1] : "0");
	if (profile_identifier_parse(text_from(invocation->arguments[0]), out->aid, &out->profile) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is neither an ICCID (18 to 20 digits) nor an AID (32 hexadecimal).",
		                   invocation->arguments[0]);
	if (!text_equal(flag, TEXT("0")) && !text_equal(flag, TEXT("1")))
		return usage_error(invocation, "the refresh flag is 0 or 1, not \"%.*s\".", TEXT_ARGUMENTS(flag));
	out->refresh = text_equal(flag, TEXT("1"));
	return EXIT_DONE;
}

static enum exit_code carry_out(struct invocation *invocation, struct lpa_card_call *call, const char *done)
{
	AUTO(lpa_run) run = { 0 };
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &call->job))
		return lpa_run_failed(&run, &call->job);
	lpa_run_deliver(&run);
	return output_success(invocation, (struct text){ 0 }, "The profile %s %s.", invocation->arguments[0], done);
}

enum exit_code lpa_profile_enable_command(struct invocation *invocation)
{
	struct change change;
	enum exit_code code = read_change(invocation, &change);
	if (code != EXIT_DONE)
		return code;
	AUTO(lpa_card_call) call;
	lpa_enable_profile(&call, &change.profile, change.refresh);
	return carry_out(invocation, &call, "is enabled");
}

enum exit_code lpa_profile_disable_command(struct invocation *invocation)
{
	struct change change;
	enum exit_code code = read_change(invocation, &change);
	if (code != EXIT_DONE)
		return code;
	AUTO(lpa_card_call) call;
	lpa_disable_profile(&call, &change.profile, change.refresh);
	return carry_out(invocation, &call, "is disabled");
}

/* A script that names a profile means it; a person is asked. */
static bool is_sure(struct invocation *invocation)
{
	char answer[16];
	struct lpa_run asking = { .invocation = invocation };
	if (option_is_set(invocation, "yes") || !lpa_run_can_ask(&asking))
		return true;
	return lpa_run_ask(&asking, &(struct lpa_asking){ .kind = "profile delete" }, answer, sizeof answer,
	                   "Deleting a profile is for good, and its activation code may not work again. Type yes to "
	                   "delete %s: ",
	                   invocation->arguments[0]) &&
	       strcmp(answer, "yes") == 0;
}

enum exit_code lpa_profile_delete_command(struct invocation *invocation)
{
	struct change change;
	enum exit_code code = read_change(invocation, &change);
	if (code != EXIT_DONE)
		return code;
	if (!is_sure(invocation))
		return output_failure(invocation, "profile_delete", "Nothing was deleted.");
	AUTO(lpa_card_call) call;
	lpa_delete_profile(&call, &change.profile);
	return carry_out(invocation, &call, "is deleted");
}

enum exit_code lpa_profile_nickname_command(struct invocation *invocation)
{
	struct iccid iccid;
	struct text nickname = text_from(invocation->argument_count > 1 ? invocation->arguments[1] : "");
	if (iccid_parse(text_from(invocation->arguments[0]), &iccid) != STATUS_OK)
		return usage_error(invocation, "\"%s\" is not an ICCID (18 to 20 digits).", invocation->arguments[0]);
	if (nickname.size > NICKNAME_MAXIMUM || !text_is_printable_utf8(nickname))
		return usage_error(invocation, "a nickname has at most %d octets of UTF-8.", NICKNAME_MAXIMUM);
	AUTO(lpa_run) run = { 0 };
	AUTO(lpa_card_call) call;
	lpa_set_nickname(&call, &iccid, nickname);
	enum exit_code code = lpa_run_open(&run, invocation);
	if (code != EXIT_DONE)
		return code;
	if (!lpa_run_job(&run, &call.job))
		return lpa_run_failed(&run, &call.job);
	return output_success(invocation, (struct text){ 0 }, "The profile %s %s%.*s.", invocation->arguments[0],
	                      nickname.size > 0 ? "is now called " : "has no nickname any more", TEXT_ARGUMENTS(nickname));
}
