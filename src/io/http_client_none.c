/* SPDX-License-Identifier: Apache-2.0 */
/* In place of http_client_curl.c in a build without libcurl. */
#include "io/http_client_curl.h"

bool http_client_curl_is_there(void)
{
	return false;
}

const char *http_client_curl_version(void)
{
	return "none";
}

enum status http_client_curl_open(const struct http_client_curl_settings *settings, struct http_client *out, size_t *out_bad)
{
	(void)settings, (void)out, (void)out_bad;
	return STATUS_UNSUPPORTED;
}
