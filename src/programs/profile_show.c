/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile_commands.h"

#include "base/hex.h"
#include "profile_package/file_listing.h"
#include "profile_package/package_tree.h"
#include "profile_package/template.h"
#include "programs/output.h"
#include "programs/profile_file.h"

enum { TREE_MAXIMUM = 256 << 20, JSON_MAXIMUM = 256 << 20, BODY_SHOWN_MAXIMUM = 24 };

/* What is shown: the package twice, as it is written and as a card understands it. */
struct shown_profile {
	const struct invocation *invocation;
	const struct package_node *package;
	const struct file_listing *listing;
	enum status installs;
	bool with_files;
};

static const char *kind_name(const struct new_file *plan)
{
	static const char *const names[] = {
		[FILE_TRANSPARENT] = "transparent", [FILE_LINEAR_FIXED] = "linear-fixed", [FILE_CYCLIC] = "cyclic",
		[FILE_BER_TLV] = "ber-tlv", [FILE_DF] = "df", [FILE_ADF] = "adf", [FILE_MF] = "mf",
	};
	return names[plan->kind];
}

static const char *print_path(struct arena *arena, const struct file_path *path)
{
	char *text = arena_print(arena, "%s", path->count == 0 ? "3F00" : "");
	for (size_t i = 0; text && i < path->count; i++)
		text = arena_print(arena, "%s%s%04X", text, i ? "/" : "", path->ids[i]);
	return text ? text : "";
}

/* ---- for people ---- */

static void show_header(const struct shown_profile *shown, struct arena *arena)
{
	const struct package_node *header = package_member(shown->package, "header");
	const struct package_node *type = package_member(header, "profileType"), *iccid = package_member(header,
	                                                                                                 "iccid");
	output_line(shown->invocation, "%.*s", type ? (int)type->value.size : 7,
	            type ? (const char *)type->value.data : "Profile");
	output_line(shown->invocation, "version %u.%u, ICCID %s, %zu octets",
	            package_number(package_member(header, "major-version")),
	            package_number(package_member(header, "minor-version")),
	            iccid ? hex_print(arena, iccid->value) : "missing", shown->package->size);
	output_line(shown->invocation, " ");
}

static void show_element(const struct shown_profile *shown, const struct package_node *element)
{
	const struct package_node *own = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
	const struct template *template = oid ? template_find(oid->value) : NULL;
	output_line(shown->invocation, "%8zu %7zu  %-22s %5u  %s%s%s", element->offset, element->size,
	            element->field->name,
	            package_number(package_member(own, "identification")),
	            own && !package_member(own, "mandated") ? "optional " : "", template ? "template " : "",
	            template ? template->name : "");
}

static void show_file(const struct shown_profile *shown, const struct listed_file *file, struct arena *arena)
{
	const struct new_file *plan = &file->plan;
	char *size = plan->record_size != 0 && !plan->is_link
		? arena_print(arena, "%zux%u", file->body_size / plan->record_size, plan->record_size)
		: arena_print(arena, "%zu", file->body_size);
	char *content = hex_print(arena, bytes_first(bytes_from(file->body, file->body_size), BODY_SHOWN_MAXIMUM));
	bool is_cut = file->body_size > BODY_SHOWN_MAXIMUM;
	output_line(shown->invocation, "%-20s %-16s %-12s %8s  sfi %2u  arr %04X/%-2u  %s%s",
	            print_path(arena, &file->path),
	            file->name ? file->name : "", plan->is_link ? "link" : kind_name(plan), file->body ? size : "",
	            plan->short_id, plan->access_rule_file, plan->access_rule_record,
	            plan->is_link ? print_path(arena, &plan->link) : content ? content : "", is_cut ? "…" : "");
}

static void show_for_people(const struct shown_profile *shown)
{
	AUTO(arena) arena = ARENA(JSON_MAXIMUM);
	const struct file_listing *listing = shown->listing;
	show_header(shown, &arena);
	output_line(shown->invocation, "  offset  octets  element                   id");
	for (const struct package_node *element = shown->package->first; element; element = element->next)
		show_element(shown, element);
	output_line(shown->invocation, " ");
	output_line(shown->invocation,
	            "%zu files, %llu octets of contents, %zu PINs, %zu PUKs, %zu authentication contexts",
	            listing->count, (unsigned long long)listing->octets, listing->pin_count, listing->puk_count,
	            listing->aka_count);
	for (const struct listed_file *file = shown->with_files ? listing->first : NULL; file; file = file->next)
		show_file(shown, file, &arena);
	if (shown->installs != STATUS_OK)
		output_line(shown->invocation, "A card would refuse it in %s, at octet %zu: %s.", listing->element,
		            listing->offset,
		            file_listing_reason(listing));
}

/* ---- for scripts ---- */

static void put_element(struct json_writer *writer, const struct package_node *element)
{
	const struct package_node *own = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
	const struct template *template = oid ? template_find(oid->value) : NULL;
	json_open_object(writer, NULL);
	json_put_text(writer, "element", text_from(element->field->name));
	json_put_number(writer, "offset", (int64_t)element->offset);
	json_put_number(writer, "octets", (int64_t)element->size);
	if (own) {
		json_put_number(writer, "identification", package_number(package_member(own, "identification")));
		json_put_boolean(writer, "mandated", package_member(own, "mandated") != NULL);
	}
	if (template)
		json_put_text(writer, "template", text_from(template->name));
	json_close_object(writer);
}

static void put_file(struct json_writer *writer, const struct listed_file *file, struct arena *arena)
{
	const struct new_file *plan = &file->plan;
	json_open_object(writer, NULL);
	json_put_text(writer, "path", text_from(print_path(arena, &file->path)));
	if (file->name)
		json_put_text(writer, "name", text_from(file->name));
	json_put_text(writer, "kind", text_from(kind_name(plan)));
	if (plan->aid.size > 0)
		json_put_hex(writer, "aid", plan->aid);
	if (plan->has_short_id)
		json_put_number(writer, "shortEFID", plan->short_id);
	json_put_number(writer, "accessRuleFile", plan->access_rule_file);
	json_put_number(writer, "accessRuleRecord", plan->access_rule_record);
	if (plan->is_link)
		json_put_text(writer, "link", text_from(print_path(arena, &plan->link)));
	if (plan->record_size != 0)
		json_put_number(writer, "recordSize", plan->record_size);
	if (file->body)
		json_put_hex(writer, "content", bytes_from(file->body, file->body_size));
	json_close_object(writer);
}

static void put_profile(struct json_writer *writer, const struct shown_profile *shown, struct arena *arena)
{
	const struct file_listing *listing = shown->listing;
	const struct package_node *header = package_member(shown->package, "header");
	const struct package_node *type = package_member(header, "profileType"), *iccid = package_member(header,
	                                                                                                 "iccid");
	json_open_object(writer, NULL);
	json_put_text(writer, "profileType", type ? bytes_text(type->value) : TEXT(""));
	json_put_hex(writer, "iccid", iccid ? iccid->value : (struct bytes){ 0 });
	json_put_number(writer, "major", package_number(package_member(header, "major-version")));
	json_put_number(writer, "minor", package_number(package_member(header, "minor-version")));
	json_put_number(writer, "octets", (int64_t)shown->package->size);
	json_put_boolean(writer, "installs", shown->installs == STATUS_OK);
	json_open_array(writer, "elements");
	for (const struct package_node *element = shown->package->first; element; element = element->next)
		put_element(writer, element);
	json_close_array(writer);
	json_put_number(writer, "fileCount", (int64_t)listing->count);
	json_put_number(writer, "fileOctets", (int64_t)listing->octets);
	json_open_array(writer, "files");
	for (const struct listed_file *file = listing->first; file; file = file->next)
		put_file(writer, file, arena);
	json_close_array(writer);
	json_close_object(writer);
}

static enum exit_code show_for_scripts(const struct shown_profile *shown)
{
	AUTO(arena) arena = ARENA(JSON_MAXIMUM);
	AUTO(buffer) data = BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	put_profile(&writer, shown, &arena);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(shown->invocation, "profile_show", "Out of memory.");
	return output_success(shown->invocation, buffer_text(&data), NULL);
}

enum exit_code profile_show(struct invocation *invocation)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	AUTO(file_listing) listing = { 0 };
	struct package_node *root;
	struct package_error error;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name one package or source to show.");
	const char *path = invocation->arguments[0];
	if (!profile_file_read(invocation, path, false, &package))
		return EXIT_FAILED;
	if (package_decode(buffer_bytes(&package), &arena, &root, &error) != STATUS_OK)
		return output_failure(invocation, "profile_show", "%s, octet %zu: %s.", path, error.offset,
		                      error.message);
	struct shown_profile shown = {
		.invocation = invocation, .package = root, .listing = &listing,
		.installs = file_listing_make(buffer_bytes(&package), &listing),
		.with_files = option_is_set(invocation, "files"),
	};
	if (invocation->json)
		return show_for_scripts(&shown);
	show_for_people(&shown);
	return EXIT_DONE;
}
