/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/commands.h"

#include "base/hex.h"
#include "profile_package/file_listing.h"
#include "profile_package/package_facts.h"
#include "profile_package/template.h"
#include "programs/output.h"
#include "programs/profile/file.h"
#include "programs/profile/show_files.h"

enum { TREE_MAXIMUM = 512 << 20, JSON_MAXIMUM = 256 << 20, VALUE_SHOWN = 100 };

/* What is shown: the package twice, as it is written and as a card understands it. */
struct shown_profile {
	const struct invocation *invocation;
	const struct package_node *package;
	const struct file_listing *listing;
	const struct package_facts *facts;
	enum status installs;
	bool with_files, reveal;
};

static const struct template *template_of(const struct package_node *element)
{
	const struct package_node *oid = package_member_with_role(element, ROLE_TEMPLATE_ID);
	return oid && schema_follows_template(element->field) ? template_find(oid->value) : NULL;
}

static size_t count_files(const struct file_listing *listing, size_t element, size_t *out_octets)
{
	size_t count = 0;
	*out_octets = 0;
	for (const struct listed_file *file = listing->first; file; file = file->next) {
		if (file->element != element)
			continue;
		count++;
		*out_octets += file->body_size;
	}
	return count;
}

/* ---- fields of an element ---- */

static const char *value_of(const struct shown_profile *shown, const struct package_fact *fact)
{
	return fact->is_secret && !shown->reveal ? "hidden" : fact->value;
}

/* The facts of files are shown with the files; these say what the element's own line says. */
static bool is_told_elsewhere(const struct package_fact *fact, size_t label_size)
{
	static const char *const names[] = { "/mandated", "/identification", "/templateID" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(fact->path + label_size, names[i]) == 0)
			return true;
	return fact->is_heading;
}

/* Calls `tell` for each field of the element whose heading `*fact` is, and moves on to the next heading of an element. */
static void each_field(const struct shown_profile *shown, bool makes_files, const struct package_fact **fact,
                       void (*tell)(const struct shown_profile *, void *, const char *, const char *), void *to)
{
	const struct package_fact *heading = *fact, *at = heading->next;
	size_t size = strlen(heading->path);
	/* Files that commands make are facts of no one element: their path may be that of an earlier one. */
	for (; at && strchr(at->path, '/'); at = at->next)
		if (!makes_files && !is_told_elsewhere(at, size))
			tell(shown, to, at->path + size + 1, value_of(shown, at));
	*fact = at;
}

/* ---- for people ---- */

static void show_header(const struct shown_profile *shown, struct arena *arena)
{
	const struct package_node *header = package_member(shown->package, "header");
	const struct package_node *type = package_member(header, "profileType");
	const struct package_node *iccid = package_member(header, "iccid");
	output_line(shown->invocation, "%.*s", type ? (int)type->value.size : 7,
	            type ? (const char *)type->value.data : "Profile");
	output_line(shown->invocation, "version %u.%u, ICCID %s, %zu octets",
	            package_number(package_member(header, "major-version")),
	            package_number(package_member(header, "minor-version")),
	            iccid ? hex_print(arena, iccid->value) : "missing", shown->package->size);
	output_line(shown->invocation, " ");
}

static void show_field(const struct shown_profile *shown, void *to, const char *name, const char *value)
{
	(void)to;
	output_line(shown->invocation, "%24s%s: %.*s%s", "", name, VALUE_SHOWN, value,
	            strlen(value) > VALUE_SHOWN ? "…" : "");
}

static void show_element(const struct shown_profile *shown, const struct package_node *element, size_t index,
                         const struct package_fact **fact)
{
	AUTO(arena) arena = ARENA(1 << 12);
	const struct package_node *own = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	const struct template *template = template_of(element);
	size_t octets, files = count_files(shown->listing, index, &octets);
	bool makes_files = schema_follows_template(element->field) || package_member(element, "fileManagementCMD");
	char *id = own ? arena_print(&arena, "%u", package_number(package_member(own, "identification"))) : NULL;
	char *made = files > 0 ? arena_print(&arena, "%zu file%s, %zu octets", files, files == 1 ? "" : "s", octets) : NULL;
	output_line(shown->invocation, "%8zu %7zu  %-22s %5s  %-9s %s%s%s%s", element->offset, element->size,
	            element->field->name, id ? id : "", !own ? "" : package_member(own, "mandated") ? "mandated" : "optional",
	            template ? "template " : "", template ? template->name : "", template && made ? ", " : "",
	            made ? made : "");
	each_field(shown, makes_files, fact, show_field, NULL);
}

static void show_for_people(const struct shown_profile *shown)
{
	AUTO(arena) arena = ARENA(1 << 16);
	const struct file_listing *listing = shown->listing;
	const struct package_fact *fact = shown->facts->first;
	size_t index = 0;
	show_header(shown, &arena);
	output_line(shown->invocation, "  offset  octets  element                   id");
	for (const struct package_node *element = shown->package->first; element; element = element->next)
		show_element(shown, element, index++, &fact);
	output_line(shown->invocation, " ");
	output_line(shown->invocation,
	            "%zu files, %llu octets of contents, %zu PINs, %zu PUKs, %zu authentication contexts",
	            listing->count, (unsigned long long)listing->octets, listing->pin_count, listing->puk_count,
	            listing->aka_count);
	if (shown->with_files) {
		output_line(shown->invocation, " ");
		profile_show_files(shown->invocation, listing);
	}
	if (shown->installs != STATUS_OK)
		output_line(shown->invocation, "A card would refuse it in %s, at octet %zu: %s.", listing->element,
		            listing->offset, file_listing_reason(listing));
}

/* ---- for scripts ---- */

/* JSON has quotes of its own: those of a source around a single word would be two of a kind. */
static void put_field(const struct shown_profile *shown, void *to, const char *name, const char *value)
{
	(void)shown;
	struct text word = text_from(value);
	bool is_quoted = word.size >= 2 && word.data[0] == '"' && strcspn(word.data + 1, "\"\\") == word.size - 2;
	json_put_text(to, name, is_quoted ? (struct text){ word.data + 1, word.size - 2 } : word);
}

static void put_element(struct json_writer *writer, const struct shown_profile *shown,
                        const struct package_node *element, size_t index, const struct package_fact **fact)
{
	const struct package_node *own = package_member_with_role(element, ROLE_ELEMENT_HEADER);
	const struct template *template = template_of(element);
	size_t octets, files = count_files(shown->listing, index, &octets);
	bool makes_files = schema_follows_template(element->field) || package_member(element, "fileManagementCMD");
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
	if (makes_files) {
		json_put_number(writer, "fileCount", (int64_t)files);
		json_put_number(writer, "fileOctets", (int64_t)octets);
	}
	json_open_object(writer, "fields");
	each_field(shown, makes_files, fact, put_field, writer);
	json_close_object(writer);
	json_close_object(writer);
}

static void put_profile(struct json_writer *writer, const struct shown_profile *shown)
{
	const struct file_listing *listing = shown->listing;
	const struct package_node *header = package_member(shown->package, "header");
	const struct package_node *type = package_member(header, "profileType");
	const struct package_node *iccid = package_member(header, "iccid");
	const struct package_fact *fact = shown->facts->first;
	size_t index = 0;
	json_open_object(writer, NULL);
	json_put_text(writer, "profileType", type ? bytes_text(type->value) : TEXT(""));
	json_put_hex(writer, "iccid", iccid ? iccid->value : (struct bytes){ 0 });
	json_put_number(writer, "major", package_number(package_member(header, "major-version")));
	json_put_number(writer, "minor", package_number(package_member(header, "minor-version")));
	json_put_number(writer, "octets", (int64_t)shown->package->size);
	json_put_boolean(writer, "installs", shown->installs == STATUS_OK);
	json_open_array(writer, "elements");
	for (const struct package_node *element = shown->package->first; element; element = element->next)
		put_element(writer, shown, element, index++, &fact);
	json_close_array(writer);
	json_put_number(writer, "fileCount", (int64_t)listing->count);
	json_put_number(writer, "fileOctets", (int64_t)listing->octets);
	profile_put_files(writer, listing);
	json_close_object(writer);
}

static enum exit_code show_for_scripts(const struct shown_profile *shown)
{
	AUTO(buffer) data = SECRET_BUFFER(JSON_MAXIMUM);
	struct json_writer writer = json_writer(&data);
	put_profile(&writer, shown);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(shown->invocation, "profile_show", "Out of memory.");
	return output_success(shown->invocation, buffer_text(&data), NULL);
}

enum exit_code profile_show(struct invocation *invocation)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	AUTO(file_listing) listing = { 0 };
	struct package_facts facts;
	struct package_node *root;
	struct package_error error = { 0 };
	const char *path = invocation->arguments[0];
	if (!profile_file_read(invocation, path, false, &package))
		return EXIT_FAILED;
	enum status status = package_decode(buffer_bytes(&package), &arena, &root, &error);
	if (status == STATUS_OK)
		status = package_facts_collect(buffer_bytes(&package), false, &arena, &facts, &error);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_show", "%s, octet %zu: %s.", path, error.offset,
		                      status == STATUS_MALFORMED ? error.message : status_name(status));
	struct shown_profile shown = {
		.invocation = invocation, .package = root, .listing = &listing, .facts = &facts,
		.installs = file_listing_make(buffer_bytes(&package), &listing),
		.with_files = option_is_set(invocation, "files"), .reveal = option_is_set(invocation, "reveal"),
	};
	if (invocation->json)
		return show_for_scripts(&shown);
	show_for_people(&shown);
	return EXIT_DONE;
}
