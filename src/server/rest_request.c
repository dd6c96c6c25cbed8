/* SPDX-License-Identifier: Apache-2.0 */
/* Requests taken apart by the table of routes. */
#include <stdio.h>

#include "server/rest.h"

enum { VALUE_MAXIMUM = 1024 };

/* ---- paths ---- */

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

enum status rest_unescape(struct text text, struct arena *arena, struct text *out)
{
	char *result = arena_allocate(arena, text.size + 1);
	size_t size = 0;
	if (!result)
		return STATUS_NO_MEMORY;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] != '%') {
			result[size++] = text.data[i];
			continue;
		}
		int high = i + 2 < text.size ? digit(text.data[i + 1]) : -1;
		int low = i + 2 < text.size ? digit(text.data[i + 2]) : -1;
		if (high < 0 || low < 0)
			return STATUS_MALFORMED;
		result[size++] = (char)(high << 4 | low);
		i += 2;
	}
	struct text unescaped = { result, size };
	if (size > VALUE_MAXIMUM || !text_is_printable_utf8(unescaped))
		return STATUS_MALFORMED;
	*out = unescaped;
	return STATUS_OK;
}

static bool add_given(struct rest_request *request, const char *name, struct text value)
{
	if (request->given_count == ARRAY_SIZE(request->given))
		return false;
	request->given[request->given_count++] = (struct rest_given){ name, value };
	return true;
}

/* "{iccid}" takes one segment, whatever is in it but nothing. */
static bool segment_fits(struct text pattern, struct text segment, struct rest_request *request)
{
	if (pattern.size < 2 || pattern.data[0] != '{')
		return text_equal(pattern, segment);
	struct text value;
	const char *name = arena_string(request->arena, (struct text){ pattern.data + 1, pattern.size - 2 });
	return name && segment.size > 0 && rest_unescape(segment, request->arena, &value) == STATUS_OK &&
	       add_given(request, name, value);
}

static bool path_fits(const char *pattern_text, struct text path, struct rest_request *request)
{
	struct text pattern = text_from(pattern_text);
	request->given_count = 0;
	while (pattern.size > 0 && path.size > 0)
		if (!segment_fits(text_cut(&pattern, '/'), text_cut(&path, '/'), request))
			return false;
	return pattern.size == 0 && !pattern.data == !path.data && path.size == 0;
}

const struct rest_route *rest_route_find(const struct rest_tables *tables, struct text method, struct text path,
                                         struct rest_request *request, char out_others[64])
{
	bool head = text_equal(method, TEXT("HEAD"));
	size_t used = 0;
	out_others[0] = 0;
	for (size_t i = 0; i < tables->table_count; i++)
		for (const struct rest_route *route = tables->tables[i]; route->method; route++) {
			if (!path_fits(route->path, path, request))
				continue;
			if (text_equal(head ? TEXT("GET") : method, text_from(route->method)))
				return route;
			used += (size_t)snprintf(out_others + used, 64 - used, "%s%s", used > 0 ? ", " : "", route->method);
		}
	return NULL;
}

/* ---- query ---- */

static const struct rest_field *find_field(const struct rest_field *fields, struct text name)
{
	for (const struct rest_field *field = fields; field && field->name; field++)
		if (text_equal(name, text_from(field->name)))
			return field;
	return NULL;
}

static bool is_choice(const char *choices, struct text value)
{
	struct text rest = text_from(choices);
	while (rest.size > 0)
		if (text_equal(text_cut(&rest, ' '), value))
			return true;
	return !choices;
}

static bool fits_kind(const struct rest_field *field, struct text value)
{
	uint64_t number;
	if (field->kind == REST_NUMBER)
		return text_to_number(value, INT64_MAX, &number);
	if (field->kind == REST_BOOLEAN)
		return text_equal(value, TEXT("true")) || text_equal(value, TEXT("false"));
	return is_choice(field->choices, value);
}

static enum status refuse(char fault[REST_FAULT_SIZE], const char *name, const char *what)
{
	snprintf(fault, REST_FAULT_SIZE, "%.60s: %s.", name, what);
	return STATUS_REFUSED;
}

static enum status check_query(struct rest_request *request, char fault[REST_FAULT_SIZE])
{
	struct text query = request->http->query;
	while (query.size > 0) {
		struct text value = text_cut(&query, '&'), name = text_cut(&value, '=');
		const struct rest_field *field = find_field(request->route->query, name);
		if (!field)
			return refuse(fault, "query", "there is no such parameter");
		if (rest_is_given(request, field->name))
			return refuse(fault, field->name, "is there twice");
		if (rest_unescape(value, request->arena, &value) != STATUS_OK || !fits_kind(field, value))
			return refuse(fault, field->name, "is not what it should be");
		if (!add_given(request, field->name, value))
			return refuse(fault, field->name, "there are too many parameters");
	}
	for (const struct rest_field *field = request->route->query; field && field->name; field++)
		if (field->is_required && !rest_is_given(request, field->name))
			return refuse(fault, field->name, "is missing");
	return STATUS_OK;
}

/* ---- body ---- */

static enum status check_object(struct json_value object, const struct rest_schema *schema, char fault[REST_FAULT_SIZE]);

static bool is_array_of_texts(struct json_value array)
{
	struct text text;
	for (size_t i = 0; i < json_count(array); i++)
		if (!json_text(json_element(array, i), &text))
			return false;
	return json_is_array(array);
}

static enum status check_objects(struct json_value array, const struct rest_field *field, char fault[REST_FAULT_SIZE])
{
	if (!json_is_array(array))
		return refuse(fault, field->name, "is no array");
	for (size_t i = 0; i < json_count(array); i++)
		TRY(check_object(json_element(array, i), field->schema, fault));
	return STATUS_OK;
}

static enum status check_value(struct json_value value, const struct rest_field *field, char fault[REST_FAULT_SIZE])
{
	struct text text;
	uint64_t number;
	bool boolean, good;
	if (field->kind == REST_OBJECT)
		return check_object(value, field->schema, fault);
	if (field->kind == REST_OBJECTS)
		return check_objects(value, field, fault);
	if (field->kind == REST_TEXT)
		good = json_text(value, &text) && is_choice(field->choices, text);
	else if (field->kind == REST_NUMBER)
		good = json_number(value, INT64_MAX, &number);
	else if (field->kind == REST_BOOLEAN)
		good = json_boolean(value, &boolean);
	else
		good = is_array_of_texts(value);
	return good ? STATUS_OK : refuse(fault, field->name, "is not what it should be");
}

/* An object without fields is one of any members. */
static enum status check_object(struct json_value object, const struct rest_schema *schema, char fault[REST_FAULT_SIZE])
{
	size_t known = 0;
	if (!json_is_object(object))
		return refuse(fault, "body", "there is no object where one should be");
	for (const struct rest_field *field = schema->fields; field && field->name; field++) {
		struct json_value value = json_member(object, field->name);
		if (json_is_present(value)) {
			known++;
			TRY(check_value(value, field, fault));
		} else if (field->is_required) {
			return refuse(fault, field->name, "is missing");
		}
	}
	bool extra = schema->fields && known < json_member_count(object);
	return extra ? refuse(fault, "body", "it has a member that nobody knows") : STATUS_OK;
}

enum status rest_request_check(struct rest_request *request, char fault[REST_FAULT_SIZE])
{
	TRY(check_query(request, fault));
	return request->route->body ? check_object(request->body, request->route->body, fault) : STATUS_OK;
}

/* ---- what was given ---- */

static const struct rest_given *find_given(const struct rest_request *request, const char *name)
{
	for (size_t i = 0; i < request->given_count; i++)
		if (strcmp(request->given[i].name, name) == 0)
			return &request->given[i];
	return NULL;
}

bool rest_is_given(const struct rest_request *request, const char *name)
{
	return find_given(request, name) || json_is_present(json_member(request->body, name));
}

struct text rest_text(const struct rest_request *request, const char *name)
{
	const struct rest_given *given = find_given(request, name);
	struct text text = { 0 };
	if (given)
		return given->value;
	return json_text(json_member(request->body, name), &text) ? text : (struct text){ 0 };
}

int64_t rest_number(const struct rest_request *request, const char *name)
{
	const struct rest_given *given = find_given(request, name);
	uint64_t number = 0;
	bool good = given ? text_to_number(given->value, INT64_MAX, &number)
	                  : json_number(json_member(request->body, name), INT64_MAX, &number);
	return good ? (int64_t)number : 0;
}

bool rest_boolean(const struct rest_request *request, const char *name)
{
	const struct rest_given *given = find_given(request, name);
	bool value = false;
	if (given)
		return text_equal(given->value, TEXT("true"));
	return json_boolean(json_member(request->body, name), &value) && value;
}
