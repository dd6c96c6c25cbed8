/* SPDX-License-Identifier: Apache-2.0 */
#include "server/web_door.h"

#include <stdio.h>

#define PAGE_POLICY \
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#define ANSWER_POLICY "default-src 'none'; frame-ancestors 'none'"

static void add_fixed_headers(struct http_answer *answer, const char *policy, const char *caching)
{
	(void)!http_answer_add_header(answer, "Content-Security-Policy", policy);
	(void)!http_answer_add_header(answer, "Cache-Control", caching);
	(void)!http_answer_add_header(answer, "X-Content-Type-Options", "nosniff");
	(void)!http_answer_add_header(answer, "X-Frame-Options", "DENY");
	(void)!http_answer_add_header(answer, "Referrer-Policy", "no-referrer");
	(void)!http_answer_add_header(answer, "Cross-Origin-Resource-Policy", "same-origin");
}

void web_answer_protect(struct http_answer *answer)
{
	add_fixed_headers(answer, ANSWER_POLICY, "no-store");
}

bool web_page_send(const struct web_page *pages, size_t count, const struct http_request *request, struct http_reply reply)
{
	if (!text_equal(request->method, TEXT("GET")) && !text_equal(request->method, TEXT("HEAD")))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct web_page *page = &pages[i];
		if (!text_equal(request->path, text_from(page->path)))
			continue;
		bool known = text_equal(http_request_header(request, "If-None-Match"), text_from(page->tag));
		struct http_answer answer = { .status = known ? 304 : 200, .content_type = text_from(page->type) };
		if (!known)
			answer.fixed_body = page->body;
		add_fixed_headers(&answer, PAGE_POLICY, "no-cache");
		(void)!http_answer_add_header(&answer, "ETag", page->tag);
		http_reply_send(reply, &answer);
		return true;
	}
	return false;
}

bool web_host_is_ours(const struct http_request *request, const struct web_names *names, unsigned port)
{
	static const char *const loopback[] = { "localhost", "127.0.0.1", "[::1]" };
	struct text host = http_request_header(request, "Host"), name = host;
	char suffix[8];
	size_t size = (size_t)snprintf(suffix, sizeof suffix, ":%u", port);
	if (host.size > size && memcmp(host.data + host.size - size, suffix, size) == 0)
		name.size -= size;
	for (size_t i = 0; i < ARRAY_SIZE(loopback); i++)
		if (text_equal_ignoring_case(name, text_from(loopback[i])))
			return true;
	for (size_t i = 0; i < names->count; i++) {
		struct text ours = text_from(names->names[i]);
		if (text_equal_ignoring_case(name, ours) || text_equal_ignoring_case(host, ours))
			return true;
	}
	return false;
}

bool web_may_be_forged(const struct http_request *request, bool is_tls)
{
	struct text origin = http_request_header(request, "Origin"), site = http_request_header(request, "Sec-Fetch-Site");
	struct text scheme = is_tls ? TEXT("https://") : TEXT("http://");
	if (site.size > 0 && !text_equal(site, TEXT("same-origin")))
		return true;
	if (origin.size > 0 && (!text_starts_with(origin, scheme) ||
	                        !text_equal_ignoring_case(bytes_text(bytes_after(text_bytes(origin), scheme.size)),
	                                                  http_request_header(request, "Host"))))
		return true;
	return http_request_header(request, WEB_INTENT_HEADER).size == 0;
}

struct text web_cookie(const struct http_request *request, struct text name)
{
	struct text rest = http_request_header(request, "Cookie");
	while (rest.size > 0) {
		struct text value = text_trimmed(text_cut(&rest, ';'));
		if (text_equal(text_cut(&value, '='), name))
			return value;
	}
	return (struct text){ 0 };
}
