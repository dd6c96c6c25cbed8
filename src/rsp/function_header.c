/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/function_header.h"

#include "base/hex.h"
#include "codec/der_read.h"
#include "rsp/identifiers.h"

enum {
	MESSAGE_MAXIMUM = 500, /* octets of a peer's sentence that we pass on: ours */
	CODE_MAXIMUM = 15,     /* characters of a subject or reason code: ours */
};

/* Servers in the field leave the header out of their answers. */
bool admin_protocol_is_supported(struct text value)
{
	struct text version = text_trimmed(value);
	return version.size == 0 || text_starts_with(version, TEXT("gsma/rsp/v2."))
	       || text_starts_with(version, TEXT("gsma/rsp/v3."));
}

bool content_type_is_json(struct text value)
{
	struct text type = text_trimmed(text_cut(&value, ';'));
	return text_equal_ignoring_case(type, TEXT(RSP_CONTENT_TYPE));
}

enum status text_member(struct json_value object, const char *name, size_t maximum, struct text *out)
{
	struct json_value member = json_member(object, name);
	struct text got;
	if (!json_is_present(member))
		return STATUS_NOT_FOUND;
	if (!json_text(member, &got) || got.size == 0 || got.size > maximum)
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status optional_text_member(struct json_value object, const char *name, size_t maximum, struct text *out)
{
	struct json_value member = json_member(object, name);
	struct text got = { 0 };
	if (json_is_present(member) && (!json_text(member, &got) || got.size > maximum))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

enum status function_request_header_read(struct json_value request, struct function_request_header *out)
{
	struct json_value header = json_member(request, "header");
	struct function_request_header got;
	TRY(text_member(header, "functionRequesterIdentifier", FUNCTION_REQUESTER_MAXIMUM, &got.requester));
	TRY(text_member(header, "functionCallIdentifier", FUNCTION_CALL_IDENTIFIER_MAXIMUM, &got.call_identifier));
	if (!text_is_printable_utf8(got.requester) || !text_is_printable_utf8(got.call_identifier))
		return STATUS_MALFORMED;
	*out = got;
	return STATUS_OK;
}

void function_request_open(struct json_writer *writer, const struct function_request_header *header)
{
	json_open_object(writer, NULL);
	json_open_object(writer, "header");
	json_put_text(writer, "functionRequesterIdentifier", header->requester);
	json_put_text(writer, "functionCallIdentifier", header->call_identifier);
	json_close_object(writer);
}

void optional_text_put(struct json_writer *writer, const char *name, struct text value)
{
	if (value.size > 0)
		json_put_text(writer, name, value);
}

/* SGP.22 6.5.1.4. */
void execution_status_put(struct json_writer *writer, const char *name, const struct failure *failure)
{
	bool failed = failure_is_set(failure);
	json_open_object(writer, name);
	json_put_text(writer, "status", failed ? TEXT("Failed") : TEXT("Executed-Success"));
	if (failed) {
		json_open_object(writer, "statusCodeData");
		json_put_text(writer, "subjectCode", failure->subject_code);
		json_put_text(writer, "reasonCode", failure->reason_code);
		optional_text_put(writer, "message", failure->message);
		json_close_object(writer);
	}
	json_close_object(writer);
}

void function_answer_open(struct json_writer *writer, const struct failure *failure)
{
	json_open_object(writer, NULL);
	json_open_object(writer, "header");
	execution_status_put(writer, "functionExecutionStatus", failure);
	json_close_object(writer);
}

/* Numbers joined by full stops. */
static bool code_is_valid(struct text code)
{
	if (code.size == 0 || code.size > CODE_MAXIMUM)
		return false;
	do {
		uint64_t number;
		if (!text_to_number(text_cut(&code, '.'), UINT16_MAX, &number))
			return false;
	} while (code.data);
	return true;
}

/* SGP.22 6.5.1.4. A server that fails without saying why is still understood to have failed. */
static enum status read_failure(struct json_value execution_status, struct failure *out)
{
	struct json_value data = json_member(execution_status, "statusCodeData");
	struct failure got = failure_make("1", "4");
	if (!json_is_present(data)) {
		*out = got;
		return STATUS_REFUSED;
	}
	if (!json_text(json_member(data, "subjectCode"), &got.subject_code)
	    || !json_text(json_member(data, "reasonCode"), &got.reason_code) || !code_is_valid(got.subject_code)
	    || !code_is_valid(got.reason_code))
		return STATUS_MALFORMED;
	bool has_message = json_text(json_member(data, "message"), &got.message) && got.message.size > 0;
	if (!has_message || got.message.size > MESSAGE_MAXIMUM || !text_is_printable_utf8(got.message))
		got.message = failure_sentence(got.subject_code, got.reason_code);
	*out = got;
	return STATUS_REFUSED;
}

/* A warning counts as executed: the function's output is there (SGP.22 5.2.6). */
enum status execution_status_read(struct json_value execution_status, struct failure *out_failure)
{
	struct text status;
	if (!json_text(json_member(execution_status, "status"), &status))
		return STATUS_MALFORMED;
	if (text_equal(status, TEXT("Executed-Success")) || text_equal(status, TEXT("Executed-WithWarning")))
		return STATUS_OK;
	if (text_equal(status, TEXT("Failed")) || text_equal(status, TEXT("Expired")))
		return read_failure(execution_status, out_failure);
	return STATUS_MALFORMED;
}

enum status function_answer_status(struct json_value answer, struct failure *out_failure)
{
	return execution_status_read(json_member(json_member(answer, "header"), "functionExecutionStatus"), out_failure);
}

enum status transaction_id_text(struct json_value object, struct text *out)
{
	AUTO(buffer) octets = BUFFER(TRANSACTION_ID_MAXIMUM);
	struct json_value member = json_member(object, "transactionId");
	struct text text;
	if (!json_is_present(member))
		return STATUS_NOT_FOUND;
	if (!json_text(member, &text) || text.size == 0)
		return STATUS_MALFORMED;
	enum status status = hex_decode_append(text, &octets);
	if (status == STATUS_TOO_LARGE)
		return STATUS_MALFORMED;
	TRY(status);
	*out = text;
	return STATUS_OK;
}

enum status transaction_id_member(struct json_value object, struct buffer *out)
{
	struct text text;
	TRY(transaction_id_text(object, &text));
	return hex_decode_append(text, out);
}

enum status transaction_id_octets(struct json_value object, struct arena *storage, struct bytes *out)
{
	AUTO(buffer) octets = BUFFER(TRANSACTION_ID_MAXIMUM);
	TRY(transaction_id_member(object, &octets));
	return arena_copy(storage, buffer_bytes(&octets), out);
}

/* The decoded octets are never more than the characters they come from: the limit of the body is theirs too. */
static enum status decode_member(struct json_value object, const char *name, struct buffer *out)
{
	struct json_value member = json_member(object, name);
	struct text text = { 0 };
	if (json_is_present(member) && !json_text(member, &text))
		return STATUS_MALFORMED;
	*out = BUFFER(text.size);
	return json_base64_member(object, name, out);
}

enum status octets_member(struct json_value object, const char *name, size_t minimum, size_t maximum,
                          struct arena *storage, struct bytes *out)
{
	AUTO(buffer) octets = { 0 };
	TRY(decode_member(object, name, &octets));
	if (octets.size < minimum || octets.size > maximum)
		return STATUS_MALFORMED;
	return arena_copy(storage, buffer_bytes(&octets), out);
}

enum status element_member(struct json_value object, const char *name, uint32_t tag, struct arena *storage,
                           struct bytes *out)
{
	AUTO(buffer) octets = { 0 };
	TRY(decode_member(object, name, &octets));
	struct der_reader reader = der_reader(buffer_bytes(&octets));
	struct bytes element;
	if (!der_whole(&reader, tag, &element) || !der_end(&reader))
		return STATUS_MALFORMED;
	return arena_copy(storage, element, out);
}

enum status session_request_write(struct text transaction_id, const char *name, struct bytes element,
                                  struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	json_open_object(&writer, NULL);
	json_put_text(&writer, "transactionId", transaction_id);
	json_put_base64(&writer, name, element);
	json_close_object(&writer);
	return json_finish(&writer);
}
