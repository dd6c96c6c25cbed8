/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use the page: whoever opens the link, which works once. It gives the browser a cookie and the page a key, and each
 * request brings both: the cookie is out of reach of scripts, and the key, which stays with this port's pages, of other servers
 * on the loopback, to which browsers send the cookie as well. */
#ifndef PROGRAMS_LPA_WEB_SESSION_H
#define PROGRAMS_LPA_WEB_SESSION_H

#include "base/buffer.h"
#include "ports/http_server.h"

enum { WEB_TOKEN_OCTETS = 20, WEB_TOKEN_SIZE = 2 * WEB_TOKEN_OCTETS + 1, WEB_COOKIE_SIZE = 160 };

struct web_session {
	unsigned port;              /* in the cookie's name, for browsers send it to every port */
	char link[WEB_TOKEN_SIZE];  /* of the link; empty: it was used */
	char cookie[WEB_TOKEN_SIZE];
	char key[WEB_TOKEN_SIZE];
};

void web_session_release(struct web_session *session);

/* STATUS_IO: no randomness. */
enum status web_session_init(struct web_session *session, unsigned port) MUST_CHECK;

/* A link for one more browser; the one before it works no more. STATUS_IO. */
enum status web_session_renew_link(struct web_session *session) MUST_CHECK;

/* The link's token is used up. False: it is not the one, or was used. `out_cookie` is the value of a Set-Cookie header. */
bool web_session_begin(struct web_session *session, struct text token, char out_cookie[WEB_COOKIE_SIZE]) MUST_CHECK;

/* The request has cookie and key. */
bool web_session_holds(const struct web_session *session, const struct http_request *request) MUST_CHECK;

#endif
