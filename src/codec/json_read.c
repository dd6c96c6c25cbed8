/* SPDX-License-Identifier: Apache-2.0 */
#include <cjson/cJSON.h>

#include "codec/base64.h"
#include "codec/json.h"

void json_document_release(struct json_document *document)
{
	cJSON_Delete(document->root);
	document->root = NULL;
}

/* cJSON nests up to a thousand deep, keeps duplicate members and cuts strings at an escaped NUL. The first is counted
 * over the text, before anything is built. */
static bool nesting_is_bounded(struct text text)
{
	int depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > JSON_DEPTH_MAXIMUM)
				return false;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return true;
}

static bool has_nul(struct text text)
{
	if (text.size > 0 && memchr(text.data, 0, text.size))
		return true;
	for (size_t i = 0; i + 6 <= text.size; i++) {
		if (text.data[i] != '\\')
			continue;
		if (memcmp(text.data + i, "\\u0000", 6) == 0)
			return true;
		i++;
	}
	return false;
}

static bool names_are_unique(const cJSON *node)
{
	int members = 0;
	for (const cJSON *child = node->child; child; child = child->next) {
		if (!names_are_unique(child) || (cJSON_IsObject(node) && ++members > JSON_MEMBERS_MAXIMUM))
			return false;
		if (!cJSON_IsObject(node))
			continue;
		for (const cJSON *later = child->next; later; later = later->next)
			if (strcmp(child->string, later->string) == 0)
				return false;
	}
	return true;
}

enum status json_parse(struct text text, struct json_document *out)
{
	if (text.size == 0 || has_nul(text) || !nesting_is_bounded(text))
		return STATUS_MALFORMED;
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(text.data, text.size, &end, false);
	if (!root)
		return STATUS_MALFORMED;
	struct text rest = { end, text.size - (size_t)(end - text.data) };
	if (text_trimmed(rest).size > 0 || !names_are_unique(root)) {
		cJSON_Delete(root);
		return STATUS_MALFORMED;
	}
	out->root = root;
	return STATUS_OK;
}

struct json_value json_root(const struct json_document *document)
{
	return (struct json_value){ document->root };
}

static struct json_value unless_null(const cJSON *node)
{
	return (struct json_value){ cJSON_IsNull(node) ? NULL : node };
}

struct json_value json_member(struct json_value object, const char *name)
{
	return unless_null(cJSON_GetObjectItemCaseSensitive(object.node, name));
}

size_t json_member_count(struct json_value object)
{
	size_t count = 0;
	const cJSON *member;
	if (json_is_object(object))
		cJSON_ArrayForEach(member, (const cJSON *)object.node)
			count += !cJSON_IsNull(member);
	return count;
}

size_t json_count(struct json_value array)
{
	return cJSON_IsArray((const cJSON *)array.node) ? (size_t)cJSON_GetArraySize(array.node) : 0;
}

struct json_value json_element(struct json_value array, size_t index)
{
	return index < json_count(array) ? unless_null(cJSON_GetArrayItem(array.node, (int)index))
	                                 : (struct json_value){ 0 };
}

bool json_is_present(struct json_value value)
{
	return value.node != NULL;
}

bool json_is_object(struct json_value value)
{
	return cJSON_IsObject((const cJSON *)value.node);
}

bool json_is_array(struct json_value value)
{
	return cJSON_IsArray((const cJSON *)value.node);
}

bool json_text(struct json_value value, struct text *out)
{
	const cJSON *node = value.node;
	if (!cJSON_IsString(node))
		return false;
	*out = text_from(node->valuestring);
	return true;
}

bool json_boolean(struct json_value value, bool *out)
{
	const cJSON *node = value.node;
	if (!cJSON_IsBool(node))
		return false;
	*out = cJSON_IsTrue(node);
	return true;
}

bool json_number(struct json_value value, uint64_t maximum, uint64_t *out)
{
	const double exact_up_to = 9007199254740992.0; /* 2^53 */
	const cJSON *node = value.node;
	if (!cJSON_IsNumber(node) || !(node->valuedouble >= 0) || node->valuedouble > exact_up_to)
		return false;
	uint64_t number = (uint64_t)node->valuedouble;
	if ((double)number != node->valuedouble || number > maximum)
		return false;
	*out = number;
	return true;
}

enum status json_base64_member(struct json_value object, const char *name, struct buffer *out)
{
	struct json_value member = json_member(object, name);
	struct text text;
	if (!json_is_present(member))
		return STATUS_NOT_FOUND;
	if (!json_text(member, &text))
		return STATUS_MALFORMED;
	return base64_decode_append(text, out);
}
