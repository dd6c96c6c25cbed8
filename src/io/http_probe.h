/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a server of this machine how it is: one GET, a short answer. It stands in servers too, which libcurl would make larger
 * by a quarter. */
#ifndef IO_HTTP_PROBE_H
#define IO_HTTP_PROBE_H

#include <stdint.h>

#include "base/buffer.h"

enum { PROBE_FAULT_SIZE = 300 };

struct http_probe {
	const char *host; /* where to connect to */
	uint16_t port;
	const char *path; /* starts with / */
	struct text name; /* in the server's certificate; empty: plain HTTP */
	const char *authority; /* file of the CI certificate (PEM), when there is a name */
	unsigned seconds; /* for each step */
};

/* *out_status is the HTTP status. The body's limit is the caller's. STATUS_IO: there is no answer, or a server that is not to
 * be trusted; `fault` has a reason without a full stop. */
enum status http_probe_ask(const struct http_probe *probe, int *out_status, struct buffer *body,
                           char fault[PROBE_FAULT_SIZE]) MUST_CHECK;

#endif
