/* SPDX-License-Identifier: Apache-2.0 */
#include "io/picture_codes.h"

#include <dlfcn.h>
#include <stdio.h>

#include "io/picture_reader.h"

static const uint8_t png_start[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n' };
static const uint8_t jpeg_start[] = { 0xFF, 0xD8, 0xFF };

bool picture_is_one(struct bytes octets)
{
	return bytes_start_with(octets, BYTES(png_start)) || bytes_start_with(octets, BYTES(jpeg_start));
}

struct reader {
	void *module;
	enum status (*read)(struct bytes picture, bool is_png, struct arena *arena, struct picture_codes *out);
};

static void reader_release(struct reader *reader)
{
	if (reader->module)
		dlclose(reader->module);
}

/* Found beside the program, by its run path. */
static bool load_reader(struct reader *reader)
{
	reader->module = dlopen("provisim-picture.so", RTLD_NOW | RTLD_LOCAL);
	if (reader->module)
		*(void **)&reader->read = dlsym(reader->module, "picture_reader_read");
	return reader->read != NULL;
}

enum status picture_codes_read(struct bytes picture, struct arena *arena, struct picture_codes *out,
                               char fault[PICTURE_FAULT_SIZE])
{
	static const char *const sentences[STATUS_COUNT] = {
		[STATUS_MALFORMED] = "the picture is damaged",
		[STATUS_TOO_LARGE] = "the picture is too large: cut out the part with the code",
		[STATUS_NO_MEMORY] = "there is not enough memory for the picture",
	};
	AUTO(reader) reader = { 0 };
	enum status status = STATUS_OK;
	fault[0] = '\0';
	if (!picture_is_one(picture)) {
		snprintf(fault, PICTURE_FAULT_SIZE, "it is no PNG or JPEG picture");
		return STATUS_MALFORMED;
	}
	if (picture.size > PICTURE_OCTETS_MAXIMUM)
		status = STATUS_TOO_LARGE;
	else if (!load_reader(&reader)) {
		snprintf(fault, PICTURE_FAULT_SIZE, "pictures cannot be read here: %.150s", dlerror());
		return STATUS_UNSUPPORTED;
	}
	if (status == STATUS_OK)
		status = reader.read(picture, bytes_start_with(picture, BYTES(png_start)), arena, out);
	if (status != STATUS_OK)
		snprintf(fault, PICTURE_FAULT_SIZE, "%s", sentences[status] ? sentences[status] : status_name(status));
	return status;
}
