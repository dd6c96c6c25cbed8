/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-smdp: the server and its stock. */
#include "programs/server/health.h"
#include "programs/server/office.h"
#include "programs/server/process.h"
#include "programs/smdp/commands.h"
#include "programs/smdp/serve.h"
#include "programs/smdp/settings.h"
#include "smdp/schema.h"
#include "smdp/stock.h"

static const struct command_option outbox_list_options[] = {
	{ .name = "operator", .value = "NAME", .help = "only what is for this one" },
	{ .name = "iccid", .value = "ICCID", .help = "only what is about this profile" },
	{ .name = "state", .value = "STATE", .help = "only these: waits, delivered, given-up, dropped" },
	{ .name = "limit", .value = "N", .fallback = "1000", .help = "at most so many" },
	{ 0 },
};

static const struct command_option outbox_change_options[] = {
	{ .name = "operator", .value = "NAME", .help = "what is for this one" },
	{ .name = "iccid", .value = "ICCID", .help = "what is about this profile" },
	{ .name = "number", .value = "N", .help = "the one with this number, of one profile" },
	{ 0 },
};

static const struct command commands[] = {
	{ .name = "serve", .arguments = "", .options = server_process_options, .run = smdp_serve, .always_speaks = true,
	  .help = "answer LPAs until SIGTERM",
	  .details =
		"The settings file (YAML); paths in it start where it is:\n"
		"\n"
		"  address: smdp.example.com      as activation codes say it, with :port unless 443\n"
		"  listen: :443                   host:port, [v6]:port, or :port for all addresses\n"
		"  metrics:\n"
		"    listen: 127.0.0.1:9443       /metrics, /health and /ready: plain HTTP on the loopback,\n"
		"                                 else TLS; if it is not there, nobody is told\n"
		"  database: smdp.sqlite          made when it is not there\n"
		"  pki: pki                       a folder as of 'provisim pki init', or a list of\n"
		"                                 them for several CIs: ci, dpauth, dppb and dptls\n"
		"  trust: [other-ci.pem]          more CIs whose cards are served\n"
		"  master-key: master.key         made when it is not there; or pkcs11:token=NAME;object=NAME,\n"
		"                                 or a list of which the first one wraps what is new\n"
		"  token:                         for pkcs11: URIs, here and in the .key files of pki\n"
		"    module: libsofthsm2.so       the token's PKCS#11 library\n"
		"    pin-file: pin                its first line is the PIN\n"
		"  lpas:\n"
		"    trust: [fleet-ca.pem]        only LPAs with a certificate of these authorities get in;\n"
		"                                 if it is not there, every LPA does\n"
		"  log: text                      or json; on standard error\n"
		"  threads: 1                     loops on the same port\n"
		"  check-capabilities: usual      no profile for a card or device that cannot take it by\n"
		"                                 what it says of itself; CDMA and Java Card count only\n"
		"                                 with strict; or off\n"
		"  protect-ahead: true            profiles are encrypted when they are put in stock\n"
		"  rebinding: true                bind anew for a card that lost its one-time key\n"
		"  reuse-deleted: never           available, same-card: what becomes of a profile that its\n"
		"                                 card has deleted\n"
		"  history-days: 400              what happened to profiles is kept so long\n"
		"  operators:                     ES2+; left out: there is none\n"
		"    listen: :8444                a port of its own, for clients with certificates\n"
		"    trust: [operators-ca.pem]    who has issued these; left out: each certificate is\n"
		"                                 known by 'operator certificate' alone\n"
		"    callback-trust: [ca.pem]     who has issued those of the operators' servers; left\n"
		"                                 out: the authorities of this machine\n"
		"    callback-certificate: us.pem with callback-key: who we are to them\n"
		"    give-up-hours: 168           an operator that is not reached is told so long\n"
		"  outbox:\n"
		"    give-up-hours: 72            an SM-DS that is not reached is told so long\n"
		"  admin:                         the port for people and their programs, see the guide\n"
		"    listen: 127.0.0.1:8444       plain HTTP on the loopback, or with its own\n"
		"    certificate: admin.pem       certificate and\n"
		"    key: admin.key               key anywhere\n"
		"    name: console.example.com    that browsers know it by\n"
		"  limits:\n"
		"    download-attempts: 10        of one order\n"
		"    confirmation-attempts: 5     wrong confirmation codes of one order\n"
		"    session-seconds: 1800        from the first request to the last\n"
		"    body-octets: 1048576         of one request\n"
		"    connections: 10000           in all\n"
		"    connections-per-address: 0   of one client; 0: as many as it likes\n"
		"    requests: 2000               that are worked on at once; others are told to come again\n"
		"    requests-per-second-per-address: 0   of one client; a new connection counts as one\n"
		"    request-seconds: 20          for TLS and a whole request\n"
		"    answer-seconds: 120          for the client to take an answer\n"
		"    idle-seconds: 60             between two requests\n"
		"    drain-seconds: 20            from SIGTERM to the end, at most\n"
		"\n"
		"Only address, database and pki must be there." },
	{ .name = "health", .arguments = "", .options = server_health_options, .run = smdp_health,
	  .help = "ask the running server how it is, by metrics.listen of its settings" },
	{ .name = "profile add", .arguments = "FILE", .options = smdp_profile_add_options, .run = smdp_profile_add,
	  .help = "put a profile package in stock" },
	{ .name = "profile list", .arguments = "", .options = smdp_profile_list_options, .run = smdp_profile_list,
	  .help = "what is in stock" },
	{ .name = "profile show", .arguments = "ICCID", .run = smdp_profile_show, .help = "one profile and its order" },
	{ .name = "profile history", .arguments = "ICCID", .options = smdp_profile_history_options, .run = smdp_profile_history,
	  .help = "what happened to one profile, and who asked for it" },
	{ .name = "operator add", .arguments = "NAME", .options = smdp_operator_add_options, .run = smdp_operator_add,
	  .help = "somebody who may order profiles over ES2+" },
	{ .name = "operator change", .arguments = "NAME", .options = smdp_operator_change_options, .run = smdp_operator_change,
	  .help = "what is said of an operator; what is not given stays" },
	{ .name = "operator list", .arguments = "", .run = smdp_operator_list, .help = "the operators there are" },
	{ .name = "operator show", .arguments = "NAME", .run = smdp_operator_show, .help = "one operator with its certificates" },
	{ .name = "operator certificate", .arguments = "NAME FILE", .options = smdp_operator_certificate_options,
	  .run = smdp_operator_certificate, .help = "let an operator in with this client certificate, too" },
	{ .name = "operator remove", .arguments = "NAME", .run = smdp_operator_remove,
	  .help = "take out an operator that has no profiles" },
	{ .name = "outbox list", .arguments = "", .options = outbox_list_options, .run = server_outbox_list,
	  .help = "what operators are told, and how that went" },
	{ .name = "outbox show", .arguments = "ICCID", .run = server_outbox_show, .help = "the same of one profile, word for word" },
	{ .name = "outbox resend", .arguments = "", .options = outbox_change_options, .run = server_outbox_resend,
	  .help = "deliver again, at once" },
	{ .name = "outbox drop", .arguments = "", .options = outbox_change_options, .run = server_outbox_drop,
	  .help = "deliver what waits no more" },
	{ .name = "type add", .arguments = "NAME", .options = smdp_type_add_options, .run = smdp_type_add,
	  .help = "a kind of profile that the server makes by itself, from a template",
	  .details =
		"Subscribers of the type have profiles in stock that take no room until somebody\n"
		"downloads them. What the customer system hands over (iccid, imsi, msisdn, ki, opc,\n"
		"pin1 ...) is put into the template; what --draw names is drawn if it was not given,\n"
		"and numbers are counted up from the first ones. An order for a type of which\n"
		"nothing is left makes one more profile, while there are numbers.\n"
		"\n"
		"A type does not change: to correct it, remove it and add it again." },
	{ .name = "type list", .arguments = "", .run = smdp_type_list, .help = "the types there are" },
	{ .name = "type show", .arguments = "NAME", .run = smdp_type_show, .help = "one type: what it makes, and by which rules" },
	{ .name = "type remove", .arguments = "NAME", .run = smdp_type_remove,
	  .help = "forget a type; profiles that were made stay" },
	{ .name = "subscriber add", .arguments = "", .options = smdp_subscriber_add_options, .run = smdp_subscriber_add,
	  .help = "put the profile of one subscriber in stock, made by a type's rules" },
	{ .name = "batch make", .arguments = "NAME", .options = smdp_batch_make_options, .run = smdp_batch_make,
	  .help = "many profiles of a type at once, in stock all together or not at all",
	  .details = "One that was interrupted goes on when the same is said again within a day." },
	{ .name = "batch list", .arguments = "[NAME]", .run = smdp_batch_list, .help = "batches, and how far they are" },
	{ .name = "batch drop", .arguments = "NAME", .run = smdp_batch_drop, .help = "give up a batch, or take it out of stock unless some of it is ordered" },
	{ .name = "fleet assign", .arguments = "NAME", .options = smdp_fleet_assign_options, .run = smdp_fleet_assign,
	  .help = "profiles for the cards of a list, ordered and released at once",
	  .details = "The list may be given again: what was assigned stays, what was refused is tried anew." },
	{ .name = "fleet list", .arguments = "NAME", .run = smdp_fleet_list,
	  .help = "which card has which profile, in what state, or why not" },
	{ .name = "subscriber export", .arguments = "", .options = smdp_subscriber_export_options,
	  .run = smdp_subscriber_export, .always_speaks = true,
	  .help = "numbers, keys and codes of subscribers as CSV, for the network's registers",
	  .details = "What this prints is secret: send it to a file that only you can read." },
	{ .name = "order", .arguments = "[ICCID]", .options = smdp_order_options, .run = smdp_order,
	  .help = "reserve an available profile" },
	{ .name = "confirm", .arguments = "ICCID", .options = smdp_confirm_options, .run = smdp_confirm,
	  .help = "fix the order's matching ID and confirmation code" },
	{ .name = "release", .arguments = "ICCID", .options = smdp_release_options, .run = smdp_release_profile, .help = "let it be downloaded" },
	{ .name = "cancel", .arguments = "ICCID", .options = smdp_cancel_options, .run = smdp_cancel,
	  .help = "take the order back" },
	{ .name = "renew", .arguments = "ICCID", .options = smdp_renew_options, .run = smdp_renew,
	  .help = "let a failed or expired order be tried again",
	  .details = "Its counters of attempts start anew, and a failed order is released again: for the card that had it already, "
	             "if one had." },
	{ .name = "code", .arguments = "ICCID", .run = smdp_code, .help = "its activation code as text and as QR code" },
	{ .name = "user add", .arguments = "NAME", .options = server_user_add_options, .run = server_user_add,
	  .help = "an account for the admin address: prints a link that sets its password, once" },
	{ .name = "user list", .arguments = "", .run = server_user_list, .help = "who has an account" },
	{ .name = "user link", .arguments = "NAME", .run = server_user_link,
	  .help = "take a password away, and print a link that sets another one" },
	{ .name = "user remove", .arguments = "NAME", .run = server_user_remove, .help = "no account any more" },
	{ .name = "user token", .arguments = "NAME", .options = server_user_token_options, .run = server_user_token,
	  .help = "a token by which a program of this account uses the admin address" },
	{ .name = "user revoke", .arguments = "TOKEN-ID", .run = server_user_revoke, .help = "end a program's token" },
	{ .name = "audit list", .arguments = "", .options = server_audit_list_options, .run = server_audit_list, .always_speaks = true,
	  .help = "who did what on the admin address" },
	{ .name = "audit verify", .arguments = "", .options = server_audit_verify_options, .run = server_audit_verify,
	  .help = "whether the log of that is still what was written" },
	{ .name = "audit export", .arguments = "", .run = server_audit_export, .always_speaks = true,
	  .help = "the whole log, a JSON object a line" },
	{ .name = "key list", .arguments = "", .run = smdp_key_list, .help = "the master keys, and how many profiles each holds" },
	{ .name = "key new", .arguments = "", .run = smdp_key_new, .help = "a new master key, which wraps from now on",
	  .details = "The key is added to the first file of the setting master-key. Servers that have the same file take it by "
	             "themselves. 'key rotate' then moves the profiles, and 'key retire' takes the old key out." },
	{ .name = "key rotate", .arguments = "", .run = smdp_key_rotate, .help = "move all profiles to the newest master key",
	  .details = "Only the wrapped key of each profile is written, about a hundred octets. Servers may run meanwhile, and what "
	             "was interrupted may be begun again. Profiles that stood clear, from before there were master keys, are "
	             "sealed." },
	{ .name = "key retire", .arguments = "ID", .run = smdp_key_retire, .help = "take a master key that holds nothing out of its "
	  "file" },
	{ 0 },
};

static const struct command_option options[] = {
	{ .name = "config", .letter = 'c', .value = "FILE", .environment = "PROVISIM_SMDP_CONFIG", .fallback = "smdp.yaml",
	  .help = "settings of the server" },
	{ 0 },
};

static enum status load(const char *path, struct arena *arena, struct server_settings *out, struct admin_settings *out_admin,
                        char fault[SETTINGS_FAULT_SIZE])
{
	struct smdp_program_settings settings;
	TRY(smdp_settings_load(path, arena, &settings, fault));
	*out = settings.server;
	*out_admin = settings.admin;
	return STATUS_OK;
}

/* What is no ICCID is the key of nothing. */
static struct text profile_key(struct arena *arena, struct text typed)
{
	struct text key;
	return iccid_key(arena, typed, &key) == STATUS_OK ? key : typed;
}

static const struct server_kind kind = {
	.schema = &smdp_schema,
	.load = load,
	.destination_option = "operator",
	.subject_option = "iccid",
	.subject_member = "iccid",
	.subject = profile_key,
};

static const struct program program = {
	.name = "provisim-smdp",
	.spoken = "provisim smdp",
	.json_type = "smdp",
	.help = "the operator's server: profiles in stock, orders, downloads",
	.commands = commands,
	.options = options,
	.about = &kind,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
