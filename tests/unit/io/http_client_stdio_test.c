/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_client_stdio.h"

#include <unistd.h>

#include "codec/json.h"
#include "support/test.h"

enum { BODY_MAXIMUM = 8 };

static const struct {
	const char *line;
	enum status status;
	int http_status;
	const char *body; /* in hexadecimal */
} answers[] = {
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200,\"rx\":\"7b7D\"}}\n", STATUS_OK, 200, "7B7D" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":204,\"rx\":\"\"}}\n", STATUS_OK, 204, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":500}}\n", STATUS_OK, 500, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200,\"rx\":\"0011223344556677\"}}\n", STATUS_OK, 200, "0011223344556677" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200,\"rx\":\"001122334455667788\"}}\n", STATUS_TOO_LARGE, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":0,\"rx\":\"\"}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":-1}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":600}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":\"200\"}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200,\"rx\":\"7b7\"}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200,\"rx\":\"zz\"}}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\"}\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"apdu\",\"payload\":{\"ecode\":0}}\n", STATUS_IO, 0, "" },
	{ "no JSON\n", STATUS_IO, 0, "" },
	{ "{\"type\":\"http\",\"payload\":{\"rcode\":200", STATUS_IO, 0, "" },
	{ "", STATUS_IO, 0, "" },
};

/* Posts with this line waiting, and closes what it came through. */
static enum status post(const char *line, FILE *said, struct http_client_answer *out)
{
	const struct http_client_request request = {
		.address = TEXT("localhost:8443"),
		.path = TEXT("/gsma/rsp2/es9plus/initiateAuthentication"),
		.content_type = TEXT("application/json"),
		.user_agent = TEXT("gsma-rsp-lpad"),
		.admin_protocol = TEXT("gsma/rsp/v2.2.2"),
		.body = { (const uint8_t *)"{}", 2 },
	};
	int ends[2];
	struct http_client client;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], line, strlen(line)), strlen(line));
	close(ends[1]);
	assert_ok(http_client_stdio_open(ends[0], said, 1, &client));
	enum status status = http_client_post(&client, &request, out);
	http_client_close(&client);
	close(ends[0]);
	return status;
}

static void test_answers(void **state)
{
	(void)state;
	EACH(row, answers) {
		AUTO(http_client_answer) answer = { .body = BUFFER(BODY_MAXIMUM) };
		AUTO(arena) arena = ARENA(1024);
		FILE *said = tmpfile();
		assert_non_null(said);
		CHECK_STATUS(post(row->line, said, &answer), row->status, row->line);
		fclose(said);
		CHECK((row->status != STATUS_OK) == (answer.failure[0] != 0), row->line);
		if (row->status != STATUS_OK)
			continue;
		CHECK(answer.status == row->http_status, row->line);
		assert_string_equal(hex_print(&arena, buffer_bytes(&answer.body)), row->body);
	}
}

/* As lpac's schema of its stdio drivers has it. */
static void test_request(void **state)
{
	(void)state;
	AUTO(http_client_answer) answer = { .body = BUFFER(BODY_MAXIMUM) };
	char *text = NULL;
	size_t size = 0;
	FILE *said = open_memstream(&text, &size);
	assert_ok(post(answers[0].line, said, &answer));
	fclose(said);
	assert_string_equal(text, "{\"type\":\"http\",\"payload\":{\"url\":\"https://localhost:8443/gsma/rsp2/es9plus/"
	                          "initiateAuthentication\",\"tx\":\"7b7d\",\"headers\":[\"User-Agent: gsma-rsp-lpad\","
	                          "\"X-Admin-Protocol: gsma/rsp/v2.2.2\",\"Content-Type: application/json\"]}}\n");
	free(text);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_answers),
	cmocka_unit_test(test_request),
};

TESTS_MAIN(tests)
