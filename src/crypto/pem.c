/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pem.h"

#include <stdio.h>

#include "codec/base64.h"

enum { LINE_OCTETS = 48, BOUNDARY_MAXIMUM = 80 };

/* What stands before and after the first `mark`. False: there is none. */
static bool split(struct text text, const char *mark, struct text *before, struct text *after)
{
	size_t size = strlen(mark);
	const char *found = text.size >= size ? memmem(text.data, text.size, mark, size) : NULL;
	if (!found)
		return false;
	*before = (struct text){ text.data, (size_t)(found - text.data) };
	*after = (struct text){ found + size, text.size - before->size - size };
	return true;
}

enum status pem_decode(struct text text, const char *label, struct buffer *out, struct text *rest)
{
	char begin[BOUNDARY_MAXIMUM], end[BOUNDARY_MAXIMUM];
	struct text ignored, body, after;
	snprintf(begin, sizeof begin, "-----BEGIN %s-----", label);
	snprintf(end, sizeof end, "-----END %s-----", label);
	if (!split(text, begin, &ignored, &body))
		return STATUS_NOT_FOUND;
	if (!split(body, end, &body, &after))
		return STATUS_MALFORMED;
	TRY(base64_decode_append(body, out));
	if (rest)
		*rest = after;
	return STATUS_OK;
}

enum status pem_print(const char *label, struct bytes octets, struct buffer *out)
{
	size_t before = out->size;
	enum status status = buffer_print(out, "-----BEGIN %s-----\n", label);
	while (status == STATUS_OK && octets.size > 0) {
		status = base64_append(out, bytes_first(octets, LINE_OCTETS));
		if (status == STATUS_OK)
			status = buffer_append_octet(out, '\n');
		octets = bytes_after(octets, LINE_OCTETS);
	}
	if (status == STATUS_OK)
		status = buffer_print(out, "-----END %s-----\n", label);
	if (status != STATUS_OK)
		out->size = before;
	return status;
}
