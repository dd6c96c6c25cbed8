/* SPDX-License-Identifier: Apache-2.0 */
/* Asks a server of this machine how it is: one GET, a short answer. */
#ifndef IO_HTTP_PROBE_H
#define IO_HTTP_PROBE_H

#include "base/buffer.h"

enum { PROBE_FAULT_SIZE = 300 };

struct http_probe {
	const char *url;       /* "http://127.0.0.1:9443/ready", or https:// with the name in the server's certificate */
	const char *host;      /* where to connect to, whatever the URL says; NULL: as it says */
	const char *authority; /* file of the CI certificate; NULL: none is trusted */
	unsigned seconds;
};

/* *out_status is the HTTP status. The body's limit is the caller's. STATUS_IO: there is no answer; `fault` has a reason without
 * a full stop. */
enum status http_probe_ask(const struct http_probe *probe, int *out_status, struct buffer *body,
                           char fault[PROBE_FAULT_SIZE]) MUST_CHECK;

#endif
