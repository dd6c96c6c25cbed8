/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/server/health.h"

#include <stdio.h>

#include "io/http_probe.h"
#include "programs/output.h"
#include "rsp/identifiers.h"

enum { ANSWER_MAXIMUM = 4096, PATH_SIZE = 4096, PATIENCE_SECONDS = 15 };

const struct command_option server_health_options[] = {
	{ .name = "live", .help = "ask whether it is alive, not whether it can serve" },
	{ 0 },
};

/* One that listens on all addresses is asked on the loopback. */
static enum status ask(const struct server_settings *settings, const char *path, int *out_status, struct buffer *body,
                       char fault[PROBE_FAULT_SIZE])
{
	struct https_server_settings door;
	char host[LISTEN_HOST_SIZE], authority[PATH_SIZE];
	if (server_settings_door(settings, settings->metrics_listen, host, &door) != STATUS_OK) {
		snprintf(fault, PROBE_FAULT_SIZE, "metrics.listen takes host:port");
		return STATUS_MALFORMED;
	}
	bool plain = server_settings_host_is_loopback(host);
	snprintf(authority, sizeof authority, "%s/ci.pem", settings->pki.items[0]);
	const struct http_probe probe = {
		.host = *host ? host : "localhost",
		.port = door.port,
		.path = path,
		.name = plain ? (struct text){ 0 } : address_host(text_from(settings->address)),
		.authority = authority,
		.seconds = PATIENCE_SECONDS,
	};
	return http_probe_ask(&probe, out_status, body, fault);
}

/* The server's lines as one. */
static void join_lines(struct buffer *body)
{
	while (body->size > 0 && body->data[body->size - 1] == '\n')
		body->size--;
	for (size_t i = 0; i < body->size; i++)
		if (body->data[i] == '\n')
			body->data[i] = ';';
}

enum exit_code server_health(const struct invocation *invocation, const struct server_settings *settings)
{
	AUTO(buffer) body = BUFFER(ANSWER_MAXIMUM);
	char fault[PROBE_FAULT_SIZE] = "";
	int status = 0;
	if (!settings->metrics_listen)
		return output_failure(invocation, "health", "The settings have no metrics.listen: nobody answers there.");
	if (ask(settings, option_is_set(invocation, "live") ? "/health" : "/ready", &status, &body, fault) != STATUS_OK)
		return output_failure(invocation, "health", "The server does not answer on %s: %s.",
		                      settings->metrics_listen, fault);
	join_lines(&body);
	if (status != 200)
		return output_failure(invocation, "health", "The server is up but not ready: %.*s.",
		                      TEXT_ARGUMENTS(buffer_text(&body)));
	return output_success(invocation, (struct text){ 0 }, "The server is %.*s.", TEXT_ARGUMENTS(buffer_text(&body)));
}
