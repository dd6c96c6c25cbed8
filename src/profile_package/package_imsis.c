/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/package_imsis.h"

#include "base/buffer.h"
#include "profile_package/content_codec.h"
#include "profile_package/file_identity.h"

enum { ID_IMSI = 0x6F07, QUOTED_MAXIMUM = 32 };

/* 6F07 is another file in an ISIM: its name decides. */
static bool is_imsi(const struct file_listing *listing, const struct listed_file *file)
{
	if (file->plan.id != ID_IMSI || !file->body)
		return false;
	struct file_identity identity = file_identify(listing, file);
	return identity.field && strcmp(identity.field->name, "ef-imsi") == 0;
}

static enum status add(const struct listed_file *file, struct package_imsis *imsis)
{
	AUTO(buffer) quoted = BUFFER(QUOTED_MAXIMUM);
	enum status status = content_imsi.print(bytes_from(file->body, file->body_size), &quoted);
	if (status != STATUS_OK)
		return status == STATUS_UNSUPPORTED ? STATUS_OK : status;
	struct text digits = { (const char *)quoted.data + 1, quoted.size - 2 };
	if (digits.size > 0 && digits.size < PACKAGE_IMSI_SIZE)
		memcpy(imsis->digits[imsis->count++], digits.data, digits.size);
	return STATUS_OK;
}

enum status package_imsis_find(struct bytes package, struct package_imsis *out)
{
	AUTO(file_listing) listing = { 0 };
	struct package_imsis imsis = { 0 };
	enum status status = file_listing_make(package, &listing);
	if (status != STATUS_OK && status != STATUS_REFUSED)
		return status;
	for (const struct listed_file *file = listing.first; file && imsis.count < PACKAGE_IMSIS_MAXIMUM; file = file->next)
		if (is_imsi(&listing, file))
			TRY(add(file, &imsis));
	*out = imsis;
	return STATUS_OK;
}
