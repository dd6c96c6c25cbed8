/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/web_session.h"

#include <stdio.h>

#include "base/secret.h"
#include "io/system_random.h"
#include "server/web_door.h"

#define COOKIE_NAME "provisim-lpa-%u"
#define KEY_HEADER "X-Provisim-Key"

void web_session_release(struct web_session *session)
{
	explicit_bzero(session, sizeof *session);
}

static enum status make_token(char out[WEB_TOKEN_SIZE])
{
	uint8_t octets[WEB_TOKEN_OCTETS];
	struct random random = system_random();
	TRY(random_fill(&random, octets, sizeof octets));
	for (size_t i = 0; i < sizeof octets; i++)
		snprintf(out + 2 * i, 3, "%02x", octets[i]);
	explicit_bzero(octets, sizeof octets);
	return STATUS_OK;
}

enum status web_session_init(struct web_session *session, unsigned port)
{
	session->port = port;
	TRY(make_token(session->link));
	TRY(make_token(session->cookie));
	return make_token(session->key);
}

enum status web_session_renew_link(struct web_session *session)
{
	return make_token(session->link);
}

static bool is_token(const char token[WEB_TOKEN_SIZE], struct text given)
{
	return *token && secret_equal(text_bytes(text_from(token)), text_bytes(given));
}

bool web_session_begin(struct web_session *session, struct text token, char out_cookie[WEB_COOKIE_SIZE])
{
	if (!is_token(session->link, token))
		return false;
	explicit_bzero(session->link, sizeof session->link);
	snprintf(out_cookie, WEB_COOKIE_SIZE, COOKIE_NAME "=%s; Path=/; HttpOnly; SameSite=Strict", session->port,
	         session->cookie);
	return true;
}

bool web_session_holds(const struct web_session *session, const struct http_request *request)
{
	char name[sizeof COOKIE_NAME + 8];
	snprintf(name, sizeof name, COOKIE_NAME, session->port);
	bool has_cookie = is_token(session->cookie, web_cookie(request, text_from(name)));
	bool has_key = is_token(session->key, http_request_header(request, KEY_HEADER));
	return has_cookie && has_key;
}
