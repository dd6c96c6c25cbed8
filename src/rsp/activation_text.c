/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/activation_text.h"

#include "base/hex.h"

enum { ENCODINGS_MAXIMUM = 2 /* a link inside a link */ };

/* ---- percent encoding (RFC 3986 2.1) ---- */

static bool decode_octet(struct text rest, uint8_t *out)
{
	return rest.size >= 3 && rest.data[0] == '%' &&
	       hex_decode((struct text){ rest.data + 1, 2 }, out, 1) == STATUS_OK;
}

/* What is no encoded octet stays as it is: people paste half of a link. */
static enum status decode_percents(struct text input, struct buffer *out, bool *out_changed)
{
	*out_changed = false;
	for (size_t i = 0; i < input.size; i++) {
		uint8_t octet;
		if (decode_octet((struct text){ input.data + i, input.size - i }, &octet)) {
			*out_changed = true;
			i += 2;
		} else {
			octet = (uint8_t)input.data[i];
		}
		TRY(buffer_append_octet(out, octet));
	}
	return STATUS_OK;
}

/* ---- where a code begins and ends ---- */

static bool ends_a_word(char c)
{
	return (unsigned char)c <= ' ' || strchr("\"'<>()[]{}&#,;", c) != NULL;
}

static bool begins_a_word(struct text text, size_t place)
{
	return place == 0 || ends_a_word(text.data[place - 1]) || strchr("=:/?", text.data[place - 1]) != NULL;
}

static bool stands_at(struct text text, size_t place, struct text what)
{
	return place + what.size <= text.size &&
	       text_equal_ignoring_case((struct text){ text.data + place, what.size }, what);
}

/* A number and a $: "1$", and "2$" of a format that is not known. */
static bool format_stands_at(struct text text, size_t place)
{
	size_t end = place;
	while (end < text.size && text.data[end] >= '0' && text.data[end] <= '9')
		end++;
	return end > place && end < text.size && text.data[end] == '$';
}

/* A full stop or an exclamation mark after the code is the sentence's. */
static struct text cut_word(struct text text, size_t place)
{
	size_t end = place;
	while (end < text.size && !ends_a_word(text.data[end]))
		end++;
	while (end > place && strchr(".!?", text.data[end - 1]) != NULL)
		end--;
	return (struct text){ text.data + place, end - place };
}

/* lpa:1$…, and lpa://1$… as some pages write their links. */
static size_t after_scheme(struct text text, size_t place)
{
	place += sizeof "LPA:" - 1;
	return stands_at(text, place, TEXT("//")) ? place + 2 : place;
}

/* The first place where a code may begin, after its LPA: if it has one; text.size: none. */
static size_t find_place(struct text text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (!begins_a_word(text, i))
			continue;
		if (stands_at(text, i, TEXT("LPA:")) && format_stands_at(text, after_scheme(text, i)))
			return after_scheme(text, i);
		if (format_stands_at(text, i))
			return i;
	}
	return text.size;
}

static enum status find_plain(struct text text, struct buffer *out)
{
	struct activation_code code;
	size_t place = find_place(text);
	if (place == text.size)
		return STATUS_NOT_FOUND;
	struct text word = cut_word(text, place);
	TRY(activation_code_parse(word, &code));
	return buffer_append_text(out, word);
}

enum status activation_text_find(struct text input, struct buffer *out)
{
	AUTO(buffer) text = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	AUTO(buffer) decoded = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	bool changed = true;
	TRY(buffer_append_text(&text, input));
	for (int i = 0; changed; i++) {
		enum status status = find_plain(buffer_text(&text), out);
		if (status != STATUS_NOT_FOUND || i == ENCODINGS_MAXIMUM)
			return status;
		buffer_clear(&decoded);
		TRY(decode_percents(buffer_text(&text), &decoded, &changed));
		buffer_clear(&text);
		TRY(buffer_append(&text, buffer_bytes(&decoded)));
	}
	return STATUS_NOT_FOUND;
}
