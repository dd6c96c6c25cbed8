/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc show`: what a card says of itself, asked through its ISD-R as an LPA would. */
#include "lpa/isd_r_channel.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/commands.h"
#include "programs/euicc/show_profile.h"
#include "programs/lpa/json.h"
#include "rsp/notification.h"

enum { JSON_OCTETS = 1 << 20, TRANSMIT_OCTETS = 258 };

const struct command_option euicc_show_options[] = {
	{ .name = "profile", .value = "ICCID|AID",
	  .help = "what is inside this profile: applications, codes, security domains, remote management" },
	{ .name = "reveal", .help = "with --profile: the values of keys and codes too" },
	{ 0 },
};

/* A powered card and the channel to its ISD-R. */
struct conversation {
	struct card_file card;
	struct isd_r_channel channel;
};

static void conversation_release(struct conversation *conversation)
{
	isd_r_channel_release(&conversation->channel);
	card_file_release(&conversation->card);
}

/* Sends until the channel has nothing more to send. */
static enum status talk(struct conversation *conversation)
{
	struct bytes command;
	while (isd_r_channel_next(&conversation->channel, &command)) {
		AUTO(buffer) answer = BUFFER(TRANSMIT_OCTETS);
		TRY(euicc_transmit(conversation->card.euicc, command, &answer));
		isd_r_channel_answer(&conversation->channel, buffer_bytes(&answer));
	}
	return conversation->channel.status;
}

static enum status open_conversation(const char *path, struct conversation *conversation)
{
	static const struct isd_r_settings settings = { 0 };
	TRY(card_file_open(path, &conversation->card));
	TRY(isd_r_channel_init(&conversation->channel, &settings));
	TRY(isd_r_channel_open(&conversation->channel));
	return talk(conversation);
}

/* The answer is good until the next question. */
static enum status ask(struct conversation *conversation, uint32_t function_tag, struct bytes *out)
{
	AUTO(buffer) command = BUFFER(16);
	TRY(empty_request_encode(function_tag, &command));
	TRY(isd_r_channel_send(&conversation->channel, buffer_bytes(&command)));
	TRY(talk(conversation));
	*out = buffer_bytes(&conversation->channel.answer);
	return STATUS_OK;
}

static enum status show_eid(const struct invocation *invocation, struct conversation *conversation,
                            struct json_writer *writer)
{
	struct eid eid;
	char digits[EID_DIGITS + 1];
	euicc_eid(conversation->card.euicc, &eid);
	eid_print(&eid, digits);
	output_line(invocation, "EID            %s", digits);
	json_put_text(writer, "eidValue", text_from(digits));
	return STATUS_OK;
}

static enum status show_memory(const struct invocation *invocation, struct conversation *conversation,
                               struct json_writer *writer)
{
	struct bytes answer;
	struct euicc_info2 info;
	TRY(ask(conversation, GET_EUICC_INFO2_TAG, &answer));
	TRY(euicc_info2_decode(answer, &info));
	output_line(invocation, "free memory    %llu octets", (unsigned long long)info.resource.free_nonvolatile);
	json_put_number(writer, "freeNonVolatileMemory", (int64_t)info.resource.free_nonvolatile);
	return STATUS_OK;
}

static enum status show_profiles(const struct invocation *invocation, struct conversation *conversation,
                                 struct json_writer *writer)
{
	struct bytes answer;
	struct der_reader list;
	struct profile_info info;
	TRY(ask(conversation, GET_PROFILES_INFO_TAG, &answer));
	TRY(profiles_info_answer_decode(answer, &list));
	if (der_end(&list))
		output_line(invocation, "profiles       none");
	json_open_array(writer, "profiles");
	while (!der_end(&list)) {
		char iccid[ICCID_TEXT_SIZE];
		if (!profile_info_read(&list, &info))
			return STATUS_MALFORMED;
		iccid_print(&info.iccid, iccid);
		output_line(invocation, "profile        %s  %-8s  %.*s  %.*s", iccid,
		            info.state == PROFILE_ENABLED ? "enabled" : "disabled",
		            TEXT_ARGUMENTS(info.service_provider_name), TEXT_ARGUMENTS(info.profile_name));
		lpa_json_profile(writer, &info);
	}
	json_close_array(writer);
	return STATUS_OK;
}

static enum status show_notifications(const struct invocation *invocation, struct conversation *conversation,
                                      struct json_writer *writer)
{
	struct bytes answer;
	struct der_reader list;
	struct notification_metadata metadata;
	TRY(ask(conversation, LIST_NOTIFICATION_TAG, &answer));
	TRY(list_notification_answer_decode(answer, &list));
	json_open_array(writer, "notifications");
	while (!der_end(&list)) {
		char iccid[ICCID_TEXT_SIZE] = "";
		if (!notification_metadata_read(&list, &metadata))
			return STATUS_MALFORMED;
		if (metadata.has_iccid)
			iccid_print(&metadata.iccid, iccid);
		output_line(invocation, "notification   %llu  %s  %s  for %.*s",
		            (unsigned long long)metadata.sequence_number, notification_event_name(metadata.event), iccid,
		            TEXT_ARGUMENTS(metadata.address));
		lpa_json_notification(writer, &metadata);
	}
	json_close_array(writer);
	return STATUS_OK;
}

static enum status show_card(const struct invocation *invocation, struct conversation *conversation,
                             struct buffer *json)
{
	struct json_writer writer = json_writer(json);
	json_open_object(&writer, NULL);
	TRY(show_eid(invocation, conversation, &writer));
	TRY(show_memory(invocation, conversation, &writer));
	TRY(show_profiles(invocation, conversation, &writer));
	TRY(show_notifications(invocation, conversation, &writer));
	json_close_object(&writer);
	return json_finish(&writer);
}

/* The card itself is asked: no command of a terminal tells as much. */
static enum exit_code show_profile(struct invocation *invocation, struct euicc *euicc, const char *name)
{
	AUTO(profile_content) content = { 0 };
	AUTO(buffer) json = SECRET_BUFFER(JSON_OCTETS);
	uint8_t aid[AID_MAXIMUM];
	struct profile_identifier profile;
	if (profile_identifier_parse(text_from(name), aid, &profile) != STATUS_OK)
		return usage_error(invocation, "--profile takes an ICCID or the AID of an ISD-P, not \"%s\".", name);
	enum status status = profile_content_open(euicc, &profile, &content);
	if (status == STATUS_NOT_FOUND)
		return output_failure(invocation, "show", "There is no profile %s on this card: without --profile you see "
		                      "which there are.", name);
	if (status == STATUS_OK)
		status = euicc_show_profile(invocation, &content, option_is_set(invocation, "reveal"), &json);
	if (status != STATUS_OK)
		return output_failure(invocation, "show", "The profile cannot be read (%s): restore a copy of the card.",
		                      status_name(status));
	return output_success(invocation, buffer_text(&json), NULL);
}

enum exit_code euicc_show_command(struct invocation *invocation)
{
	AUTO(conversation) conversation = { 0 };
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	const char *path = invocation->arguments[0];
	enum status status = open_conversation(path, &conversation);
	if (status != STATUS_OK)
		return output_failure(invocation, "show", "%s: %s.", path, card_file_trouble(status));
	const char *profile = option_text(invocation, "profile");
	if (profile)
		return show_profile(invocation, conversation.card.euicc, profile);
	if (option_is_set(invocation, "reveal"))
		return usage_error(invocation, "--reveal goes with --profile.");
	status = show_card(invocation, &conversation, &json);
	if (status != STATUS_OK)
		return output_failure(invocation, "show", "The card answers with errors, so its file may be damaged (%s): "
		                      "restore a copy of it.", status_name(status));
	return output_success(invocation, buffer_text(&json), NULL);
}
