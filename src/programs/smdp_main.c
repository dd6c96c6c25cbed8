/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-smdp: the server and its stock. */
#include "programs/smdp_commands.h"
#include "programs/smdp_serve.h"

static const struct command commands[] = {
	{ .name = "serve", .arguments = "", .options = smdp_serve_options, .run = smdp_serve, .always_speaks = true,
	  .help = "answer LPAs until SIGTERM" },
	{ .name = "profile add", .arguments = "FILE", .options = smdp_profile_add_options, .run = smdp_profile_add,
	  .help = "put a profile package in stock" },
	{ .name = "profile list", .arguments = "", .options = smdp_profile_list_options, .run = smdp_profile_list,
	  .help = "what is in stock" },
	{ .name = "profile show", .arguments = "ICCID", .run = smdp_profile_show, .help = "one profile and its order" },
	{ .name = "order", .arguments = "ICCID", .options = smdp_order_options, .run = smdp_order,
	  .help = "reserve an available profile" },
	{ .name = "confirm", .arguments = "ICCID", .options = smdp_confirm_options, .run = smdp_confirm,
	  .help = "give the order its matching ID and confirmation code" },
	{ .name = "release", .arguments = "ICCID", .run = smdp_release_profile, .help = "let it be downloaded" },
	{ .name = "cancel", .arguments = "ICCID", .options = smdp_cancel_options, .run = smdp_cancel,
	  .help = "take the order back" },
	{ .name = "code", .arguments = "ICCID", .run = smdp_code, .help = "its activation code as text and as QR code" },
	{ 0 },
};

static const struct command_option options[] = {
	{ .name = "config", .letter = 'c', .value = "FILE", .environment = "PROVISIM_SMDP_CONFIG", .fallback = "smdp.yaml",
	  .help = "settings of the server" },
	{ 0 },
};

static const struct program program = {
	.name = "provisim-smdp",
	.spoken = "provisim smdp",
	.json_type = "smdp",
	.help = "the operator's server: profiles in stock, orders, downloads",
	.commands = commands,
	.options = options,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
