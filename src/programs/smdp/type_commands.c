/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim smdp type …`: kinds of profiles that the server makes by itself. */
#include <inttypes.h>
#include <stdio.h>

#include "programs/profile/file.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/errand.h"
#include "programs/smdp/metadata.h"
#include "smdp/profile_needs.h"
#include "smdp/profile_type.h"

enum { DATA_MAXIMUM = 1 << 20 };

const struct command_option smdp_type_add_options[] = {
	{ .name = "template", .value = "FILE", .help = "a profile package (DER) or its source (YAML); must be given" },
	SMDP_METADATA_OPTIONS,
	{ .name = "operator", .value = "NAME", .fallback = "", .help = "whose type it is; the house's if not given" },
	{ .name = "draw", .value = "NAMES", .help = "keys and codes drawn when nobody gave them: ki,opc,puk1,adm1,kic1 …" },
	{ .name = "iccid", .value = "FIRST", .help = "counted up when nobody gave one; its last digit, or X, is the check digit" },
	{ .name = "imsi", .value = "FIRST", .help = "counted up" },
	{ .name = "msisdn", .value = "FIRST", .help = "counted up" },
	{ .name = "numbers", .value = "N", .help = "how many there are of each" },
	{ .name = "generate", .value = "WHEN", .fallback = "download", .help = "packages are made at download, order or ahead" },
	{ .name = "matching-id", .value = "RULE", .fallback = "made", .help = "made, or empty: orders with an EID are found by it" },
	{ .name = "reuse", .value = "RULE", .help = "after a card deleted it: never, same-card, available; as its owner if not given" },
	{ .name = "device", .value = "NAMES", .help = "what a device must announce: eutran-epc, nr-epc, nr-5gc …" },
	{ .name = "category", .value = "N", .help = "of the card, at least: 1 basic, 2 medium, 3 contactless" },
	{ 0 },
};

static void put_option(const struct invocation *invocation, const char *option, const char *member, struct json_writer *writer)
{
	if (option_is_set(invocation, option))
		json_put_text(writer, member, text_from(option_text(invocation, option)));
}

static void put_list(const struct invocation *invocation, const char *option, struct json_writer *writer)
{
	struct text names = text_from(option_text(invocation, option));
	json_open_array(writer, option);
	while (names.size > 0)
		json_put_text(writer, NULL, text_trimmed(text_cut(&names, ',')));
	json_close_array(writer);
}

static bool put_number(const struct invocation *invocation, const char *option, struct json_writer *writer)
{
	uint64_t number;
	enum status status = option_number(invocation, option, TYPE_NUMBERS_MAXIMUM, &number);
	if (status == STATUS_OK)
		json_put_number(writer, option, (int64_t)number);
	return status != STATUS_MALFORMED;
}

/* The options in the words of profile_type_rules.h. False: a sentence was printed; return EXIT_USAGE. */
static bool write_rules(const struct invocation *invocation, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	put_list(invocation, "draw", &writer);
	put_option(invocation, "iccid", "iccid", &writer);
	put_option(invocation, "imsi", "imsi", &writer);
	put_option(invocation, "msisdn", "msisdn", &writer);
	put_option(invocation, "generate", "generate", &writer);
	put_option(invocation, "matching-id", "matchingId", &writer);
	put_option(invocation, "reuse", "reuse", &writer);
	put_list(invocation, "device", &writer);
	if (!put_number(invocation, "numbers", &writer) || !put_number(invocation, "category", &writer))
		return false;
	json_close_object(&writer);
	return json_finish(&writer) == STATUS_OK || usage_error(invocation, "these rules are too long.") == EXIT_DONE;
}

/* What the request points into. */
struct material {
	struct buffer template;
	struct smdp_metadata metadata;
	struct buffer rules;
};

static void material_release(struct material *material)
{
	buffer_release(&material->template);
	buffer_release(&material->rules);
	smdp_metadata_release(&material->metadata);
}

enum exit_code smdp_type_add(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(material) material = { .template = SECRET_BUFFER(TYPE_TEMPLATE_MAXIMUM), .rules = BUFFER(TYPE_RULES_MAXIMUM) };
	struct package_header header;
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum exit_code code;
	const char *path = option_text(invocation, "template");
	if (!path)
		return usage_error(invocation, "name the package that profiles are made from: --template FILE.");
	if (!write_rules(invocation, &material.rules))
		return EXIT_USAGE;
	if (smdp_desk_open(invocation, &desk, fault) != STATUS_OK)
		return output_failure(invocation, "type_add", "%s", fault);
	if (!profile_file_read(invocation, path, false, &material.template))
		return EXIT_FAILED;
	if (package_header_read(buffer_bytes(&material.template), &header) != STATUS_OK)
		return output_failure(invocation, "type_add", "%s does not begin with a profile header.", path);
	const char *wrong = smdp_metadata_make(invocation, &desk.smdp, &header, &material.metadata);
	if (wrong)
		return usage_error(invocation, "%s", wrong);
	const struct type_add_request request = {
		.name = text_from(invocation->arguments[0]),
		.owner = text_from(option_text(invocation, "operator")),
		.template = buffer_bytes(&material.template),
		.metadata = buffer_bytes(&material.metadata.octets),
		.rules = buffer_text(&material.rules),
	};
	if (!smdp_errand_run(invocation, &desk, "type_add", &type_add_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "Profiles of the type %s can be made.", invocation->arguments[0]);
}

/* ---- list, show, remove ---- */

static void write_needs(const struct profile_needs *needs, struct json_writer *writer)
{
	json_open_object(writer, "needs");
	char version[16];
	snprintf(version, sizeof version, "%u.%u", needs->package.version >> 8, needs->package.version & 0xFF);
	json_put_text(writer, "profileVersion", text_from(version));
	json_open_array(writer, "services");
	for (unsigned item = 0; item < 32; item++)
		if (needs->package.services >> item & 1 && profile_service_name(item))
			json_put_text(writer, NULL, text_from(profile_service_name(item)));
	json_close_array(writer);
	json_close_object(writer);
}

static void write_type(const struct profile_type *type, struct json_writer *writer)
{
	const struct profile_needs needs = profile_needs_decode(type->needs);
	struct profile_metadata metadata;
	json_open_object(writer, NULL);
	json_put_text(writer, "name", type->name);
	if (type->owner.size > 0)
		json_put_text(writer, "operator", type->owner);
	if (profile_metadata_decode(type->metadata, &metadata) == STATUS_OK) {
		json_put_text(writer, "serviceProviderName", metadata.service_provider_name);
		json_put_text(writer, "profileName", metadata.profile_name);
		json_put_text(writer, "profileClass", text_from(profile_class_name((int)metadata.profile_class)));
	}
	json_put_number(writer, "packageOctets", type->package_size);
	json_put_text(writer, "templateDigest", type->digest);
	json_put_raw(writer, "rules", type->rules);
	if (needs.is_known)
		write_needs(&needs, writer);
	json_put_number(writer, "numbersGiven", type->numbers_given);
	json_put_number(writer, "available", type->available);
	json_put_number(writer, "createdAt", type->created_at);
	json_close_object(writer);
}

static void print_type(const struct invocation *invocation, const struct profile_type *type)
{
	struct profile_metadata metadata = { 0 };
	(void)!profile_metadata_decode(type->metadata, &metadata);
	output_line(invocation, "%-24.*s  %.*s / %.*s  %" PRId64 " in stock, %" PRId64 " numbers given%s%.*s",
	            TEXT_ARGUMENTS(type->name), TEXT_ARGUMENTS(metadata.service_provider_name),
	            TEXT_ARGUMENTS(metadata.profile_name), type->available, type->numbers_given,
	            type->owner.size > 0 ? "  of " : "", TEXT_ARGUMENTS(type->owner));
}

enum exit_code smdp_type_list(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(64 * (size_t)DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	const struct type_list_request request = { 0 };
	enum exit_code code;
	if (!smdp_errand_run(invocation, &desk, "type_list", &type_list_function, &request, &errand, &code))
		return code;
	const struct profile_type_list *list = errand.exchange->result;
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list->count; i++) {
		write_type(&list->types[i], &writer);
		print_type(invocation, &list->types[i]);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "type_list", "Out of memory.");
	return output_success(invocation, buffer_text(&data), list->count == 0 ? "There are no profile types." : NULL);
}

enum exit_code smdp_type_show(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	AUTO(buffer) data = BUFFER(DATA_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	const struct type_list_request request = { .name = text_from(invocation->arguments[0]) };
	enum exit_code code;
	if (!smdp_errand_run(invocation, &desk, "type_show", &type_list_function, &request, &errand, &code))
		return code;
	const struct profile_type *type = ((const struct profile_type_list *)errand.exchange->result)->types;
	write_type(type, &writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "type_show", "Out of memory.");
	print_type(invocation, type);
	output_line(invocation, "  each package has %" PRId64 " octets", type->package_size);
	output_line(invocation, "  rules: %.*s", TEXT_ARGUMENTS(type->rules));
	return output_success(invocation, buffer_text(&data), NULL);
}

enum exit_code smdp_type_remove(struct invocation *invocation)
{
	AUTO(smdp_desk) desk = { 0 };
	AUTO(smdp_errand) errand = { 0 };
	const struct type_remove_request request = { text_from(invocation->arguments[0]) };
	enum exit_code code;
	if (!smdp_errand_run(invocation, &desk, "type_remove", &type_remove_function, &request, &errand, &code))
		return code;
	return output_success(invocation, (struct text){ 0 }, "The type %s is gone.", invocation->arguments[0]);
}
