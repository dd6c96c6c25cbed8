/* SPDX-License-Identifier: Apache-2.0 */
#include "io/token_uri.h"

#include <stddef.h>

#include "base/hex.h"

#define SCHEME TEXT("pkcs11:")
#define FILE_SCHEME TEXT("file:")

/* RFC 7512 2.3; `size` counts the NUL. */
static const struct attribute {
	const char *name;
	size_t offset, size;
	bool in_query;
} attributes[] = {
	{ "token", offsetof(struct token_uri, token), TOKEN_NAME_SIZE, false },
	{ "manufacturer", offsetof(struct token_uri, manufacturer), TOKEN_NAME_SIZE, false },
	{ "model", offsetof(struct token_uri, model), TOKEN_NAME_SIZE, false },
	{ "serial", offsetof(struct token_uri, serial), TOKEN_NAME_SIZE, false },
	{ "object", offsetof(struct token_uri, object), TOKEN_LABEL_SIZE, false },
	{ "module-path", offsetof(struct token_uri, module_path), TOKEN_PATH_SIZE, true },
	{ "pin-source", offsetof(struct token_uri, pin_file), TOKEN_PATH_SIZE, true },
};

bool token_uri_is_one(struct text text)
{
	return text_starts_with(text, SCHEME);
}

/* At most `room` octets, of which none is a NUL where a text is wanted. */
static enum status unescape(struct text text, bool octets, size_t room, uint8_t *out, size_t *out_size)
{
	size_t size = 0;
	for (size_t i = 0; i < text.size; i++, size++) {
		uint8_t octet = (uint8_t)text.data[i];
		if (size == room)
			return STATUS_TOO_LARGE;
		if (octet == '%') {
			if (text.size - i < 3 || hex_decode((struct text){ text.data + i + 1, 2 }, &octet, 1) != STATUS_OK)
				return STATUS_MALFORMED;
			i += 2;
		}
		if (octet == 0 && !octets)
			return STATUS_MALFORMED;
		out[size] = octet;
	}
	*out_size = size;
	return STATUS_OK;
}

static enum status take(struct text name, struct text value, bool in_query, struct token_uri *out)
{
	if (text_equal(name, TEXT("id")) && !in_query)
		return out->id_size > 0 ? STATUS_MALFORMED : unescape(value, true, TOKEN_ID_MAXIMUM, out->id, &out->id_size);
	if (text_equal(name, TEXT("type")) && !in_query)
		return STATUS_OK; /* what the key is for decides */
	for (size_t i = 0; i < ARRAY_SIZE(attributes); i++) {
		const struct attribute *attribute = &attributes[i];
		if (!text_equal(name, text_from(attribute->name)) || attribute->in_query != in_query)
			continue;
		char *place = (char *)out + attribute->offset;
		size_t size;
		if (*place)
			return STATUS_MALFORMED;
		if (strcmp(attribute->name, "pin-source") == 0 && text_starts_with(value, FILE_SCHEME))
			value = bytes_text(bytes_after(text_bytes(value), FILE_SCHEME.size));
		return unescape(value, false, attribute->size - 1, (uint8_t *)place, &size);
	}
	return STATUS_UNSUPPORTED;
}

static enum status take_all(struct text list, char separator, bool in_query, struct token_uri *out)
{
	while (list.size > 0) {
		struct text value = text_cut(&list, separator);
		struct text name = text_cut(&value, '=');
		if (name.size == 0 || value.size == 0)
			return STATUS_MALFORMED;
		TRY(take(name, value, in_query, out));
	}
	return STATUS_OK;
}

enum status token_uri_parse(struct text text, struct token_uri *out)
{
	struct token_uri uri = { 0 };
	if (!token_uri_is_one(text))
		return STATUS_MALFORMED;
	struct text query = bytes_text(bytes_after(text_bytes(text), SCHEME.size));
	struct text path = text_cut(&query, '?');
	TRY(take_all(path, ';', false, &uri));
	TRY(take_all(query, '&', true, &uri));
	*out = uri;
	return STATUS_OK;
}
