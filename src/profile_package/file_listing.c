/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/file_listing.h"

#include "codec/der_read.h"
#include "profile_package/file_plan.h"

enum { LISTING_MAXIMUM = 64 << 20, FILES_MAXIMUM = 4096, ALL_SERVICES = 0x3FFFFFFF, NEWEST_MAJOR = 3 };

void file_listing_release(struct file_listing *listing)
{
	arena_release(&listing->arena);
	*listing = (struct file_listing){ 0 };
}

static bool same_path(const struct file_path *a, const struct file_path *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0;
}

const struct listed_file *file_listing_find(const struct file_listing *listing, const struct file_path *path)
{
	for (const struct listed_file *file = listing->first; file; file = file->next)
		if (same_path(&file->path, path))
			return file;
	return NULL;
}

/* ---- the builder ---- */

static void fill(const struct new_file *plan, uint8_t *run, size_t size)
{
	struct bytes pattern = plan->pattern;
	memset(run, 0xFF, size);
	for (size_t i = 0; i < size && plan->fill != FILL_FF; i++) {
		size_t at = plan->fill == FILL_REPEAT ? i % pattern.size : i < pattern.size ? i : pattern.size - 1;
		run[i] = pattern.data[at];
	}
	if (plan->fill == FILL_PREFIX_SUFFIX && plan->suffix.size <= size)
		memcpy(run + size - plan->suffix.size, plan->suffix.data, plan->suffix.size);
}

void file_listing_fill(const struct new_file *plan, uint8_t *body, size_t size)
{
	size_t step = plan->record_size != 0 ? plan->record_size : size;
	for (size_t at = 0; at + step <= size && step > 0; at += step)
		fill(plan, body + at, step);
}

static bool make_body(struct arena *arena, struct listed_file *file)
{
	const struct new_file *plan = &file->plan;
	file->body_size = plan->kind == FILE_BER_TLV ? plan->maximum_size : plan->size;
	file->body = arena_allocate(arena, file->body_size);
	if (!file->body)
		return false;
	file_listing_fill(plan, file->body, file->body_size);
	return true;
}

static bool keep_views(struct arena *arena, struct new_file *plan)
{
	return arena_copy(arena, plan->aid, &plan->aid) == STATUS_OK
		&& arena_copy(arena, plan->pin_status, &plan->pin_status) == STATUS_OK
		&& arena_copy(arena, plan->pattern, &plan->pattern) == STATUS_OK
		&& arena_copy(arena, plan->suffix, &plan->suffix) == STATUS_OK;
}

static enum pe_status list_header(void *self, const struct profile_header *header)
{
	struct file_listing *listing = self;
	listing->header = *header;
	enum status status = arena_copy_text(&listing->arena, header->profile_type, &listing->header.profile_type);
	return status == STATUS_OK ? PE_OK : PE_NOT_ENOUGH_MEMORY;
}

static bool may_stand(const struct file_listing *listing, const struct new_file *plan, const struct file_path *path)
{
	const struct listed_file *directory = file_listing_find(listing, &plan->directory);
	bool has_place = plan->kind == FILE_MF || (directory && file_kind_is_directory(directory->plan.kind));
	bool has_target = !plan->is_link || file_listing_find(listing, &plan->link);
	return has_place && has_target && !file_listing_find(listing, path);
}

static enum pe_status list_file(void *self, const struct new_file *plan)
{
	struct file_listing *listing = self;
	struct file_path path = plan->directory;
	if (plan->kind != FILE_MF && !file_path_descend(&path, plan->id))
		return PE_BAD_VALUES;
	if (!may_stand(listing, plan, &path))
		return PE_BAD_VALUES;
	struct listed_file *file = arena_allocate(&listing->arena, sizeof *file);
	if (!file || listing->count == FILES_MAXIMUM)
		return PE_NOT_ENOUGH_MEMORY;
	*file = (struct listed_file){ .plan = *plan, .path = path, .name = plan->name,
	                              .element = listing->element_count };
	if (!keep_views(&listing->arena, &file->plan))
		return PE_NOT_ENOUGH_MEMORY;
	if (!plan->is_link && !file_kind_is_directory(plan->kind) && !make_body(&listing->arena, file))
		return PE_NOT_ENOUGH_MEMORY;
	if (listing->last)
		listing->last->next = file;
	else
		listing->first = file;
	listing->last = file;
	listing->count++;
	listing->octets += file->body_size;
	return PE_OK;
}

static enum pe_status list_content(void *self, uint32_t offset, struct bytes content)
{
	struct file_listing *listing = self;
	if (content.size > 0)
		memcpy(listing->last->body + offset, content.data, content.size);
	return PE_OK;
}

static enum pe_status keep_pin(struct file_listing *listing, const struct listed_pin *pin)
{
	struct listed_pin *kept = arena_allocate(&listing->arena, sizeof *kept);
	if (!kept)
		return PE_NOT_ENOUGH_MEMORY;
	*kept = *pin;
	if (listing->last_pin)
		listing->last_pin->next = kept;
	else
		listing->first_pin = kept;
	listing->last_pin = kept;
	return PE_OK;
}

static enum pe_status list_pin(void *self, const struct file_path *context, const struct new_pin *pin)
{
	((struct file_listing *)self)->pin_count++;
	return keep_pin(self, &(struct listed_pin){ .context = *context, .pin = *pin });
}

static enum pe_status list_shared_pins(void *self, const struct file_path *context, const struct file_path *source)
{
	if (same_path(context, source) || !file_listing_find(self, source))
		return PE_BAD_VALUES;
	return keep_pin(self, &(struct listed_pin){ .context = *context, .is_shared = true, .source = *source });
}

static enum pe_status count_puk(void *self, const struct new_puk *puk)
{
	(void)puk;
	((struct file_listing *)self)->puk_count++;
	return PE_OK;
}

static enum pe_status count_aka(void *self, const struct new_aka *aka)
{
	struct file_listing *listing = self;
	for (size_t i = 0; i < aka->adf.count; i++)
		listing->aka_places = listing->aka_places * 31 + aka->adf.ids[i];
	listing->aka_count++;
	return PE_OK;
}

static enum pe_status pass_kept(void *self, uint32_t tag, uint32_t offset, struct bytes piece)
{
	(void)self;
	(void)tag;
	(void)offset;
	(void)piece;
	return PE_OK;
}

/* Elements that bring no files and no codes. */
static enum pe_status count_kept(void *self, uint32_t tag)
{
	enum { FIRST = 0xA5 /* CDMA */, LAST = 0xA9 /* non-standard */ };
	if (tag >= FIRST && tag <= LAST)
		((struct file_listing *)self)->kept_count++;
	return PE_OK;
}

static enum pe_status list_end(void *self)
{
	(void)self;
	return PE_OK;
}

/* Element by element, so that each file's is known. */
static enum status feed(struct interpreter *interpreter, struct bytes package, struct file_listing *listing)
{
	struct der_reader reader = der_reader(package);
	struct der_element element;
	enum status status = STATUS_OK;
	while (status == STATUS_OK && der_next(&reader, &element)) {
		status = interpreter_feed(interpreter, element.whole);
		if (status == STATUS_OK)
			listing->element_count++;
	}
	return status == STATUS_OK ? interpreter_feed(interpreter, reader.rest) : status;
}

static bool is_all_ok(struct bytes octets)
{
	struct der_reader response = der_reader(octets), fields, statuses, one;
	int status = PE_OK;
	if (!der_enter(&response, 0x30, &fields) || !der_enter(&fields, 0xA0, &statuses))
		return false;
	while (der_enter(&statuses, 0x30, &one))
		if (!der_small(&one, 0x80, UINT16_MAX, &status) || status != PE_OK)
			return false;
	return true;
}

enum status file_listing_make(struct bytes package, struct file_listing *out)
{
	static const struct profile_support everything = {
		.major_maximum = NEWEST_MAJOR, .services = ALL_SERVICES, .rules = RULE_IOT_PROFILES,
	};
	*out = (struct file_listing){ .arena = ARENA(LISTING_MAXIMUM) };
	const struct profile_builder builder = {
		.self = out, .header = list_header, .create_file = list_file, .fill_file = list_content,
		.pin = list_pin, .share_pins = list_shared_pins, .puk = count_puk, .aka = count_aka,
		.keep_element = pass_kept, .end = list_end, .begin_element = count_kept,
	};
	struct interpreter *interpreter = interpreter_new(&builder, &everything);
	if (!interpreter)
		return STATUS_NO_MEMORY;
	enum status status = feed(interpreter, package, out);
	if (status == STATUS_OK)
		status = interpreter_finish(interpreter);
	out->offset = interpreter_offset(interpreter);
	out->element = interpreter_element(interpreter);
	enum status copied = arena_copy(&out->arena, interpreter_response(interpreter), &out->response);
	interpreter_free(interpreter);
	out->is_whole = copied == STATUS_OK && is_all_ok(out->response);
	return copied == STATUS_OK ? status : copied;
}

/* ---- two of them ---- */

static bool same_plan(const struct new_file *a, const struct new_file *b)
{
	bool same_place = a->kind == b->kind && a->id == b->id && bytes_equal(a->aid, b->aid)
		&& a->is_link == b->is_link && (!a->is_link || same_path(&a->link, &b->link));
	bool same_body = a->size == b->size && a->maximum_size == b->maximum_size && a->record_size == b->record_size
		&& a->descriptor == b->descriptor && a->life_cycle == b->life_cycle
		&& a->special_information == b->special_information && a->file_details == b->file_details;
	return same_place && (a->is_link || same_body) && a->short_id == b->short_id
		&& a->access_rule_file == b->access_rule_file && a->access_rule_record == b->access_rule_record
		&& bytes_equal(a->pin_status, b->pin_status);
}

static bool same_file(const struct listed_file *a, const struct listed_file *b)
{
	return same_plan(&a->plan, &b->plan)
		&& bytes_equal(bytes_from(a->body, a->body_size), bytes_from(b->body, b->body_size));
}

static bool same_pin(const struct listed_pin *a, const struct listed_pin *b)
{
	return same_path(&a->context, &b->context) && a->is_shared == b->is_shared && same_path(&a->source, &b->source)
		&& a->pin.reference == b->pin.reference && memcmp(a->pin.value, b->pin.value, sizeof a->pin.value) == 0
		&& a->pin.unblocking_reference == b->pin.unblocking_reference && a->pin.attributes == b->pin.attributes
		&& a->pin.tries_maximum == b->pin.tries_maximum && a->pin.tries_left == b->pin.tries_left;
}

bool file_listing_equal(const struct file_listing *a, const struct file_listing *b)
{
	if (a->count != b->count || a->pin_count != b->pin_count || a->puk_count != b->puk_count
	    || a->aka_count != b->aka_count || a->aka_places != b->aka_places || a->kept_count != b->kept_count)
		return false;
	for (const struct listed_file *file = a->first; file; file = file->next) {
		const struct listed_file *other = file_listing_find(b, &file->path);
		if (!other || !same_file(file, other))
			return false;
	}
	const struct listed_pin *other = b->first_pin;
	for (const struct listed_pin *pin = a->first_pin; pin; pin = pin->next, other = other->next)
		if (!other || !same_pin(pin, other))
			return false;
	return other == NULL;
}

const char *pe_status_name(enum pe_status status)
{
	static const char *const names[] = {
		[PE_OK] = "ok", [PE_NOT_SUPPORTED] = "pe-not-supported", [PE_MEMORY_FAILURE] = "memory-failure",
		[PE_BAD_VALUES] = "bad-values", [PE_NOT_ENOUGH_MEMORY] = "not-enough-memory",
		[PE_INVALID_REQUEST_FORMAT] = "invalid-request-format", [PE_INVALID_PARAMETER] = "invalid-parameter",
		[PE_RUNTIME_NOT_SUPPORTED] = "runtime-not-supported", [PE_LIBRARY_NOT_SUPPORTED] = "lib-not-supported",
		[PE_TEMPLATE_NOT_SUPPORTED] = "template-not-supported",
		[PE_FEATURE_NOT_SUPPORTED] = "feature-not-supported", [PE_PIN_CODE_MISSING] = "pin-code-missing",
		[PE_UNSUPPORTED_PROFILE_VERSION] = "unsupported-profile-version",
	};
	return (size_t)status < ARRAY_SIZE(names) ? names[status] : NULL;
}

const char *file_listing_reason(const struct file_listing *listing)
{
	struct der_reader response = der_reader(listing->response), fields, statuses, one;
	int status = PE_NOT_ENOUGH_MEMORY;
	if (der_enter(&response, 0x30, &fields) && der_enter(&fields, 0xA0, &statuses))
		while (der_enter(&statuses, 0x30, &one))
			if (!der_small(&one, 0x80, UINT16_MAX, &status))
				break;
	const char *name = pe_status_name((enum pe_status)status);
	return name ? name : "another reason";
}
