/* SPDX-License-Identifier: Apache-2.0 */
#include "io/at_answer.h"

#include "base/hex.h"

struct at_lines at_lines(void)
{
	return (struct at_lines){ .input = BUFFER(AT_LINE_MAXIMUM), .line = BUFFER(AT_LINE_MAXIMUM) };
}

void at_lines_release(struct at_lines *lines)
{
	buffer_release(&lines->input);
	buffer_release(&lines->line);
}

void at_lines_clear(struct at_lines *lines)
{
	buffer_clear(&lines->input);
	buffer_clear(&lines->line);
}

void at_lines_add(struct at_lines *lines, struct bytes octets)
{
	if (buffer_append(&lines->input, octets) != STATUS_OK)
		buffer_clear(&lines->input);
}

/* Either line end closes a line; what is empty between two of them is no line. */
static bool take_line(struct at_lines *lines, struct buffer *out)
{
	for (;;) {
		size_t end = 0;
		while (end < lines->input.size && lines->input.data[end] != '\r' && lines->input.data[end] != '\n')
			end++;
		if (end == lines->input.size)
			return false;
		struct text line = text_trimmed(bytes_text(bytes_first(buffer_bytes(&lines->input), end)));
		buffer_clear(out);
		bool is_kept = line.size > 0 && buffer_append_text(out, line) == STATUS_OK;
		buffer_drop_first(&lines->input, end + 1);
		if (is_kept)
			return true;
	}
}

/* V.250 5.7.1, TS 27.007 9.2. NO CARRIER is what ends the answer of a port that was a data connection. */
static bool is_final(struct text line, struct at_answer *answer)
{
	static const char cme[] = "+CME ERROR:", cms[] = "+CMS ERROR:";
	if (text_equal(line, TEXT("OK"))) {
		answer->ending = AT_OK;
		return true;
	}
	if (text_equal(line, TEXT("ERROR")) || text_equal(line, TEXT("NO CARRIER")) ||
	    text_equal(line, TEXT("COMMAND NOT SUPPORT")) || text_starts_with(line, TEXT(cms))) {
		answer->ending = AT_ERROR;
		return true;
	}
	if (!text_starts_with(line, TEXT(cme)))
		return false;
	answer->ending = AT_FAILED;
	answer->code = at_error_read(text_trimmed(bytes_text(bytes_after(text_bytes(line), sizeof cme - 1))));
	return true;
}

static bool is_result(struct text line, const char *prefix, struct text *out)
{
	struct text start = text_from(prefix);
	uint64_t number;
	if (prefix && text_starts_with(line, text_trimmed(start))) {
		*out = text_trimmed(bytes_text(bytes_after(text_bytes(line), text_trimmed(start).size)));
		return true;
	}
	if (!prefix || start.data[start.size - 1] != ' ' || !text_to_number(line, UINT32_MAX, &number))
		return false;
	*out = line;
	return true;
}

bool at_lines_look(struct at_lines *lines, const char *prefix, struct at_answer *answer)
{
	AUTO(buffer) line = BUFFER(AT_LINE_MAXIMUM);
	while (take_line(lines, &line)) {
		struct text found;
		if (is_final(buffer_text(&line), answer))
			return true;
		if (!is_result(buffer_text(&line), prefix, &found))
			continue;
		buffer_clear(&lines->line);
		answer->has_line = buffer_append_text(&lines->line, found) == STATUS_OK;
		answer->line = buffer_text(&lines->line);
	}
	return false;
}

enum status at_apdu_read(struct text line, struct buffer *answer)
{
	struct text digits = line;
	struct text length = text_trimmed(text_cut(&digits, ','));
	uint64_t count;
	digits = text_trimmed(digits);
	if (digits.size >= 2 && digits.data[0] == '"' && digits.data[digits.size - 1] == '"')
		digits = (struct text){ digits.data + 1, digits.size - 2 };
	if (!text_to_number(length, AT_LINE_MAXIMUM, &count) || (count != digits.size && count * 2 != digits.size))
		return STATUS_MALFORMED;
	return hex_decode_append(digits, answer);
}
