/* SPDX-License-Identifier: Apache-2.0 */
/* Many HTTPS requests at once from one thread: a server that is slow holds up only those that are for it. The driver over
 * libcurl is loaded with the first request: it brings more with it than all of a server that has nothing to tell. */
#ifndef IO_HTTP_SENDER_H
#define IO_HTTP_SENDER_H

#include "base/buffer.h"

struct http_sender;

/* One way of being somebody, and of knowing others. */
struct http_sender_identity {
	struct bytes authorities;      /* PEM: whose servers are believed; empty: this machine's */
	struct bytes certificate, key; /* PEM: who we are; empty: nobody */
	bool rsp_servers;              /* only certificates for the TLS of an SM-DP+ or SM-DS are believed */
};

enum { HTTP_SENDER_IDENTITIES = 2 };

struct http_sender_settings {
	struct http_sender_identity identities[HTTP_SENDER_IDENTITIES];
	unsigned request_seconds;      /* from beginning to end, absolute */
};

/* Copies what the settings name. STATUS_NO_MEMORY. */
enum status http_sender_new(const struct http_sender_settings *settings, struct http_sender **out) MUST_CHECK;

/* Ends what is under way without telling anybody. */
void http_sender_free(struct http_sender *sender);

/* `http_status` is nought when there was no answer; `fault` then says why. `body` is good during the call. Called by
 * http_sender_wait() alone. */
typedef void http_sent(void *context, int http_status, struct text body, const char *fault);

/* POSTs JSON to https://`place``path` as one of the identities; `place` is host[:port][/path]. Texts and body are copied.
 * Redirects are not followed. STATUS_NO_MEMORY, STATUS_MALFORMED, STATUS_UNSUPPORTED (no driver): it was not begun. */
enum status http_sender_post(struct http_sender *sender, size_t identity, struct text place, struct text path,
                             struct text admin_protocol, struct text body, http_sent *sent, void *context) MUST_CHECK;

/* Waits until something has happened to a request or `descriptor` can be read, at most so long. STATUS_IO. */
enum status http_sender_wait(struct http_sender *sender, int descriptor, unsigned milliseconds) MUST_CHECK;

#endif
