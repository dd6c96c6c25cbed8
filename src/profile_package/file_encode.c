/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/file_encode.h"

#include <stdlib.h>

#include "profile_package/file_plan.h"

enum {
	DATA_CODING = 0x21, ACTIVATED = 0x05, DER_CODING = 0x01, OFFSET_MAXIMUM = 65535,
	GAP_MAXIMUM = 5, /* octets; an offset and a second content take as many */
};

/* The tags of fills: the two lists differ. */
struct fill_tags {
	uint32_t offset, content;
};

/* ---- the Fcp's fields, in its order ---- */

static void put_number(struct der_writer *writer, uint32_t tag, uint32_t number)
{
	uint8_t octets[4];
	size_t size = 0;
	for (int shift = 24; shift >= 0; shift -= 8)
		if (size > 0 || number >> shift)
			octets[size++] = (uint8_t)(number >> shift);
	der_put(writer, tag, bytes_from(octets, size));
}

static void put_id(struct der_writer *writer, uint32_t tag, uint16_t id)
{
	const uint8_t octets[] = { (uint8_t)(id >> 8), (uint8_t)id };
	der_put(writer, tag, BYTES(octets));
}

static void put_descriptor(struct der_writer *writer, const struct new_file *plan)
{
	const uint8_t octets[] = {
		plan->descriptor, DATA_CODING, (uint8_t)(plan->record_size >> 8), (uint8_t)plan->record_size,
	};
	der_put(writer, 0x82, bytes_from(octets, plan->record_size != 0 ? 4 : 2));
}

static void put_rule(struct der_writer *writer, const struct new_file *plan)
{
	const uint8_t octets[] = {
		(uint8_t)(plan->access_rule_file >> 8), (uint8_t)plan->access_rule_file, plan->access_rule_record,
	};
	der_put(writer, 0x8B, BYTES(octets));
}

static void put_short_id(struct der_writer *writer, const struct new_file *plan)
{
	uint8_t octet = (uint8_t)(plan->short_id << 3);
	der_put(writer, 0x88, bytes_from(&octet, plan->has_short_id ? 1 : 0));
}

static void put_path(struct der_writer *writer, uint32_t tag, const struct file_path *path)
{
	uint8_t octets[2 * PATH_MAXIMUM];
	for (size_t i = 0; i < path->count; i++) {
		octets[2 * i] = (uint8_t)(path->ids[i] >> 8);
		octets[2 * i + 1] = (uint8_t)path->ids[i];
	}
	der_put(writer, tag, bytes_from(octets, 2 * path->count));
}

static void put_pattern(struct der_writer *writer, enum body_fill fill, struct bytes pattern)
{
	if (pattern.size > 0 && pattern.size <= FILE_PATTERN_MAXIMUM)
		der_put(writer, fill == FILL_REPEAT ? 0xC2 : 0xC1, pattern);
}

/* ---- contents ---- */

/* What differs between the two bodies, nearby differences in one run. */
static void put_differences(struct der_writer *writer, struct fill_tags tags, struct bytes body, struct bytes before)
{
	size_t position = 0;
	for (size_t at = 0; at < body.size;) {
		if (body.data[at] == before.data[at]) {
			at++;
			continue;
		}
		size_t end = at + 1;
		for (size_t i = end; i < body.size && i - end <= GAP_MAXIMUM; i++)
			if (body.data[i] != before.data[i])
				end = i + 1;
		for (size_t distance = at - position; distance > 0;) {
			size_t step = distance < OFFSET_MAXIMUM ? distance : OFFSET_MAXIMUM;
			der_put_number(writer, tags.offset, step);
			distance -= step;
		}
		der_put(writer, tags.content, bytes_from(body.data + at, end - at));
		at = position = end;
	}
}

/* `plan`: with the fill that the file begins with. */
static void put_contents(struct der_writer *writer, struct fill_tags tags, const struct listed_file *file,
                         const struct new_file *plan)
{
	if (!file->body || writer->status != STATUS_OK)
		return;
	uint8_t *before = malloc(file->body_size);
	if (!before) {
		writer->status = STATUS_NO_MEMORY;
		return;
	}
	file_listing_fill(plan, before, file->body_size);
	put_differences(writer, tags, bytes_from(file->body, file->body_size), bytes_from(before, file->body_size));
	free(before);
}

/* How many octets of the body the fill does not give. */
static size_t distance(const struct listed_file *file, const struct new_file *plan)
{
	size_t count = 0;
	uint8_t *before = file->body ? malloc(file->body_size) : NULL;
	if (!before)
		return file->body_size;
	file_listing_fill(plan, before, file->body_size);
	for (size_t i = 0; i < file->body_size; i++)
		count += before[i] != file->body[i];
	free(before);
	return count;
}

/* ---- generic file management ---- */

/* A pattern with an end cannot be said there: its beginning is, and the end is written. */
static struct new_file without_suffix(const struct new_file *plan)
{
	struct new_file simple = *plan;
	if (simple.fill == FILL_PREFIX_SUFFIX)
		simple.fill = FILL_PATTERN;
	return simple;
}

static bool has_limit(const struct new_file *plan)
{
	return plan->kind == FILE_BER_TLV && plan->maximum_size != plan->size;
}

static bool has_details(const struct new_file *plan)
{
	return plan->kind == FILE_BER_TLV && plan->file_details != DER_CODING;
}

static void put_details(struct der_writer *writer, const struct new_file *plan)
{
	if (has_details(plan))
		der_put(writer, 0x84, bytes_from(&plan->file_details, 1));
}

static bool has_proprietary(const struct new_file *plan)
{
	return plan->special_information != 0 || plan->fill != FILL_FF || has_limit(plan) || has_details(plan);
}

static void put_file_fields(struct der_writer *writer, const struct new_file *plan)
{
	put_short_id(writer, plan);
	if (plan->is_link || !has_proprietary(plan))
		return;
	der_open(writer, 0xA5);
	if (plan->special_information != 0)
		der_put(writer, 0xC0, bytes_from(&plan->special_information, 1));
	if (plan->fill != FILL_FF)
		put_pattern(writer, plan->fill, plan->pattern);
	if (has_limit(plan))
		put_number(writer, 0x86, plan->maximum_size);
	put_details(writer, plan);
	der_close(writer);
}

void file_encode_created(struct der_writer *writer, const struct listed_file *file)
{
	struct new_file plan = without_suffix(&file->plan);
	bool is_directory = file_kind_is_directory(plan.kind);
	der_open(writer, 0x62);
	put_descriptor(writer, &plan);
	put_id(writer, 0x83, plan.id);
	if (plan.kind == FILE_ADF)
		der_put(writer, 0x84, plan.aid);
	if (plan.life_cycle != ACTIVATED)
		der_put(writer, 0x8A, bytes_from(&plan.life_cycle, 1));
	put_rule(writer, &plan);
	if (!is_directory && !plan.is_link)
		put_number(writer, 0x80, plan.size);
	if (is_directory)
		der_put(writer, 0xC6, plan.pin_status);
	else
		put_file_fields(writer, &plan);
	if (plan.is_link)
		put_path(writer, 0xC7, &plan.link);
	der_close(writer);
	put_contents(writer, (struct fill_tags){ 0x02, 0x81 }, file, &plan);
}

/* ---- fields of a template ---- */

/* What the row makes of the file when only what it cannot know is said. */
static bool plan_of_row(const struct listed_file *file, const struct template_file *row, struct new_file *out)
{
	const struct new_file *plan = &file->plan;
	static const uint8_t anywhere[] = { 0x7F, 0x10 };
	struct fcp fcp = {
		.life_cycle = ACTIVATED, .has_size = row->size == 0 && !plan->is_link, .size = plan->size,
		.df_name = plan->aid, .has_id = row->id == 0, .id = plan->id,
		.has_link = plan->is_link, .link = BYTES(anywhere),
	};
	bool has_records = row->kind == FILE_LINEAR_FIXED || row->kind == FILE_CYCLIC;
	if (has_records && (row->records == 0 || row->size == 0) && !plan->is_link) {
		fcp.has_size = true;
		fcp.record_size = row->size == 0 ? plan->record_size : 0;
	}
	if (file_kind_is_directory(row->kind))
		fcp.has_size = fcp.has_link = false;
	return file_plan(&plan->directory, row, &fcp, out) == PE_OK;
}

/* Which fields of an Fcp are to be given. */
struct wanted_fields {
	bool descriptor, id, size, rule, life_cycle, short_id, proprietary, pattern, limit;
};

static struct wanted_fields compare(const struct listed_file *file, const struct template_file *row,
                                    const struct new_file *usual)
{
	const struct new_file *plan = &file->plan;
	bool has_body = file->body != NULL, is_table = row->records != 0 || row->kind == FILE_TRANSPARENT;
	struct wanted_fields wanted = {
		.descriptor = plan->descriptor != usual->descriptor
			|| (has_body && plan->record_size != 0 && plan->record_size != row->size),
		.id = plan->id != row->id,
		.rule = plan->access_rule_record != usual->access_rule_record
			|| plan->access_rule_file != usual->access_rule_file,
		.life_cycle = plan->life_cycle != ACTIVATED,
		.short_id = !file_kind_is_directory(plan->kind)
			&& (plan->has_short_id != usual->has_short_id || plan->short_id != usual->short_id),
		.pattern = has_body && plan->fill != FILL_PREFIX_SUFFIX
			&& distance(file, usual) > distance(file, plan) + plan->pattern.size,
		.limit = has_limit(plan),
	};
	uint32_t given = is_table ? row->size * (plan->record_size != 0 ? (uint32_t)row->records : 1) : 0;
	wanted.size = has_body && (plan->size != given || wanted.descriptor);
	wanted.proprietary = has_body && (wanted.pattern || wanted.limit || has_details(plan)
		|| plan->special_information != usual->special_information);
	return wanted;
}

static void put_proprietary(struct der_writer *writer, const struct new_file *plan, const struct wanted_fields *wanted,
                            const struct template_file *row, bool repeat_pattern)
{
	static const uint8_t unwritten[] = { 0xFF };
	der_open(writer, 0xA5);
	if (plan->special_information != 0)
		der_put(writer, 0xC0, bytes_from(&plan->special_information, 1));
	if (wanted->pattern)
		put_pattern(writer, plan->fill, plan->fill == FILL_FF ? BYTES(unwritten) : plan->pattern);
	else if (repeat_pattern && row->fill != FILL_PREFIX_SUFFIX && row->fill != FILL_FF)
		put_pattern(writer, row->fill, row->pattern);
	if (wanted->limit)
		put_number(writer, 0x86, plan->maximum_size);
	put_details(writer, plan);
	der_close(writer);
}

/* Nothing is written if there is nothing to say. */
static void put_fcp(struct der_writer *writer, const struct new_file *plan, const struct wanted_fields *wanted,
                    const struct template_file *row, bool repeat_pattern)
{
	AUTO(buffer) inside = BUFFER(1 << 10);
	struct der_writer fields = der_writer(&inside);
	if (wanted->descriptor)
		put_descriptor(&fields, plan);
	if (wanted->id)
		put_id(&fields, 0x83, plan->id);
	if (plan->kind == FILE_ADF)
		der_put(&fields, 0x84, plan->aid);
	if (wanted->life_cycle)
		der_put(&fields, 0x8A, bytes_from(&plan->life_cycle, 1));
	if (wanted->rule)
		put_rule(&fields, plan);
	if (wanted->size)
		put_number(&fields, 0x80, plan->size);
	if (file_kind_is_directory(plan->kind))
		der_put(&fields, 0xC6, plan->pin_status);
	if (wanted->short_id)
		put_short_id(&fields, plan);
	if (wanted->proprietary)
		put_proprietary(&fields, plan, wanted, row, repeat_pattern);
	if (plan->is_link)
		put_path(&fields, 0xC7, &plan->link);
	if (der_finish(&fields) != STATUS_OK)
		writer->status = STATUS_NO_MEMORY;
	else if (inside.size > 0)
		der_put(writer, 0xA1, buffer_bytes(&inside));
}

bool file_is_default(const struct listed_file *file, const struct template_file *row)
{
	AUTO(buffer) items = BUFFER(1 << 20);
	struct der_writer writer = der_writer(&items);
	enum status status = file_encode_of_template(&writer, file, row, false);
	return status == STATUS_OK && der_finish(&writer) == STATUS_OK && items.size == 0;
}

enum status file_encode_of_template(struct der_writer *writer, const struct listed_file *file,
                                    const struct template_file *row, bool repeat_pattern)
{
	const struct new_file *plan = &file->plan;
	struct new_file usual;
	if (!plan_of_row(file, row, &usual))
		return STATUS_UNSUPPORTED;
	struct wanted_fields wanted = compare(file, row, &usual);
	put_fcp(writer, plan, &wanted, row, repeat_pattern);
	struct new_file begun = wanted.pattern ? *plan : usual;
	put_contents(writer, (struct fill_tags){ 0x82, 0x83 }, file, &begun);
	return writer->status;
}
