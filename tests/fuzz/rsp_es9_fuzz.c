/* SPDX-License-Identifier: Apache-2.0 */
/* JSON bodies of ES9+ and ES11, requests and answers: what is read is written so that it reads the same. */
#include "fuzz.h"
#include "rsp/authenticate_client.h"
#include "rsp/cancel_session.h"
#include "rsp/get_bound_package.h"
#include "rsp/initiate_authentication.h"
#include "rsp/notification.h"

enum { BODY_MAXIMUM = 1 << 20 };

/* An open answer object, or a body that a writer filled, parsed again. */
static struct json_value parsed(struct buffer *body, struct json_document *document)
{
	check(json_parse(buffer_text(body), document) == STATUS_OK);
	return json_root(document);
}

static void check_initiate_request(struct json_value json, struct arena *arena)
{
	AUTO(buffer) body = BUFFER(BODY_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct initiate_authentication_request request, again;
	if (initiate_authentication_request_read(json, arena, &request) != STATUS_OK)
		return;
	check(initiate_authentication_request_write(&request, &body) == STATUS_OK);
	check(initiate_authentication_request_read(parsed(&body, &document), arena, &again) == STATUS_OK);
	check(text_equal(request.smdp_address, again.smdp_address));
	check(bytes_equal(request.euicc_challenge, again.euicc_challenge));
	check(bytes_equal(request.euicc_info1, again.euicc_info1));
}

static void check_initiate_answer(struct json_value json, struct arena *arena)
{
	AUTO(buffer) body = BUFFER(BODY_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct initiate_authentication_answer answer, again;
	const struct failure none = { 0 };
	if (initiate_authentication_answer_read(json, arena, &answer) != STATUS_OK)
		return;
	struct json_writer writer = json_writer(&body);
	function_answer_open(&writer, &none);
	initiate_authentication_answer_write(&answer, &writer);
	json_close_object(&writer);
	check(json_finish(&writer) == STATUS_OK);
	check(initiate_authentication_answer_read(parsed(&body, &document), arena, &again) == STATUS_OK);
	check(text_equal(answer.transaction_id, again.transaction_id));
	check(bytes_equal(answer.server_signed1, again.server_signed1));
	check(bytes_equal(answer.server_certificate, again.server_certificate));
}

static void check_client_answer(struct json_value json, struct arena *arena)
{
	AUTO(buffer) body = BUFFER(BODY_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct authenticate_client_answer answer, again;
	if (authenticate_client_answer_read(json, arena, &answer) != STATUS_OK)
		return;
	struct json_writer writer = json_writer(&body);
	json_open_object(&writer, NULL);
	authenticate_client_answer_write(&answer, &writer);
	json_close_object(&writer);
	check(json_finish(&writer) == STATUS_OK);
	check(authenticate_client_answer_read(parsed(&body, &document), arena, &again) == STATUS_OK);
	check(bytes_equal(answer.profile_metadata, again.profile_metadata));
	check(bytes_equal(answer.smdp_signature2, again.smdp_signature2));
}

/* The three requests that are a transaction ID and one element. */
static void check_session_requests(struct json_value json, struct arena *arena)
{
	AUTO(buffer) body = BUFFER(BODY_MAXIMUM);
	AUTO(json_document) document = { 0 };
	struct authenticate_client_request client, client_again;
	struct get_bound_package_request package;
	struct es9_cancel_session_request cancel;
	struct text transaction_id;
	if (get_bound_package_request_read(json, arena, &package) == STATUS_OK)
		check(package.transaction_id.size >= 1 && package.transaction_id.size <= TRANSACTION_ID_MAXIMUM);
	if (es9_cancel_session_request_read(json, arena, &cancel) == STATUS_OK)
		check(cancel.cancel_session_response.size >= 3);
	if (authenticate_client_request_read(json, arena, &client) != STATUS_OK)
		return;
	check(transaction_id_text(json, &transaction_id) == STATUS_OK);
	check(authenticate_client_request_write(transaction_id, client.authenticate_server_response, &body) == STATUS_OK);
	check(authenticate_client_request_read(parsed(&body, &document), arena, &client_again) == STATUS_OK);
	check(bytes_equal(client.transaction_id, client_again.transaction_id));
	check(bytes_equal(client.authenticate_server_response, client_again.authenticate_server_response));
}

static void check_headers(struct json_value json, struct arena *arena)
{
	struct failure failure = { 0 };
	struct bytes pending;
	struct get_bound_package_answer package;
	enum status status = function_answer_status(json, &failure);
	check(failure_is_set(&failure) == (status == STATUS_REFUSED));
	check(status != STATUS_REFUSED || failure.message.size > 0);
	if (handle_notification_request_read(json, arena, &pending) == STATUS_OK)
		check(pending.size >= 2);
	if (get_bound_package_answer_read(json, arena, &package) == STATUS_OK)
		check(package.bound_package.size >= 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(json_document) document = { 0 };
	AUTO(arena) arena = ARENA(8 * BODY_MAXIMUM);
	if (json_parse((struct text){ (const char *)data, size }, &document) != STATUS_OK)
		return 0;
	struct json_value json = json_root(&document);
	check_initiate_request(json, &arena);
	check_initiate_answer(json, &arena);
	check_client_answer(json, &arena);
	check_session_requests(json, &arena);
	check_headers(json, &arena);
	return 0;
}
