/* SPDX-License-Identifier: Apache-2.0 */
/* Requests against a table of routes. */
#include "support/test.h"

#include "server/rest.h"

static const struct rest_field query[] = {
	{ .name = "limit", .kind = REST_NUMBER },
	{ .name = "state", .choices = "one two", .is_required = true },
	{ .name = "all", .kind = REST_BOOLEAN },
	{ 0 },
};
static const struct rest_field inner_fields[] = { { .name = "name", .is_required = true }, { 0 } };
static const struct rest_schema inner = { "Inner", inner_fields };
static const struct rest_field body_fields[] = {
	{ .name = "count", .kind = REST_NUMBER, .is_required = true },
	{ .name = "names", .kind = REST_TEXTS },
	{ .name = "inner", .kind = REST_OBJECT, .schema = &inner },
	{ .name = "many", .kind = REST_OBJECTS, .schema = &inner },
	{ 0 },
};
static const struct rest_schema body = { "Body", body_fields };
static const struct rest_route routes[] = {
	{ .method = "GET", .path = "/things", .name = "list", .query = query },
	{ .method = "POST", .path = "/things", .name = "add", .body = &body },
	{ .method = "GET", .path = "/things/{name}", .name = "show" },
	{ .method = "DELETE", .path = "/things/{name}/parts/{part}", .name = "cut" },
	{ 0 },
};
static const struct rest_route *const tables[] = { routes };
static const struct rest_tables all = { .tables = tables, .table_count = 1 };

static void paths(void **state)
{
	static const struct {
		const char *method, *path, *name, *others;
	} cases[] = {
		{ "GET", "/things", "list", "" },
		{ "HEAD", "/things", "list", "" },
		{ "POST", "/things", "add", "" },
		{ "PUT", "/things", NULL, "GET, POST" },
		{ "GET", "/things/a%2Fb", "show", "" },
		{ "DELETE", "/things/a/parts/b", "cut", "" },
		{ "GET", "/things/", NULL, "" },
		{ "GET", "/things//", NULL, "" },
		{ "GET", "/things/a/", NULL, "" },
		{ "GET", "//things", NULL, "" },
		{ "GET", "things", NULL, "" },
		{ "GET", "/thing", NULL, "" },
		{ "GET", "/things/%00", NULL, "" },
		{ "GET", "/things/%4", NULL, "" },
		{ "GET", "/things/%zz", NULL, "" },
		{ "GET", "/things/%C3", NULL, "" },
		{ "GET", "", NULL, "" },
		{ "GET", "/", NULL, "" },
	};
	(void)state;
	EACH (this, cases) {
		AUTO(arena) arena = ARENA(10000);
		struct rest_request request = { .arena = &arena };
		char others[64];
		const struct rest_route *route =
			rest_route_find(&all, text_from(this->method), text_from(this->path), &request, others);
		if (!route != !this->name)
			print_message("# %s %s\n", this->method, this->path);
		assert_int_equal(!route, !this->name);
		if (route)
			assert_string_equal(route->name, this->name);
		else
			assert_string_equal(others, this->others);
	}
}

static void parameters_of_a_path(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(10000);
	struct rest_request request = { .arena = &arena };
	char others[64];
	assert_non_null(rest_route_find(&all, TEXT("DELETE"), TEXT("/things/a%20b/parts/%C3%A4"), &request, others));
	check_text(rest_text(&request, "name"), "a b", "name");
	check_text(rest_text(&request, "part"), "\xC3\xA4", "part");
}

static enum status check(const char *asked, const char *json, const struct rest_route *route)
{
	AUTO(arena) arena = ARENA(10000);
	AUTO(json_document) document = { 0 };
	char fault[REST_FAULT_SIZE];
	const struct http_request http = { .query = text_from(asked) };
	struct rest_request request = { .route = route, .http = &http, .arena = &arena };
	if (json) {
		assert_ok(json_parse(text_from(json), &document));
		request.body = json_root(&document);
	}
	return rest_request_check(&request, fault);
}

static void queries_and_bodies(void **state)
{
	(void)state;
	const char *const good_queries[] = { "state=one", "state=two&limit=5", "all=true&state=one" };
	const char *const bad_queries[] = { "", "state=three", "state=one&state=one", "state=one&limit=x", "state=one&limit=-1",
		"state=one&all=yes", "state=one&other=1", "state=%", "state", "&" };
	const char *const good[] = { "{\"count\":1}", "{\"count\":1,\"names\":[\"a\"],\"inner\":{\"name\":\"a\"}}",
		"{\"count\":0,\"many\":[]}", "{\"count\":0,\"many\":[{\"name\":\"a\"}]}" };
	const char *const bad[] = { "{}", "[]", "{\"count\":\"1\"}", "{\"count\":1,\"x\":1}", "{\"count\":1,\"names\":\"a\"}",
		"{\"count\":1,\"names\":[1]}", "{\"count\":1,\"inner\":{}}", "{\"count\":1,\"inner\":[]}",
		"{\"count\":1,\"many\":[1]}", "{\"count\":1,\"many\":{\"name\":\"a\"}}",
		  "{\"count\":1,\"many\":[{\"name\":1}]}" };
	EACH (text, good_queries)
		CHECK_STATUS(check(*text, NULL, &routes[0]), STATUS_OK, *text);
	EACH (text, bad_queries)
		CHECK_STATUS(check(*text, NULL, &routes[0]), STATUS_REFUSED, *text);
	EACH (text, good)
		CHECK_STATUS(check("", *text, &routes[1]), STATUS_OK, *text);
	EACH (text, bad)
		CHECK_STATUS(check("", *text, &routes[1]), STATUS_REFUSED, *text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths),
		cmocka_unit_test(parameters_of_a_path),
		cmocka_unit_test(queries_and_bodies),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
