/* SPDX-License-Identifier: Apache-2.0 */
/* The driver behind io/http_sender.h, over libcurl: the part that is loaded. Each function as its namesake there. */
#ifndef IO_HTTP_SENDER_CURL_H
#define IO_HTTP_SENDER_CURL_H

#include "io/http_sender.h"

struct http_sender_curl;

enum status http_sender_curl_new(const struct http_sender_settings *settings, struct http_sender_curl **out) MUST_CHECK;
void http_sender_curl_free(struct http_sender_curl *sender);
enum status http_sender_curl_post(struct http_sender_curl *sender, size_t identity, struct text place, struct text path,
                                  struct text admin_protocol, struct text body, http_sent *sent, void *context) MUST_CHECK;
enum status http_sender_curl_wait(struct http_sender_curl *sender, int descriptor, unsigned milliseconds) MUST_CHECK;

#endif
