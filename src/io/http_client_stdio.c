/* SPDX-License-Identifier: Apache-2.0 */
#include "io/http_client_stdio.h"

#include <stdlib.h>

#include "base/hex.h"
#include "codec/json.h"
#include "io/stdio_peer.h"

enum {
	REQUEST_MAXIMUM = 1 << 20,     /* octets of a line: a body of 256 KiB in hexadecimal, and more */
	LINE_MAXIMUM = 4 << 10,        /* of the answer, beside its body */
	HTTP_STATUS_MAXIMUM = 599,
	SECONDS_DEFAULT = 180,
};

struct stdio_client {
	struct stdio_peer peer;
};

static void put_header(struct json_writer *writer, const char *name, struct text value)
{
	char line[256];
	int size = snprintf(line, sizeof line, "%s: %.*s", name, TEXT_ARGUMENTS(value));
	if (size > 0 && (size_t)size < sizeof line)
		json_put_text(writer, NULL, text_from(line));
}

static enum status write_request(const struct http_client_request *request, struct buffer *out)
{
	AUTO(buffer) digits = BUFFER(REQUEST_MAXIMUM);
	AUTO(arena) arena = ARENA(4096);
	struct json_writer writer = json_writer(out);
	char *url = arena_print(&arena, "https://%.*s%.*s", TEXT_ARGUMENTS(request->address), TEXT_ARGUMENTS(request->path));
	if (!url)
		return STATUS_NO_MEMORY;
	TRY(hex_append_lower(&digits, request->body));
	json_open_object(&writer, NULL);
	json_put_text(&writer, "type", TEXT("http"));
	json_open_object(&writer, "payload");
	json_put_text(&writer, "url", text_from(url));
	json_put_text(&writer, "tx", buffer_text(&digits));
	json_open_array(&writer, "headers");
	put_header(&writer, "User-Agent", request->user_agent);
	put_header(&writer, "X-Admin-Protocol", request->admin_protocol);
	put_header(&writer, "Content-Type", request->content_type);
	json_close_array(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	return json_finish(&writer);
}

/* A status of nought, or no number, says that there was no answer. */
static enum status read_answer(struct text line, struct http_client_answer *out)
{
	AUTO(json_document) document = { 0 };
	struct text type, digits;
	uint64_t status;
	TRY(json_parse(line, &document));
	struct json_value payload = json_member(json_root(&document), "payload");
	if (!json_text(json_member(json_root(&document), "type"), &type) || !text_equal(type, TEXT("http")))
		return STATUS_MALFORMED;
	if (!json_number(json_member(payload, "rcode"), HTTP_STATUS_MAXIMUM, &status) || status == 0)
		return STATUS_IO;
	if (json_text(json_member(payload, "rx"), &digits))
		TRY(hex_decode_append(digits, &out->body));
	out->status = (int)status;
	return STATUS_OK;
}

static enum status post(void *self, const struct http_client_request *request, struct http_client_answer *out)
{
	struct stdio_client *client = self;
	AUTO(buffer) line = BUFFER(REQUEST_MAXIMUM);
	AUTO(buffer) answer = BUFFER(LINE_MAXIMUM + 2 * out->body.limit);
	TRY(write_request(request, &line));
	enum status status = stdio_peer_ask(&client->peer, buffer_text(&line), &answer);
	if (status == STATUS_OK)
		status = read_answer(buffer_text(&answer), out);
	if (status == STATUS_OK || status == STATUS_NO_MEMORY)
		return status;
	snprintf(out->failure, sizeof out->failure, "The server %.*s cannot be reached: %s", TEXT_ARGUMENTS(request->address),
	         client->peer.trouble[0] ? client->peer.trouble : "the program that is the network says so.");
	return status == STATUS_TOO_LARGE ? status : STATUS_IO;
}

static void close_client(void *self)
{
	free(self);
}

enum status http_client_stdio_open(int in, FILE *out_file, unsigned seconds, struct http_client *out)
{
	struct stdio_client *client = calloc(1, sizeof *client);
	if (!client)
		return STATUS_NO_MEMORY;
	client->peer = (struct stdio_peer){
		.name = "the network", .in = in, .out = out_file, .seconds = seconds ? seconds : (unsigned)SECONDS_DEFAULT,
	};
	*out = (struct http_client){ client, post, close_client };
	return STATUS_OK;
}
