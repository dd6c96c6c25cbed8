/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/caller.h"

enum { ANSWER_MAXIMUM = 4096 };

static enum status load(struct exchange *exchange)
{
	static const char sql[] =
		"SELECT " OPERATOR_COLUMNS ", f.request_digest, f.answer FROM operator o "
		"LEFT JOIN function_call f ON f.operator = o.name AND f.identifier = $3 "
		"WHERE o.name = COALESCE((SELECT k.operator FROM operator_certificate k WHERE k.digest = $1), $2)";
	const struct caller *caller = exchange->caller;
	if (!caller)
		return STATUS_OK;
	struct bytes digest = caller->certificate_digest;
	return EXCHANGE_ASK(exchange, sql, digest.size > 0 ? database_bytes(digest) : database_null(),
	                    text_or_null(caller->name), text_or_null(caller->header.call_identifier));
}

/* An answer that was lost on its way is given once more, and nothing is done. */
static enum status answer_again(struct exchange *exchange, struct bytes digest, struct text answer)
{
	const struct caller *caller = exchange->caller;
	if (!bytes_equal(digest, BYTES(caller->request_digest)))
		return exchange_refuse(exchange, "1.6", "3.3");
	exchange_note(exchange, "answered again");
	exchange->answer = answer;
	return STATUS_OK;
}

static enum status admit(struct exchange *exchange)
{
	struct caller *caller = exchange->caller;
	struct row_reader row = row_reader(exchange, 0);
	struct operator_record *operator = &caller->operator;
	*operator = operator_record_read(&row);
	struct bytes digest = row_bytes(&row);
	struct text answer = row_text(&row);
	if (!operator->exists && caller->certificate_digest.size > 0)
		return STATUS_UNTRUSTED;
	bool agreed = operator->requester.size == 0 || caller->certificate_digest.size == 0 ||
	              text_equal(operator->requester, caller->header.requester);
	if (!operator->exists || !agreed)
		return exchange_refuse(exchange, "1.1", "1.1");
	exchange->actor = text_from(arena_print(&exchange->arena, "operator %.*s", TEXT_ARGUMENTS(operator->name)));
	if (exchange->actor.size == 0)
		return STATUS_NO_MEMORY;
	if (operator->disabled)
		return exchange_refuse(exchange, "1.6", "1.2");
	return digest.size > 0 ? answer_again(exchange, digest, answer) : STATUS_OK;
}

const struct admission caller_admission = { load, admit };

static enum status write_answer(const struct exchange *exchange, const struct caller *caller, struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	function_answer_open(&writer, &exchange->failure);
	if (!failure_is_set(&exchange->failure) && caller->write)
		caller->write(exchange, &writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

enum status caller_keep_answer(struct exchange *exchange)
{
	static const char sql[] =
		"INSERT INTO function_call (operator, identifier, request_digest, answer, answered_at) "
		"VALUES ($1, $2, $3, $4, $5)";
	const struct caller *caller = exchange->caller;
	AUTO(buffer) answer = BUFFER(ANSWER_MAXIMUM);
	if (!caller || caller->header.call_identifier.size == 0)
		return STATUS_OK;
	TRY(write_answer(exchange, caller, &answer));
	TRY(arena_copy_text(&exchange->arena, buffer_text(&answer), &exchange->answer));
	return EXCHANGE_CHANGE(exchange, 1, sql,
		database_text(caller->operator.name),
		database_text(caller->header.call_identifier),
		database_bytes(BYTES(caller->request_digest)),
		database_text(exchange->answer),
		database_number(exchange->now));
}

struct text caller_operator(const struct exchange *exchange)
{
	const struct caller *caller = exchange->caller;
	return caller ? caller->operator.name : TEXT("");
}

bool caller_owns(const struct exchange *exchange, const struct profile_record *profile)
{
	return !exchange->caller || text_equal(profile->owner, caller_operator(exchange));
}

enum status caller_expire_answers(struct exchange *exchange, unsigned seconds)
{
	static const char sql[] = "DELETE FROM function_call WHERE answered_at < $1";
	return EXCHANGE_CHANGE(exchange, DATABASE_ANY_ROWS, sql, database_number(exchange->now - (int64_t)seconds));
}
