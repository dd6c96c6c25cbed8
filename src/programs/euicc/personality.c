/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim euicc personality`: the kinds of cards there are to try. */
#include <stdio.h>

#include "base/hex.h"
#include "profile_package/template.h"
#include "programs/euicc/commands.h"
#include "programs/euicc/personality_file.h"

enum { JSON_OCTETS = 64 << 10 };

static enum exit_code read_one(struct invocation *invocation, const char *name, struct personality_file *out)
{
	char fault[SETTINGS_FAULT_SIZE] = "";
	enum status status = personality_file_read(name, &invocation->arena, out, fault);
	return status == STATUS_OK ? EXIT_DONE : output_failure(invocation, "personality", "%s", fault);
}

enum exit_code euicc_personality_list_command(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	struct personality_list list;
	struct personality_file file;
	if (personality_list_read(&invocation->arena, &list) != STATUS_OK)
		return output_failure(invocation, "personality_list", "The folder of personalities is not there.");
	struct json_writer writer = json_writer(&json);
	json_open_array(&writer, NULL);
	for (size_t i = 0; i < list.count; i++) {
		enum exit_code code = read_one(invocation, list.names[i], &file);
		if (code != EXIT_DONE)
			return code;
		output_line(invocation, "%-20s %s", list.names[i], file.summary);
		json_open_object(&writer, NULL);
		json_put_text(&writer, "name", text_from(list.names[i]));
		json_put_text(&writer, "summary", text_from(file.summary));
		json_close_object(&writer);
	}
	json_close_array(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "personality_list", "Out of memory.");
	return output_success(invocation, buffer_text(&json), NULL);
}

/* ---- one ---- */

/* Both faces at once: a line for people, a member for programs. */
struct report {
	const struct invocation *invocation;
	struct arena *arena;
	struct json_writer writer;
};

static void tell_text(struct report *report, const char *label, const char *name, const char *value)
{
	output_line(report->invocation, "%-24s %s", label, value);
	json_put_text(&report->writer, name, text_from(value));
}

static void tell_number(struct report *report, const char *label, const char *name, uint32_t number)
{
	if (number == 0)
		return;
	output_line(report->invocation, "%-24s %u", label, number);
	json_put_number(&report->writer, name, number);
}

static void tell_version(struct report *report, const char *label, const char *name, struct version version)
{
	char text[VERSION_TEXT_SIZE];
	version_print(version, text);
	if (version.octets[0] != 0)
		tell_text(report, label, name, text);
}

static void tell_item(struct report *report, const char *label, const char *item)
{
	output_line(report->invocation, "%-24s %s", label, item);
	json_put_text(&report->writer, NULL, text_from(item));
}

static void tell_services(struct report *report, uint32_t lacking)
{
	json_open_array(&report->writer, "lacksServices");
	for (unsigned item = 0; item < 32; item++)
		if (lacking >> item & 1 && profile_service_name(item))
			tell_item(report, "lacks the service", profile_service_name(item));
	json_close_array(&report->writer);
}

static void tell_commands(struct report *report, uint32_t lacking)
{
	json_open_array(&report->writer, "lacksCommands");
	for (const struct optional_command_name *row = optional_commands; row->name; row++)
		if (lacking & (uint32_t)row->command)
			tell_item(report, "lacks the command", row->name);
	json_close_array(&report->writer);
}

static void tell_templates(struct report *report, const struct profile_support *profile)
{
	json_open_array(&report->writer, "lacksTemplates");
	const struct template *template;
	for (size_t i = 0; (template = template_at(i)); i++)
		if (profile->lacking_templates[template->arc] >> template->version & 1)
			tell_item(report, "lacks the template", template->name);
	json_close_array(&report->writer);
}

static void tell_refused_fields(struct report *report, const struct profile_support *profile)
{
	json_open_array(&report->writer, "refuses");
	for (size_t i = 0; i < profile->refused_field_count; i++)
		tell_item(report, "refuses", profile->refused_fields[i]);
	json_close_array(&report->writer);
}

static void tell_rules(struct report *report, const struct profile_support *profile)
{
	json_open_array(&report->writer, "rules");
	for (const struct profile_rule_name *row = profile_rule_names; row->name; row++) {
		if (!profile_support_follows(profile, row->rule))
			continue;
		output_line(report->invocation, "%-24s %s", row->name, row->meaning);
		json_put_text(&report->writer, NULL, text_from(row->name));
	}
	json_close_array(&report->writer);
}

static void tell_libraries(struct report *report, const struct profile_support *profile)
{
	json_open_array(&report->writer, "libraries");
	for (size_t i = 0; i < profile->library_count; i++) {
		const struct profile_library *library = &profile->libraries[i];
		const char *aid = hex_print(report->arena, bytes_from(library->aid, library->aid_size));
		const char *item = arena_print(report->arena, "%s/%u.%u", aid ? aid : "", library->version >> 8,
		                               library->version & 0xFF);
		tell_item(report, "has the library", item ? item : "");
	}
	json_close_array(&report->writer);
}

static void tell_newest_package(struct report *report, const struct profile_support *profile)
{
	char version[16];
	if (!profile->has_minor_maximum)
		return;
	snprintf(version, sizeof version, "%u.%u", profile->major_maximum, profile->minor_maximum);
	tell_text(report, "newest package", "newestPackage", version);
}

static void tell_link(struct report *report, const struct euicc_personality *personality)
{
	static const char *const classes[] = {
		[GET_RESPONSE_INTERINDUSTRY] = "interindustry",
		[GET_RESPONSE_AS_COMMAND] = "as-command",
	};
	tell_number(report, "octets of a block", "blockMaximum", personality->block_maximum);
	if (personality->get_response_class != GET_RESPONSE_ANY)
		tell_text(report, "class of GET RESPONSE", "getResponseClass", classes[personality->get_response_class]);
	if (personality->isd_r_aid_size == 0)
		return;
	char *aid = hex_print(report->arena, bytes_from(personality->isd_r_aid, personality->isd_r_aid_size));
	tell_text(report, "AID of the ISD-R", "isdRAid", aid ? aid : "");
}

static void tell(struct report *report, const struct personality_file *file)
{
	const struct euicc_personality *personality = &file->personality;
	json_open_object(&report->writer, NULL);
	tell_text(report, "name", "name", personality->name);
	tell_text(report, "summary", "summary", file->summary);
	tell_text(report, "file", "file", file->path);
	tell_version(report, "version of SGP.22", "svn", personality->svn);
	tell_version(report, "version of the format", "profileVersion", personality->profile_version);
	tell_newest_package(report, &personality->profile);
	tell_services(report, personality->lacking_services);
	tell_commands(report, personality->lacking_commands);
	tell_templates(report, &personality->profile);
	tell_refused_fields(report, &personality->profile);
	tell_rules(report, &personality->profile);
	tell_libraries(report, &personality->profile);
	tell_number(report, "octets of an element", "elementMaximum", personality->profile.element_maximum);
	tell_number(report, "octets of a content", "contentMaximum", personality->profile.content_maximum);
	tell_number(report, "octets for profiles", "memory", personality->nonvolatile_memory);
	tell_number(report, "octets of a protected part", "protectedTlvMaximum", personality->protected_tlv_maximum);
	tell_number(report, "notifications kept", "notificationMaximum", personality->notification_maximum);
	tell_link(report, personality);
	json_close_object(&report->writer);
}

enum exit_code euicc_personality_show_command(struct invocation *invocation)
{
	AUTO(buffer) json = BUFFER(JSON_OCTETS);
	struct personality_file file;
	enum exit_code code = read_one(invocation, invocation->arguments[0], &file);
	if (code != EXIT_DONE)
		return code;
	struct report report = { invocation, &invocation->arena, json_writer(&json) };
	tell(&report, &file);
	if (json_finish(&report.writer) != STATUS_OK)
		return output_failure(invocation, "personality_show", "Out of memory.");
	return output_success(invocation, buffer_text(&json), NULL);
}
