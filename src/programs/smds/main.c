/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-smds: the board where cards find what waits for them. */
#include "programs/server/health.h"
#include "programs/server/office.h"
#include "programs/server/process.h"
#include "programs/smds/commands.h"
#include "programs/smds/serve.h"
#include "programs/smds/settings.h"
#include "smds/schema.h"

static const struct command_option outbox_list_options[] = {
	{ .name = "to", .value = "HOST", .help = "only what is for this SM-DS" },
	{ .name = "eid", .value = "EID", .help = "only what is about this card" },
	{ .name = "state", .value = "STATE", .help = "only these: waits, delivered, given-up, dropped" },
	{ .name = "limit", .value = "N", .fallback = "1000", .help = "at most so many" },
	{ 0 },
};

static const struct command_option outbox_change_options[] = {
	{ .name = "to", .value = "HOST", .help = "what is for this SM-DS" },
	{ .name = "eid", .value = "EID", .help = "what is about this card" },
	{ .name = "number", .value = "N", .help = "1: only that events are there; 2: only that they are deleted" },
	{ 0 },
};

static const struct command commands[] = {
	{ .name = "serve", .arguments = "", .options = server_process_options, .run = smds_serve, .always_speaks = true,
	  .help = "answer LPAs and servers until SIGTERM",
	  .details =
		"The settings file (YAML); paths in it start where it is:\n"
		"\n"
		"  address: smds.example.com      as cards and SM-DP+ have it, with :port unless 443\n"
		"  listen: :443                   host:port, [v6]:port, or :port for all addresses\n"
		"  servers:\n"
		"    listen: :8443                a port of their own for SM-DP+ and SM-DS; if it is not\n"
		"                                 there, they come where LPAs come\n"
		"  root: root.example.com         the Root SM-DS that events are forwarded to; if it is\n"
		"                                 not there, this SM-DS is the root\n"
		"  metrics:\n"
		"    listen: 127.0.0.1:9443       /metrics, /health and /ready: plain HTTP on the loopback,\n"
		"                                 else TLS; if it is not there, nobody is told\n"
		"  database: smds.sqlite          made when it is not there; or postgresql://…\n"
		"  pki: pki                       a folder as of 'provisim pki init', or a list of\n"
		"                                 them for several CIs: ci, dsauth and dstls\n"
		"  trust: [other-ci.pem]          more CIs whose cards are served\n"
		"  lpas:\n"
		"    trust: [fleet-ca.pem]        only LPAs with a certificate of these authorities get in;\n"
		"                                 if it is not there, every LPA does\n"
		"  admin:                         the port for people and their programs, see the guide\n"
		"    listen: 127.0.0.1:8444       plain HTTP on the loopback, or with its own\n"
		"    certificate: admin.pem       certificate and\n"
		"    key: admin.key               key anywhere\n"
		"    name: console.example.com    that browsers know it by\n"
		"  outbox:\n"
		"    give-up-hours: 72            a Root SM-DS that is not reached is told so long\n"
		"  log: text                      or json; on standard error\n"
		"  threads: 1                     loops on the same port\n"
		"  limits:\n"
		"    events-per-card: 256         of one server for one EID\n"
		"    retention-days: 180          an event that nobody deleted is forgotten; 0: never\n"
		"    session-seconds: 600         from a card's first request to its second\n"
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
	{ .name = "health", .arguments = "", .options = server_health_options, .run = smds_health,
	  .help = "ask the running server how it is, by metrics.listen of its settings" },
	{ .name = "event list", .arguments = "", .options = smds_event_list_options, .run = smds_event_list,
	  .help = "what is registered" },
	{ .name = "event add", .arguments = "EID", .options = smds_event_add_options, .run = smds_event_add,
	  .help = "register an event by hand" },
	{ .name = "event remove", .arguments = "EID", .options = smds_event_remove_options, .run = smds_event_remove,
	  .help = "delete an event by hand" },
	{ .name = "outbox list", .arguments = "", .options = outbox_list_options, .run = server_outbox_list,
	  .help = "what the Root SM-DS is told, and how that went" },
	{ .name = "outbox show", .arguments = "EID", .run = server_outbox_show, .help = "the same of one card, word for word" },
	{ .name = "outbox resend", .arguments = "", .options = outbox_change_options, .run = server_outbox_resend,
	  .help = "deliver again, at once" },
	{ .name = "outbox drop", .arguments = "", .options = outbox_change_options, .run = server_outbox_drop,
	  .help = "deliver what waits no more" },
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
	{ 0 },
};

static const struct command_option options[] = {
	{ .name = "config", .letter = 'c', .value = "FILE", .environment = "PROVISIM_SMDS_CONFIG", .fallback = "smds.yaml",
	  .help = "settings of the server" },
	{ 0 },
};

static enum status load(const char *path, struct arena *arena, struct server_settings *out, struct admin_settings *out_admin,
                        char fault[SETTINGS_FAULT_SIZE])
{
	struct smds_program_settings settings;
	TRY(smds_settings_load(path, arena, &settings, fault));
	*out = settings.server;
	*out_admin = settings.admin;
	return STATUS_OK;
}

static struct text card_key(struct arena *arena, struct text typed)
{
	(void)arena;
	return typed;
}

static const struct server_kind kind = {
	.schema = &smds_schema,
	.load = load,
	.destination_option = "to",
	.subject_option = "eid",
	.subject_member = "event",
	.subject = card_key,
};

static const struct program program = {
	.name = "provisim-smds",
	.spoken = "provisim smds",
	.json_type = "smds",
	.help = "the board where cards find what waits for them: events in, events out",
	.commands = commands,
	.options = options,
	.about = &kind,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
