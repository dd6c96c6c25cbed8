/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "io/qr_code.h"
#include "programs/output.h"
#include "programs/smdp/errand.h"
#include "rsp/activation_code.h"
#include "smdp/order.h"
#include "smdp/stock.h"

enum { DATA_MAXIMUM = 1 << 20, LISTING_MAXIMUM = 1 << 30, PAGE_MAXIMUM = 1000, QR_MAXIMUM = 64 << 10 };

enum exit_code smdp_command_failed(const struct invocation *invocation, const char *command, enum status status,
                                   const struct exchange *exchange)
{
	if (status != STATUS_OK || !exchange)
		return output_failure(invocation, command, "The database could not be used: %s.", status_name(status));
	const struct failure *failure = &exchange->failure;
	return output_failure(invocation, command, "%.*s (%.*s-%.*s)", TEXT_ARGUMENTS(failure->message),
	                      TEXT_ARGUMENTS(failure->subject_code), TEXT_ARGUMENTS(failure->reason_code));
}

static struct text given(const struct invocation *invocation, const char *option)
{
	return text_from(option_text(invocation, option));
}

static struct text argument_iccid(const struct invocation *invocation)
{
	return text_from(invocation->arguments[0]);
}

static enum exit_code say_order(const struct invocation *invocation, const struct exchange *exchange, const char *what)
{
	const struct order_result *result = exchange->result;
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "iccid", result->iccid);
	if (result->eid.size > 0)
		json_put_text(&writer, "eid", result->eid);
	if (result->matching_id.size > 0)
		json_put_text(&writer, "matchingId", result->matching_id);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, what, "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%.*s %s%s%.*s%s%.*s", TEXT_ARGUMENTS(result->iccid), what,
	                      result->eid.size > 0 ? " for " : "", TEXT_ARGUMENTS(result->eid),
	                      result->matching_id.size > 0 ? ", matching ID " : "", TEXT_ARGUMENTS(result->matching_id));
}

const struct command_option smdp_order_options[] = {
	{ .name = "eid", .value = "EID", .help = "for this card only" },
	{ .name = "type", .value = "NAME", .help = "any profile of this type, instead of an ICCID" },
	{ .name = "operator", .value = "NAME", .help = "in the name of this operator, with what is its own" },
	{ 0 },
};

enum exit_code smdp_order(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { .operator = option_text(invocation, "operator") };
	enum exit_code code;
	const struct order_request request = {
		.iccid = invocation->argument_count > 0 ? argument_iccid(invocation) : (struct text){ 0 },
		.eid = given(invocation, "eid"),
		.profile_type = given(invocation, "type"),
	};
	if (request.iccid.size == 0 && request.profile_type.size == 0)
		return usage_error(invocation, "name a profile by its ICCID, or --type NAME.");
	if (!smdp_errand_run(invocation, &desk, "order", &order_function, &request, &errand, &code))
		return code;
	return say_order(invocation, errand.exchange, "ordered");
}

const struct command_option smdp_confirm_options[] = {
	{ .name = "matching-id", .value = "ID", .help = "as the operator wants it; made here if not given" },
	{ .name = "empty", .help = "no matching ID: the card finds the order by its EID" },
	{ .name = "eid", .value = "EID", .help = "for this card only" },
	{ .name = "confirmation-code", .value = "CODE", .environment = "PROVISIM_CONFIRMATION_CODE",
	  .help = "that the user must type; only its hash is kept" },
	{ .name = "smds", .value = "HOST", .help = "the SM-DS where the card finds out; needs an EID and a matching ID" },
	{ .name = "expires-in", .value = "SECONDS", .help = "the order can be downloaded until then; for ever if not given" },
	{ .name = "release", .help = "let it be downloaded at once" },
	{ .name = "operator", .value = "NAME", .help = "in the name of this operator, with what is its own" },
	{ 0 },
};

enum exit_code smdp_confirm(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { .operator = option_text(invocation, "operator") };
	enum exit_code code;
	uint64_t seconds = 0;
	bool empty = option_is_set(invocation, "empty"), named = option_is_set(invocation, "matching-id");
	if (empty && named)
		return usage_error(invocation, "--empty and --matching-id exclude each other.");
	if (option_number(invocation, "expires-in", UINT32_MAX, &seconds) == STATUS_MALFORMED)
		return EXIT_USAGE;
	const struct confirm_request request = {
		.iccid = argument_iccid(invocation),
		.eid = given(invocation, "eid"),
		.has_matching_id = empty || named,
		.matching_id = given(invocation, "matching-id"),
		.confirmation_code = given(invocation, "confirmation-code"),
		.smds_address = given(invocation, "smds"),
		.release = option_is_set(invocation, "release"),
		.expires_at = seconds > 0 ? (int64_t)time(NULL) + (int64_t)seconds : 0,
	};
	if (!smdp_errand_run(invocation, &desk, "confirm", &confirm_function, &request, &errand, &code))
		return code;
	return say_order(invocation, errand.exchange, request.release ? "confirmed and released" : "confirmed");
}

const struct command_option smdp_release_options[] = {
	{ .name = "operator", .value = "NAME", .help = "in the name of this operator, with what is its own" },
	{ 0 },
};

enum exit_code smdp_release_profile(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { .operator = option_text(invocation, "operator") };
	enum exit_code code;
	const struct release_request request = { argument_iccid(invocation) };
	if (!smdp_errand_run(invocation, &desk, "release", &release_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s released", invocation->arguments[0]);
}

const struct command_option smdp_cancel_options[] = {
	{ .name = "final", .value = "STATE", .fallback = "available", .help = "available or unavailable afterwards" },
	{ .name = "operator", .value = "NAME", .help = "in the name of this operator, with what is its own" },
	{ 0 },
};

enum exit_code smdp_cancel(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { .operator = option_text(invocation, "operator") };
	enum exit_code code;
	const char *final = option_text(invocation, "final");
	bool available = strcmp(final, "available") == 0;
	if (!available && strcmp(final, "unavailable") != 0)
		return usage_error(invocation, "--final takes available or unavailable.");
	const struct cancel_request request = {
		.iccid = argument_iccid(invocation), .by_owner = true, .available = available,
	};
	if (!smdp_errand_run(invocation, &desk, "cancel", &cancel_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s is %s", invocation->arguments[0], final);
}

const struct command_option smdp_renew_options[] = {
	{ .name = "expires-in", .value = "SECONDS", .help = "a new end of the order; 0: none; as it was if not given" },
	{ .name = "operator", .value = "NAME", .help = "in the name of this operator, with what is its own" },
	{ 0 },
};

enum exit_code smdp_renew(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { .operator = option_text(invocation, "operator") };
	enum exit_code code;
	uint64_t seconds = 0;
	if (option_number(invocation, "expires-in", UINT32_MAX, &seconds) == STATUS_MALFORMED)
		return EXIT_USAGE;
	const struct renew_request request = {
		.iccid = argument_iccid(invocation),
		.has_expiry = option_is_set(invocation, "expires-in"),
		.expires_at = seconds > 0 ? (int64_t)time(NULL) + (int64_t)seconds : 0,
	};
	if (!smdp_errand_run(invocation, &desk, "renew", &renew_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s can be downloaded again", invocation->arguments[0]);
}

/* ---- show, list, code ---- */

static void put_unless_empty(struct json_writer *writer, const char *name, struct text value)
{
	if (value.size > 0)
		json_put_text(writer, name, value);
}

static void put_unless_nought(struct json_writer *writer, const char *name, int64_t value)
{
	if (value != 0)
		json_put_number(writer, name, value);
}

static void write_metadata(struct bytes encoded, struct json_writer *writer)
{
	struct profile_metadata metadata;
	if (profile_metadata_decode(encoded, &metadata) != STATUS_OK)
		return;
	json_put_text(writer, "serviceProviderName", metadata.service_provider_name);
	json_put_text(writer, "profileName", metadata.profile_name);
	json_put_text(writer, "profileClass", text_from(profile_class_name((int)metadata.profile_class)));
}

/* The members of one profile, into an object that is open. */
static void write_profile(const struct profile_record *profile, struct json_writer *writer)
{
	json_put_text(writer, "iccid", profile->iccid);
	json_put_text(writer, "state", text_from(smdp_profile_state_name(profile->state)));
	put_unless_empty(writer, "profileType", profile->profile_type);
	write_metadata(profile->metadata, writer);
	put_unless_empty(writer, "eid", profile->eid.size > 0 ? profile->eid : profile->bound_eid);
	if (profile->has_matching_id)
		json_put_text(writer, "matchingId", profile->matching_id);
	json_put_boolean(writer, "confirmationCodeRequired", profile->confirmation_hash.size > 0);
	json_put_number(writer, "downloadAttempts", profile->download_attempts);
	json_put_number(writer, "confirmationAttempts", profile->confirmation_attempts);
	json_put_number(writer, "packageOctets", profile->package_size);
	put_unless_nought(writer, "orderedAt", profile->ordered_at);
	put_unless_nought(writer, "expiresAt", profile->expires_at);
	put_unless_nought(writer, "changedAt", profile->changed_at);
	put_unless_empty(writer, "errorSubjectCode", profile->error_subject);
	put_unless_empty(writer, "errorReasonCode", profile->error_reason);
}

static void print_profile(const struct invocation *invocation, const struct profile_record *profile)
{
	struct profile_metadata metadata = { 0 };
	bool readable = profile_metadata_decode(profile->metadata, &metadata) == STATUS_OK;
	struct text eid = profile->eid.size > 0 ? profile->eid : profile->bound_eid;
	output_line(invocation, "%-20.*s  %-11s  %.*s / %.*s%s%.*s%s%.*s", TEXT_ARGUMENTS(profile->iccid),
	            smdp_profile_state_name(profile->state), TEXT_ARGUMENTS(metadata.service_provider_name),
	            TEXT_ARGUMENTS(metadata.profile_name), eid.size > 0 ? "  EID " : "", TEXT_ARGUMENTS(eid),
	            profile->matching_id.size > 0 ? "  matching ID " : "", TEXT_ARGUMENTS(profile->matching_id));
	if (!readable)
		output_line(invocation, "  its metadata cannot be read");
	if (profile->error_subject.size > 0) {
		struct text why = failure_sentence(profile->error_subject, profile->error_reason);
		output_line(invocation, "  failed: %.*s (%.*s-%.*s)", TEXT_ARGUMENTS(why),
		            TEXT_ARGUMENTS(profile->error_subject), TEXT_ARGUMENTS(profile->error_reason));
	}
}

enum exit_code smdp_profile_show(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	const struct stock_show_request request = { argument_iccid(invocation) };
	if (!smdp_errand_run(invocation, &desk, "profile_show", &stock_show_function, &request, &errand, &code))
		return code;
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	write_profile(errand.exchange->result, &writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_show", "Out of memory.");
	print_profile(invocation, errand.exchange->result);
	return output_success(invocation, buffer_text(&data), NULL);
}

const struct command_option smdp_profile_list_options[] = {
	{ .name = "state", .value = "STATE", .help = "only these: available, allocated, linked, confirmed, released, …" },
	{ .name = "after", .value = "ICCID", .fallback = "", .help = "go on after this one" },
	{ .name = "limit", .value = "N", .help = "at most so many, and how many more there are; all if not given" },
	{ 0 },
};

/* A listing of any length, a page of the stock at a time. */
struct listing {
	const struct invocation *invocation;
	struct smdp_desk desk;
	struct buffer data;
	struct json_writer writer;
	struct stock_list_request request;
	char last[ICCID_TEXT_SIZE]; /* request.after points to it from the second page on */
	uint64_t left;              /* that may still be shown */
	uint64_t count;
};

static void listing_release(struct listing *listing)
{
	smdp_desk_release(&listing->desk);
	buffer_release(&listing->data);
}

static void list_one(struct listing *listing, const struct profile_record *profile)
{
	print_profile(listing->invocation, profile);
	if (!listing->invocation->json)
		return;
	json_open_object(&listing->writer, NULL);
	write_profile(profile, &listing->writer);
	json_close_object(&listing->writer);
}

/* *out_is_last: no page follows this one. False: it has been told why; *out_code is the exit code. */
static bool list_page(struct listing *listing, bool *out_is_last, enum exit_code *out_code)
{
	AUTO(smdp_errand) errand = { 0 };
	listing->request.maximum = (int64_t)(listing->left < PAGE_MAXIMUM ? listing->left : PAGE_MAXIMUM);
	if (!smdp_errand_run(listing->invocation, &listing->desk, "profile_list", &stock_list_function,
	                     &listing->request, &errand, out_code))
		return false;
	const struct stock_list *page = errand.exchange->result;
	for (size_t i = 0; i < page->count; i++)
		list_one(listing, &page->profiles[i]);
	listing->left -= page->count;
	listing->count += page->count;
	*out_is_last = (int64_t)page->count < listing->request.maximum || listing->left == 0;
	if (page->count > 0) {
		snprintf(listing->last, sizeof listing->last, "%.*s", TEXT_ARGUMENTS(page->profiles[page->count - 1].iccid));
		listing->request.after = text_from(listing->last);
	}
	return true;
}

/* What --limit kept back. */
static bool tell_rest(struct listing *listing, enum exit_code *out_code)
{
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	if (!smdp_errand_run(listing->invocation, &listing->desk, "profile_list", &stock_count_function,
	                     &listing->request, &errand, out_code))
		return false;
	const struct stock_count *rest = errand.exchange->result;
	if (rest->count == 0)
		return true;
	json_open_object(&writer, NULL);
	json_put_number(&writer, "more", rest->count);
	json_put_text(&writer, "after", listing->request.after);
	json_close_object(&writer);
	if (json_finish(&writer) == STATUS_OK)
		output_progress(listing->invocation, "profile_list", buffer_text(&data),
		                "%" PRId64 " more: go on with --after %s.", rest->count, listing->last);
	return true;
}

enum exit_code smdp_profile_list(struct invocation *invocation)
{
	AUTO(listing) listing = { .invocation = invocation, .data = BUFFER(LISTING_MAXIMUM), .left = UINT64_MAX };
	enum exit_code code;
	bool is_last = false, is_limited = option_is_set(invocation, "limit");
	listing.request = (struct stock_list_request){ .after = given(invocation, "after"), .state = -1 };
	if (is_limited && option_number(invocation, "limit", UINT32_MAX, &listing.left) != STATUS_OK)
		return EXIT_USAGE;
	if (option_is_set(invocation, "state") &&
	    !smdp_profile_state_parse(given(invocation, "state"), &listing.request.state))
		return usage_error(invocation, "there is no state \"%s\".", option_text(invocation, "state"));
	listing.writer = json_writer(&listing.data);
	json_open_array(&listing.writer, NULL);
	while (!is_last)
		if (!list_page(&listing, &is_last, &code))
			return code;
	if (is_limited && listing.left == 0 && !tell_rest(&listing, &code))
		return code;
	json_close_array(&listing.writer);
	if (json_finish(&listing.writer) != STATUS_OK)
		return output_failure(invocation, "profile_list", "Out of memory: ask for fewer with --limit.");
	return output_success(invocation, buffer_text(&listing.data),
	                      listing.count == 0 ? "No such profile in stock." : NULL);
}

/* ---- the activation code ---- */

static enum exit_code say_code(const struct invocation *invocation, struct text code, bool confirmation)
{
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	AUTO(buffer) picture = BUFFER(QR_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "activationCode", code);
	json_put_boolean(&writer, "confirmationCodeRequired", confirmation);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK || qr_code_print(code, &picture) != STATUS_OK)
		return output_failure(invocation, "code", "Out of memory.");
	output_line(invocation, "%.*s", TEXT_ARGUMENTS(buffer_text(&picture)));
	return output_success(invocation, buffer_text(&data), "%.*s%s", TEXT_ARGUMENTS(code),
	                      confirmation ? "\nThe user must type the confirmation code as well." : "");
}

enum exit_code smdp_code(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) text = BUFFER(2 * ACTIVATION_CODE_MAXIMUM);
	enum exit_code code;
	const struct stock_show_request request = { argument_iccid(invocation) };
	if (!smdp_errand_run(invocation, &desk, "code", &stock_show_function, &request, &errand, &code))
		return code;
	const struct profile_record *profile = errand.exchange->result;
	if (!profile->has_matching_id)
		return output_failure(invocation, "code", "%s has no activation code yet: confirm its order first.",
		                      invocation->arguments[0]);
	const struct activation_code activation = {
		.smdp_address = text_from(desk.smdp.settings.address),
		.matching_id = profile->matching_id,
		.confirmation_code_required = profile->confirmation_hash.size > 0,
	};
	enum status status = buffer_append_text(&text, TEXT("LPA:"));
	if (status == STATUS_OK)
		status = activation_code_print(&activation, &text);
	if (status != STATUS_OK)
		return output_failure(invocation, "code", "No activation code can be made: %s.", status_name(status));
	return say_code(invocation, buffer_text(&text), activation.confirmation_code_required);
}
