/* SPDX-License-Identifier: Apache-2.0 */
/* `provisim profile personalise`: a template becomes one subscriber's profile. */
#include <unistd.h>

#include "programs/profile_commands.h"
#include "programs/profile_file.h"
#include "programs/profile_template.h"

const struct command_option profile_personalise_options[] = {
	PROFILE_TEMPLATE_OPTIONS,
	{ "output", 'o', "FILE", NULL, NULL, "where the package goes; standard output when left out" },
	{ 0 },
};

enum exit_code profile_personalise(struct invocation *invocation)
{
	AUTO(profile_template) template = { 0 };
	AUTO(subscription) subscription = { 0 };
	AUTO(buffer) package = SECRET_BUFFER(PACKAGE_FILE_MAXIMUM);
	enum exit_code code;
	if (invocation->argument_count != 1)
		return usage_error(invocation, "name one template.");
	if (!option_is_set(invocation, "output") && isatty(STDOUT_FILENO))
		return usage_error(invocation, "a package is no text for a terminal: give --output FILE.");
	if (!profile_template_read(invocation, invocation->arguments[0], "none", &template, &code))
		return code;
	subscription = template.given;
	if (!profile_template_fill(invocation, &template, "", &subscription, &package) ||
	    !profile_file_write(invocation, buffer_bytes(&package)))
		return EXIT_FAILED;
	return option_is_set(invocation, "output") ? output_success(invocation, (struct text){ 0 }, "%s: %zu octets.",
	                                                             option_text(invocation, "output"), package.size)
	                                           : EXIT_DONE;
}
