/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test_smdp.h"

#include <poll.h>
#include <unistd.h>

#include "codec/der_write.h"
#include "smdp/schema.h"
#include "support/scripted_card.h"
#include "support/test.h"

static int64_t fixed_seconds(void *self)
{
	return ((struct test_smdp *)self)->now;
}

static enum status count_up(void *self, uint8_t *out, size_t size)
{
	struct test_smdp *server = self;
	for (size_t i = 0; i < size; i++)
		out[i] = (uint8_t)(server->random_counter >> 8 * (i % 8)) ^ (uint8_t)(0x5A + i);
	server->random_counter++;
	return STATUS_OK;
}

static void note_event(void *self, enum log_level level, const char *event, const struct log_field *fields, size_t count)
{
	struct test_smdp *server = self;
	size_t used = (size_t)snprintf(server->last_event, sizeof server->last_event, "%d %s", (int)level, event);
	for (size_t i = 0; i < count && used < sizeof server->last_event; i++)
		if (fields[i].value.size > 0)
			used += (size_t)snprintf(server->last_event + used, sizeof server->last_event - used, " %s=%.*s",
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

static void add_world(struct test_smdp *server, const struct test_pki *pki)
{
	char fault[CREDENTIAL_FAULT_SIZE] = "";
	const struct credential_files files = {
		.ci_certificate = test_pki_certificate(pki, CERTIFICATE_CI),
		.authentication_certificate = test_pki_certificate(pki, CERTIFICATE_DPAUTH),
		.authentication_key = pem_key(&server->arena, test_pki_key(pki, CERTIFICATE_DPAUTH)),
		.binding_certificate = test_pki_certificate(pki, CERTIFICATE_DPPB),
		.binding_key = pem_key(&server->arena, test_pki_key(pki, CERTIFICATE_DPPB)),
	};
	CHECK_STATUS(credentials_add(&server->smdp.credentials, &files, CERTIFICATE_DPAUTH, server->now, fault), STATUS_OK,
	             fault);
}

static void open_database(struct test_smdp *server)
{
	enum { CONNECTIONS = 4 };
	char fault[DATABASE_FAULT_SIZE] = "";
	enum status status = database_source_open(server->database.place, smdp_schema, CONNECTIONS, &server->source, fault);
	CHECK_STATUS(status, STATUS_OK, fault);
	assert_ok(database_source_connect(server->source, &server->ports.database));
}

void test_smdp_restart(struct test_smdp *server)
{
	database_close(&server->ports.database);
	database_source_close(server->source);
	open_database(server);
}

void test_smdp_make(struct test_smdp *out, const struct test_pki *const worlds[], size_t count)
{
	*out = (struct test_smdp){ .smdp = { .settings = smdp_settings_defaults }, .arena = ARENA(256 << 20) };
	out->now = TEST_NOW;
	snprintf(out->smdp.settings.address, sizeof out->smdp.settings.address, "%s", TEST_SMDP_ADDRESS);
	for (size_t i = 0; i < count; i++)
		add_world(out, worlds[i]);
	test_database_make(&out->database);
	open_database(out);
	out->ports.clock = (struct clock){ out, fixed_seconds };
	out->ports.random = (struct random){ out, count_up };
	out->ports.log = (struct log){ out, note_event };
	out->service = (struct service){ smdp_es9plus_routes, smdp_es9plus_route_count, &out->ports, &out->smdp };
}

void test_smdp_release(struct test_smdp *server)
{
	database_close(&server->ports.database);
	database_source_close(server->source);
	test_database_remove(&server->database);
	smdp_release(&server->smdp);
	for (size_t i = 0; i < server->kept_count; i++)
		exchange_free(server->kept[i]);
	arena_release(&server->arena);
}

/* ---- requests ---- */

struct waiting {
	struct test_smdp *server;
	struct test_answer *answer;
	struct http_request request;
};

/* The header comes first; a long answer is not parsed only to see that it was executed (benchmarks come by here). */
static const char *codes_of(struct test_smdp *server, struct text body)
{
	static const char success[] = "{\"header\":{\"functionExecutionStatus\":{\"status\":\"Executed-Success\"}}";
	if (text_starts_with(body, TEXT(success)))
		return "";
	const char *subject = scripted_text(&server->arena, body, "header.functionExecutionStatus.statusCodeData.subjectCode");
	const char *reason = scripted_text(&server->arena, body, "header.functionExecutionStatus.statusCodeData.reasonCode");
	return *subject ? arena_print(&server->arena, "%s-%s", subject, reason) : "";
}

static void receive(void *self, struct http_answer *answer)
{
	struct waiting *waiting = self;
	struct test_answer *out = waiting->answer;
	struct bytes body = { 0 };
	assert_int_equal(out->status, 0);
	assert_ok(arena_copy(&waiting->server->arena, buffer_bytes(&answer->body), &body));
	*out = (struct test_answer){ answer->status, bytes_text(body), "" };
	if (body.size > 0) {
		check_text(answer->content_type, "application/json", "Content-Type");
		out->codes = codes_of(waiting->server, out->body);
	}
	http_answer_release(answer);
}

void test_smdp_begin(struct test_smdp *server, const char *path, struct text body, struct test_answer *out)
{
	struct waiting *waiting = arena_allocate(&server->arena, sizeof *waiting);
	*out = (struct test_answer){ 0 };
	*waiting = (struct waiting){ server, out, {
		.method = TEXT("POST"),
		.path = text_from(path),
		.content_type = TEXT("application/json"),
		.admin_protocol = TEXT("gsma/rsp/v2.2.2"),
		.body = text_bytes(body),
	} };
	service_handle(&server->service, &waiting->request, (struct http_reply){ waiting, receive });
}

void test_smdp_wait(struct test_smdp *server)
{
	struct pollfd wait = { database_descriptor(&server->ports.database), POLLIN, 0 };
	assert_int_equal(poll(&wait, 1, 20000), 1);
	database_deliver(&server->ports.database);
}

struct test_answer test_smdp_post(struct test_smdp *server, const char *path, struct text body)
{
	struct test_answer answer;
	test_smdp_begin(server, path, body, &answer);
	while (answer.status == 0)
		test_smdp_wait(server);
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

const char *test_smdp_run(struct test_smdp *server, const struct server_function *function, const void *request,
                          void *out_result, size_t size)
{
	struct outcome outcome = { 0 };
	struct exchange *exchange = exchange_new(function, &server->ports, &server->smdp);
	exchange->request = request;
	exchange_run(exchange, note_done, &outcome);
	while (!outcome.done)
		test_smdp_wait(server);
	CHECK_STATUS(outcome.status, STATUS_OK, function->name);
	const char *codes = "";
	if (failure_is_set(&exchange->failure))
		codes = arena_print(&server->arena, "%.*s-%.*s", TEXT_ARGUMENTS(exchange->failure.subject_code),
		                    TEXT_ARGUMENTS(exchange->failure.reason_code));
	else if (out_result)
		memcpy(out_result, exchange->result, size);
	if (out_result && server->kept_count < ARRAY_SIZE(server->kept))
		server->kept[server->kept_count++] = exchange;
	else
		exchange_free(exchange);
	return codes;
}

/* ---- stock ---- */

struct bytes test_profile_elements(struct arena *arena, const char *iccid, size_t size)
{
	struct buffer elements = BUFFER(size + 1024);
	struct buffer filling = BUFFER(size + 1);
	struct bytes kept;
	struct iccid parsed;
	uint8_t header_iccid[ICCID_SIZE];
	assert_ok(iccid_parse(text_from(iccid), &parsed));
	for (size_t i = 0; i < ICCID_SIZE; i++)
		header_iccid[i] = (uint8_t)(parsed.octets[i] << 4 | parsed.octets[i] >> 4);
	for (size_t i = 0; i < size; i++)
		assert_ok(buffer_append_octet(&filling, (uint8_t)(i * 7)));
	struct der_writer writer = der_writer(&elements);
	der_open(&writer, 0xA0);
	der_put_number(&writer, 0x80, 2);
	der_put_number(&writer, 0x81, 3);
	der_put_text(&writer, 0x82, TEXT("test type"));
	der_put(&writer, 0x83, BYTES(header_iccid));
	der_close(&writer);
	der_put(&writer, 0x04, buffer_bytes(&filling));
	assert_ok(der_finish(&writer));
	assert_ok(arena_copy(arena, buffer_bytes(&elements), &kept));
	buffer_release(&elements);
	buffer_release(&filling);
	return kept;
}

void test_smdp_stock(struct test_smdp *server, const char *iccid, size_t size)
{
	struct buffer encoded = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	struct profile_metadata metadata = {
		.service_provider_name = TEXT("Provider"),
		.profile_name = TEXT("Profile"),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
	};
	assert_ok(iccid_parse(text_from(iccid), &metadata.iccid));
	stock_default_notifications(&server->smdp, &metadata);
	assert_ok(profile_metadata_encode(&metadata, &encoded));
	assert_ok(arena_copy(&server->arena, buffer_bytes(&encoded), &kept));
	buffer_release(&encoded);
	const struct stock_request request = { test_profile_elements(&server->arena, iccid, size), kept, { 0 } };
	assert_string_equal(test_smdp_run(server, &stock_function, &request, NULL, 0), "");
}

void test_smdp_offer(struct test_smdp *server, const char *iccid, const char *eid, const char *matching_id,
                     const char *code)
{
	test_smdp_stock(server, iccid, 3000);
	const struct order_request order = { .iccid = text_from(iccid), .eid = text_from(eid) };
	const struct confirm_request confirm = {
		.iccid = text_from(iccid),
		.has_matching_id = matching_id != NULL,
		.matching_id = text_from(matching_id),
		.confirmation_code = text_from(code),
		.release = true,
	};
	assert_string_equal(test_smdp_run(server, &order_function, &order, NULL, 0), "");
	assert_string_equal(test_smdp_run(server, &confirm_function, &confirm, NULL, 0), "");
}

struct profile_record test_smdp_profile(struct test_smdp *server, const char *iccid)
{
	struct profile_record record = { 0 };
	const struct stock_show_request request = { text_from(iccid) };
	assert_string_equal(test_smdp_run(server, &stock_show_function, &request, &record, sizeof record), "");
	return record;
}

const char *test_smdp_state(struct test_smdp *server, const char *iccid)
{
	return smdp_profile_state_name(test_smdp_profile(server, iccid).state);
}
