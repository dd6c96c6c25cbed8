/* SPDX-License-Identifier: Apache-2.0 */
/* A package that reaches the card in pieces makes the same profile as one that comes whole, and the interpreter keeps what
 * builder.h promises. The first octet says how it is cut. */
#include "codec/der_read.h"
#include "fuzz.h"
#include "profile_package/interpreter.h"
#include "support/profile_recorder.h"

enum { TEXT_MAXIMUM = 64 << 20, INPUT_MAXIMUM = 1 << 16 };

static const struct profile_support everything = { .major_maximum = 3, .services = 0x3FFFFFFF };

static const uint8_t response_ok[] = { 0x30, 0x07, 0xA0, 0x05, 0x30, 0x03, 0x80, 0x01, 0x00 };

/* Prints all that was made, how it ended and the answer. */
static void install(struct bytes package, size_t step, struct buffer *out)
{
	struct profile_recorder *recorder = malloc(sizeof *recorder);
	check(recorder != NULL);
	profile_recorder_init(recorder);
	struct interpreter *interpreter = interpreter_new(&recorder->builder, &everything);
	check(interpreter != NULL);
	enum status status = STATUS_OK;
	for (; package.size > 0 && status == STATUS_OK; package = bytes_after(package, step))
		status = interpreter_feed(interpreter, bytes_first(package, step));
	enum status finished = interpreter_finish(interpreter);
	check(finished == STATUS_OK || finished == STATUS_REFUSED);
	check(status == STATUS_OK || finished == STATUS_REFUSED);
	check(interpreter_element(interpreter) != NULL);
	struct bytes response = interpreter_response(interpreter);
	check(response.size > 0 && der_check_nesting(response));
	check(finished == STATUS_REFUSED || recorder->ended);
	/* A kept element that fails has given its builder as much as the piece held that it failed in. */
	if (!bytes_equal(response, BYTES(response_ok)))
		buffer_clear(&recorder->kept);
	check(profile_recorder_print(recorder, out) == STATUS_OK);
	check(buffer_append(out, response) == STATUS_OK);
	interpreter_free(interpreter);
	profile_recorder_release(recorder);
	free(recorder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(buffer) whole = BUFFER(TEXT_MAXIMUM);
	AUTO(buffer) pieces = BUFFER(TEXT_MAXIMUM);
	if (size < 2 || size > INPUT_MAXIMUM)
		return 0;
	struct bytes package = bytes_from(data + 1, size - 1);
	install(package, package.size, &whole);
	install(package, data[0] == 0 ? 1 : data[0], &pieces);
	check(bytes_equal(buffer_bytes(&whole), buffer_bytes(&pieces)));
	return 0;
}
