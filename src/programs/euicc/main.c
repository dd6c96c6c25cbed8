/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-euicc: the card as software. */
#include "library/card_fault.h"
#include "programs/euicc/commands.h"

static const struct command commands[] = {
	{ .name = "create", .arguments = "FILE", .options = euicc_create_options, .run = euicc_create_command,
	  .help = "make a card in a new file",
	  .details = "With --count FILE is a folder: each card gets a key, a certificate from DIR/eum.key, the next EID and a file "
	             "of its own, EID.card. All are made or none." },
	{ .name = "show", .arguments = "FILE", .options = euicc_show_options, .run = euicc_show_command,
	  .help = "EID, profiles, free memory and waiting notifications; or what is inside a profile",
	  .details = "With --profile: its files in number, network applications, security domains with their keys (versions, "
	             "identifiers, sizes), load packages and applications, which are kept and not executed, and remote file "
	             "management. Values of keys are shown with --reveal only." },
	{ .name = "run", .arguments = "FILE…", .options = euicc_run_options, .run = euicc_run_command, .always_speaks = true,
	  .help = "put the card into a virtual reader, or before a terminal, until SIGTERM",
	  .details = "The card dials a vpcd, the virtual reader of vsmartcard (Debian: vsmartcard-vpcd), and then appears in "
	             "PC/SC like any other. It dials again when the reader goes away.\nWith --tcp it is the card that listens, and "
	             "each connection is one terminal: messages are two octets of length, then that many octets; a single octet "
	             "is a control (00 power off, 01 power on, 02 reset, 04 give the ATR, which alone is answered).\nWith --stdio "
	             "it speaks JSON lines with lpac: mkfifo back; LPAC_APDU=stdio lpac chip info <back | provisim euicc run "
	             "FILE --stdio >back\nSeveral cards run side by side: the second has the next port, and so on; with --tcp :0 each has a "
	             "free one. When one fails, all end.\n" CARD_FAULT_GRAMMAR },
	{ .name = "apdu", .arguments = "FILE HEX…", .options = euicc_apdu_options, .run = euicc_apdu_command,
	  .help = "power the card up, send it commands, print its answers",
	  .details = "Each HEX is one command APDU; all of them are one session with the card. An answer is data, SW1 and SW2; "
	             "data that the card offers with 61xx is fetched." },
	{ .name = "update", .arguments = "FILE ICCID", .options = euicc_update_options, .run = euicc_update_command,
	  .help = "change what a profile says of itself, as its operator does over the air",
	  .details = "This stands in for the operator's platform (ES6.UpdateMetadata), which would send a secured packet. Policy "
	             "rules can be unset, never set." },
	{ .name = "snapshot", .arguments = "FILE TO", .run = euicc_snapshot_command,
	  .help = "copy a card as it is now into a new file",
	  .details = "A card that runs is not copied: end it first. The copy is a card of its own, with the same EID and keys." },
	{ .name = "restore", .arguments = "FILE FROM", .run = euicc_restore_command,
	  .help = "make a card what another one is, such as its own snapshot",
	  .details = "All of FILE is replaced, in one step: it is the old card or the new one, also when the power goes. A card "
	             "that runs is left alone." },
	{ .name = "reset", .arguments = "FILE", .run = euicc_reset_command,
	  .help = "bring a card back to how it left the factory",
	  .details = "Profiles, notifications and revocation lists are gone, and the default server is that of 'create' again. "
	             "EID, keys, certificates and kind stay; notifications are counted on, since servers must not see a number "
	             "twice. Unlike 'provisim lpa chip purge', nothing is left to report." },
	{ .name = "try", .arguments = "PROFILE", .options = euicc_try_options, .run = euicc_try_command,
	  .help = "install a profile on cards of every kind, and say which take it",
	  .details = "PROFILE is a package (DER) or its source. Each card is made for the trial, in memory, with certificates of "
	             "its own, and gets the profile over ES10 as from a server. One line a kind: its name and \"installed\", or "
	             "\"failed\" with the element, the status and what that means. An element that failed and was not mandated "
	             "is told as \"installed without\". With --personality, the exit code is 1 if one of those named fails." },
	{ .name = "personality list", .run = euicc_personality_list_command, .help = "the kinds of cards there are to try" },
	{ .name = "personality show", .arguments = "NAME|FILE", .run = euicc_personality_show_command,
	  .help = "how one of them differs from the default card" },
	{ 0 },
};

static const struct command_option options[] = {
	{ 0 },
};

static const struct program program = {
	.name = "provisim-euicc",
	.spoken = "provisim euicc",
	.json_type = "euicc",
	.help = "a software eUICC with a working USIM, in one file",
	.commands = commands,
	.options = options,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
