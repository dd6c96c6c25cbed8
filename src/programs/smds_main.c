/* SPDX-License-Identifier: Apache-2.0 */
/* provisim-smds: the board where cards find what waits for them. */
#include "programs/server_health.h"
#include "programs/server_process.h"
#include "programs/smds_commands.h"
#include "programs/smds_serve.h"

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
	{ 0 },
};

static const struct command_option options[] = {
	{ .name = "config", .letter = 'c', .value = "FILE", .environment = "PROVISIM_SMDS_CONFIG", .fallback = "smds.yaml",
	  .help = "settings of the server" },
	{ 0 },
};

static const struct program program = {
	.name = "provisim-smds",
	.spoken = "provisim smds",
	.json_type = "smds",
	.help = "the board where cards find what waits for them: events in, events out",
	.commands = commands,
	.options = options,
};

int main(int argc, char **argv)
{
	return program_run(&program, argc, argv);
}
