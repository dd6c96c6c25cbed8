/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.InitiateAuthentication (SGP.22 5.6.1). */
#include "smdp/es9plus.h"

enum status initiate_authentication_read(struct json_value json, struct exchange *exchange)
{
	struct initiate_authentication_request *request = arena_allocate(&exchange->arena, sizeof *request);
	if (!request)
		return STATUS_NO_MEMORY;
	exchange->request = request;
	return initiate_authentication_request_read(json, &exchange->arena, request);
}

static enum status keep_session(struct exchange *exchange, const struct authentication_session *session)
{
	static const char sql[] =
		"INSERT INTO session (transaction_id, server_challenge, server_address, credential_ci, started_at) "
		"VALUES ($1, $2, $3, $4, $5)";
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(session->transaction_id),
		database_bytes(session->server_challenge),
		database_text(session->server_address),
		database_bytes(session->credential_ci),
		database_number(exchange->now));
}

static enum status decide(struct exchange *exchange)
{
	const struct smdp *smdp = exchange_smdp(exchange);
	struct authentication_session session;
	struct initiate_authentication_answer *answer = arena_allocate(&exchange->arena, sizeof *answer);
	if (!answer)
		return STATUS_NO_MEMORY;
	TRY(authentication_start(&smdp->credentials, &smdp_authentication_subjects, text_from(smdp->settings.address),
	                         &exchange->ports->random, exchange->request, &exchange->arena, &session, answer,
	                         &exchange->failure));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	exchange->transaction_id = session.transaction_id;
	exchange->result = answer;
	return keep_session(exchange, &session);
}

void initiate_authentication_write(const struct exchange *exchange, struct json_writer *writer)
{
	initiate_authentication_answer_write(exchange->result, writer);
}

const struct server_function initiate_authentication_function = { "initiateAuthentication", NULL, decide };
