/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_probe.h"

#include <curl/curl.h>
#include <stdio.h>

static size_t take(char *data, size_t size, size_t count, void *context)
{
	return buffer_append(context, bytes_from(data, size * count)) == STATUS_OK ? size * count : 0;
}

static CURLcode set_up(CURL *handle, const struct http_probe *probe, struct curl_slist *places, struct buffer *body,
                       char fault[CURL_ERROR_SIZE])
{
	const CURLcode codes[] = {
		curl_easy_setopt(handle, CURLOPT_URL, probe->url),
		curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https"),
		curl_easy_setopt(handle, CURLOPT_NOPROXY, "*"),
		curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L),
		curl_easy_setopt(handle, CURLOPT_TIMEOUT, (long)probe->seconds),
		curl_easy_setopt(handle, CURLOPT_CONNECT_TO, places),
		curl_easy_setopt(handle, CURLOPT_CAINFO, probe->authority),
		curl_easy_setopt(handle, CURLOPT_CAPATH, NULL),
		curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, take),
		curl_easy_setopt(handle, CURLOPT_WRITEDATA, body),
		curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, fault),
	};
	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i] != CURLE_OK)
			return codes[i];
	return CURLE_OK;
}

enum status http_probe_ask(const struct http_probe *probe, int *out_status, struct buffer *body,
                           char fault[PROBE_FAULT_SIZE])
{
	char why[CURL_ERROR_SIZE] = "", place[PROBE_FAULT_SIZE];
	struct curl_slist *places = NULL;
	CURL *handle = curl_easy_init();
	snprintf(place, sizeof place, "::%s:", probe->host ? probe->host : "");
	if (probe->host)
		places = curl_slist_append(NULL, place);
	CURLcode code = handle ? set_up(handle, probe, places, body, why) : CURLE_OUT_OF_MEMORY;
	if (code == CURLE_OK)
		code = curl_easy_perform(handle);
	long status = 0;
	if (code == CURLE_OK)
		curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(handle);
	curl_slist_free_all(places);
	if (code != CURLE_OK) {
		snprintf(fault, PROBE_FAULT_SIZE, "%.200s", *why ? why : curl_easy_strerror(code));
		return STATUS_IO;
	}
	*out_status = (int)status;
	return STATUS_OK;
}
