/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter.h"

#include <stdlib.h>

#include "base/secret.h"
#include "codec/der_read.h"
#include "profile_package/interpreter_state.h"

struct interpreter *interpreter_new(const struct profile_builder *builder, const struct profile_support *support)
{
	struct interpreter *interpreter = calloc(1, sizeof *interpreter);
	if (!interpreter)
		return NULL;
	interpreter->builder = builder;
	interpreter->support = support;
	interpreter->encoded_response = BUFFER(INTERPRETER_RESPONSE_MAXIMUM);
	return interpreter;
}

void interpreter_free(struct interpreter *interpreter)
{
	if (!interpreter)
		return;
	buffer_release(&interpreter->encoded_response);
	wipe(interpreter, sizeof *interpreter);
	free(interpreter);
}

/* ---- what comes out of the element ---- */

/* Identifications are unique in a package. */
static bool note_identification(struct interpreter *interpreter, uint16_t identification)
{
	uint8_t *octet = &interpreter->identifications[identification / 8];
	uint8_t bit = (uint8_t)(1u << identification % 8);
	bool is_new = !(*octet & bit);
	*octet |= bit;
	return is_new;
}

static enum pe_status take_element_header(struct interpreter *interpreter, struct bytes value)
{
	struct current_element *element = &interpreter->element;
	struct der_reader fields = der_reader(value);
	int identification;
	bool mandated = der_peek(&fields) == 0x80;
	bool read = (!mandated || der_null(&fields, 0x80))
		&& der_small(&fields, 0x81, IDENTIFICATIONS - 1, &identification)
		&& der_end(&fields);
	if (!read)
		return PE_INVALID_REQUEST_FORMAT;
	element->has_header = true;
	element->mandated = mandated;
	element->identification = (uint16_t)identification;
	bool is_new = note_identification(interpreter, element->identification);
	if (!is_new && !profile_support_follows(interpreter->support, RULE_ANY_REPETITION))
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	enum pe_status status = interpret_rules_identification(interpreter, element->identification);
	if (status != PE_OK)
		return status;
	if (element->schema == &schema_unknown_element)
		return PE_NOT_SUPPORTED;
	if (element->postponed != PE_OK)
		return element->postponed;
	if (element->is_object)
		return interpret_object_start(interpreter);
	return element->tag == ELEMENT_AKA ? interpret_aka_start(interpreter) : PE_OK;
}

static enum pe_status take_value(void *self, const struct schema_field *field, struct bytes value)
{
	struct interpreter *interpreter = self;
	enum pe_status status = interpret_rules_value(interpreter, field, value);
	if (status != PE_OK)
		return status;
	switch (field->role) {
	case ROLE_ELEMENT_HEADER:
		return take_element_header(interpreter, value);
	case ROLE_TEMPLATE_ID:
		return interpret_template_start(interpreter, value);
	case ROLE_PIN:
		return interpret_pin(interpreter, value);
	case ROLE_PIN_PATH:
		return interpret_pin_path(interpreter, value);
	case ROLE_PUK:
		return interpret_puk(interpreter, value);
	default:
		break;
	}
	if (interpreter->element.tag == ELEMENT_HEADER)
		return interpret_header_value(interpreter, field, value);
	if (interpreter->element.tag == ELEMENT_AKA)
		return interpret_aka_value(interpreter, field, value);
	if (interpreter->element.tag == ELEMENT_MANAGEMENT)
		return interpret_management_value(interpreter, field, value);
	if (interpreter->element.is_object)
		return interpret_object_value(interpreter, field, value);
	return interpreter->element.is_kept ? PE_OK : interpret_template_file_value(interpreter, field, value);
}

static enum pe_status take_piece(void *self, const struct schema_field *field, struct bytes piece, size_t left)
{
	struct interpreter *interpreter = self;
	enum pe_status status = interpret_rules_field(interpreter, field, piece.size + left);
	if (status == PE_OK && field->role == ROLE_LOAD_BLOCK)
		return interpret_load_block(interpreter, piece, left);
	if (status != PE_OK || field->role != ROLE_FILL_CONTENT)
		return status;
	if (interpreter->element.tag == ELEMENT_MANAGEMENT)
		return interpret_fill_content(interpreter, piece, left);
	return interpret_template_file_content(interpreter, piece, left);
}

static enum pe_status take_open(void *self, const struct schema_field *field)
{
	struct interpreter *interpreter = self;
	enum pe_status status = interpret_rules_field(interpreter, field, 0);
	if (status == PE_OK && interpreter->element.is_object)
		return interpret_object_open(interpreter, field);
	if (status != PE_OK || field->role != ROLE_FILE)
		return status;
	return interpret_template_file_start(interpreter, schema_context_number(field->tag));
}

static enum pe_status take_close(void *self, const struct schema_field *field)
{
	struct interpreter *interpreter = self;
	if (interpreter->element.is_object)
		return interpret_object_close(interpreter, field);
	return field->role == ROLE_FILE ? interpret_template_file_end(interpreter) : PE_OK;
}

/* ---- element by element ---- */

static enum pe_status end_package(const struct interpreter *interpreter)
{
	enum pe_status status = interpret_iot_codes(interpreter);
	return status == PE_OK ? interpreter->builder->end(interpreter->builder->self) : status;
}

static enum pe_status end_element(struct interpreter *interpreter)
{
	const struct current_element *element = &interpreter->element;
	if (element->tag == ELEMENT_HEADER)
		return interpret_header_end(interpreter);
	if (element->tag == ELEMENT_AKA)
		return interpret_aka_end(interpreter);
	if (element->is_object)
		return interpret_object_end(interpreter);
	if (element->tag == ELEMENT_END)
		return interpreter_fatal(interpreter, end_package(interpreter));
	return schema_follows_template(element->schema) ? interpret_template_end(interpreter) : PE_OK;
}

/* Without memory there is no answer, and interpreter_response() is empty. */
static void encode_response(struct interpreter *interpreter)
{
	buffer_clear(&interpreter->encoded_response);
	if (installation_response_encode(&interpreter->response, &interpreter->encoded_response) != STATUS_OK)
		buffer_clear(&interpreter->encoded_response);
}

static void abort_installation(struct interpreter *interpreter)
{
	interpreter->phase = PHASE_ABORTED;
	interpreter->response.aborted = true;
	encode_response(interpreter);
	wipe(&interpreter->stream, sizeof interpreter->stream);
}

/* The package goes on as if the element had not been there. */
static void leave_out(struct interpreter *interpreter)
{
	const struct profile_builder *builder = interpreter->builder;
	interpreter->so_far = interpreter->before;
	interpreter->phase = interpreter->element.left > 0 ? PHASE_SKIPPING : PHASE_BETWEEN;
	if (builder->fail_element && builder->fail_element(builder->self) != PE_OK)
		abort_installation(interpreter);
}

/* An element that is not mandated is left out; its failure is told all the same. */
static void fail_element(struct interpreter *interpreter, enum pe_status status)
{
	const struct current_element *element = &interpreter->element;
	installation_response_note(&interpreter->response, &(struct element_status){
		.status = (uint16_t)status,
		.has_identification = element->has_header,
		.identification = element->identification,
		.offset = (uint32_t)(interpreter->offset - element->start),
	});
	if (element->fatal || !element->has_header || element->mandated ||
	    profile_support_follows(interpreter->support, RULE_EVERY_ELEMENT_MANDATED))
		abort_installation(interpreter);
	else
		leave_out(interpreter);
}

static bool is_kept(uint32_t tag)
{
	return tag == ELEMENT_CDMA || tag == ELEMENT_NON_STANDARD;
}

static bool is_object(uint32_t tag)
{
	return tag == ELEMENT_SECURITY_DOMAIN || tag == ELEMENT_RFM || tag == ELEMENT_APPLICATION;
}

static enum pe_status keep(struct interpreter *interpreter, struct bytes piece)
{
	struct current_element *element = &interpreter->element;
	if (!element->is_kept || piece.size == 0)
		return PE_OK;
	uint32_t offset = element->kept;
	element->kept += (uint32_t)piece.size;
	return interpreter->builder->keep_element(interpreter->builder->self, element->tag, offset, piece);
}

/* Takes what `input` holds of the element. */
static void continue_element(struct interpreter *interpreter, struct bytes *input)
{
	const struct stream_handler handler = {
		.self = interpreter, .open = take_open, .close = take_close, .value = take_value, .piece = take_piece,
	};
	struct current_element *element = &interpreter->element;
	struct bytes chunk = bytes_first(*input, element->left), rest = chunk;
	*input = bytes_after(*input, chunk.size);
	element->left -= chunk.size;
	enum pe_status status = keep(interpreter, chunk);
	if (status == PE_OK)
		status = element_stream_feed(&interpreter->stream, &handler, &rest);
	interpreter->offset += chunk.size - rest.size;
	bool over = status == PE_OK && element_stream_is_over(&interpreter->stream);
	if (over)
		status = end_element(interpreter);
	if (status != PE_OK)
		fail_element(interpreter, status);
	else if (over)
		interpreter->phase = element->tag == ELEMENT_END ? PHASE_ENDED : PHASE_BETWEEN;
	if (interpreter->phase == PHASE_ENDED)
		encode_response(interpreter);
	interpreter->offset += rest.size;
}

static void start_element(struct interpreter *interpreter, uint32_t tag, size_t header_size, size_t value_size)
{
	const struct schema_field *schema = schema_element(tag);
	interpreter->element = (struct current_element){
		.schema = schema ? schema : &schema_unknown_element,
		.tag = tag,
		.start = interpreter->offset - header_size,
		.left = value_size,
		.is_kept = is_kept(tag),
		.is_object = is_object(tag),
	};
	interpreter->file = (struct current_file){ 0 };
	interpreter->walk = (struct template_walk){ 0 };
	interpreter->management_path = (struct file_path){ 0 };
	interpreter->phase = PHASE_IN_ELEMENT;
	element_stream_start(&interpreter->stream, interpreter->element.schema, value_size);
	interpreter->before = interpreter->so_far;
	const struct profile_builder *builder = interpreter->builder;
	enum pe_status begun = builder->begin_element ? builder->begin_element(builder->self, tag) : PE_OK;
	enum pe_status status = interpret_order(interpreter);
	if (status == PE_OK)
		status = begun;
	if (status == PE_OK)
		status = interpret_rules_element(interpreter, value_size);
	if (status == PE_OK)
		status = keep(interpreter, bytes_from(interpreter->header_octets, header_size));
	if (interpreter->element.fatal)
		fail_element(interpreter, status);
	else
		interpreter->element.postponed = status;
	struct bytes nothing = { 0 };
	if (interpreter->phase == PHASE_IN_ELEMENT && value_size == 0)
		continue_element(interpreter, &nothing);
}

static void take_header_octet(struct interpreter *interpreter, struct bytes *input)
{
	interpreter->header_octets[interpreter->header_size++] = input->data[0];
	*input = bytes_after(*input, 1);
	interpreter->offset++;
	uint32_t tag;
	size_t header_size, value_size;
	struct bytes header = bytes_from(interpreter->header_octets, interpreter->header_size);
	enum status read = der_header(header, &tag, &header_size, &value_size);
	if (read == STATUS_BUSY && interpreter->header_size < STREAM_HEADER_MAXIMUM)
		return;
	interpreter->header_size = 0;
	if (read == STATUS_OK) {
		start_element(interpreter, tag, header_size, value_size);
		return;
	}
	interpreter->element = (struct current_element){ .start = interpreter->offset, .fatal = true };
	fail_element(interpreter, PE_INVALID_REQUEST_FORMAT);
}

static void skip(struct interpreter *interpreter, struct bytes *input)
{
	struct current_element *element = &interpreter->element;
	size_t size = bytes_first(*input, element->left).size;
	*input = bytes_after(*input, size);
	interpreter->offset += size;
	element->left -= size;
	if (element->left == 0)
		interpreter->phase = PHASE_BETWEEN;
}

enum status interpreter_feed(struct interpreter *interpreter, struct bytes input)
{
	while (input.size > 0 && interpreter->phase != PHASE_ABORTED)
		switch (interpreter->phase) {
		case PHASE_BETWEEN:
			take_header_octet(interpreter, &input);
			break;
		case PHASE_IN_ELEMENT:
			continue_element(interpreter, &input);
			break;
		case PHASE_SKIPPING:
			skip(interpreter, &input);
			break;
		default:
			/* Nothing may follow the end. */
			if (profile_support_follows(interpreter->support, RULE_OCTETS_AFTER_END))
				return STATUS_OK;
			interpreter->element.fatal = true;
			fail_element(interpreter, PE_INVALID_REQUEST_FORMAT);
			break;
		}
	return interpreter->phase == PHASE_ABORTED ? STATUS_REFUSED : STATUS_OK;
}

enum status interpreter_finish(struct interpreter *interpreter)
{
	if (interpreter->phase != PHASE_ENDED && interpreter->phase != PHASE_ABORTED) {
		interpreter->element.fatal = true;
		fail_element(interpreter, PE_INVALID_REQUEST_FORMAT);
	}
	return interpreter->phase == PHASE_ABORTED ? STATUS_REFUSED : STATUS_OK;
}

struct bytes interpreter_response(const struct interpreter *interpreter)
{
	return buffer_bytes(&interpreter->encoded_response);
}

size_t interpreter_offset(const struct interpreter *interpreter)
{
	return interpreter->offset;
}

const char *interpreter_element(const struct interpreter *interpreter)
{
	return interpreter->element.schema ? interpreter->element.schema->name : "package";
}
