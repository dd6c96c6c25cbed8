/* SPDX-License-Identifier: Apache-2.0 */
/* The front door: `provisim lpa …` runs provisim-lpa, as git runs its parts. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "programs/output.h"
#include "programs/quickstart/quickstart.h"
#include "programs/sibling.h"

static const struct part {
	const char *name;
	const char *help;
} parts[] = {
	{ "pki", "test certificates for every role" },
	{ "profile", "profile packages: compile, print, look into" },
	{ "smdp", "the operator's server (SM-DP+)" },
	{ "smds", "the board where cards find what waits for them (SM-DS)" },
	{ "euicc", "the card as software, also as a PC/SC reader" },
	{ "lpa", "the device's part: download, enable, notify" },
};

static const struct part *find_part(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		if (strcmp(parts[i].name, name) == 0)
			return &parts[i];
	return NULL;
}

/* Returns only when the part cannot be run. argv[0] becomes the part's name. */
static enum exit_code run_part(const struct part *part, char **argv)
{
	AUTO(arena) arena = ARENA(1 << 16);
	char *name = arena_print(&arena, "provisim-%s", part->name);
	char *path = name ? sibling_program(&arena, name) : NULL;
	if (path) {
		argv[0] = name;
		execvp(path, argv);
	}
	fprintf(stderr, "provisim: cannot run provisim-%s: %s. It must be beside provisim or in PATH.\n", part->name,
	        strerror(errno));
	return EXIT_FAILED;
}

static enum exit_code list_parts(const struct invocation *invocation)
{
	AUTO(buffer) data = BUFFER(1 << 12);
	struct json_writer writer = json_writer(&data);
	json_open_object(&writer, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		json_put_text(&writer, parts[i].name, text_from(parts[i].help));
	json_close_object(&writer);
	if (json_finish(&writer) != STATUS_OK)
		return output_failure(invocation, "help", "Out of memory.");
	output_line(invocation, "provisim: eSIM remote provisioning, all of it\n\n"
	                        "Usage: provisim PART COMMAND …\n\nParts:");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++)
		output_line(invocation, "  %-11s %s", parts[i].name, parts[i].help);
	output_line(invocation, "\nAll of them together:\n  %-11s %s\n\n"
	                        "'provisim PART --help' tells what a part does.", "quickstart",
	            "order, download, enable and use a profile on this machine");
	return output_success(invocation, buffer_text(&data), NULL);
}

static enum exit_code help(struct invocation *invocation)
{
	if (invocation->argument_count == 0)
		return list_parts(invocation);
	const struct part *part = find_part(invocation->arguments[0]);
	if (!part)
		return usage_error(invocation, "there is no part \"%s\".", invocation->arguments[0]);
	char **argv = arena_allocate(&invocation->arena, ((size_t)invocation->argument_count + 2) * sizeof *argv);
	if (!argv)
		return output_failure(invocation, "help", "Out of memory.");
	for (int i = 1; i < invocation->argument_count; i++)
		argv[i] = invocation->arguments[i];
	argv[invocation->argument_count] = (char[]){ "--help" };
	return run_part(part, argv);
}

static const struct command commands[] = {
	{ .name = "help", .arguments = "[PART [COMMAND…]]", .run = help, .always_speaks = true,
	  .help = "the parts, or what one of them does" },
	{ .name = "quickstart", .run = quickstart_command, .options = quickstart_options, .always_speaks = true,
	  .help = "order, download, enable and use a profile on this machine",
	  .details = "Makes test certificates, starts an SM-DP+ on a free port of the loopback, compiles, orders and releases "
	             "a sample profile, makes a software eUICC, downloads the profile into it with the LPA, and asks the "
	             "card what a phone and a network would ask. With --via the device finds its profile without a code: at its default SM-DP+, at a "
	             "Root SM-DS, or through one below it. Each command is shown as one would type it. Nothing is "
	             "left running; without --dir or --keep nothing is left at all." },
	{ 0 },
};

static const struct command_option options[] = {
	{ 0 },
};

static const struct program program = {
	.name = "provisim",
	.spoken = "provisim",
	.json_type = "provisim",
	.help = "eSIM remote provisioning: server, card, device and test certificates",
	.commands = commands,
	.options = options,
};

/* The overview stands for the table's own help, which would list none of the parts. */
static bool asks_for_overview(int argc, char **argv)
{
	return argc == 1 || (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0));
}

int main(int argc, char **argv)
{
	const struct part *part = argc > 1 ? find_part(argv[1]) : NULL;
	if (part)
		return run_part(part, argv + 1);
	if (!asks_for_overview(argc, argv))
		return program_run(&program, argc, argv);
	char *overview[] = { argv[0], (char[]){ "help" }, (char[]){ "--text" }, NULL };
	int code = program_run(&program, 3, overview);
	return argc == 1 ? EXIT_USAGE : code;
}
