/* SPDX-License-Identifier: Apache-2.0 */
/* What files hold, and the access rules that they come under, for the rules that look into them. */
#include "profile_package/file_listing.h"
#include "profile_package/lint_model.h"

enum { LINKS_MAXIMUM = 4 };

static const struct lint_file *original(const struct lint_file *file)
{
	for (int i = 0; file && lint_is_link(file) && i < LINKS_MAXIMUM; i++)
		file = file->target ? file->target : file->later_target;
	return file && lint_is_link(file) ? NULL : file;
}

static void write_contents(const struct lint_file *file, size_t size)
{
	size_t position = 0;
	for (const struct package_node *item = file->first_item; item && item != file->end_item; item = item->next) {
		if (!item->field || position > size)
			continue;
		if (item->field->role == ROLE_FILL_OFFSET)
			position += package_number(item);
		if (item->field->role != ROLE_FILL_CONTENT || position > size || item->value.size > size - position)
			continue;
		if (item->value.size > 0)
			memcpy(file->body + position, item->value.data, item->value.size);
		position += item->value.size;
	}
}

/* Made once, for the first rule that asks. What lies beyond the file was told already, and its contents are not known. */
struct bytes lint_body(struct lint *lint, const struct lint_file *file)
{
	struct lint_file *own = (struct lint_file *)original(file);
	if (!own || !own->is_planned || own->overrun || lint_is_directory(own))
		return (struct bytes){ 0 };
	uint32_t size = own->plan.size;
	if (own->kind == FILE_BER_TLV || size == 0 || size > LINT_BODY_MAXIMUM)
		return (struct bytes){ 0 };
	if (!own->body) {
		own->body = arena_allocate(lint->arena, size);
		if (!own->body)
			return (struct bytes){ 0 };
		file_listing_fill(&own->plan, own->body, size);
		write_contents(own, size);
	}
	return bytes_from(own->body, size);
}

uint16_t lint_record_size(const struct lint_file *file)
{
	const struct lint_file *own = original(file);
	return own && own->is_planned ? own->plan.record_size : 0;
}

struct bytes lint_record(struct lint *lint, const struct lint_file *file, unsigned number)
{
	size_t size = file ? lint_record_size(file) : 0;
	struct bytes body = file && size > 0 && number > 0 ? lint_body(lint, file) : (struct bytes){ 0 };
	if (size == 0 || number == 0 || number * size > body.size)
		return (struct bytes){ 0 };
	return bytes_from(body.data + (number - 1) * size, size);
}

uint8_t lint_rule_record(const struct lint_file *file)
{
	if (file->is_planned)
		return file->plan.access_rule_record;
	return file->fcp.rule_record != 0 ? file->fcp.rule_record : file->row ? file->row->rule : 0;
}

/* TS 102 221 9.2.7: in the directory of the file, then in those above it; the MF's own is another file. */
const struct lint_file *lint_rule_file(const struct lint *lint, const struct lint_file *file)
{
	bool is_top = file->kind == FILE_MF || file->path.count <= 1;
	uint16_t id = file->fcp.rule_file != 0 ? file->fcp.rule_file : is_top ? ID_ARR_OF_MF : ID_ARR;
	const struct lint_file *place = file->kind == FILE_MF ? file : file->directory ? file->directory : lint->mf;
	if (file->kind == FILE_ADF && id == ID_ARR)
		place = file;
	for (; place; place = place->directory) {
		const struct lint_file *found = lint_file_in(lint, place, id);
		if (found && !found->is_suppressed)
			return found;
	}
	return NULL;
}

/* TS 31.102 4.2.8: service 1 is the lowest bit of the first octet; what a short table does not have is off. */
bool lint_service_on(struct lint *lint, const struct lint_file *table, unsigned service)
{
	struct bytes body = table && service > 0 ? lint_body(lint, table) : (struct bytes){ 0 };
	size_t octet = service > 0 ? (service - 1) / 8 : 0;
	return octet < body.size && (body.data[octet] >> (service - 1) % 8 & 1);
}

bool lint_usim_service_on(struct lint *lint, unsigned service)
{
	enum { ID_UST = 0x6F38 };
	LINT_EACH_FILE(file, lint)
		if (file->id == ID_UST && file->naa == LINT_USIM && !file->is_suppressed &&
		    lint_service_on(lint, file, service))
			return true;
	return false;
}

/* TS 23.003 2.2, ITU-T E.212: 001 is for tests, 999 for networks of one's own. */
static bool has_test_network(struct bytes imsi)
{
	if (imsi.size < 3 || imsi.data[0] == 0 || imsi.data[0] == 0xFF)
		return false;
	unsigned country = (imsi.data[1] >> 4) * 100u + (imsi.data[2] & 15) * 10u + (imsi.data[2] >> 4);
	return country == 1 || country == 999;
}

static bool says_test(struct bytes text)
{
	for (size_t i = 0; i + 4 <= text.size; i++)
		if (text_equal_ignoring_case(bytes_text(bytes_first(bytes_after(text, i), 4)), TEXT("test")))
			return true;
	return false;
}

/* By name or by network: rules about keys that everybody knows would else tell each test profile what it is. */
bool lint_is_for_tests(struct lint *lint)
{
	enum { ID_IMSI = 0x6F07 };
	const struct package_node *type = lint->header ? package_member(lint->header->node, "profileType") : NULL;
	if (type && says_test(bytes_first(type->value, 100)))
		return true;
	LINT_EACH_FILE(file, lint)
		if (file->id == ID_IMSI && file->naa == LINT_USIM && has_test_network(lint_body(lint, file)))
			return true;
	return false;
}
