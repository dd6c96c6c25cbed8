/* SPDX-License-Identifier: Apache-2.0 */
/* What HTTP says of each outcome. */
#include "support/test.h"

#include "server/service.h"

struct outcome {
	struct server_ports ports;
	struct service service;
	int status;
	char body[400];
	char content_type[40];
	char admin_protocol[40];
};

static enum status read_number(struct json_value json, struct exchange *exchange)
{
	uint64_t number;
	if (!json_is_present(json_member(json, "number")))
		return STATUS_NOT_FOUND;
	if (!json_number(json_member(json, "number"), STATUS_COUNT, &number))
		return STATUS_MALFORMED;
	uint64_t *request = arena_allocate(&exchange->arena, sizeof *request);
	*request = number;
	exchange->request = request;
	return STATUS_OK;
}

/* Ends as it is told by number. */
static enum status obey(struct exchange *exchange)
{
	uint64_t number = *(const uint64_t *)exchange->request;
	exchange->result = exchange->request;
	return number == STATUS_REFUSED ? exchange_refuse(exchange, "8.2.6", "3.8") : (enum status)number;
}

static void write_number(const struct exchange *exchange, struct json_writer *writer)
{
	json_put_number(writer, "number", (int64_t)*(const uint64_t *)exchange->result);
}

static const struct server_function obeying = { .name = "obey", .decide = obey };
static const struct route routes[] = {
	{ "/obey", &obeying, read_number, write_number, false },
	{ "/notify", &obeying, read_number, NULL, true },
};

static int64_t noon(void *self)
{
	(void)self;
	return 12;
}

static void receive(void *self, struct http_answer *answer)
{
	struct outcome *outcome = self;
	assert_int_equal(outcome->status, 0);
	outcome->status = answer->status;
	snprintf(outcome->body, sizeof outcome->body, "%.*s", TEXT_ARGUMENTS(buffer_text(&answer->body)));
	snprintf(outcome->content_type, sizeof outcome->content_type, "%.*s", TEXT_ARGUMENTS(answer->content_type));
	snprintf(outcome->admin_protocol, sizeof outcome->admin_protocol, "%.*s", TEXT_ARGUMENTS(answer->admin_protocol));
	http_answer_release(answer);
}

static struct outcome ask(const char *method, const char *path, const char *content_type, const char *protocol,
                          const char *body)
{
	struct outcome outcome = { .ports = { .clock = { NULL, noon } } };
	outcome.service = (struct service){ routes, ARRAY_SIZE(routes), &outcome.ports, NULL };
	const struct http_request request = {
		.method = text_from(method),
		.path = text_from(path),
		.content_type = text_from(content_type),
		.admin_protocol = text_from(protocol),
		.body = text_bytes(text_from(body)),
	};
	service_handle(&outcome.service, &request, (struct http_reply){ &outcome, receive });
	assert_string_equal(outcome.admin_protocol, "gsma/rsp/v2.5.0");
	assert_int_equal(outcome.body[0] != 0, outcome.content_type[0] != 0);
	return outcome;
}

#define JSON_TYPE "application/json"
#define V2 "gsma/rsp/v2.2.0"

static const struct {
	const char *method, *path, *content_type, *protocol, *body;
	int status;
	const char *part; /* of the answer */
} cases[] = {
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":0}", 200, "Executed-Success\"}},\"number\":0}" },
	{ "POST", "/obey", "application/json;charset=UTF-8", V2, "{\"number\":0}", 200, "Executed-Success" },
	{ "POST", "/obey", "", "", "{\"number\":0}", 200, "Executed-Success" },
	{ "POST", "/obey", JSON_TYPE, "gsma/rsp/v3.1.0", "{\"number\":0}", 200, "Executed-Success" },
	{ "POST", "/obey", JSON_TYPE, V2, " {\"later\":[{}],\"number\":0} ", 200, "Executed-Success" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":3}", 200, "\"subjectCode\":\"8.2.6\",\"reasonCode\":\"3.8\"" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":10}", 503, "" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":11}", 503, "" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":12}", 500, "" },
	{ "POST", "/obey", JSON_TYPE, V2, "{}", 200, "\"subjectCode\":\"1.3.1\",\"reasonCode\":\"2.2\"" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":\"0\"}", 200, "\"subjectCode\":\"1.3.1\",\"reasonCode\":\"2.1\"" },
	{ "POST", "/obey", JSON_TYPE, "gsma/rsp/v1.0.0", "{\"number\":0}", 200, "\"subjectCode\":\"1.3.2\",\"reasonCode\":\"3.1\"" },
	{ "POST", "/obey", JSON_TYPE, V2, "{\"number\":0", 400, "" },
	{ "POST", "/obey", JSON_TYPE, V2, "7", 400, "" },
	{ "POST", "/obey", JSON_TYPE, V2, "", 400, "" },
	{ "POST", "/obey", "text/xml", V2, "{\"number\":0}", 400, "" },
	{ "GET", "/obey", "", "", "", 405, "" },
	{ "POST", "/obey/", JSON_TYPE, V2, "{\"number\":0}", 404, "" },
	{ "POST", "", JSON_TYPE, V2, "{\"number\":0}", 404, "" },
	{ "POST", "/notify", JSON_TYPE, V2, "{\"number\":0}", 204, "" },
	{ "POST", "/notify", JSON_TYPE, V2, "{\"number\":3}", 204, "" },
	{ "POST", "/notify", JSON_TYPE, V2, "{\"number\":11}", 503, "" },
	{ "POST", "/notify", JSON_TYPE, V2, "{}", 400, "" },
};

static void outcomes_as_http(void **state)
{
	(void)state;
	EACH(test, cases) {
		struct outcome outcome = ask(test->method, test->path, test->content_type, test->protocol, test->body);
		if (outcome.status != test->status || !strstr(outcome.body, test->part))
			fail_msg("%s %s %s: got %d %s", test->method, test->path, test->body, outcome.status, outcome.body);
	}
}

static void a_refusal_has_no_members_of_its_own(void **state)
{
	(void)state;
	struct outcome outcome = ask("POST", "/obey", JSON_TYPE, V2, "{\"number\":3}");
	assert_null(strstr(outcome.body, "\"number\""));
	assert_non_null(strstr(outcome.body, "\"message\":\""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_as_http),
		cmocka_unit_test(a_refusal_has_no_members_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
