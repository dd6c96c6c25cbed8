/* SPDX-License-Identifier: Apache-2.0 */
#include "server/web_door.h"

#include "support/test.h"

/* Headers as a driver would have them. */
struct header {
	const char *name, *value;
};

struct headers {
	struct header list[6];
};

static struct text find_header(const void *headers, const char *name)
{
	const struct headers *self = headers;
	for (size_t i = 0; i < ARRAY_SIZE(self->list) && self->list[i].name; i++)
		if (strcmp(self->list[i].name, name) == 0)
			return text_from(self->list[i].value);
	return (struct text){ 0 };
}

static struct http_request request_with(const struct headers *headers)
{
	return (struct http_request){
		.method = TEXT("GET"), .path = TEXT("/"), .headers = headers, .find_header = find_header,
	};
}

static void only_own_names_are_answered(void **state)
{
	(void)state;
	static const struct {
		const char *host;
		bool is_ours;
	} cases[] = {
		{ "127.0.0.1:8080", true },  { "localhost:8080", true },      { "LOCALHOST", true },
		{ "[::1]:8080", true },      { "[::1]", true },               { "esim.example:8080", true },
		{ "proxy.example:9", true }, { "127.0.0.1:8081", false },     { "127.0.0.1.example.com:8080", false },
		{ "localhost.", false },     { "evil.localhost:8080", false }, { "proxy.example:8080", false },
		{ "::1", false },            { "", false },                   { ":8080", false },
		{ "127.0.0.1:8080:8080", false },
	};
	static const char *const own[] = { "esim.example", "proxy.example:9" };
	const struct web_names names = { .names = own, .count = ARRAY_SIZE(own) };
	EACH (one, cases) {
		const struct headers headers = { { { "Host", one->host } } };
		struct http_request request = request_with(&headers);
		if (web_host_is_ours(&request, &names, 8080) != one->is_ours)
			fail_msg("Host: %s", one->host);
	}
}

static void other_sites_are_kept_out(void **state)
{
	(void)state;
	static const struct {
		struct headers headers;
		bool is_tls, is_forged;
	} cases[] = {
		{ { { { "X-Provisim-Request", "1" } } }, false, false },
		{ { { { NULL, NULL } } }, false, true },
		{ { { { "X-Provisim-Request", "" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "http://a:1" } } }, false, false },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "https://a:1" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "https://a:1" } } }, true, false },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "http://a:2" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "http://a:1.example" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Host", "a:1" }, { "Origin", "null" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Sec-Fetch-Site", "same-origin" } } }, false, false },
		{ { { { "X-Provisim-Request", "1" }, { "Sec-Fetch-Site", "same-site" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Sec-Fetch-Site", "cross-site" } } }, false, true },
		{ { { { "X-Provisim-Request", "1" }, { "Sec-Fetch-Site", "none" } } }, false, true },
	};
	EACH (one, cases) {
		struct http_request request = request_with(&one->headers);
		if (web_may_be_forged(&request, one->is_tls) != one->is_forged)
			fail_msg("case %zu", (size_t)(one - cases));
	}
}

static void cookies_are_found_by_their_whole_name(void **state)
{
	(void)state;
	static const struct {
		const char *sent, *value;
	} cases[] = {
		{ "a=1", "1" }, { "b=2; a=1", "1" }, { "a=1; b=2", "1" }, { "aa=2", "" },    { "ba=2;a=1", "1" },
		{ "a", "" },    { "a=", "" },        { "", "" },          { "a=1=2", "1=2" },
	};
	EACH (one, cases) {
		const struct headers headers = { { { "Cookie", one->sent } } };
		struct http_request request = request_with(&headers);
		struct text value = web_cookie(&request, TEXT("a"));
		if (!text_equal(value, text_from(one->value)))
			fail_msg("%s: %.*s", one->sent, TEXT_ARGUMENTS(value));
	}
}

/* ---- pages ---- */

struct seen {
	int status;
	size_t size;
	size_t header_count;
	bool has_policy, is_sent;
};

static void note_answer(void *self, struct http_answer *answer)
{
	struct seen *seen = self;
	seen->is_sent = true;
	seen->status = answer->status;
	seen->size = answer->fixed_body.size + answer->body.size;
	for (size_t i = 0; i < HTTP_ANSWER_HEADERS_MAXIMUM && answer->headers[i].name; i++) {
		seen->header_count++;
		if (strcmp(answer->headers[i].name, "Content-Security-Policy") == 0)
			seen->has_policy = strstr(answer->headers[i].value, "frame-ancestors 'none'") &&
			                   !strstr(answer->headers[i].value, "unsafe");
	}
	http_answer_release(answer);
}

static void pages_are_sent_once_and_guarded(void **state)
{
	(void)state;
	static const uint8_t body[] = "<!doctype html>";
	static const struct web_page pages[] = { { "/", "text/html", { body, sizeof body - 1 }, "\"tag\"" } };
	static const struct {
		const char *method, *path, *known;
		int status; /* nought: not a page */
		size_t size;
	} cases[] = {
		{ "GET", "/", "", 200, sizeof body - 1 },    { "HEAD", "/", "", 200, sizeof body - 1 },
		{ "GET", "/", "\"tag\"", 304, 0 },           { "GET", "/", "\"other\"", 200, sizeof body - 1 },
		{ "POST", "/", "", 0, 0 },                   { "GET", "/x", "", 0, 0 },
		{ "GET", "", "", 0, 0 },                     { "GET", "//", "", 0, 0 },
	};
	EACH (one, cases) {
		struct seen seen = { 0 };
		const struct headers headers = { { { "If-None-Match", one->known } } };
		struct http_request request = request_with(&headers);
		request.method = text_from(one->method);
		request.path = text_from(one->path);
		bool sent = web_page_send(pages, ARRAY_SIZE(pages), &request, (struct http_reply){ &seen, note_answer });
		if (sent != (one->status > 0) || seen.is_sent != sent || seen.status != one->status || seen.size != one->size ||
		    seen.has_policy != sent)
			fail_msg("%s %s %s: %d", one->method, one->path, one->known, seen.status);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_own_names_are_answered),
		cmocka_unit_test(other_sites_are_kept_out),
		cmocka_unit_test(cookies_are_found_by_their_whole_name),
		cmocka_unit_test(pages_are_sent_once_and_guarded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
