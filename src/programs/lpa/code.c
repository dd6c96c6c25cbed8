/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/code.h"

#include <stdio.h>
#include <unistd.h>

#include "io/file.h"
#include "io/picture_codes.h"
#include "programs/output.h"
#include "rsp/activation_text.h"

static const char standard_input[] = "standard input";

static enum exit_code told(struct invocation *invocation, const char *where, enum status status)
{
	if (status == STATUS_UNSUPPORTED)
		return usage_error(invocation, "%s: this activation code has a format that is not known: it must begin with "
		                               "LPA:1$ or 1$.", where);
	if (status == STATUS_TOO_LARGE)
		return usage_error(invocation, "%s holds too much text to be looked through.", where);
	bool typed = strcmp(where, standard_input) != 0;
	return usage_error(invocation, "%s holds no activation code: one looks like LPA:1$server$MATCHING-ID%s.", where,
	                   typed ? " (put it into single quotes, or the shell eats the $)" : "");
}

/* What was found is a code: activation_text_find() has looked. */
static enum exit_code parse(struct invocation *invocation, struct text found, struct activation_code *out)
{
	struct text kept;
	enum status status = arena_copy_text(&invocation->arena, found, &kept);
	if (status == STATUS_OK)
		status = activation_code_parse(kept, out);
	return status == STATUS_OK ? EXIT_DONE : told(invocation, "This", status);
}

static enum exit_code read_text(struct invocation *invocation, const char *where, struct text text,
                                struct activation_code *out)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	enum status status = activation_text_find(text, &found);
	return status == STATUS_OK ? parse(invocation, buffer_text(&found), out) : told(invocation, where, status);
}

/* ---- pictures ---- */

static enum exit_code several(struct invocation *invocation, const char *where, const struct picture_codes *codes)
{
	fprintf(stderr, "%s: %s holds several activation codes:\n", invocation->program->spoken, where);
	for (size_t i = 0; i < codes->count; i++)
		fprintf(stderr, "  %.*s\n", TEXT_ARGUMENTS(codes->texts[i]));
	return usage_error(invocation, "give the one that is meant.");
}

/* Other QR codes may stand beside it: those that hold no activation code do not count. */
static enum exit_code choose(struct invocation *invocation, const char *where, const struct picture_codes *codes,
                             struct activation_code *out)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	enum status why = STATUS_NOT_FOUND;
	size_t count = 0;
	for (size_t i = 0; i < codes->count; i++) {
		AUTO(buffer) one = BUFFER(ACTIVATION_TEXT_MAXIMUM);
		enum status status = activation_text_find(codes->texts[i], &one);
		if (status == STATUS_OK && (count == 0 || !bytes_equal(buffer_bytes(&one), buffer_bytes(&found)))) {
			count++;
			buffer_clear(&found);
			if (buffer_append(&found, buffer_bytes(&one)) != STATUS_OK)
				return output_failure(invocation, "profile_download", "Out of memory.");
		} else if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
			why = status;
		}
	}
	if (count > 1)
		return several(invocation, where, codes);
	return count == 1 ? parse(invocation, buffer_text(&found), out) : told(invocation, where, why);
}

static enum exit_code read_picture(struct invocation *invocation, const char *where, struct bytes picture,
                                   struct activation_code *out)
{
	struct picture_codes codes;
	char fault[PICTURE_FAULT_SIZE];
	if (picture_codes_read(picture, &invocation->arena, &codes, fault) != STATUS_OK)
		return output_failure(invocation, "profile_download", "%s cannot be read: %s.", where, fault);
	if (codes.count == 0)
		return output_failure(invocation, "profile_download",
		                      "There is no QR code in %s that can be read: take a sharper or larger picture of it.",
		                      where);
	return choose(invocation, where, &codes, out);
}

static enum exit_code read_octets(struct invocation *invocation, const char *where, struct bytes octets,
                                  struct activation_code *out)
{
	return picture_is_one(octets) ? read_picture(invocation, where, octets, out)
	                              : read_text(invocation, where, bytes_text(octets), out);
}

/* ---- files ---- */

static enum exit_code read_input(struct invocation *invocation, struct activation_code *out)
{
	AUTO(buffer) input = BUFFER(PICTURE_OCTETS_MAXIMUM);
	uint8_t piece[1 << 14];
	ssize_t size;
	while ((size = read(STDIN_FILENO, piece, sizeof piece)) > 0)
		if (buffer_append(&input, bytes_from(piece, (size_t)size)) != STATUS_OK)
			return output_failure(invocation, "profile_download",
			                      "Standard input holds more than a picture may have.");
	if (size < 0)
		return output_failure(invocation, "profile_download", "Standard input cannot be read.");
	return read_octets(invocation, standard_input, buffer_bytes(&input), out);
}

static bool looks_like_code(const char *given)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	return activation_text_find(text_from(given), &found) != STATUS_NOT_FOUND;
}

enum exit_code lpa_code_read(struct invocation *invocation, const char *given, struct activation_code *out)
{
	AUTO(buffer) content = { 0 };
	if (strcmp(given, "-") == 0)
		return read_input(invocation, out);
	if (looks_like_code(given))
		return read_text(invocation, "this", text_from(given), out);
	enum status status = file_read(given, PICTURE_OCTETS_MAXIMUM, &content);
	if (status == STATUS_NOT_FOUND)
		return usage_error(invocation, "\"%s\" is neither an activation code nor a file with one: a code looks like "
		                               "LPA:1$server$MATCHING-ID (put it into single quotes, or the shell eats the $).",
		                   given);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_download", "%s cannot be read: %s.", given, file_trouble(status));
	return read_octets(invocation, given, buffer_bytes(&content), out);
}
