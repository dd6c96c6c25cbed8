/* SPDX-License-Identifier: Apache-2.0 */
/* The HTTPS client port by the program that started this one: lpac's stdio protocol, the LPA's side. One JSON object a line,
 * {"type":"http","payload":{"url":URL,"tx":HEX,"headers":["Name: value", …]}}, answered by {"type":"http","payload":{"rcode":N,
 * "rx":HEX}}; N is the HTTP status. That program answers for TLS: whoever it asks, this one believes it. */
#ifndef IO_HTTP_CLIENT_STDIO_H
#define IO_HTTP_CLIENT_STDIO_H

#include <stdio.h>

#include "ports/http_client.h"

/* As card_stdio_open() has it. STATUS_NO_MEMORY. */
enum status http_client_stdio_open(int in, FILE *out_file, unsigned seconds, struct http_client *out) MUST_CHECK;

#endif
