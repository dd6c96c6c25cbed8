/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <ctype.h>

#include "profile_package/schema.h"
#include "profile_package/template.h"

enum { ARENA_LIMIT = 1 << 20, COLUMNS = 16 };

/* ---- against the table of facts, where it is at hand ---- */

enum column { ARC, TAG, FIELD, NAME, DIRECTORY, ID, TYPE, RECORDS, SIZE, SHORT_ID, RULE, HIGH, DEFAULT, NEEDED, PARAMETERS };

/* Comma-separated, with quotes around values that have commas. */
static bool next_row(struct text *csv, struct text columns[COLUMNS])
{
	struct text line = text_trimmed(text_cut(csv, '\n'));
	for (size_t i = 0; i < COLUMNS; i++) {
		bool quoted = line.size > 0 && line.data[0] == '"';
		if (quoted) {
			(void)text_cut(&line, '"');
			columns[i] = text_cut(&line, '"');
			(void)text_cut(&line, ',');
		} else {
			columns[i] = text_cut(&line, ',');
		}
	}
	return columns[ARC].size > 0;
}

static unsigned decimal(struct text text)
{
	uint64_t number = 0;
	return text_to_number(text, UINT16_MAX, &number) ? (unsigned)number : 0;
}

static unsigned hexadecimal(struct text text)
{
	unsigned number = 0;
	for (size_t i = 0; i < text.size && isxdigit((unsigned char)text.data[i]); i++)
		number = number << 4 | (unsigned)(text.data[i] <= '9' ? text.data[i] - '0' : (text.data[i] & 0x5F) - 'A' + 10);
	return number;
}

static const struct template *template_of_row(const struct text columns[COLUMNS])
{
	struct text rest = columns[ARC], arc = text_cut(&rest, '.');
	uint8_t oid[7] = { 0x67, 0x81, 0x0F, 0x01, 0x02, (uint8_t)decimal(arc), (uint8_t)decimal(rest) };
	return template_find(bytes_from(oid, rest.size > 0 ? 7 : 6));
}

static enum file_kind kind_of_row(struct text type)
{
	static const char *const names[] = { "TR", "LF", "CY", "BT", "DF", "ADF", "MF" };
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal(type, text_from(names[i])))
			return (enum file_kind)i;
	fail_msg("kind %.*s", TEXT_ARGUMENTS(type));
	return FILE_MF;
}

static void check_row(const struct text columns[COLUMNS])
{
	char what[80];
	snprintf(what, sizeof what, "%.*s %.*s", TEXT_ARGUMENTS(columns[ARC]), TEXT_ARGUMENTS(columns[NAME]));
	const struct template *template = template_of_row(columns);
	CHECK(template, what);
	const struct template_file *file = template_find_file(template, decimal(columns[TAG]));
	CHECK(file, what);
	check_text(columns[NAME], file->name, what);
	CHECK(file->kind == kind_of_row(columns[TYPE]), what);
	bool has_records = file->kind == FILE_LINEAR_FIXED || file->kind == FILE_CYCLIC;
	bool given = text_equal(columns[ID], TEXT("param"));
	CHECK(file->id == (given ? 0 : hexadecimal(columns[ID])), what);
	CHECK(file->size == decimal(columns[SIZE]), what);
	CHECK(file->records == (has_records ? decimal(columns[RECORDS]) : 0), what);
	CHECK(file->short_id == hexadecimal(columns[SHORT_ID]), what);
	CHECK(file->rule == decimal(columns[RULE]), what);
	CHECK(((file->flags & HIGH_UPDATE) != 0) == text_equal(columns[HIGH], TEXT("yes")), what);

	const struct schema_field *element = schema_element(template->element);
	size_t index = element->field_count;
	for (size_t i = 0; i < element->field_count; i++)
		if (schema_context_number(element->fields[i].tag) == file->tag)
			index = i;
	CHECK(index < element->field_count && element->fields[index].role == ROLE_FILE, what);
}

static void rows_are_as_published(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct bytes content;
	struct text columns[COLUMNS];
	if (!shared_file(&arena, "data/saip-templates.csv", &content))
		skip();
	struct text csv = bytes_text(content);
	assert_true(next_row(&csv, columns)); /* the names of the columns */
	size_t rows = 0;
	for (; next_row(&csv, columns); rows++)
		check_row(columns);
	CHECK(rows > 500, "all rows were seen");
}

/* ---- in itself ---- */

static const char *const oids[] = { "67810F010201", "67810F010202", "67810F010203", "67810F01020302", "67810F010204",
	"67810F01020402", "67810F010205", "67810F01020502", "67810F01020503", "67810F010206", "67810F010207", "67810F010208",
	"67810F010209", "67810F01020902", "67810F01020A", "67810F01020A02", "67810F01020B", "67810F01020B02", "67810F01020C",
	"67810F01020D", "67810F01020D02", "67810F01020D03", "67810F01020D04", "67810F01020E", "67810F01020F", "67810F010210",
	"67810F010211", "67810F010212" };

static void check_file(const struct template *template, const struct template_file *file)
{
	if (file->parent != 0) {
		const struct template_file *parent = template_find_file(template, file->parent);
		CHECK(parent && parent->tag < file->tag && parent->kind >= FILE_DF, file->name);
	}
	bool is_directory = file->kind >= FILE_DF;
	CHECK(is_directory || file->rule >= 1, file->name);
	CHECK(file->rule <= 14 && file->short_id <= 30, file->name);
	CHECK(file->last_id == 0 || file->last_id > file->id, file->name);
	bool has_pattern = file->fill != FILL_FF;
	CHECK(has_pattern == (file->pattern.size > 0), file->name);
	CHECK((file->fill == FILL_PREFIX_SUFFIX) == (file->suffix.size > 0), file->name);
	CHECK(file->size == 0 || file->pattern.size + file->suffix.size <= file->size, file->name);
}

static void every_file_has_its_place(void **state)
{
	(void)state;
	EACH(hex, oids) {
		AUTO(arena) arena = ARENA(ARENA_LIMIT);
		struct bytes oid = octets(&arena, *hex);
		uint8_t again[TEMPLATE_OID_MAXIMUM];
		const struct template *template = template_find(oid);
		CHECK(template, *hex);
		check_bytes(bytes_from(again, template_oid(template, again)), oid, *hex);
		const struct schema_field *element = schema_element(template->element);
		CHECK(element && schema_follows_template(element), template->name);
		for (unsigned tag = 2; tag < 128; tag++) {
			const struct template_file *file = template_find_file(template, tag);
			if (file)
				check_file(template, file);
		}
	}
	static const char *const strangers[] = { "", "67810F0102", "67810F010213", "67810F01020403", "67810F0102040200" };
	EACH(hex, strangers) {
		AUTO(arena) arena = ARENA(ARENA_LIMIT);
		assert_null(template_find(octets(&arena, *hex)));
	}
}

static void later_versions_change_what_they_list(void **state)
{
	(void)state;
	static const struct {
		const char *oid;
		unsigned tag;
		const char *name; /* NULL: the template has none */
		uint16_t size;
	} files[] = {
		{ "67810F010204", 8, "EF.UST", 14 },
		{ "67810F01020402", 8, "EF.UST", 17 },
		{ "67810F01020402", 3, "EF.IMSI", 9 },
		{ "67810F010205", 87, NULL, 0 },
		{ "67810F01020502", 87, NULL, 0 },
		{ "67810F01020503", 87, "EF.eAKA", 1 },
		{ "67810F01020503", 80, "EF.FromPreferred", 1 },
		{ "67810F01020503", 2, "EF.LI", 6 },
		{ "67810F01020D", 5, "EF.5GS3GPPNSC", 57 },
		{ "67810F01020D04", 5, "EF.5GS3GPPNSC", 62 },
		{ "67810F01020D04", 13, "EF.URSP", 0 },
	};
	EACH(want, files) {
		AUTO(arena) arena = ARENA(ARENA_LIMIT);
		const struct template_file *file = template_find_file(template_find(octets(&arena, want->oid)), want->tag);
		CHECK((file != NULL) == (want->name != NULL), want->oid);
		if (!file)
			continue;
		check_text(text_from(file->name), want->name, want->oid);
		CHECK(file->size == want->size, want->name);
	}
}

static void elements_have_a_first_template(void **state)
{
	(void)state;
	for (size_t i = 0; i < schema_package.field_count; i++) {
		const struct schema_field *element = &schema_package.fields[i];
		const struct template *template = template_of_element(element->tag);
		CHECK((template != NULL) == schema_follows_template(element), element->name);
		CHECK(!template || template->version == 0, element->name);
		CHECK(schema_element(element->tag) == element, element->name);
		CHECK(schema_element_named(text_from(element->name)) == element, element->name);
	}
	assert_null(template_of_element(0xBF22));
	assert_null(schema_element(0xAB));
	assert_null(schema_element_named(TEXT("usi")));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(rows_are_as_published),
	cmocka_unit_test(every_file_has_its_place),
	cmocka_unit_test(later_versions_change_what_they_list),
	cmocka_unit_test(elements_have_a_first_template),
};

TESTS_MAIN(tests)
