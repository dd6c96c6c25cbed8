/* SPDX-License-Identifier: Apache-2.0 */
/* The OpenAPI 3.1 document of a table of routes: the same rows that requests are checked by. */
#include <stdio.h>

#include "server/rest.h"

enum { SCHEMAS_MAXIMUM = 96, NAME_SIZE = 120 };

struct document {
	struct json_writer writer;
	const struct rest_tables *tables;
	const struct rest_schema *schemas[SCHEMAS_MAXIMUM]; /* that have a name */
	size_t schema_count;
};

static void put(struct document *document, const char *name, const char *value)
{
	json_put_text(&document->writer, name, text_from(value));
}

static void open_object(struct document *document, const char *name)
{
	json_open_object(&document->writer, name);
}

static void close_object(struct document *document)
{
	json_close_object(&document->writer);
}

/* ---- schemas ---- */

static void put_schema(struct document *document, const char *name, const struct rest_schema *schema);

static void put_choices(struct document *document, const char *choices)
{
	struct text rest = text_from(choices);
	if (!choices)
		return;
	json_open_array(&document->writer, "enum");
	while (rest.size > 0)
		json_put_text(&document->writer, NULL, text_cut(&rest, ' '));
	json_close_array(&document->writer);
}

static void put_kind(struct document *document, const struct rest_field *field)
{
	static const char *const types[] = {
		[REST_TEXT] = "string",   [REST_NUMBER] = "integer", [REST_BOOLEAN] = "boolean",
		[REST_TEXTS] = "array",   [REST_OBJECT] = "object",  [REST_OBJECTS] = "array",
	};
	put(document, "type", types[field->kind]);
	put_choices(document, field->choices);
	if (field->kind == REST_TEXTS) {
		open_object(document, "items");
		put(document, "type", "string");
		close_object(document);
	} else if (field->kind == REST_OBJECTS) {
		put_schema(document, "items", field->schema);
	}
}

static void put_field(struct document *document, const struct rest_field *field)
{
	if (field->kind == REST_OBJECT) {
		put_schema(document, field->name, field->schema);
		return;
	}
	open_object(document, field->name);
	put_kind(document, field);
	if (field->help)
		put(document, "description", field->help);
	close_object(document);
}

static void put_required(struct document *document, const struct rest_field *fields)
{
	bool any = false;
	for (const struct rest_field *field = fields; field && field->name; field++)
		any = any || field->is_required;
	if (!any)
		return;
	json_open_array(&document->writer, "required");
	for (const struct rest_field *field = fields; field->name; field++)
		if (field->is_required)
			put(document, NULL, field->name);
	json_close_array(&document->writer);
}

static void put_object(struct document *document, const char *name, const struct rest_schema *schema)
{
	open_object(document, name);
	put(document, "type", "object");
	put_required(document, schema->fields);
	if (schema->fields) {
		open_object(document, "properties");
		for (const struct rest_field *field = schema->fields; field->name; field++)
			put_field(document, field);
		close_object(document);
		json_put_boolean(&document->writer, "additionalProperties", false);
	}
	close_object(document);
}

static void note_schema(struct document *document, const struct rest_schema *schema)
{
	for (size_t i = 0; i < document->schema_count; i++)
		if (document->schemas[i] == schema)
			return;
	if (document->schema_count < SCHEMAS_MAXIMUM)
		document->schemas[document->schema_count++] = schema;
}

static void put_schema(struct document *document, const char *name, const struct rest_schema *schema)
{
	char reference[NAME_SIZE];
	if (!schema->name) {
		put_object(document, name, schema);
		return;
	}
	note_schema(document, schema);
	snprintf(reference, sizeof reference, "#/components/schemas/%s", schema->name);
	open_object(document, name);
	put(document, "$ref", reference);
	close_object(document);
}

/* ---- operations ---- */

static void put_parameter(struct document *document, const struct rest_field *field, const char *place)
{
	open_object(document, NULL);
	put(document, "name", field->name);
	put(document, "in", place);
	json_put_boolean(&document->writer, "required", field->is_required);
	if (field->help)
		put(document, "description", field->help);
	open_object(document, "schema");
	put_kind(document, field);
	close_object(document);
	close_object(document);
}

static void put_path_parameters(struct document *document, const char *path)
{
	for (const char *brace = strchr(path, '{'); brace; brace = strchr(brace + 1, '{')) {
		char name[NAME_SIZE];
		snprintf(name, sizeof name, "%.*s", (int)strcspn(brace + 1, "}"), brace + 1);
		put_parameter(document, &(struct rest_field){ .name = name, .is_required = true }, "path");
	}
}

static void put_parameters(struct document *document, const struct rest_route *route)
{
	if (!route->query && !strchr(route->path, '{'))
		return;
	json_open_array(&document->writer, "parameters");
	put_path_parameters(document, route->path);
	for (const struct rest_field *field = route->query; field && field->name; field++)
		put_parameter(document, field, "query");
	json_close_array(&document->writer);
}

static void put_content(struct document *document, const char *type, const struct rest_schema *schema)
{
	open_object(document, "content");
	open_object(document, type ? type : "application/json");
	if (schema) {
		put_schema(document, "schema", schema);
	} else {
		open_object(document, "schema");
		put(document, "type", "string");
		close_object(document);
	}
	close_object(document);
	close_object(document);
}

static void put_answers(struct document *document, const struct rest_route *route)
{
	bool speaks = route->answer || route->answer_type;
	open_object(document, "responses");
	open_object(document, speaks ? "200" : "204");
	put(document, "description", "Done.");
	if (speaks)
		put_content(document, route->answer_type, route->answer);
	close_object(document);
	open_object(document, "4XX");
	put(document, "description", "Refused: why stands in the problem.");
	open_object(document, "content");
	open_object(document, "application/problem+json");
	open_object(document, "schema");
	put(document, "$ref", "#/components/schemas/Problem");
	close_object(document);
	close_object(document);
	close_object(document);
	close_object(document);
	close_object(document);
}

/* Who may is no notion of OpenAPI: the roles have a member of their own. */
static void put_roles(struct document *document, unsigned roles)
{
	static const enum account_role all[] = { ACCOUNT_OPERATOR, ACCOUNT_SUPPORT, ACCOUNT_AUDITOR };
	json_open_array(&document->writer, "x-roles");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		if (roles & all[i])
			put(document, NULL, account_role_name(all[i]));
	json_close_array(&document->writer);
	if (roles != 0)
		return;
	json_open_array(&document->writer, "security");
	json_close_array(&document->writer);
}

static void put_operation(struct document *document, const struct rest_route *route)
{
	char method[16] = "";
	for (size_t i = 0; route->method[i] && i < sizeof method - 1; i++)
		method[i] = (char)(route->method[i] + ('a' - 'A'));
	open_object(document, method);
	put(document, "operationId", route->name);
	put(document, "summary", route->help);
	put_roles(document, route->roles);
	json_put_boolean(&document->writer, "x-audited", route->is_look || strcmp(route->method, "GET") != 0);
	put_parameters(document, route);
	if (route->body || route->body_type) {
		open_object(document, "requestBody");
		json_put_boolean(&document->writer, "required", true);
		put_content(document, route->body_type, route->body);
		close_object(document);
	}
	put_answers(document, route);
	close_object(document);
}

/* Rows of one path stand together in a table. */
static void put_paths(struct document *document)
{
	open_object(document, "paths");
	for (size_t i = 0; i < document->tables->table_count; i++) {
		const char *open = NULL;
		for (const struct rest_route *route = document->tables->tables[i]; route->method; route++) {
			bool same = open && strcmp(open, route->path) == 0;
			if (open && !same)
				close_object(document);
			if (!same)
				open_object(document, route->path);
			open = route->path;
			put_operation(document, route);
		}
		if (open)
			close_object(document);
	}
	close_object(document);
}

/* ---- the whole ---- */

static const struct rest_field problem_fields[] = {
	{ .name = "status", .kind = REST_NUMBER, .is_required = true, .help = "of HTTP" },
	{ .name = "title", .is_required = true, .help = "one sentence" },
	{ .name = "subjectCode", .help = "SGP.22 5.2.6.1" },
	{ .name = "reasonCode", .help = "SGP.22 5.2.6.2" },
	{ 0 },
};
static const struct rest_schema problem = { "Problem", problem_fields };

static void put_security(struct document *document)
{
	open_object(document, "securitySchemes");
	open_object(document, "session");
	put(document, "type", "apiKey");
	put(document, "in", "cookie");
	put(document, "name", "provisim-session");
	put(document, "description",
	    "Of the operation login. Requests that change something need the header X-Provisim-Request too.");
	close_object(document);
	open_object(document, "token");
	put(document, "type", "http");
	put(document, "scheme", "bearer");
	close_object(document);
	close_object(document);
}

/* While schemas are written, others that they name are found. */
static void put_components(struct document *document)
{
	open_object(document, "components");
	open_object(document, "schemas");
	put_object(document, problem.name, &problem);
	for (size_t i = 0; i < document->schema_count; i++)
		put_object(document, document->schemas[i]->name, document->schemas[i]);
	close_object(document);
	put_security(document);
	close_object(document);
}

static void put_default_security(struct document *document)
{
	static const char *const schemes[] = { "session", "token" };
	json_open_array(&document->writer, "security");
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
		open_object(document, NULL);
		json_open_array(&document->writer, schemes[i]);
		json_close_array(&document->writer);
		close_object(document);
	}
	json_close_array(&document->writer);
}

enum status rest_document_write(const struct rest_tables *tables, struct buffer *out)
{
	struct document document = { .writer = json_writer(out), .tables = tables };
	open_object(&document, NULL);
	put(&document, "openapi", "3.1.0");
	open_object(&document, "info");
	put(&document, "title", tables->title);
	put(&document, "version", "1");
	open_object(&document, "license");
	put(&document, "name", "Apache-2.0");
	put(&document, "identifier", "Apache-2.0");
	close_object(&document);
	close_object(&document);
	json_open_array(&document.writer, "servers");
	open_object(&document, NULL);
	put(&document, "url", "/");
	close_object(&document);
	json_close_array(&document.writer);
	put_default_security(&document);
	put_paths(&document);
	put_components(&document);
	close_object(&document);
	return document.schema_count < SCHEMAS_MAXIMUM ? json_finish(&document.writer) : STATUS_TOO_LARGE;
}
