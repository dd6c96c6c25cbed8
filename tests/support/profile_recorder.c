/* SPDX-License-Identifier: Apache-2.0 */
#include "support/profile_recorder.h"

#include <stdlib.h>

#include "base/hex.h"

enum { BODY_MAXIMUM = 1 << 20 };

static bool same_path(const struct file_path *a, const struct file_path *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0;
}

static struct recorded_file *find(struct profile_recorder *recorder, const struct file_path *path)
{
	for (size_t i = 0; i < recorder->file_count; i++)
		if (same_path(&recorder->files[i].path, path))
			return &recorder->files[i];
	return NULL;
}

static bool is_directory(const struct recorded_file *file)
{
	return file->plan.kind == FILE_DF || file->plan.kind == FILE_ADF || file->plan.kind == FILE_MF;
}

static void fill_run(const struct new_file *plan, uint8_t *run, size_t size)
{
	struct bytes pattern = plan->pattern;
	for (size_t i = 0; i < size; i++) {
		size_t at = plan->fill == FILL_REPEAT ? i % pattern.size : i < pattern.size ? i : pattern.size - 1;
		run[i] = plan->fill == FILL_FF ? 0xFF : pattern.data[at];
	}
	if (plan->fill == FILL_PREFIX_SUFFIX && plan->suffix.size <= size)
		memcpy(run + size - plan->suffix.size, plan->suffix.data, plan->suffix.size);
}

/* As it is before the package writes into it. */
static enum pe_status make_body(struct profile_recorder *recorder, struct recorded_file *file)
{
	file->body_size = file->plan.kind == FILE_BER_TLV ? file->plan.maximum_size : file->plan.size;
	if (file->body_size > BODY_MAXIMUM)
		return PE_NOT_ENOUGH_MEMORY;
	file->body = arena_allocate(&recorder->arena, file->body_size);
	if (!file->body)
		return PE_NOT_ENOUGH_MEMORY;
	size_t step = file->plan.record_size != 0 ? file->plan.record_size : file->body_size;
	for (size_t at = 0; at < file->body_size; at += step)
		fill_run(&file->plan, file->body + at, step);
	return PE_OK;
}

static bool keep_views(struct profile_recorder *recorder, struct new_file *plan)
{
	return arena_copy(&recorder->arena, plan->aid, &plan->aid) == STATUS_OK
		&& arena_copy(&recorder->arena, plan->pin_status, &plan->pin_status) == STATUS_OK
		&& arena_copy(&recorder->arena, plan->pattern, &plan->pattern) == STATUS_OK
		&& arena_copy(&recorder->arena, plan->suffix, &plan->suffix) == STATUS_OK;
}

static enum pe_status record_header(void *self, const struct profile_header *header)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	recorder->has_header = true;
	recorder->header = *header;
	if (arena_copy_text(&recorder->arena, header->profile_type, &recorder->header.profile_type) != STATUS_OK)
		return PE_NOT_ENOUGH_MEMORY;
	return PE_OK;
}

static enum pe_status record_create_file(void *self, const struct new_file *plan)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	struct recorded_file file = { .plan = *plan, .path = plan->directory };
	if (plan->kind != FILE_MF)
		file.path.ids[file.path.count++] = plan->id;
	const struct recorded_file *parent = find(recorder, &plan->directory);
	const struct recorded_file *target = plan->is_link ? find(recorder, &plan->link) : NULL;
	if (find(recorder, &file.path) || (plan->kind != FILE_MF && (!parent || !is_directory(parent))))
		return PE_BAD_VALUES;
	if (plan->is_link && !target)
		return PE_BAD_VALUES;
	if (recorder->file_count == RECORDED_FILES || !keep_views(recorder, &file.plan))
		return PE_NOT_ENOUGH_MEMORY;
	if (!plan->is_link && !is_directory(&file) && make_body(recorder, &file) != PE_OK)
		return PE_NOT_ENOUGH_MEMORY;
	recorder->files[recorder->file_count++] = file;
	return PE_OK;
}

static enum pe_status record_fill_file(void *self, uint32_t offset, struct bytes content)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	struct recorded_file *file = recorder->file_count > 0 ? &recorder->files[recorder->file_count - 1] : NULL;
	if (!file || !file->body || offset > file->body_size || content.size > file->body_size - offset)
		abort(); /* the interpreter promises this */
	if (content.size > 0)
		memcpy(file->body + offset, content.data, content.size);
	file->is_filled = true;
	return PE_OK;
}

static enum pe_status record_pin(void *self, const struct file_path *context, const struct new_pin *pin)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	if (recorder->pin_count == RECORDED_CODES)
		return PE_NOT_ENOUGH_MEMORY;
	recorder->pins[recorder->pin_count++] = (struct recorded_pin){ *context, *pin };
	return PE_OK;
}

static enum pe_status record_share_pins(void *self, const struct file_path *context, const struct file_path *source)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	if (same_path(context, source))
		return PE_BAD_VALUES;
	recorder->shared_pin_contexts++;
	return PE_OK;
}

static enum pe_status record_puk(void *self, const struct new_puk *puk)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	if (recorder->puk_count == RECORDED_CODES)
		return PE_NOT_ENOUGH_MEMORY;
	recorder->puks[recorder->puk_count++] = *puk;
	return PE_OK;
}

static enum pe_status record_aka(void *self, const struct new_aka *aka)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	if (recorder->aka_count == RECORDED_AKAS)
		return PE_NOT_ENOUGH_MEMORY;
	struct new_aka copy = *aka;
	if (arena_copy(&recorder->arena, aka->key, &copy.key) != STATUS_OK
	    || arena_copy(&recorder->arena, aka->opc, &copy.opc) != STATUS_OK
	    || arena_copy(&recorder->arena, aka->mapping_source, &copy.mapping_source) != STATUS_OK)
		return PE_NOT_ENOUGH_MEMORY;
	recorder->akas[recorder->aka_count++] = copy;
	return PE_OK;
}

static enum pe_status record_keep_element(void *self, uint32_t tag, uint32_t offset, struct bytes piece)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	(void)tag;
	if (offset == 0)
		recorder->kept_count++;
	return buffer_append(&recorder->kept, piece) == STATUS_OK ? PE_OK : PE_NOT_ENOUGH_MEMORY;
}

static enum pe_status keep(struct profile_recorder *recorder, struct bytes octets)
{
	return buffer_append(&recorder->kept, octets) == STATUS_OK ? PE_OK : PE_NOT_ENOUGH_MEMORY;
}

static enum pe_status record_object(void *self, const struct new_object *object)
{
	struct profile_recorder *recorder = self;
	const struct bytes members[] = {
		object->aid, object->package, object->class, object->domain, object->privileges, object->life_cycle,
		object->install_parameters, object->system_parameters, object->toolkit, object->security_level, object->tars,
		object->access_domain, object->admin_access_domain, object->adf,
	};
	recorder->calls++;
	recorder->object_count++;
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (keep(recorder, members[i]) != PE_OK)
			return PE_NOT_ENOUGH_MEMORY;
	return PE_OK;
}

static enum pe_status record_key(void *self, const struct new_key *key)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	recorder->key_count++;
	for (size_t i = 0; i < key->component_count; i++)
		if (keep(recorder, key->components[i].value) != PE_OK)
			return PE_NOT_ENOUGH_MEMORY;
	return PE_OK;
}

static enum pe_status record_datum(void *self, enum object_datum kind, struct bytes value)
{
	(void)kind;
	((struct profile_recorder *)self)->calls++;
	return keep(self, value);
}

static enum pe_status record_load_block(void *self, uint32_t offset, struct bytes piece)
{
	(void)offset;
	((struct profile_recorder *)self)->calls++;
	return keep(self, piece);
}

static enum pe_status record_end(void *self)
{
	struct profile_recorder *recorder = self;
	recorder->calls++;
	recorder->ended = true;
	return PE_OK;
}

void profile_recorder_init(struct profile_recorder *recorder)
{
	memset(recorder, 0, sizeof *recorder);
	recorder->arena = ARENA(32 << 20);
	recorder->kept = BUFFER(1 << 20);
	recorder->builder = (struct profile_builder){
		.self = recorder, .header = record_header, .create_file = record_create_file, .fill_file = record_fill_file,
		.pin = record_pin, .share_pins = record_share_pins, .puk = record_puk, .aka = record_aka,
		.keep_element = record_keep_element, .end = record_end,
		.object = record_object, .key = record_key, .datum = record_datum, .load_block = record_load_block,
	};
}

void profile_recorder_release(struct profile_recorder *recorder)
{
	arena_release(&recorder->arena);
	buffer_release(&recorder->kept);
}

const struct recorded_file *profile_recorder_find(const struct profile_recorder *recorder, const char *path)
{
	struct file_path wanted = { 0 };
	for (struct text rest = text_from(path); rest.size > 0;) {
		struct text part = text_cut(&rest, '/');
		uint8_t id[2];
		if (wanted.count == PATH_MAXIMUM || hex_decode(part, id, sizeof id) != STATUS_OK)
			return NULL;
		wanted.ids[wanted.count++] = (uint16_t)(id[0] << 8 | id[1]);
	}
	return find((struct profile_recorder *)recorder, &wanted);
}

static enum status print_path(const struct file_path *path, struct buffer *out)
{
	for (size_t i = 0; i < path->count; i++)
		TRY(buffer_print(out, "/%04X", path->ids[i]));
	return STATUS_OK;
}

static enum status print_file(const struct recorded_file *file, struct buffer *out)
{
	const struct new_file *plan = &file->plan;
	TRY(buffer_print(out, "file "));
	TRY(print_path(&file->path, out));
	TRY(buffer_print(out, " kind %d size %u/%u record %u life %02X fd %02X sfi %u rule %04X/%u special %02X ", plan->kind,
	                 plan->size, plan->maximum_size, plan->record_size, plan->life_cycle, plan->descriptor,
	                 plan->short_id, plan->access_rule_file, plan->access_rule_record, plan->special_information));
	TRY(hex_append(out, plan->aid));
	TRY(hex_append(out, plan->pin_status));
	if (plan->is_link)
		TRY(print_path(&plan->link, out));
	TRY(buffer_print(out, " body "));
	TRY(hex_append(out, bytes_from(file->body, file->body_size)));
	return buffer_print(out, "\n");
}

static enum status print_codes(const struct profile_recorder *recorder, struct buffer *out)
{
	for (size_t i = 0; i < recorder->pin_count; i++) {
		TRY(buffer_print(out, "pin "));
		TRY(print_path(&recorder->pins[i].context, out));
		TRY(hex_append(out, bytes_from(&recorder->pins[i].pin, sizeof recorder->pins[i].pin)));
		TRY(buffer_print(out, "\n"));
	}
	for (size_t i = 0; i < recorder->puk_count; i++) {
		TRY(buffer_print(out, "puk "));
		TRY(hex_append(out, bytes_from(&recorder->puks[i], sizeof recorder->puks[i])));
		TRY(buffer_print(out, "\n"));
	}
	return STATUS_OK;
}

static enum status print_aka(const struct new_aka *aka, struct buffer *out)
{
	TRY(buffer_print(out, "aka "));
	TRY(print_path(&aka->adf, out));
	TRY(buffer_print(out, " %d %u %u ", aka->is_mapping, aka->algorithm, aka->algorithm_options));
	TRY(hex_append(out, aka->key));
	TRY(hex_append(out, aka->opc));
	TRY(hex_append(out, BYTES(aka->rotation)));
	TRY(hex_append(out, BYTES(aka->constants)));
	TRY(buffer_print(out, " sqn %02X ", aka->sqn_options));
	TRY(hex_append(out, BYTES(aka->sqn_delta)));
	TRY(hex_append(out, BYTES(aka->sqn_age_limit)));
	return buffer_print(out, "\n");
}

enum status profile_recorder_print(const struct profile_recorder *recorder, struct buffer *out)
{
	TRY(buffer_print(out, "header %d.%d ended %d\n", recorder->header.major, recorder->header.minor, recorder->ended));
	for (size_t i = 0; i < recorder->file_count; i++)
		TRY(print_file(&recorder->files[i], out));
	TRY(print_codes(recorder, out));
	for (size_t i = 0; i < recorder->aka_count; i++)
		TRY(print_aka(&recorder->akas[i], out));
	TRY(hex_append(out, buffer_bytes(&recorder->kept)));
	return buffer_print(out, "\n");
}
