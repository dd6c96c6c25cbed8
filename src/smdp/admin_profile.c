/* SPDX-License-Identifier: Apache-2.0 */
/* What the admin address says about one profile, and what all of its tables share. */
#include "rsp/profile_metadata.h"
#include "smdp/admin.h"

enum status admin_octets(const struct rest_request *request, const char *name, size_t maximum, struct exchange *exchange,
                         struct bytes *out)
{
	AUTO(buffer) octets = SECRET_BUFFER(maximum);
	enum status status = json_base64_member(request->body, name, &octets);
	if (status == STATUS_OK)
		return arena_copy(&exchange->arena, buffer_bytes(&octets), out);
	if (status == STATUS_NO_MEMORY)
		return status;
	const char *sentence = arena_print(&exchange->arena, "%s: no base64, or too large.", name);
	(void)!exchange_refuse_because(exchange, "8.2.1", "2.1", sentence ? sentence : "No base64, or too large.");
	return STATUS_REFUSED;
}

static const struct rest_field fields[] = {
	{ .name = "iccid", .is_required = true },
	{ .name = "state", .is_required = true,
	  .choices = "available allocated linked confirmed released downloaded installed enabled disabled deleted error "
	             "unavailable staged" },
	{ .name = "owner", .help = "the operator's name; absent: the house" },
	{ .name = "profileType" },
	{ .name = "serviceProviderName" },
	{ .name = "profileName" },
	{ .name = "profileClass", .choices = "test provisioning operational" },
	{ .name = "eid", .help = "of the card that it is ordered for, or was bound for" },
	{ .name = "hasCode", .kind = REST_BOOLEAN, .is_required = true, .help = "there is an activation code to look at" },
	{ .name = "confirmationCodeRequired", .kind = REST_BOOLEAN, .is_required = true },
	{ .name = "downloadAttempts", .kind = REST_NUMBER, .is_required = true },
	{ .name = "confirmationAttempts", .kind = REST_NUMBER, .is_required = true },
	{ .name = "packageOctets", .kind = REST_NUMBER, .is_required = true },
	{ .name = "smdsAddress" },
	{ .name = "createdAt", .kind = REST_NUMBER },
	{ .name = "orderedAt", .kind = REST_NUMBER },
	{ .name = "expiresAt", .kind = REST_NUMBER },
	{ .name = "changedAt", .kind = REST_NUMBER },
	{ .name = "errorSubjectCode" },
	{ .name = "errorReasonCode" },
	{ .name = "errorSentence" },
	{ 0 },
};
const struct rest_schema admin_profile_schema = { "Profile", fields };

static void write_metadata(struct bytes encoded, struct json_writer *writer)
{
	struct profile_metadata metadata;
	if (profile_metadata_decode(encoded, &metadata) != STATUS_OK)
		return;
	json_put_text(writer, "serviceProviderName", metadata.service_provider_name);
	json_put_text(writer, "profileName", metadata.profile_name);
	json_put_text(writer, "profileClass", text_from(profile_class_name((int)metadata.profile_class)));
}

void admin_write_profile(const struct profile_record *profile, struct json_writer *writer)
{
	json_put_text(writer, "iccid", profile->iccid);
	json_put_text(writer, "state", text_from(smdp_profile_state_name(profile->state)));
	admin_put_text(writer, "owner", profile->owner);
	admin_put_text(writer, "profileType", profile->profile_type);
	write_metadata(profile->metadata, writer);
	admin_put_text(writer, "eid", profile->eid.size > 0 ? profile->eid : profile->bound_eid);
	json_put_boolean(writer, "hasCode", profile->has_matching_id);
	json_put_boolean(writer, "confirmationCodeRequired", profile->confirmation_hash.size > 0);
	json_put_number(writer, "downloadAttempts", profile->download_attempts);
	json_put_number(writer, "confirmationAttempts", profile->confirmation_attempts);
	json_put_number(writer, "packageOctets", profile->package_size);
	admin_put_text(writer, "smdsAddress", profile->smds_address);
	admin_put_time(writer, "createdAt", profile->created_at);
	admin_put_time(writer, "orderedAt", profile->ordered_at);
	admin_put_time(writer, "expiresAt", profile->expires_at);
	admin_put_time(writer, "changedAt", profile->changed_at);
	admin_put_text(writer, "errorSubjectCode", profile->error_subject);
	admin_put_text(writer, "errorReasonCode", profile->error_reason);
	if (profile->error_subject.size > 0)
		json_put_text(writer, "errorSentence", failure_sentence(profile->error_subject, profile->error_reason));
}
