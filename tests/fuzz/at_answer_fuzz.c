/* SPDX-License-Identifier: Apache-2.0 */
/* A modem that says anything, in two pieces: where they part makes no difference to the first answer. */
#include "fuzz.h"
#include "io/at_answer.h"

struct reading {
	struct at_lines lines;
	struct at_answer answer;
	bool is_done;
};

static void reading_release(struct reading *reading)
{
	at_lines_release(&reading->lines);
}

static void add(struct reading *reading, struct bytes octets)
{
	at_lines_add(&reading->lines, octets);
	if (!reading->is_done)
		reading->is_done = at_lines_look(&reading->lines, "+CGLA: ", &reading->answer);
}

static void check_answer(const struct at_answer *answer)
{
	AUTO(buffer) octets = BUFFER(1 << 16);
	check(answer->ending == AT_OK || answer->ending == AT_ERROR || answer->ending == AT_FAILED);
	check(answer->code >= AT_CODE_NONE);
	check(answer->code == AT_CODE_NONE || answer->ending == AT_FAILED);
	check(!at_error_about(answer->code) || answer->ending == AT_FAILED);
	if (answer->has_line && at_apdu_read(answer->line, &octets) == STATUS_OK)
		check(octets.size * 2 <= answer->line.size);
	else
		check(octets.size == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes all = bytes_from(data, size);
	AUTO(reading) whole = { .lines = at_lines(), .answer = { .code = AT_CODE_NONE } };
	AUTO(reading) parted = { .lines = at_lines(), .answer = { .code = AT_CODE_NONE } };
	if (size >= AT_LINE_MAXIMUM)
		return 0;
	add(&whole, all);
	add(&parted, bytes_first(all, size / 2));
	add(&parted, bytes_after(all, size / 2));
	check(whole.is_done == parted.is_done);
	check(whole.answer.ending == parted.answer.ending && whole.answer.code == parted.answer.code);
	check(whole.answer.has_line == parted.answer.has_line);
	check(text_equal(whole.answer.line, parted.answer.line));
	check_answer(&whole.answer);
	return 0;
}
