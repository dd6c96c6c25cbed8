/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/interpreter_state.h"

#include "profile_package/file_plan.h"

/* RID and application code: TS 101 220 annex E, 3GPP2. */
static enum naa naa_of(struct bytes aid)
{
	static const uint8_t usim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
	static const uint8_t isim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 };
	static const uint8_t csim[] = { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 };
	if (bytes_start_with(aid, BYTES(usim)))
		return NAA_USIM;
	if (bytes_start_with(aid, BYTES(isim)))
		return NAA_ISIM;
	return bytes_start_with(aid, BYTES(csim)) ? NAA_CSIM : NAA_NONE;
}

/* An element's own NAA counts even where its AID is an operator's. */
static enum naa naa_of_element(const struct current_element *element, struct bytes aid)
{
	switch (element->tag) {
	case ELEMENT_USIM:
	case ELEMENT_IOT:
		return NAA_USIM;
	case ELEMENT_ISIM:
		return NAA_ISIM;
	case ELEMENT_CSIM:
		return NAA_CSIM;
	default:
		return naa_of(aid);
	}
}

static void note_directory(struct interpreter *interpreter, const struct new_file *plan, const struct file_path *path)
{
	struct current_element *element = &interpreter->element;
	bool last_counts = profile_support_follows(interpreter->support, RULE_LAST_DIRECTORY_HAS_PINS);
	if (!element->made_directory)
		interpreter->so_far.pin_context_directories = 0;
	if (!element->made_directory || last_counts) {
		element->made_directory = true;
		interpreter->so_far.has_pin_context = true;
		interpreter->so_far.pin_context = *path;
	}
	interpreter->so_far.pin_context_directories++;
	if (plan->kind == FILE_MF)
		interpreter->so_far.seen |= MF_SEEN;
	if (plan->kind != FILE_ADF)
		return;
	enum naa naa = naa_of_element(element, plan->aid);
	interpreter->so_far.last_naa = naa;
	interpreter->so_far.naa_path[NAA_NONE] = *path;
	interpreter->so_far.naa_count[NAA_NONE]++;
	if (naa != NAA_NONE) {
		interpreter->so_far.naa_path[naa] = *path;
		interpreter->so_far.naa_count[naa]++;
	}
}

enum pe_status interpret_create(struct interpreter *interpreter, const struct new_file *plan)
{
	struct file_path path = plan->directory;
	bool is_mf = plan->kind == FILE_MF;
	if (is_mf == ((interpreter->so_far.seen & MF_SEEN) != 0))
		return interpreter_fatal(interpreter, PE_BAD_VALUES);
	if ((is_mf || plan->kind == FILE_ADF) && path.count != 0)
		return PE_BAD_VALUES;
	if (!is_mf && !file_path_descend(&path, plan->id))
		return PE_BAD_VALUES;
	if (plan->kind == FILE_BER_TLV && !(interpreter->support->services & 1u << SERVICE_BER_TLV))
		return PE_FEATURE_NOT_SUPPORTED;
	enum pe_status status = interpreter->builder->create_file(interpreter->builder->self, plan);
	if (status != PE_OK)
		return status;

	bool is_directory = file_kind_is_directory(plan->kind);
	if (is_directory)
		note_directory(interpreter, plan, &path);
	interpreter->file.is_created = true;
	interpreter->file.may_be_filled = !is_directory && !plan->is_link;
	interpreter->file.size = plan->kind == FILE_BER_TLV ? plan->maximum_size : plan->size;
	interpreter->file.position = 0;
	interpreter->created_path = path;
	return PE_OK;
}

/* Relative to the end of what was written last. */
enum pe_status interpret_fill_offset(struct interpreter *interpreter, struct bytes value)
{
	struct current_file *file = &interpreter->file;
	uint32_t distance = 0;
	for (size_t i = 0; i < value.size; i++)
		distance = distance << 8 | value.data[i];
	if (!file->may_be_filled || distance > file->size - file->position)
		return PE_BAD_VALUES;
	file->position += distance;
	return PE_OK;
}

enum pe_status interpret_fill_content(struct interpreter *interpreter, struct bytes piece, size_t left)
{
	struct current_file *file = &interpreter->file;
	if (!file->may_be_filled || piece.size + left > file->size - file->position)
		return PE_BAD_VALUES;
	uint32_t position = file->position;
	file->position += (uint32_t)piece.size;
	return interpreter->builder->fill_file(interpreter->builder->self, position, piece);
}
