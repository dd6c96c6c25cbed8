/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp operator …`. */
#include <stdio.h>

#include "base/hex.h"
#include "crypto/certificate.h"
#include "io/file.h"
#include "programs/output.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "rsp/timestamp.h"
#include "smdp/operator.h"

enum { TYPES_MAXIMUM = 10, FILE_MAXIMUM = 64 << 10, DATA_MAXIMUM = 4 << 20 };

#define SHARED_OPTIONS \
	{ .name = "requester", .value = "ID", .help = "functionRequesterIdentifier that it must use; any if not given" }, \
	{ .name = "callback", .value = "PLACE", .help = "host[:port][/path] that is told of its downloads" }, \
	{ .name = "type", .value = "NAME", .help = "profile type of the house that it may order from; may be given again" }, \
	{ .name = "reuse", .value = "RULE", .help = "deleted profiles: never, available, same-card" }, \
	{ .name = "states", .help = "tell it of profiles being enabled, disabled and deleted, too" }

const struct command_option smdp_operator_add_options[] = { SHARED_OPTIONS, { 0 } };

const struct command_option smdp_operator_change_options[] = {
	SHARED_OPTIONS,
	{ .name = "no-states", .help = "do not tell it of these" },
	{ .name = "disable", .help = "let it order nothing" },
	{ .name = "enable", .help = "let it order again" },
	{ 0 },
};

static enum exit_code set(struct invocation *invocation, const char *what, bool is_new)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code;
	struct text types[TYPES_MAXIMUM];
	bool states = option_is_set(invocation, "states"), no_states = !is_new && option_is_set(invocation, "no-states");
	bool disable = !is_new && option_is_set(invocation, "disable"), enable = !is_new && option_is_set(invocation, "enable");
	struct operator_set_request request = {
		.name = text_from(invocation->arguments[0]),
		.is_new = is_new,
		.has_requester = option_is_set(invocation, "requester"),
		.has_callback = option_is_set(invocation, "callback"),
		.has_disabled = disable || enable,
		.has_tells_states = states || no_states,
		.has_reuse = option_is_set(invocation, "reuse"),
		.record = {
			.requester = text_from(option_text(invocation, "requester")),
			.callback = text_from(option_text(invocation, "callback")),
			.disabled = disable,
			.tells_states = states,
		},
		.profile_types = types,
	};
	if ((disable && enable) || (states && no_states))
		return usage_error(invocation, "one option excludes the other.");
	if (request.has_reuse && !operator_reuse_parse(text_from(option_text(invocation, "reuse")), &request.record.reuse))
		return usage_error(invocation, "--reuse takes never, available or same-card.");
	while (option_text_nth(invocation, "type", request.profile_type_count)) {
		if (request.profile_type_count == TYPES_MAXIMUM)
			return usage_error(invocation, "at most %d types.", TYPES_MAXIMUM);
		types[request.profile_type_count] = text_from(option_text_nth(invocation, "type", request.profile_type_count));
		request.profile_type_count++;
	}
	request.has_profile_types = request.profile_type_count > 0;
	if (!smdp_errand_run(invocation, &desk, what, &operator_set_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s is %s.", invocation->arguments[0],
	                      is_new ? "added" : "changed");
}

enum exit_code smdp_operator_add(struct invocation *invocation)
{
	return set(invocation, "operator_add", true);
}

enum exit_code smdp_operator_change(struct invocation *invocation)
{
	return set(invocation, "operator_change", false);
}

/* ---- list and show ---- */

static void write_operator(const struct operator_record *operator, struct json_writer *writer)
{
	json_put_text(writer, "name", operator->name);
	json_put_text(writer, "functionRequesterIdentifier", operator->requester);
	json_put_text(writer, "callback", operator->callback);
	json_put_boolean(writer, "disabled", operator->disabled);
	json_put_boolean(writer, "tellsStates", operator->tells_states);
	json_put_text(writer, "reuseDeleted", text_from(operator_reuse_name((int64_t)operator->reuse)));
	json_put_number(writer, "createdAt", operator->created_at);
}

static void print_operator(const struct invocation *invocation, const struct operator_record *operator)
{
	output_line(invocation, "%.*s%s%s%.*s%s%.*s", TEXT_ARGUMENTS(operator->name), operator->disabled ? "  (disabled)" : "",
	            operator->requester.size > 0 ? "  comes as " : "", TEXT_ARGUMENTS(operator->requester),
	            operator->callback.size > 0 ? "  is told at " : "", TEXT_ARGUMENTS(operator->callback));
}

enum exit_code smdp_operator_list(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	const struct operator_list_request request = { TEXT("") };
	if (!smdp_errand_run(invocation, &desk, "operator_list", &operator_list_function, &request, &errand, &code))
		return code;
	const struct operator_list *list = errand.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count; i++) {
		json_open_object(&writer, NULL);
		write_operator(&list->operators[i], &writer);
		json_close_object(&writer);
		print_operator(invocation, &list->operators[i]);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "operator_list", "Out of memory.");
	return output_success(invocation, buffer_text(&data), list->count == 0 ? "There are no operators." : NULL);
}

static void say_details(const struct invocation *invocation, const struct operator_details *details, struct json_writer *writer)
{
	json_open_array(writer, "certificates");
	for (size_t i = 0; i < details->certificate_count; i++) {
		char digits[2 * SHA256_SIZE + 1] = "", until[TIMESTAMP_TEXT_SIZE];
		for (size_t at = 0; at < details->certificates[i].digest.size && at < SHA256_SIZE; at++)
			snprintf(digits + 2 * at, 3, "%02x", details->certificates[i].digest.data[at]);
		timestamp_print(details->certificates[i].not_after, until);
		json_open_object(writer, NULL);
		json_put_text(writer, "sha256", text_from(digits));
		json_put_text(writer, "notAfter", text_from(until));
		json_close_object(writer);
		output_line(invocation, "  certificate %s until %s", digits, until);
	}
	json_close_array(writer);
	json_open_array(writer, "profileTypes");
	for (size_t i = 0; i < details->profile_type_count; i++) {
		json_put_text(writer, NULL, details->profile_types[i]);
		output_line(invocation, "  may order %.*s", TEXT_ARGUMENTS(details->profile_types[i]));
	}
	json_close_array(writer);
}

enum exit_code smdp_operator_show(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) one = { 0 };
	AUTO(smdp_errand) details = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	enum exit_code code;
	const struct operator_list_request request = { text_from(invocation->arguments[0]) };
	if (!smdp_errand_run(invocation, &desk, "operator_show", &operator_list_function, &request, &one, &code) ||
	    !smdp_errand_run(invocation, &desk, "operator_show", &operator_details_function, &request, &details, &code))
		return code;
	const struct operator_list *list = one.exchange->result;
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	write_operator(&list->operators[0], &writer);
	print_operator(invocation, &list->operators[0]);
	say_details(invocation, details.exchange->result, &writer);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "operator_show", "Out of memory.");
	return output_success(invocation, buffer_text(&data), NULL);
}

/* ---- certificates, and the end ---- */

const struct command_option smdp_operator_certificate_options[] = {
	{ .name = "remove", .help = "let it in with this one no more" },
	{ 0 },
};

static enum status read_certificate(const char *path, struct operator_certificate_request *out)
{
	AUTO(buffer) file = { 0 };
	AUTO(buffer) der = BUFFER(FILE_MAXIMUM);
	struct certificate certificate;
	TRY(file_read(path, FILE_MAXIMUM, &file));
	TRY(certificate_from_file(buffer_bytes(&file), &der));
	const struct bytes whole = buffer_bytes(&der);
	/* Of another kind than an RSP certificate is, it is still somebody's: only its end is not known. */
	out->not_after = certificate_decode(whole, &certificate) == STATUS_OK ? certificate.not_after : 0;
	return sha256(&whole, 1, out->digest);
}

enum exit_code smdp_operator_certificate(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code;
	const char *name = invocation->arguments[0], *path = invocation->arguments[1];
	struct operator_certificate_request request = {
		.name = text_from(name),
		.remove = option_is_set(invocation, "remove"),
	};
	enum status status = read_certificate(path, &request);
	if (status != STATUS_OK)
		return output_failure(invocation, "operator_certificate", "%s is no certificate that can be read: %s.", path,
		                      file_trouble(status));
	const struct server_function *function = &operator_certificate_function;
	if (!smdp_errand_run(invocation, &desk, "operator_certificate", function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s comes %s with this certificate.", name,
	                      request.remove ? "no more" : "from now on");
}

enum exit_code smdp_operator_remove(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	enum exit_code code;
	const struct operator_remove_request request = { text_from(invocation->arguments[0]) };
	if (!smdp_errand_run(invocation, &desk, "operator_remove", &operator_remove_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "%s is gone.", invocation->arguments[0]);
}
