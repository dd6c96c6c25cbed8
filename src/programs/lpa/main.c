/* SPDX-License-Identifier: Apache-2.0 */
/* The device's part on the command line: nouns, verbs and flags as people know them from lpac. */
#include "programs/apdu/trace.h"
#include "programs/lpa/commands.h"

static const struct command_option options[] = {
	{ .name = "card",
	  .value = "CARD",
	  .environment = "PROVISIM_CARD",
	  .help = "pcsc (if not given), pcsc:READER (number or part of its name), at:DEVICE, qmi:DEVICE or mbim:DEVICE (a "
	          "modem), stdio, tcp:HOST:PORT, or the state file of a software card; more in 'driver list --help'" },
	{ .name = "http",
	  .value = "DRIVER",
	  .environment = "LPAC_HTTP",
	  .help = "who talks to servers: curl (if not given), or stdio, the program that started this one" },
	{ .name = "ca",
	  .value = "FILE",
	  .environment = "PROVISIM_CA",
	  .help = "CI certificate that servers must come from: file or folder; with commas, or again, for several" },
	{ .name = "client-cert",
	  .value = "FILE",
	  .environment = "PROVISIM_CLIENT_CERT",
	  .help = "certificate to show to servers that let in only those they know (PEM)" },
	{ .name = "client-key", .value = "FILE", .environment = "PROVISIM_CLIENT_KEY", .help = "its private key (PEM)" },
	{ .name = "isd-r-aid",
	  .value = "AID",
	  .environment = "LPAC_CUSTOM_ISD_R_AID",
	  .help = "AID of the card's ISD-R, if it is not a known one" },
	{ .name = "segment-size",
	  .value = "OCTETS",
	  .environment = "LPAC_CUSTOM_ES10X_MSS",
	  .help = "how many octets go to the card at once, 1 to 255; 255 if not given" },
	{ .name = "no-notifications",
	  .environment = "PROVISIM_NO_NOTIFICATIONS",
	  .help = "leave notifications on the card for later" },
	{ .name = "fault",
	  .value = "SPEC",
	  .environment = "PROVISIM_FAULT",
	  .help = "faults of a software card, for testing: see 'provisim euicc run --help'" },
	{ .name = "state",
	  .value = "FOLDER",
	  .environment = "PROVISIM_LPA_STATE",
	  .help = "where interrupted downloads are kept; $XDG_STATE_HOME/provisim/lpa if not given" },
	APDU_TRACE_OPTIONS,
	{ .name = "ask-json", .help = "questions as JSON lines on standard output, answers as lines on standard input" },
	{ .name = "yes", .letter = 'y', .help = "say yes to everything that would be asked" },
	{ 0 },
};

static const struct command_option download_options[] = {
	{ .name = "resume", .help = "go on with a download that was interrupted; with a code: with that one" },
	{ .name = "give-up", .help = "forget it instead, and do nothing else" },
	{ .name = "activation-code", .letter = 'a', .value = "CODE",
	  .help = "LPA:1$server$MATCHING-ID, or whatever holds one: see below" },
	{ .name = "server", .letter = 's', .value = "ADDRESS", .help = "SM-DP+; without a code: the card's default one" },
	{ .name = "matching-id", .letter = 'm', .value = "ID", .help = "which order" },
	{ .name = "confirmation-code",
	  .letter = 'c',
	  .value = "CODE",
	  .environment = "PROVISIM_CONFIRMATION_CODE",
	  .help = "asked for when the server wants it" },
	{ .name = "imei",
	  .letter = 'i',
	  .value = "IMEI",
	  .environment = "PROVISIM_IMEI",
	  .help = "the device's, told to card and server" },
	{ .name = "enable", .help = "switch the profile on once it is installed" },
	{ .name = "preview", .letter = 'p', .help = "ask on standard input also without a terminal" },
	{ .name = "accept-rules", .help = "agree to rules of the profile that cannot be undone (PPR1, PPR2)" },
	{ 0 },
};

static const struct command_option discovery_options[] = {
	{ .name = "smds", .letter = 's', .value = "ADDRESS", .help = "SM-DS to ask; the one that the card names if not given" },
	{ .name = "imei", .letter = 'i', .value = "IMEI", .environment = "PROVISIM_IMEI",
	  .help = "the device's, told to card and server" },
	{ 0 },
};

static const struct command_option discover_options[] = {
	{ .name = "smds", .letter = 's', .value = "ADDRESS", .help = "ask only this SM-DS" },
	{ .name = "look", .help = "ask only what waits at the SM-DS, and fetch nothing" },
	{ .name = "confirmation-code", .letter = 'c', .value = "CODE", .environment = "PROVISIM_CONFIRMATION_CODE",
	  .help = "asked for when the server wants it" },
	{ .name = "imei", .letter = 'i', .value = "IMEI", .environment = "PROVISIM_IMEI",
	  .help = "the device's, told to card and server" },
	{ .name = "enable", .help = "switch each profile on once it is installed" },
	{ .name = "preview", .letter = 'p', .help = "ask on standard input also without a terminal" },
	{ .name = "accept-rules", .help = "agree to rules of the profile that cannot be undone (PPR1, PPR2)" },
	{ 0 },
};

static const struct command_option process_options[] = {
	{ .name = "all", .letter = 'a', .help = "all there are (also without numbers)" },
	{ .name = "remove", .letter = 'r', .help = "remove what was sent, which is what happens anyway" },
	{ .name = "keep", .help = "leave them on the card although they were sent" },
	{ 0 },
};

static const struct command_option all_option[] = {
	{ .name = "all", .letter = 'a', .help = "all there are" },
	{ 0 },
};

static const struct command_option agent_options[] = {
	{ .name = "socket", .value = "PATH", .help = "where to listen; $XDG_RUNTIME_DIR/provisim-lpa.sock if not given" },
	{ .name = "group", .value = "NAME", .help = "let this group connect too; only this user and root if not given" },
	{ .name = "policy", .value = "FILE", .help = "who may do what" },
	{ .name = "discover", .help = "look by itself for what waits for the card, and fetch it without asking" },
	{ .name = "interval", .value = "SECONDS", .help = "how often, more or less; six hours if not given, longer after failures" },
	{ 0 },
};

#ifndef PROVISIM_EMBEDDED
static const struct command_option web_options[] = {
	{ .name = "listen", .value = "ADDRESS:PORT", .help = "where, on the loopback; 127.0.0.1 and a free port if not given" },
	{ .name = "open", .help = "open the page in the browser" },
	{ .name = "idle", .value = "MINUTES", .help = "end when nobody has looked for so long; with --open 15 if not given, else never" },
	{ .name = "lock", .value = "FILE", .help = "so that one request at a time has the card; that of the agent if not given" },
	{ 0 },
};
#endif

static const char switch_details[] =
	"REFRESH is 1 to let the card ask the modem to read it anew, 0 (the default) to reset the card afterwards. The "
	"notifications that this makes are sent at once.";

static const struct command commands[] = {
	{ .name = "chip info", .run = lpa_chip_info_command, .help = "what the card tells about itself" },
	{ .name = "chip defaultsmdp",
	  .arguments = "ADDRESS",
	  .run = lpa_chip_default_smdp_command,
	  .help = "set the card's default server; '' removes it" },
	{ .name = "chip purge",
	  .arguments = "[yes]",
	  .run = lpa_chip_purge_command,
	  .help = "delete every profile and the default server" },
	{ .name = "profile list", .run = lpa_profile_list_command, .help = "profiles on the card" },
	{ .name = "profile download",
	  .arguments = "[CODE]",
	  .options = download_options,
	  .run = lpa_profile_download_command,
	  .help = "get a profile and install it",
	  .details = "CODE is an activation code, a link that holds one (lpa:…, https://…carddata=…), a text that holds one, the "
	             "name of a picture with a QR code (PNG or JPEG) or of a text file, or - for either on standard input. "
	             "Single quotes keep the shell away from its $.\n\n"
	             "The server's certificate is checked against the CI of --ca, its host name, and the OID of the code. "
	             "What it offers is shown before anything is written. Ctrl-C puts the download off: card and server "
	             "are told, and the same code can be used again. Saying no refuses the profile for good.\n\n"
	             "A download that is interrupted once the profile is on its way into the card is kept in the folder of "
	             "--state, without the confirmation code: --resume goes on where the card stands, or has the server bind "
	             "the same order anew. It ends with one profile, however often it was interrupted." },
	{ .name = "profile kept",
	  .run = lpa_profile_kept_command,
	  .help = "the interrupted download that 'profile download --resume' goes on with" },
	{ .name = "profile discovery",
	  .options = discovery_options,
	  .run = lpa_profile_discovery_command,
	  .help = "the servers where something waits, as an SM-DS says" },
	{ .name = "discover",
	  .options = discover_options,
	  .run = lpa_discover_command,
	  .help = "look for what waits for this card, and get it",
	  .details = "The card's default SM-DP+ is asked first. If nothing waits there, its SM-DS is asked, and where that "
	             "leads: another SM-DS, or the SM-DP+ that has the profile. Whoever is asked learns the card's EID, so "
	             "the user is asked before. Where several profiles wait, one or all can be chosen; each is offered as "
	             "in 'profile download'." },
	{ .name = "profile enable",
	  .arguments = "ICCID|AID [REFRESH]",
	  .run = lpa_profile_enable_command,
	  .help = "use this profile",
	  .details = switch_details },
	{ .name = "profile disable",
	  .arguments = "ICCID|AID [REFRESH]",
	  .run = lpa_profile_disable_command,
	  .help = "stop using this profile",
	  .details = switch_details },
	{ .name = "profile delete",
	  .arguments = "ICCID|AID",
	  .run = lpa_profile_delete_command,
	  .help = "delete a disabled profile for good" },
	{ .name = "profile nickname",
	  .arguments = "ICCID [NAME]",
	  .run = lpa_profile_nickname_command,
	  .help = "give a profile a name of your own" },
	{ .name = "agent",
	  .options = agent_options,
	  .run = lpa_agent_command,
	  .help = "serve other programs of this machine at a socket",
	  .always_speaks = true,
	  .details = "One JSON object a line. Requests: {\"id\":\"1\",\"command\":\"profile download\",\"arguments\":[\"LPA:1$…\"],"
	             "\"options\":{\"enable\":true}}, {\"id\":\"1\",\"answer\":\"y\"} to a question, and "
	             "{\"id\":\"1\",\"cancel\":true}. Commands are those of this program that concern the card; one request at a "
	             "time has the card.\n\n"
	             "Events carry the request's id: \"progress\", \"question\", \"waiting\", \"warning\", and \"lpa\", the result.\n\n"
	             "A policy is {\"forbid\":[\"delete\"],\"rules\":[{\"uid\":0,\"allow\":[\"*\"]},{\"gid\":1000,\"allow\":"
	             "[\"read\",\"download\"]}]}: the first rule that fits who asks decides; permissions are read, download, "
	             "switch, rename, notify, settings, delete and purge. Without one, others than root and the agent's own "
	             "user may not delete, and nobody may purge." },
#ifndef PROVISIM_EMBEDDED
	{ .name = "web",
	  .arguments = "[CODE]",
	  .options = web_options,
	  .run = lpa_web_command,
	  .help = "show all this as a page in a browser of this machine",
	  .always_speaks = true,
	  .details = "Prints a link that works once. The page can do what this program can: it reads codes from text, links, "
	             "files, pictures, the camera and the screen, which are looked at by this program alone. With CODE (also as a "
	             "link lpa:…, for which desktops start this command) the page asks whether it is wanted. It listens on the "
	             "loopback only; SIGTERM, or the page's settings, end it." },
	{ .name = "doctor",
	  .arguments = "[SERVER|CODE]",
	  .run = lpa_doctor_command,
	  .help = "why it does not work, and the one thing to change first",
	  .details = "Looks at the card service and its permissions, the reader, the card and its ISD-R, the CIs that the card "
	             "trusts, the server's name, port, TLS, dates and CI, this machine's clock and proxies, and whether card and "
	             "server accept each other, for which an order that does not exist is asked for. Without SERVER that is the "
	             "card's default SM-DP+ or its SM-DS. Exit code 1: something is to be changed." },
#endif
	{ .name = "explain",
	  .arguments = "[CODE [REASON]]",
	  .run = lpa_explain_command,
	  .help = "what a code of a server or a card means, and what to do",
	  .details = "CODE is what stood in the message: 8.2.6/3.8 (subject and reason of a server), 6A88 (status word of a card), "
	             "5/12 or 12 (why an installation failed), enable/3, authenticate/7, cancel/1, or a name as "
	             "installFailedDueToInterruption. Without one: all of them." },
	{ .name = "notification list", .run = lpa_notification_list_command, .help = "what waits to be sent to servers" },
	{ .name = "notification process",
	  .arguments = "[NUMBER…]",
	  .options = process_options,
	  .run = lpa_notification_process_command,
	  .help = "send them in order; each stays until its server has it" },
	{ .name = "notification send",
	  .arguments = "[NUMBER…]",
	  .options = process_options,
	  .run = lpa_notification_process_command,
	  .help = "the same" },
	{ .name = "notification show",
	  .arguments = "[NUMBER…]",
	  .options = all_option,
	  .run = lpa_notification_show_command,
	  .help = "what they say, and what is lost if they are never sent" },
	{ .name = "notification remove",
	  .arguments = "[NUMBER…]",
	  .options = all_option,
	  .run = lpa_notification_remove_command,
	  .help = "remove them unsent: the operator will not know",
	  .details = "On a terminal it says of each what the operator will not know, and asks." },
	{ .name = "notification dump",
	  .arguments = "[NUMBER…]",
	  .options = all_option,
	  .run = lpa_notification_dump_command,
	  .help = "print them, one JSON object a line" },
	{ .name = "notification replay",
	  .run = lpa_notification_replay_command,
	  .help = "send what was dumped, from standard input, without the card" },
	{ .name = "code show",
	  .arguments = "CODE",
	  .run = lpa_code_show_command,
	  .help = "what an activation code says, without asking anybody",
	  .details = "CODE is what 'profile download' takes: the code, a link, a text or a picture that holds one." },
	{ .name = "card list", .run = lpa_card_list_command, .help = "readers that a card can be in" },
	{ .name = "driver apdu list", .run = lpa_card_list_command, .help = "the same" },
	{ .name = "driver http info", .run = lpa_driver_http_command, .help = "what talks to servers" },
	{ .name = "driver list",
	  .run = lpa_driver_list_command,
	  .help = "ways to cards and servers",
	  .details = "After the device of a modem, settings may follow, with commas. slot=N: the modem's slot, from 1. "
	             "timeout=SECONDS: how long one answer may take; 60 if not given. stay: after a switch of profiles the "
	             "modem is not made to read its SIM anew. direct: QMI and MBIM without the proxy that ModemManager uses "
	             "as well. csim: AT+CSIM although there is AT+CCHO. speed=BAUD: of a serial port; 115200 if not given. "
	             "Without --card, LPAC_APDU names the driver, and LPAC_APDU_AT_DEVICE, LPAC_APDU_QMI_DEVICE, "
	             "LPAC_APDU_QMI_UIM_SLOT, LPAC_APDU_MBIM_DEVICE, LPAC_APDU_MBIM_UIM_SLOT and "
	             "LPAC_APDU_MBIM_USE_PROXY say the rest, as for lpac. Locks of modems are in /run/lock, or where "
	             "PROVISIM_LOCK_FOLDER says." },
	{ .name = "version", .run = lpa_version_command, .help = "the version of this program" },
	{ 0 },
};

static const struct program program = {
	.name = "provisim-lpa",
	.spoken = "provisim lpa",
	.json_type = "lpa",
	.help = "the device's part: download, enable, notify",
	.commands = commands,
	.options = options, .man_sections = lpa_explain_man_sections,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
