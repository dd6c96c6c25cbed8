/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_expand.h"

#include <stdio.h>

#include "profile_package/file_encode.h"
#include "profile_package/file_plan.h"

enum { TREE_MAXIMUM = 256 << 20, MANAGEMENT_TAG = 0xA1 };

static void put_path(struct der_writer *writer, const struct file_path *path)
{
	uint8_t octets[2 * PATH_MAXIMUM];
	for (size_t i = 0; i < path->count; i++) {
		octets[2 * i] = (uint8_t)(path->ids[i] >> 8);
		octets[2 * i + 1] = (uint8_t)path->ids[i];
	}
	der_put(writer, 0x80, bytes_from(octets, 2 * path->count));
}

/* The commands that make the files of one element. Where a directory was made its path is selected all the same: not
 * every card makes it the current one. */
static void put_commands(struct der_writer *writer, const struct file_listing *listing, size_t element)
{
	struct file_path current = { 0 };
	bool is_known = false;
	for (const struct listed_file *file = listing->first; file; file = file->next) {
		if (file->element != element)
			continue;
		const struct file_path *directory = &file->plan.directory;
		bool is_there = is_known && current.count == directory->count
			&& memcmp(current.ids, directory->ids, directory->count * sizeof *directory->ids) == 0;
		if (!is_there && file->plan.kind != FILE_MF)
			put_path(writer, directory);
		file_encode_created(writer, file);
		current = *directory;
		is_known = !file_kind_is_directory(file->plan.kind);
	}
}

static enum status put_raw(struct der_writer *writer, const struct package_node *node)
{
	AUTO(buffer) octets = SECRET_BUFFER(PACKAGE_SIZE_MAXIMUM);
	TRY(package_encode(node, &octets));
	der_put_raw(writer, buffer_bytes(&octets));
	return writer->status;
}

static bool makes_files(const struct file_listing *listing, size_t element)
{
	for (const struct listed_file *file = listing->first; file; file = file->next)
		if (file->element == element)
			return true;
	return false;
}

static enum status expand_element(struct der_writer *writer, const struct package_node *element,
                                  const struct file_listing *listing, size_t index)
{
	/* An element that makes nothing has no counterpart. */
	if (!makes_files(listing, index))
		return STATUS_OK;
	der_open(writer, MANAGEMENT_TAG);
	TRY(put_raw(writer, package_member_with_role(element, ROLE_ELEMENT_HEADER)));
	der_open(writer, 0xA1);
	der_open(writer, 0x30);
	put_commands(writer, listing, index);
	der_close(writer);
	der_close(writer);
	der_close(writer);
	return writer->status;
}

static enum status expand_header(struct der_writer *writer, const struct package_node *header)
{
	der_open(writer, header->tag);
	for (const struct package_node *member = header->first; member; member = member->next) {
		if (member->field && member->field->role == ROLE_TEMPLATES)
			der_put(writer, member->tag, (struct bytes){ 0 });
		else
			TRY(put_raw(writer, member));
	}
	der_close(writer);
	return writer->status;
}

enum status package_rewriting_refuse(const struct file_listing *listing, struct package_rewriting *rewriting)
{
	rewriting->error.offset = listing->offset;
	snprintf(rewriting->error.message, sizeof rewriting->error.message, "a card would not take all of it: %s in %s",
	         file_listing_reason(listing), listing->element ? listing->element : "the package");
	return STATUS_REFUSED;
}

/* An application whose AID is an operator's own is known by its template alone. */
static enum status check(const struct file_listing *wanted, struct bytes package, struct package_rewriting *rewriting)
{
	AUTO(file_listing) listing = { 0 };
	enum status status = file_listing_make(package, &listing);
	if (status == STATUS_OK && listing.is_whole && file_listing_equal(wanted, &listing))
		return STATUS_OK;
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	rewriting->error.offset = listing.offset;
	snprintf(rewriting->error.message, sizeof rewriting->error.message,
	         "without templates a card would make something else of it, in %s", listing.element ? listing.element :
	         "the package");
	return STATUS_REFUSED;
}

static enum status expand_elements(const struct package_node *root, const struct file_listing *listing,
                                   struct buffer *out, struct package_rewriting *rewriting)
{
	struct der_writer writer = der_writer(out);
	size_t index = 0;
	for (const struct package_node *element = root->first; element; element = element->next, index++) {
		bool is_template = schema_follows_template(element->field);
		if (is_template)
			TRY(expand_element(&writer, element, listing, index));
		else if (element->field == &schema_package.fields[0])
			TRY(expand_header(&writer, element));
		else
			TRY(put_raw(&writer, element));
		rewriting->elements += is_template;
	}
	return der_finish(&writer);
}

enum status package_expand(struct bytes package, struct buffer *out, struct package_rewriting *rewriting)
{
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	AUTO(file_listing) listing = { 0 };
	struct package_node *root;
	size_t before = out->size;
	*rewriting = (struct package_rewriting){ 0 };
	TRY(package_decode(package, &arena, &root, &rewriting->error));
	enum status status = file_listing_make(package, &listing);
	if (status == STATUS_REFUSED || (status == STATUS_OK && !listing.is_whole))
		return package_rewriting_refuse(&listing, rewriting);
	TRY(status);
	status = expand_elements(root, &listing, out, rewriting);
	if (status == STATUS_OK)
		status = check(&listing, bytes_after(buffer_bytes(out), before), rewriting);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
