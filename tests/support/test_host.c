/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_host.h"

#include <poll.h>
#include <unistd.h>

#include "support/scripted_card.h"
#include "support/statement_record.h"
#include "support/test.h"

static int64_t fixed_seconds(void *self)
{
	return ((struct test_host *)self)->now;
}

static enum status count_up(void *self, uint8_t *out, size_t size)
{
	struct test_host *host = self;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(host->random_counter >> 8 * (i % 8)) ^ (uint8_t)(0x5A + i);
	host->random_counter++;
	return STATUS_OK;
}

static void note_event(void *self, enum log_level level, const char *event, const struct log_field *fields, size_t count)
{
	struct test_host *host = self;
	size_t used = (size_t)snprintf(host->last_event, sizeof host->last_event, "%d %s", (int)level, event);
	for (size_t i = 0; i < count && used < sizeof host->last_event; i++)
		if (fields[i].value.size > 0)
			used += (size_t)snprintf(host->last_event + used, sizeof host->last_event - used, " %s=%.*s",
			                         fields[i].name, TEXT_ARGUMENTS(fields[i].value));
}

static struct bytes pem_key(struct arena *arena, const struct signing_key *key)
{
	struct buffer pem = SECRET_BUFFER(4096);
	struct bytes kept;
	assert_ok(signing_key_print(key, &pem));
	assert_ok(arena_copy(arena, buffer_bytes(&pem), &kept));
	buffer_release(&pem);
	return kept;
}

void test_host_add_world(struct test_host *host, struct credentials *credentials, const struct test_pki *pki,
                         enum certificate_kind authentication)
{
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	struct credential_files files = {
		.ci_certificate = test_pki_certificate(pki, CERTIFICATE_CI),
		.authentication_certificate = test_pki_certificate(pki, authentication),
		.authentication_key = pem_key(&host->arena, test_pki_key(pki, authentication)),
	};
	if (authentication == CERTIFICATE_DPAUTH) {
		files.binding_certificate = test_pki_certificate(pki, CERTIFICATE_DPPB);
		files.binding_key = pem_key(&host->arena, test_pki_key(pki, CERTIFICATE_DPPB));
	}
	CHECK_STATUS(credentials_add(credentials, &files, authentication, host->now, fault), STATUS_OK, fault);
}

static void open_database(struct test_host *host)
{
	enum { CONNECTIONS = 4 };
	char fault[DATABASE_FAULT_SIZE] = "";
	enum status status = database_source_open(host->database.place, host->schema, CONNECTIONS, &host->source, fault);
	CHECK_STATUS(status, STATUS_OK, fault);
	assert_ok(database_source_connect(host->source, &host->ports.database));
	statement_record_begin(&host->ports.database);
}

void test_host_restart(struct test_host *host)
{
	database_close(&host->ports.database);
	database_source_close(host->source);
	open_database(host);
}

void test_host_make(struct test_host *out, const struct database_schema *schema, const struct route *routes, size_t route_count,
                    const void *role)
{
	*out = (struct test_host){ .arena = ARENA(256 << 20), .schema = schema };
	out->now = TEST_NOW;
	test_database_make(&out->database);
	open_database(out);
	out->ports.clock = (struct clock){ .self = out, .utc_seconds = fixed_seconds };
	out->ports.random = (struct random){ out, count_up };
	out->ports.log = (struct log){ out, note_event };
	out->service = (struct service){ routes, route_count, &out->ports, role };
}

void test_host_release(struct test_host *host)
{
	database_close(&host->ports.database);
	database_source_close(host->source);
	test_database_remove(&host->database);
	for (size_t i = 0; i < host->kept_count; i++)
		exchange_free(host->kept[i]);
	arena_release(&host->arena);
}

/* ---- requests ---- */

struct waiting {
	struct test_host *host;
	struct test_answer *answer;
	struct http_request request;
};

/* The header comes first; a long answer is not parsed only to see that it was executed (benchmarks come by here). */
static const char *codes_of(struct test_host *host, struct text body)
{
	static const char success[] = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}";
	if (text_starts_with(body, TEXT(success)))
		return "";
	const char *subject = scripted_text(&host->arena, body, "header.functionExecutionStatus.statusCodeData.subjectCode");
	const char *reason = scripted_text(&host->arena, body, "header.functionExecutionStatus.statusCodeData.reasonCode");
	return *subject ? arena_print(&host->arena, "%s-%s", subject, reason) : "";
}

static void receive(void *self, struct http_answer *answer)
{
	struct waiting *waiting = self;
	struct test_answer *out = waiting->answer;
	struct bytes body = { 0 };
	assert_int_equal(out->status, 0);
	assert_ok(arena_copy(&waiting->host->arena, buffer_bytes(&answer->body), &body));
	*out = (struct test_answer){ answer->status, bytes_text(body), "" };
	if (body.size > 0) {
		check_text(answer->content_type, "application/json", "Content-Type");
		out->codes = codes_of(waiting->host, out->body);
	}
	http_answer_release(answer);
}

void test_host_begin(struct test_host *host, const char *path, struct text body, struct test_answer *out)
{
	struct waiting *waiting = arena_allocate(&host->arena, sizeof *waiting);
	*out = (struct test_answer){ 0 };
	*waiting = (struct waiting){ host, out, {
		.method = TEXT("POST"),
		.path = text_from(path),
		.content_type = TEXT("application/json"),
		.admin_protocol = TEXT("gsma/rsp/v2.2.2"),
		.body = text_bytes(body),
		.client_certificate = host->client_certificate,
	} };
	service_handle(&host->service, &waiting->request, (struct http_reply){ waiting, receive });
}

void test_host_wait(struct test_host *host)
{
	struct pollfd wait = { database_descriptor(&host->ports.database), POLLIN, 0 };
	assert_int_equal(poll(&wait, 1, 20000), 1);
	database_deliver(&host->ports.database);
}

struct test_answer test_host_post(struct test_host *host, const char *path, struct text body)
{
	struct test_answer answer;
	test_host_begin(host, path, body, &answer);
	while (answer.status == 0)
		test_host_wait(host);
	return answer;
}

struct outcome {
	bool done;
	enum status status;
};

static void note_done(void *context, struct exchange *exchange, enum status status)
{
	(void)exchange;
	*(struct outcome *)context = (struct outcome){ true, status };
}

enum status test_host_try(struct test_host *host, const struct server_function *function, const void *request,
                          struct exchange **out)
{
	struct outcome outcome = { 0 };
	struct exchange *exchange = exchange_new(function, &host->ports, host->service.role);
	exchange->request = request;
	exchange_run(exchange, note_done, &outcome);
	while (!outcome.done)
		test_host_wait(host);
	*out = exchange;
	return outcome.status;
}

const char *test_host_run(struct test_host *host, const struct server_function *function, const void *request,
                          void *out_result, size_t size)
{
	struct exchange *exchange;
	CHECK_STATUS(test_host_try(host, function, request, &exchange), STATUS_OK, function->name);
	const char *codes = "";
	if (failure_is_set(&exchange->failure))
		codes = arena_print(&host->arena, "%.*s-%.*s", TEXT_ARGUMENTS(exchange->failure.subject_code),
		                    TEXT_ARGUMENTS(exchange->failure.reason_code));
	else if (out_result)
		memcpy(out_result, exchange->result, size);
	if (out_result && host->kept_count < ARRAY_SIZE(host->kept))
		host->kept[host->kept_count++] = exchange;
	else
		exchange_free(exchange);
	return codes;
}

static void note_applied(void *context, enum status status)
{
	*(struct outcome *)context = (struct outcome){ true, status };
}

void test_host_apply(struct test_host *host, const struct database_statement *statement)
{
	struct outcome outcome = { 0 };
	database_apply(&host->ports.database, statement, 1, note_applied, &outcome);
	while (!outcome.done)
		test_host_wait(host);
	CHECK_STATUS(outcome.status, STATUS_OK, statement->sql);
}
