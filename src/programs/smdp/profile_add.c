/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp profile add`: a package and what is said about it. */
#include <stdio.h>

#include "io/file.h"
#include "programs/output.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/desk.h"
#include "programs/smdp/metadata.h"
#include "smdp/stock.h"

const struct command_option smdp_profile_add_options[] = {
	SMDP_METADATA_OPTIONS,
	{ .name = "type", .value = "TYPE", .help = "by which it can be ordered; the package's own if not given" },
	{ .name = "operator", .value = "NAME", .help = "whose it is; the house's if not given" },
	{ 0 },
};

/* The files and texts that the request points into. */
struct addition {
	struct buffer package;
	struct smdp_metadata metadata;
};

static void addition_release(struct addition *addition)
{
	buffer_release(&addition->package);
	smdp_metadata_release(&addition->metadata);
}

static enum exit_code say_added(const struct invocation *invocation, const struct exchange *exchange)
{
	AUTO(buffer) data = BUFFER(200);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "iccid", exchange->iccid);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_add", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%.*s is in stock.", TEXT_ARGUMENTS(exchange->iccid));
}

static enum exit_code add(const struct invocation *invocation, struct smdp_desk *desk, const struct addition *addition)
{
	struct exchange *exchange = NULL;
	const struct stock_request request = {
		.profile_elements = buffer_bytes(&addition->package),
		.metadata = buffer_bytes(&addition->metadata.octets),
		.profile_type = text_from(option_text(invocation, "type")),
	};
	smdp_desk_act_for(desk, option_text(invocation, "operator"));
	enum status status = smdp_desk_run(desk, &stock_function, &request, &exchange);
	enum exit_code code = status == STATUS_OK && !failure_is_set(&exchange->failure)
		? say_added(invocation, exchange)
		: smdp_command_failed(invocation, "profile_add", status, exchange);
	exchange_free(exchange);
	return code;
}

enum exit_code smdp_profile_add(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(addition) addition = { .package = { .secret = true } };
	struct package_header header;
	char fault[SETTINGS_FAULT_SIZE] = "";
	const char *path = invocation->arguments[0];
	if (smdp_desk_open(invocation, &desk, fault) != STATUS_OK)
		return output_failure(invocation, "profile_add", "%s", fault);
	enum status status = file_read(path, PROFILE_ELEMENTS_MAXIMUM, &addition.package);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_add", "Cannot read %s: %s.", path, file_trouble(status));
	if (package_header_read(buffer_bytes(&addition.package), &header) != STATUS_OK)
		return output_failure(invocation, "profile_add", "%s is no profile package (DER that begins with a profile"
		                      " header).", path);
	const char *wrong = smdp_metadata_make(invocation, &desk.smdp, &header, &addition.metadata);
	if (wrong)
		return usage_error(invocation, "%s", wrong);
	return add(invocation, &desk, &addition);
}
