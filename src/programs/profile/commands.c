/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/commands.h"

#include <stdio.h>
#include <unistd.h>

#include "profile_package/file_listing.h"
#include "profile_package/source.h"
#include "programs/output.h"
#include "programs/profile/file.h"

enum { SOURCE_TEXT_MAXIMUM = 64 << 20, TREE_MAXIMUM = 256 << 20 };

static bool takes_one_file(const struct invocation *invocation)
{
	return invocation->argument_count == 1;
}

/* A package that compiles may still be one that every card refuses. */
static bool would_install(const struct invocation *invocation, struct bytes package)
{
	AUTO(file_listing) listing = { 0 };
	enum status status = file_listing_make(package, &listing);
	if (status != STATUS_OK)
		output_failure(invocation, "profile_compile", "A card would refuse this in %s, at octet %zu: %s.",
		               listing.element ? listing.element : "the package", listing.offset,
		               file_listing_reason(&listing));
	return status == STATUS_OK;
}

enum exit_code profile_compile(struct invocation *invocation)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	if (!takes_one_file(invocation))
		return usage_error(invocation, "name one source to compile.");
	const char *path = invocation->arguments[0];
	if (!option_text(invocation, "output") && isatty(STDOUT_FILENO))
		return usage_error(invocation, "a package is no text for a terminal: give --output FILE.");
	if (!profile_file_read(invocation, path, true, &package) || !would_install(invocation, buffer_bytes(&package))
	    || !profile_file_write(invocation, buffer_bytes(&package)))
		return EXIT_FAILED;
	const char *output = option_text(invocation, "output");
	if (!output)
		return EXIT_DONE;
	AUTO(buffer) data = BUFFER(1 << 12);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "file", text_from(output));
	json_put_number(&writer, "octets", (int64_t)package.size);
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "profile_compile", "Out of memory.");
	return output_success(invocation, buffer_text(&data), "%s: %zu octets.", output, package.size);
}

enum exit_code profile_print(struct invocation *invocation)
{
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	AUTO(buffer) source = SECRET_BUFFER(SOURCE_TEXT_MAXIMUM);
	AUTO(arena) arena = ARENA(TREE_MAXIMUM);
	struct package_node *root;
	struct package_error error = { .message = "it is too large" };
	if (!takes_one_file(invocation))
		return usage_error(invocation, "name one package to print.");
	const char *path = invocation->arguments[0];
	if (!profile_file_read(invocation, path, false, &package))
		return EXIT_FAILED;
	if (package_decode(buffer_bytes(&package), &arena, &root, &error) != STATUS_OK)
		return output_failure(invocation, "profile_print", "%s, octet %zu: %s.", path, error.offset,
		                      error.message);
	if (source_print(root, option_is_set(invocation, "reveal"), &source) != STATUS_OK)
		return output_failure(invocation, "profile_print", "Cannot print %s: it is too large.", path);
	return profile_file_write(invocation, buffer_bytes(&source)) ? EXIT_DONE : EXIT_FAILED;
}
