/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/file_plan.h"

enum {
	FILE_ID_MF = 0x3F00, RULES_OF_MF = 0x2F06, RULES_BELOW = 0x6F06,
	SPECIAL_HIGH_UPDATE = 0x80, RECORDS_MAXIMUM = 255, SHORT_ID_RFU = 31,
	DER_CODING = 0x01, /* the default of fileDetails */
};

static bool has_records(enum file_kind kind)
{
	return kind == FILE_LINEAR_FIXED || kind == FILE_CYCLIC;
}

static uint8_t usual_descriptor(enum file_kind kind)
{
	static const uint8_t descriptors[] = {
		[FILE_TRANSPARENT] = 0x41, [FILE_LINEAR_FIXED] = 0x42, [FILE_CYCLIC] = 0x46, [FILE_BER_TLV] = 0x79,
		[FILE_DF] = 0x78, [FILE_ADF] = 0x78, [FILE_MF] = 0x78,
	};
	return descriptors[kind];
}

/* A template's kind stands; elsewhere the descriptor, the AID and the identifier tell. */
static bool plan_kind(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	enum file_kind told = FILE_DF;
	if (fcp->has_descriptor && !fcp_kind(fcp->descriptor, &told))
		return false;
	if (row) {
		enum file_kind wanted = file_kind_is_directory(row->kind) ? FILE_DF : row->kind;
		file->kind = row->kind;
		file->descriptor = fcp->has_descriptor ? fcp->descriptor : usual_descriptor(row->kind);
		return !fcp->has_descriptor || told == wanted;
	}
	if (told == FILE_DF && fcp->df_name.size > 0)
		told = FILE_ADF;
	else if (told == FILE_DF && fcp->id == FILE_ID_MF)
		told = FILE_MF;
	file->kind = told;
	file->descriptor = fcp->descriptor;
	return fcp->has_descriptor;
}

static bool plan_id(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	file->aid = fcp->df_name;
	file->id = fcp->has_id ? fcp->id : row ? row->id : 0;
	if ((file->kind == FILE_ADF) != (file->aid.size > 0) || file->id == 0)
		return false;
	if (!row || row->id == 0)
		return (file->kind == FILE_MF) == (file->id == FILE_ID_MF);
	uint16_t last = row->last_id != 0 ? row->last_id : row->id;
	return file->id >= row->id && file->id <= last;
}

static void plan_rule(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	file->access_rule_record = fcp->rule_record != 0 ? fcp->rule_record : row ? row->rule : 0;
	bool is_top = file->kind == FILE_MF || file->directory.count == 0;
	file->access_rule_file = fcp->rule_file != 0 ? fcp->rule_file : is_top ? RULES_OF_MF : RULES_BELOW;
}

static void plan_short_id(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	if (file_kind_is_directory(file->kind))
		return;
	if (fcp->has_short_id)
		file->short_id = fcp->short_id;
	else if (row)
		file->short_id = row->short_id;
	else
		file->short_id = (file->id & 0x1F) == SHORT_ID_RFU ? 0 : file->id & 0x1F;
	file->has_short_id = file->short_id != 0;
}

static bool plan_records(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	uint16_t template_size = row ? row->size : 0;
	file->record_size = fcp->record_size != 0 ? fcp->record_size : template_size;
	if (file->record_size == 0)
		return false;
	if (!fcp->has_size)
		file->size = row ? (uint32_t)row->records * file->record_size : 0;
	uint32_t records = file->size / file->record_size;
	return records != 0 && records <= RECORDS_MAXIMUM && file->size % file->record_size == 0;
}

static bool plan_size(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	uint16_t template_size = row ? row->size : 0;
	file->size = fcp->has_size ? fcp->size : template_size;
	if (has_records(file->kind))
		return plan_records(row, fcp, file);
	if (file->kind == FILE_BER_TLV) {
		file->maximum_size = fcp->maximum_size != 0 ? fcp->maximum_size : file->size;
		file->file_details = fcp->has_file_details ? fcp->file_details : DER_CODING;
		if (file->size == 0)
			file->size = file->maximum_size;
		return file->size != 0 && file->maximum_size >= file->size;
	}
	return fcp->maximum_size == 0 && file->size != 0;
}

static void plan_contents(const struct template_file *row, const struct fcp *fcp, struct new_file *file)
{
	if (fcp->has_special_information)
		file->special_information = fcp->special_information;
	else if (row && row->flags & HIGH_UPDATE)
		file->special_information = SPECIAL_HIGH_UPDATE;
	if (fcp->has_fill) {
		file->fill = fcp->fill;
		file->pattern = fcp->pattern;
	} else if (row) {
		file->fill = row->fill;
		file->pattern = row->pattern;
		file->suffix = row->suffix;
	}
}

static bool plan_link(const struct fcp *fcp, struct new_file *file)
{
	file->is_link = true;
	file->record_size = fcp->record_size;
	return !fcp->has_size && !fcp->has_special_information && file_path_decode(fcp->link, &file->link);
}

static bool plan_directory(const struct fcp *fcp, struct new_file *file)
{
	file->pin_status = fcp->pin_status;
	bool is_file = fcp->has_size || fcp->has_special_information || fcp->has_short_id;
	return !is_file;
}

enum pe_status file_plan(const struct file_path *directory, const struct template_file *row, const struct fcp *fcp,
                         struct new_file *out)
{
	static const struct fcp nothing = { .life_cycle = 0x05 };
	const struct fcp *given = fcp ? fcp : &nothing;
	struct new_file file = {
		.name = row ? row->name : NULL, .directory = *directory, .life_cycle = given->life_cycle,
	};
	if (!plan_kind(row, given, &file) || !plan_id(row, given, &file))
		return PE_BAD_VALUES;
	plan_rule(row, given, &file);
	plan_short_id(row, given, &file);
	bool is_directory = file_kind_is_directory(file.kind);
	bool is_link = given->has_link && given->link.size > 0;
	if (is_link && !plan_link(given, &file))
		return PE_BAD_VALUES;
	if (is_directory && !plan_directory(given, &file))
		return PE_BAD_VALUES;
	if (!is_directory && given->has_pin_status)
		return PE_BAD_VALUES;
	if (!is_directory && !is_link) {
		if (!plan_size(row, given, &file))
			return PE_BAD_VALUES;
		plan_contents(row, given, &file);
	}
	if (file.access_rule_record == 0)
		return PE_BAD_VALUES;
	*out = file;
	return PE_OK;
}
