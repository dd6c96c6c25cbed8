/* SPDX-License-Identifier: Apache-2.0 */
/* What every page for browsers stands behind: headers that keep other sites out, names that the server may be called by, and
 * files that live in the program. */
#ifndef SERVER_WEB_DOOR_H
#define SERVER_WEB_DOOR_H

#include "ports/http_server.h"

/* No form and no link of another site can set it. */
#define WEB_INTENT_HEADER "X-Provisim-Request"

/* An answer that lives in the program. */
struct web_page {
	const char *path;
	const char *type;
	struct bytes body;
	const char *tag;      /* ETag, with its quotes */
};

/* Names that the Host header may have beside those of the loopback, or "name:port". */
struct web_names {
	const char *const *names;
	size_t count;
	bool is_tls;
};

/* Adds the headers of an answer that is no page: it is kept by nobody, shown in no frame, and loads nothing. */
void web_answer_protect(struct http_answer *answer);

/* True: the request was for one of the pages, and is answered: only what is the server's own may be loaded by them. Pages of
 * other methods than GET and HEAD are not found. */
bool web_page_send(const struct web_page *pages, size_t count, const struct http_request *request, struct http_reply reply);

/* Other names would be another site's that has its name lead to us, in the browser of somebody who is logged in here. `port`
 * may stand in the header too. */
bool web_host_is_ours(const struct http_request *request, const struct web_names *names, unsigned port);

/* A page of another site, open in the same browser, could have sent it with our cookie. */
bool web_may_be_forged(const struct http_request *request, bool is_tls);

/* Empty: no such cookie came. */
struct text web_cookie(const struct http_request *request, struct text name);

#endif
