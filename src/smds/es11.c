/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/es11.h"

#include "rsp/authenticate_client.h"
#include "server/authentication_session.h"

static enum status decide_initiate(struct exchange *exchange)
{
	const struct smds *smds = exchange_smds(exchange);
	return authentication_session_open(exchange, &smds->credentials, &smds_authentication_subjects,
	                                   text_from(smds->settings.address));
}

const struct server_function smds_initiate_authentication_function = {
	.name = "initiateAuthentication", .decide = decide_initiate,
};

static void write_events(const struct exchange *exchange, struct json_writer *writer)
{
	event_entries_write(exchange->result, writer);
}

#define INITIATE(path) \
	{ (path), &smds_initiate_authentication_function, authentication_session_open_read, \
	  authentication_session_open_write, false }
#define AUTHENTICATE(path) \
	{ (path), &smds_authenticate_client_function, smds_authenticate_client_read, write_events, false }

const struct route smds_es11_routes[] = {
	INITIATE(INITIATE_AUTHENTICATION_PATH),
	INITIATE(ES11_PATH "initiateAuthentication"),
	AUTHENTICATE(AUTHENTICATE_CLIENT_PATH),
	AUTHENTICATE(ES11_PATH "authenticateClient"),
};
const size_t smds_es11_route_count = ARRAY_SIZE(smds_es11_routes);
