/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim profile personalise`: a template becomes one subscriber's profile. */
#include <unistd.h>

#include "programs/profile/commands.h"
#include "programs/profile/file.h"
#include "programs/profile/template.h"

const struct command_option profile_personalise_options[] = {
	PROFILE_TEMPLATE_OPTIONS,
	{ "output", 'o', "FILE", NULL, NULL, "where the package goes; standard output when left out" },
	{ 0 },
};

/* New keys stand beside the package: 42.hnet for 42.der. */
static enum exit_code write_all(const struct invocation *invocation, const struct home_keys *keys, struct bytes package)
{
	AUTO(result_folder) folder = { 0 };
	char path[RESULT_PATH_SIZE];
	struct text stem = text_from(option_text(invocation, "output"));
	if (!home_keys_are_new(invocation))
		return profile_file_write(invocation, package) ? EXIT_DONE : EXIT_FAILED;
	if (stem.size > 4 && memcmp(stem.data + stem.size - 4, ".der", 4) == 0)
		stem.size -= 4;
	snprintf(path, sizeof path, "%.*s.hnet", TEXT_ARGUMENTS(stem));
	enum status status = result_folder_open(path, &folder);
	if (status == STATUS_OK)
		status = home_keys_write(keys, &folder, ".");
	if (status == STATUS_OK && !profile_file_write(invocation, package))
		return EXIT_FAILED;
	if (status == STATUS_OK)
		status = result_folder_finish(&folder);
	if (status != STATUS_OK)
		return output_failure(invocation, "personalise", "%s", *folder.fault ? folder.fault : "Out of memory.");
	return EXIT_DONE;
}

enum exit_code profile_personalise(struct invocation *invocation)
{
	AUTO(profile_template) template = { 0 };
	AUTO(subscription) subscription = { 0 };
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	const char *path = option_text(invocation, "output");
	enum exit_code code;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name one template.");
	if (!path && isatty(STDOUT_FILENO))
		return usage_error(invocation, "a package is no text for a terminal: give --output FILE.");
	if (!path && home_keys_are_new(invocation))
		return usage_error(invocation, "a new --suci-key stands beside the package: give --output FILE.");
	if (!profile_template_read(invocation, invocation->arguments[0], "none", &template, &code))
		return code;
	subscription = template.given;
	if (!profile_template_fill(invocation, &template, "", &subscription, &package))
		return EXIT_FAILED;
	code = write_all(invocation, &template.home_keys, buffer_bytes(&package));
	return code == EXIT_DONE && path ? output_success(invocation, (struct text){ 0 }, "%s: %zu octets.", path, package.size)
	                                 : code;
}
