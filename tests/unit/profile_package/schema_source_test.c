/* SPDX-License-Identifier: Apache-2.0 */
/* Every field of every element, printed and compiled again; every field with values that it cannot have. */
#include "support/test.h"

#include "codec/der_write.h"
#include "profile_package/source.h"
#include "profile_package/template.h"

enum { LIMIT = 8 << 20, ARENA_LIMIT = 128 << 20, LONG = 300, MANY = 40 };

/* How much of an element is made. */
enum extent { MINIMAL, MAXIMAL, EVERYTHING };

struct making {
	struct der_writer *writer;
	const struct schema_field *target; /* is there whatever the extent is, and all above it */
	const struct schema_field *element;
	enum extent extent;
};

static bool holds(const struct schema_field *field, const struct schema_field *target, int depth)
{
	if (field == target)
		return true;
	for (size_t i = 0; depth < SCHEMA_DEPTH_MAXIMUM && i < field->field_count; i++)
		if (holds(&field->fields[i], target, depth + 1))
			return true;
	return false;
}

/* ---- values ---- */

static void put_octets(const struct making *making, const struct schema_field *field)
{
	uint8_t octets[1024];
	uint32_t size = making->extent == MINIMAL ? field->minimum : field->maximum;
	if (size > LONG && field->maximum == SCHEMA_UNLIMITED)
		size = LONG;
	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = field->type == SCHEMA_TEXT ? 'A' : (uint8_t)(making->extent == MINIMAL ? 0x00 : 0xFF - i);
	der_put(making->writer, field->tag, bytes_from(octets, size));
}

static void put_oid(const struct making *making, const struct schema_field *field)
{
	uint8_t octets[TEMPLATE_OID_MAXIMUM];
	const struct template *template = template_of_element(making->element->tag);
	der_put(making->writer, field->tag, bytes_from(octets, template_oid(template ? template : template_at(0), octets)));
}

static void put_field(const struct making *making, const struct schema_field *field, int depth);

static void put_members(const struct making *making, const struct schema_field *field, int depth)
{
	for (size_t i = 0; i < field->field_count; i++) {
		const struct schema_field *member = &field->fields[i];
		bool wanted = member->presence == MANDATORY || making->extent == EVERYTHING
			|| (making->target && holds(member, making->target, 0));
		if (wanted)
			put_field(making, member, depth + 1);
	}
}

static void put_items(const struct making *making, const struct schema_field *field, int depth)
{
	uint32_t count = field->minimum;
	if (making->extent != MINIMAL)
		count = field->maximum < MANY ? field->maximum : field->minimum > 2 ? field->minimum : 2;
	if (count == 0 && making->target && holds(field, making->target, 0) && field != making->target)
		count = 1;
	for (uint32_t i = 0; i < count; i++)
		put_field(making, &field->fields[0], depth + 1);
}

/* The alternative that leads to the target; else each but the first of a file's, which excludes the others. */
static void put_alternatives(const struct making *making, const struct schema_field *field, int depth)
{
	const struct schema_field *wanted = NULL;
	for (size_t i = 0; i < field->field_count; i++)
		if (making->target && field != making->target && holds(&field->fields[i], making->target, 0))
			wanted = &field->fields[i];
	bool is_file = field->role == ROLE_FILE;
	if (wanted)
		put_field(making, wanted, depth + 1);
	else if (field->type == SCHEMA_CHOICE)
		put_field(making, &field->fields[making->extent == MINIMAL ? 0 : field->field_count - 1], depth + 1);
	else if (making->extent != MINIMAL || !is_file)
		for (size_t i = is_file; i < field->field_count; i++)
			put_field(making, &field->fields[i], depth + 1);
}

static void put_field(const struct making *making, const struct schema_field *field, int depth)
{
	if (field->type == SCHEMA_NULL)
		der_put_null(making->writer, field->tag);
	else if (field->type == SCHEMA_INTEGER)
		der_put_number(making->writer, field->tag, making->extent == MINIMAL ? field->minimum : field->maximum);
	else if (field->type == SCHEMA_OID)
		put_oid(making, field);
	else if (!schema_is_constructed(field))
		put_octets(making, field);
	else {
		der_open(making->writer, field->tag);
		if (field->type == SCHEMA_SEQUENCE)
			put_members(making, field, depth);
		else if (field->type == SCHEMA_LIST)
			put_items(making, field, depth);
		else
			put_alternatives(making, field, depth);
		der_close(making->writer);
	}
}

/* ---- there and back ---- */

static void check_inverse(struct bytes package, const char *named, const char *what)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) text = BUFFER(LIMIT);
	AUTO(buffer) again = BUFFER(LIMIT);
	struct package_node *root;
	struct package_error error;
	struct source_error place;
	CHECK_STATUS(package_decode(package, &arena, &root, &error), STATUS_OK, what);
	CHECK_STATUS(source_print(root, true, &text), STATUS_OK, what);
	enum status status = source_compile(buffer_text(&text), &arena, &again, &place);
	if (status != STATUS_OK)
		fail_msg("%s: %u:%u: %s\n%.*s", what, place.line, place.column, place.message, (int)text.size,
		         (const char *)text.data);
	check_bytes(buffer_bytes(&again), package, what);
	if (named && !memmem(text.data, text.size, named, strlen(named)))
		fail_msg("%s: no word \"%s\" in\n%.*s", what, named, (int)text.size, (const char *)text.data);
}

static void check_element(const struct schema_field *element, const struct schema_field *target, const char *named,
                          enum extent extent)
{
	AUTO(buffer) package = BUFFER(LIMIT);
	struct der_writer writer = der_writer(&package);
	char what[160];
	snprintf(what, sizeof what, "%s, %s %s", element->name, target ? target->name : "all of it",
	         extent == MINIMAL ? "minimal" : "maximal");
	put_field(&(struct making){ &writer, target, element, extent }, element, 0);
	assert_ok(der_finish(&writer));
	check_inverse(buffer_bytes(&package), named, what);
}

/* Items of lists and alternatives of files have no word of their own; a choice's alternatives stand for it. */
static bool has_word(const struct schema_field *parent, const struct schema_field *field)
{
	return parent->type == SCHEMA_SEQUENCE && field->type != SCHEMA_CHOICE && field->role != ROLE_ELEMENT_HEADER
		&& field->type != SCHEMA_NULL;
}

static size_t check_fields(const struct schema_field *element, const struct schema_field *parent, int depth)
{
	size_t count = 0;
	for (size_t i = 0; depth < SCHEMA_DEPTH_MAXIMUM && i < parent->field_count; i++) {
		const struct schema_field *field = &parent->fields[i];
		char word[80];
		snprintf(word, sizeof word, "%s:", field->name);
		check_element(element, field, has_word(parent, field) ? word : NULL, MINIMAL);
		check_element(element, field, has_word(parent, field) ? word : NULL, MAXIMAL);
		count += 1 + (field->role == ROLE_FILE && i > 3 ? 0 : check_fields(element, field, depth + 1));
	}
	return count;
}

static void every_field_prints_and_compiles(void **state)
{
	(void)state;
	size_t count = 0;
	for (size_t i = 0; i < schema_package.field_count; i++) {
		const struct schema_field *element = &schema_package.fields[i];
		check_element(element, NULL, NULL, MINIMAL);
		check_element(element, NULL, NULL, EVERYTHING);
		count += check_fields(element, element, 0);
	}
	CHECK(count > 700, "fields");
}

/* ---- wrong values ---- */

static void check_refusal(const char *source, bool may_be)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(buffer) out = BUFFER(LIMIT);
	struct source_error error = { 0 };
	enum status status = source_compile(text_from(source), &arena, &out, &error);
	CHECK(status == STATUS_MALFORMED || (may_be && status == STATUS_OK), source);
	CHECK(status == STATUS_OK || (error.line > 0 && error.column > 0 && error.message[0] != 0 && out.size == 0), source);
}

static void every_field_refuses_what_it_cannot_be(void **state)
{
	(void)state;
	static const struct {
		const char *value;
		bool may_be; /* somewhere */
	} values[] = {
		{ "[[[[]]]]", false }, { "{nothing: {of: this}}", false }, { "hidden", false }, { "\"0\"", true },
		{ "-1", false }, { "99999999999999999999", true }, { "1.5", true }, { "[1, {2: 3}]", false },
		{ "\xC3\xA9", false }, { "~", false }, { "", true }, { "{}", true }, { "[]", true }, { "\"0x\"", false },
	};
	for (size_t i = 0; i < schema_package.field_count; i++)
		for (size_t j = 0; j < schema_package.fields[i].field_count; j++)
			EACH(value, values) {
				const struct schema_field *field = &schema_package.fields[i].fields[j];
				char source[200];
				snprintf(source, sizeof source, "profile:\n- %s: {%s: %s}\n", schema_package.fields[i].name,
				         field->name, value->value);
				check_refusal(source, value->may_be || field->type == SCHEMA_TEXT);
			}
}

/* ---- what YAML can do to a reader ---- */

static char *repeated(struct arena *arena, const char *head, const char *part, size_t count, const char *tail)
{
	size_t size = strlen(head), one = strlen(part);
	char *text = arena_allocate(arena, size + count * one + strlen(tail) + 1);
	assert_non_null(text);
	memcpy(text, head, size);
	for (size_t i = 0; i < count; i++)
		memcpy(text + size + i * one, part, one);
	memcpy(text + size + count * one, tail, strlen(tail) + 1);
	return text;
}

static void hostile_yaml_is_refused(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	const struct {
		const char *source, *message;
	} cases[] = {
		{ "profile: &a [*a]\n", "anchors" },
		{ "a: &a [x, x]\nb: &b [*a, *a, *a]\nprofile: [*b, *b]\n", "anchors" },
		{ "profile:\n- end: !!binary AA\n", "tags" },
		{ "profile:\n- end: {}\n  end: {}\n", "given before" },
		{ "profile:\n- end: {identification: 1, identification: 2}\n", "given before" },
		{ "profile:\n- end: {? [a] : b}\n", "plain word" },
		{ "profile:\n- end: {}\n---\nprofile: []\n", "only one document" },
		{ "profile:\n- end: {identification: \"\\0\"}\n", "NUL" },
		{ "profile:\n- end: {identification: \xFF}\n", "" },
		{ "%YAML 9.9\n---\nprofile: []\n", "" },
		{ "profile:\n- end: {<<: {mandated: false}}\n", "no field \"<<\"" },
		{ repeated(&arena, "profile: ", "[", 100000, ""), "nested too deep" },
		{ repeated(&arena, "profile: ", "{a: ", 100000, ""), "nested too deep" },
		{ repeated(&arena, "profile:\n", "- ", 1000, "end: {}\n"), "nested too deep" },
		{ repeated(&arena, "profile:\n- opt-usim: {ef-li: {content: \"", "00", 1 << 20, "00\"}}\n"), "hexadecimal" },
	};
	EACH(wrong, cases) {
		AUTO(arena) work = ARENA(ARENA_LIMIT);
		AUTO(buffer) out = BUFFER(LIMIT);
		struct source_error error = { 0 };
		CHECK_STATUS(source_compile(text_from(wrong->source), &work, &out, &error), STATUS_MALFORMED, wrong->message);
		CHECK(strstr(error.message, wrong->message) && error.message[0] != 0 && out.size == 0, error.message);
	}
}

static void large_sources_meet_a_limit(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	AUTO(arena) small = ARENA(1 << 20);
	AUTO(buffer) out = BUFFER(1 << 16);
	struct source_error error;
	/* Never looked at: only its size counts. */
	struct text huge = { "profile:", (size_t)SOURCE_SIZE_MAXIMUM + 1 };
	CHECK_STATUS(source_compile(huge, &arena, &out, &error), STATUS_TOO_LARGE, "one octet too many");
	char *many = repeated(&arena, "profile:\n", "- end: {}\n", 20000, "");
	CHECK_STATUS(source_compile(text_from(many), &small, &out, &error), STATUS_NO_MEMORY, "a small arena");
	CHECK_STATUS(source_compile(text_from(many), &arena, &out, &error), STATUS_TOO_LARGE, "a small buffer");
	CHECK(out.size == 0, "nothing is left behind");
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(every_field_prints_and_compiles),
	cmocka_unit_test(every_field_refuses_what_it_cannot_be),
	cmocka_unit_test(hostile_yaml_is_refused),
	cmocka_unit_test(large_sources_meet_a_limit),
};

TESTS_MAIN(tests)
