/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTPS client port over libcurl: one kept-alive connection at a time, TLS 1.2 or later, the server's chain up to a
 * CI that was given and to no other authority of this machine, its host name, and its role (SGP.22 2.6.6, 4.5.2.1). Through the
 * tunnel of a proxy where https_proxy or all_proxy name one and no_proxy does not except the server. */
#ifndef IO_HTTP_CLIENT_CURL_H
#define IO_HTTP_CLIENT_CURL_H

#include <signal.h>

#include "ports/http_client.h"

enum { HTTP_CI_CERTIFICATES_MAXIMUM = 64 };

/* Nought and NULL stand for the value named beside them. */
struct http_client_curl_settings {
	const struct bytes *ci_certificates; /* DER; copied. None: no server is trusted */
	size_t ci_certificate_count;
	const char *certificate, *key;            /* PEM files that say who we are; NULL: nobody */
	unsigned connect_seconds;                 /* 15: to be connected in */
	unsigned silence_seconds;                 /* 60: without a single octet */
	const volatile sig_atomic_t *interrupted; /* set by a signal handler: ends what is under way; NULL: never */
};

/* False: this build is without libcurl, and http_client_curl_open() gives STATUS_UNSUPPORTED. */
bool http_client_curl_is_there(void);

/* libcurl's and that of its libraries, "libcurl/7.88.1 OpenSSL/3.0.15 …"; "none" without it. Lives for ever. */
const char *http_client_curl_version(void);

/* STATUS_MALFORMED: *out_bad is the index of a certificate that cannot be read; STATUS_TOO_LARGE, STATUS_NO_MEMORY;
 * STATUS_UNSUPPORTED: this libcurl cannot do it. */
enum status http_client_curl_open(const struct http_client_curl_settings *settings, struct http_client *out, size_t *out_bad)
	MUST_CHECK;

#endif
