/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authentication_session.h"

#include "base/hex.h"

bool authentication_session_read(struct row_reader *reader, struct authentication_session *out)
{
	struct authentication_session session = { 0 };
	session.transaction_id = row_text(reader);
	session.server_challenge = row_bytes(reader);
	session.server_address = row_text(reader);
	session.credential_ci = row_bytes(reader);
	session.started_at = row_number(reader);
	*out = session;
	return session.transaction_id.size > 0;
}

static enum status keep(struct exchange *exchange, const struct authentication_session *session)
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

enum status authentication_session_open(struct exchange *exchange, const struct credentials *credentials,
                         const struct authentication_subjects *subjects, struct text own_address)
{
	struct authentication_session session;
	struct initiate_authentication_answer *answer = arena_allocate(&exchange->arena, sizeof *answer);
	if (!answer)
		return STATUS_NO_MEMORY;
	TRY(authentication_start(credentials, subjects, own_address, &exchange->ports->random, exchange->request,
	                         &exchange->arena, &session, answer, &exchange->failure));
	if (failure_is_set(&exchange->failure))
		return STATUS_OK;
	exchange->transaction_id = session.transaction_id;
	exchange->result = answer;
	return keep(exchange, &session);
}

enum status authentication_session_open_read(struct json_value json, struct exchange *exchange)
{
	struct initiate_authentication_request *request = arena_allocate(&exchange->arena, sizeof *request);
	if (!request)
		return STATUS_NO_MEMORY;
	exchange->request = request;
	return initiate_authentication_request_read(json, &exchange->arena, request);
}

void authentication_session_open_write(const struct exchange *exchange, struct json_writer *writer)
{
	initiate_authentication_answer_write(exchange->result, writer);
}

enum status authentication_session_end(struct exchange *exchange, struct text transaction_id, bool once)
{
	static const char sql[] = "DELETE FROM session WHERE transaction_id = $1";
	return EXCHANGE_CHANGE(exchange, once ? 1 : DATABASE_ANY_ROWS, sql, database_text(transaction_id));
}

enum status authentication_session_expire(struct exchange *exchange, unsigned seconds)
{
	static const char sql[] = "DELETE FROM session WHERE started_at < $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(exchange->now - (int64_t)seconds));
}

enum status transaction_id_key(struct arena *arena, struct bytes transaction_id, struct text *out)
{
	const char *key = hex_print(arena, transaction_id);
	if (!key)
		return STATUS_NO_MEMORY;
	*out = text_from(key);
	return STATUS_OK;
}
