/* SPDX-License-Identifier: Apache-2.0 */
/* Profile packages: written, read, looked into. */
#include "programs/profile_commands.h"

static const struct command_option compile_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the package goes; standard output when left out" },
	{ 0 },
};

static const struct command_option print_options[] = {
	{ "output", 'o', "FILE", NULL, NULL, "where the source goes; standard output when left out" },
	{ "reveal", 0, NULL, NULL, NULL, "with keys and codes; without them the source does not compile" },
	{ 0 },
};

static const struct command_option show_options[] = {
	{ "files", 'f', NULL, NULL, NULL, "the files that a card would make of it, with their contents" },
	{ 0 },
};

static const struct command commands[] = {
	{ .name = "compile", .arguments = "SOURCE", .options = compile_options, .run = profile_compile,
	  .always_speaks = true,
	  .help = "a package (DER) from its source (YAML)",
	  .details = "A mistake is named with line and column, and with what was expected there. The same source always gives the "
	             "same octets. A package that no card could install is refused, with the element that is to blame." },
	{ .name = "print", .arguments = "FILE", .options = print_options, .run = profile_print, .always_speaks = true,
	  .help = "the source of a package; compiled again it gives the same octets",
	  .details = "Contents with a meaning are printed as words (iccid, imsi, services), everything else in hexadecimal." },
	{ .name = "show", .arguments = "FILE", .options = show_options, .run = profile_show,
	  .help = "elements, files and sizes of a package or source",
	  .details = "Keys and codes are never shown." },
	{ 0 },
};

static const struct command_option options[] = {
	{ 0 },
};

static const struct program program = {
	.name = "provisim-profile",
	.spoken = "provisim profile",
	.json_type = "profile",
	.help = "profile packages: compile, print, look into",
	.commands = commands,
	.options = options,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
