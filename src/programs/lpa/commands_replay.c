/* SPDX-License-Identifier: Apache-2.0 */
/* `notification replay`: what `notification dump` has printed goes to its servers, without the card that it came from. */
#include <stdio.h>
#include <stdlib.h>

#include "programs/lpa/commands.h"
#include "programs/lpa/interrupt.h"
#include "programs/lpa/link.h"
#include "programs/output.h"
#include "rsp/notification.h"

enum { ANSWER_MAXIMUM = 64 << 10, PENDING_MAXIMUM = 16 << 10, HTTP_GOOD = 2 };

/* A line of the dump. The address lives in the document. */
static bool read_line(struct text line, struct json_document *document, struct buffer *pending, struct text *out_address,
                      uint64_t *out_number)
{
	struct text type;
	if (json_parse(line, document) != STATUS_OK)
		return false;
	struct json_value root = json_root(document);
	struct notification_metadata metadata;
	return json_text(json_member(root, "type"), &type) && text_equal(type, TEXT("notification")) &&
	       json_text(json_member(root, "notificationAddress"), out_address) && address_is_valid(*out_address) &&
	       json_number(json_member(root, "seqNumber"), INT64_MAX, out_number) &&
	       json_base64_member(root, "pendingNotification", pending) == STATUS_OK &&
	       pending_notification_metadata(buffer_bytes(pending), &metadata) == STATUS_OK;
}

/* SGP.22 5.6.4: there is no answer but the status of HTTP. */
static enum exit_code post(struct invocation *invocation, struct http_client *http, struct text address, struct bytes pending)
{
	AUTO(buffer) body = BUFFER(2 * PENDING_MAXIMUM);
	AUTO(http_client_answer) answer = { .body = BUFFER(ANSWER_MAXIMUM) };
	if (handle_notification_request_write(pending, &body) != STATUS_OK)
		return output_failure(invocation, "es9p_handle_notification", "A notification is too long to be sent.");
	const struct http_client_request request = {
		.address = address,
		.path = TEXT(HANDLE_NOTIFICATION_PATH),
		.content_type = TEXT(RSP_CONTENT_TYPE),
		.user_agent = TEXT(LPA_USER_AGENT),
		.admin_protocol = TEXT(RSP_ADMIN_PROTOCOL),
		.body = buffer_bytes(&body),
	};
	if (http_client_post(http, &request, &answer) != STATUS_OK)
		return output_failure(invocation, "es9p_handle_notification", "%s", answer.failure);
	if (answer.status / 100 != HTTP_GOOD)
		return output_failure(invocation, "es9p_handle_notification",
		                      "The server %.*s does not take the notification (HTTP %d): try again later, or ask "
		                      "the operator.",
		                      TEXT_ARGUMENTS(address), answer.status);
	return EXIT_DONE;
}

/* Ends at the first that cannot be read or sent: those behind it are to be sent after it (SGP.22 3.5). */
static enum exit_code replay(struct invocation *invocation, struct http_client *http, struct text line)
{
	AUTO(json_document) document = { 0 };
	AUTO(buffer) pending = BUFFER(PENDING_MAXIMUM);
	char data[24];
	struct text address;
	uint64_t number;
	if (!read_line(line, &document, &pending, &address, &number))
		return output_failure(invocation, "parse_notification",
		                      "A line of the input is not one that \"notification dump\" prints.");
	snprintf(data, sizeof data, "%llu", (unsigned long long)number);
	output_progress(invocation, "es9p_handle_notification", text_from(data), "Sending notification %s", data);
	return post(invocation, http, address, buffer_bytes(&pending));
}

enum exit_code lpa_notification_replay_command(struct invocation *invocation)
{
	struct http_client http = { 0 };
	bool has_authority = false;
	char *line = NULL;
	size_t room = 0, count = 0;
	ssize_t size;
	enum exit_code code = lpa_link_http(invocation, interrupt_flag(), &http, &has_authority);
	interrupts_watch();
	while (code == EXIT_DONE && (size = getline(&line, &room, stdin)) >= 0) {
		struct text text = text_trimmed((struct text){ line, (size_t)size });
		if (text.size == 0)
			continue;
		code = replay(invocation, &http, text);
		count++;
	}
	free(line);
	http_client_close(&http);
	if (code != EXIT_DONE)
		return code;
	return output_success(invocation, (struct text){ 0 }, "%zu %s sent.", count,
	                      count == 1 ? "notification was" : "notifications were");
}
