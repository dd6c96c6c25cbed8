/* SPDX-License-Identifier: Apache-2.0 */
#include "profile_package/lint_model.h"

enum { OFFSET_MAXIMUM = 65535 }; /* what is further has a rule of its own */

/* ---- elements ---- */

static void read_header(struct lint_element *element)
{
	const struct package_node *header = package_member_with_role(element->node, ROLE_ELEMENT_HEADER);
	const struct package_node *oid = package_member_with_role(element->node, ROLE_TEMPLATE_ID);
	const struct package_node *identification = package_member(header, "identification");
	element->has_header = identification != NULL;
	element->identification = (uint16_t)package_number(identification);
	element->mandated = package_member(header, "mandated") != NULL;
	element->template_oid = oid ? oid->value : (struct bytes){ 0 };
	element->template = oid ? template_find(oid->value) : NULL;
}

static enum status list_elements(struct lint *lint)
{
	unsigned numbers[64] = { 0 };
	size_t count = package_count(lint->root);
	if (count > LINT_ELEMENTS_MAXIMUM)
		count = LINT_ELEMENTS_MAXIMUM;
	lint->elements = arena_allocate(lint->arena, (count + 1) * sizeof *lint->elements);
	if (!lint->elements)
		return STATUS_NO_MEMORY;
	struct package_node *node = lint->root->first;
	for (size_t i = 0; i < count; i++, node = node->next) {
		struct lint_element *element = &lint->elements[lint->element_count++];
		size_t kind = node->field == &schema_unknown_element ? 0 : 1 + (size_t)schema_context_number(node->tag);
		*element = (struct lint_element){
			.node = node, .name = node->field->name, .tag = node->tag,
				.number = ++numbers[kind % ARRAY_SIZE(numbers)],
		};
		read_header(element);
		if (element->tag == TAG_HEADER && !lint->header)
			lint->header = element;
		if (element->tag == TAG_END && !lint->end)
			lint->end = element;
	}
	return STATUS_OK;
}

static void read_package_header(struct lint *lint)
{
	const struct package_node *node = lint->header ? lint->header->node : NULL;
	uint32_t major = package_number(package_member_with_role(node, ROLE_MAJOR_VERSION));
	uint32_t minor = package_number(package_member_with_role(node, ROLE_MINOR_VERSION));
	lint->version = (uint16_t)((major & 0xFF) << 8 | (minor & 0xFF));
	lint->limit = lint->target && lint->target->version != 0 ? lint->target->version : lint->version;
	LINT_EACH_MEMBER(item, package_member_with_role(node, ROLE_SERVICES))
		if (item->field)
			lint->services |= 1u << (schema_context_number(item->tag) & 31);
}

/* ---- finding files ---- */

/* FNV-1a over the identifiers: a package may have thousands of files, and each asks for its directory. */
static size_t bucket_of(const struct file_path *path)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < path->count; i++)
		hash = (hash ^ path->ids[i]) * 16777619u;
	return (hash ^ hash >> 16) % ARRAY_SIZE(((struct lint *)0)->buckets);
}

static bool same_path(const struct file_path *a, const struct file_path *b)
{
	return a->count == b->count && memcmp(a->ids, b->ids, a->count * sizeof *a->ids) == 0;
}

const struct lint_file *lint_file_at(const struct lint *lint, const struct file_path *path)
{
	if (path->count == 0)
		return lint->mf;
	for (const struct lint_file *file = lint->buckets[bucket_of(path)]; file; file = file->next_in_bucket)
		if (same_path(&file->path, path))
			return file;
	return NULL;
}

const struct lint_file *lint_file_in(const struct lint *lint, const struct lint_file *directory, uint16_t id)
{
	if (!directory)
		return NULL;
	struct file_path path = directory->path;
	return file_path_descend(&path, id) ? lint_file_at(lint, &path) : NULL;
}

bool lint_is_directory(const struct lint_file *file)
{
	return file_kind_is_directory(file->kind);
}

/* An empty path says the reverse: no link although the template makes one. */
bool lint_is_link(const struct lint_file *file)
{
	return file->is_read && file->fcp.has_link && file->fcp.link.size > 0;
}

bool lint_is_named(const struct lint_file *file, const char *name)
{
	return file->row && strcmp(file->row->name, name) == 0;
}

const struct lint_file *lint_naa_file(const struct lint *lint, const struct lint_file *adf, uint16_t id)
{
	const struct lint_file *file = lint_file_in(lint, adf, id);
	return file && !file->is_suppressed ? file : NULL;
}

/* ---- making files ---- */

struct walk {
	struct lint *lint;
	struct lint_element *element;
	const struct lint_file *place; /* of a template; of generic file management, the current directory */
	bool has_place;
	const struct lint_file *top, *inner;
	unsigned top_tag, inner_tag;
};

/* RID and application code: TS 101 220 annex E, 3GPP2. */
static enum lint_naa naa_of_aid(struct bytes aid)
{
	static const uint8_t usim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
	static const uint8_t isim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 };
	static const uint8_t csim[] = { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 };
	if (bytes_start_with(aid, BYTES(usim)))
		return LINT_USIM;
	if (bytes_start_with(aid, BYTES(isim)))
		return LINT_ISIM;
	return bytes_start_with(aid, BYTES(csim)) ? LINT_CSIM : LINT_NO_NAA;
}

/* The template of an element says what an application is; made by commands, only its AID can. */
static enum lint_naa naa_of(const struct lint_file *file)
{
	if (file->kind != FILE_ADF)
		return file->directory ? file->directory->naa : LINT_NO_NAA;
	switch (file->element->tag) {
	case TAG_USIM:
	case TAG_IOT:
		return LINT_USIM;
	case TAG_ISIM:
		return LINT_ISIM;
	case TAG_CSIM:
		return LINT_CSIM;
	default:
		return naa_of_aid(file->fcp.df_name);
	}
}

/* What stands behind an element refers to the directories made until then: PINs to the first, AKA to the last ADF. */
static void note_directory(struct walk *walk, struct lint_file *file)
{
	struct lint *lint = walk->lint;
	if (!walk->element->first_directory)
		walk->element->first_directory = file;
	walk->element->last_directory = file;
	walk->element->directory_count++;
	if (file->kind == FILE_MF && !lint->mf)
		lint->mf = file;
	if (file->kind != FILE_ADF)
		return;
	lint->adfs[LINT_NO_NAA] = file;
	lint->adfs[file->naa] = file;
}

/* For a file that a card would refuse too: rules have to name it, and guess transparent where nothing is said. */
static enum file_kind kind_of(const struct lint_file *file)
{
	enum file_kind told = FILE_TRANSPARENT;
	if (file->row)
		return file->row->kind;
	if (!file->fcp.has_descriptor || !fcp_kind(file->fcp.descriptor, &told))
		return FILE_TRANSPARENT;
	if (told == FILE_DF && file->fcp.df_name.size > 0)
		return FILE_ADF;
	return told == FILE_DF && file->id == ID_MF ? FILE_MF : told;
}

/* Only what a card would make is found by its path; everything is in the list. */
static void link_in(struct walk *walk, struct lint_file *file)
{
	struct lint *lint = walk->lint;
	if (file->is_placed)
		file->is_second = file->kind == FILE_MF ? lint->mf != NULL : lint_file_at(lint, &file->path) != NULL;
	if (file->is_placed && !file->is_suppressed && !file->is_second && file->kind != FILE_MF) {
		struct lint_file **bucket = &lint->buckets[bucket_of(&file->path)];
		file->next_in_bucket = *bucket;
		*bucket = file;
	}
	if (lint->last_file)
		lint->last_file->next = file;
	else
		lint->files = file;
	lint->last_file = file;
	lint->file_count++;
}

/* Of what is there already: a card resolves a link when it makes it. */
static void find_target(const struct lint *lint, struct lint_file *file)
{
	struct file_path path;
	if (lint_is_link(file) && file_path_decode(file->fcp.link, &path))
		file->target = lint_file_at(lint, &path);
}

/* Completes a file whose element, node, Fcp and row are known. NULL: no memory, or too many. */
static struct lint_file *make_file(struct walk *walk, struct lint_file model, const struct lint_file *directory,
                                   bool has_directory)
{
	struct lint *lint = walk->lint;
	if (lint->file_count == LINT_FILES_MAXIMUM) {
		lint->files_left_out = true;
		return NULL;
	}
	struct lint_file *file = arena_allocate(lint->arena, sizeof *file);
	if (!file) {
		lint->status = STATUS_NO_MEMORY;
		return NULL;
	}
	*file = model;
	file->is_read = !file->fcp_node || fcp_decode(file->fcp_node->value, &file->fcp) == PE_OK;
	file->id = file->fcp.has_id ? file->fcp.id : file->row ? file->row->id : 0;
	file->kind = kind_of(file);
	bool is_mf = file->kind == FILE_MF;
	file->directory = is_mf ? NULL : directory;
	file->path = directory && !is_mf ? directory->path : (struct file_path){ 0 };
	file->is_placed = is_mf || (has_directory && file_path_descend(&file->path, file->id));
	file->naa = naa_of(file);
	if (file->is_read && !file->is_suppressed)
		file->is_planned = file_plan(directory ? &directory->path : &(struct file_path){ 0 }, file->row,
		                             file->fcp_node ? &file->fcp : NULL, &file->plan) == PE_OK;
	link_in(walk, file);
	find_target(lint, file);
	if (lint_is_directory(file) && !file->is_suppressed)
		note_directory(walk, file);
	return file;
}

/* ---- contents ---- */

/* Octets that contents may fill: none in directories and links. */
static uint32_t size_of(const struct lint_file *file)
{
	if (!file->is_planned || lint_is_directory(file) || lint_is_link(file))
		return 0;
	return file->kind == FILE_BER_TLV ? file->plan.maximum_size : file->plan.size;
}

/* Offsets count from the end of the content before. The first item that leaves the file is kept as the place
 * of the finding; nothing is written here, see lint_body(). */
static void note_contents(struct lint_file *file)
{
	uint64_t position = 0, size = size_of(file);
	for (const struct package_node *item = file->first_item; item && item != file->end_item; item = item->next) {
		if (!item->field || (item->field->role != ROLE_FILL_CONTENT && item->field->role != ROLE_FILL_OFFSET))
			continue;
		bool is_content = item->field->role == ROLE_FILL_CONTENT;
		uint32_t distance = is_content ? 0 : package_number(item);
		position += is_content ? item->value.size : distance <= OFFSET_MAXIMUM ? distance : 0;
		file->has_content = file->has_content || (is_content && item->value.size > 0);
		if (is_content)
			file->filled = position;
		if (position > size && file->is_planned && !file->overrun)
			file->overrun = item;
	}
}

/* ---- templates ---- */

/* Templates of an application's directories go into the last ADF of their kind. */
static void find_place(struct walk *walk, const struct template *template)
{
	static const enum lint_naa naas[] = {
		[PLACE_USIM] = LINT_USIM, [PLACE_ISIM] = LINT_ISIM, [PLACE_CSIM] = LINT_CSIM, [PLACE_ANY_ADF] = LINT_NO_NAA,
	};
	walk->place = template->place == PLACE_MF ? walk->lint->mf : walk->lint->adfs[naas[template->place]];
	walk->has_place = walk->place != NULL;
}

/* A template has its directories in front of their files, two deep: the last one of each depth is enough. */
static void make_template_file(struct walk *walk, struct lint_file model)
{
	const struct template_file *row = model.row;
	const struct lint_file *directory = walk->place;
	bool has_directory = walk->has_place;
	if (row->parent != 0) {
		directory = row->parent == walk->top_tag ? walk->top : row->parent == walk->inner_tag ? walk->inner : NULL;
		has_directory = directory != NULL;
	}
	struct lint_file *file = make_file(walk, model, directory, has_directory);
	if (!file)
		return;
	note_contents(file);
	if (!lint_is_directory(file) || file->is_suppressed)
		return;
	if (row->parent == 0) {
		walk->top_tag = row->tag;
		walk->top = file;
	} else {
		walk->inner_tag = row->tag;
		walk->inner = file;
	}
}

/* Fields that lack between two that are there: templates that create by default make their files all the same. */
static void make_absent(struct walk *walk, unsigned from, unsigned before)
{
	const struct template *template = walk->element->template;
	for (unsigned tag = from; template->created_by_default && tag < before; tag++) {
		const struct template_file *row = template_find_file(template, tag);
		if (row)
			make_template_file(walk, (struct lint_file){
				.element = walk->element, .node = walk->element->node, .row = row, .is_absent = true,
			});
	}
}

/* An MF, and files of templates that create nothing unasked, cannot be left out by doNotCreate. */
static void walk_template(struct walk *walk)
{
	const struct lint_element *element = walk->element;
	const struct schema_field *schema = element->node->field;
	unsigned next = 2, last = schema_context_number(schema->fields[schema->field_count - 1].tag);
	find_place(walk, element->template);
	LINT_EACH_MEMBER(node, element->node) {
		if (!node->field || node->field->role != ROLE_FILE)
			continue;
		unsigned tag = schema_context_number(node->tag);
		make_absent(walk, next, tag);
		next = tag + 1;
		const struct template_file *row = template_find_file(element->template, tag);
		if (row)
			make_template_file(walk, (struct lint_file){
				.element = element, .node = node, .row = row, .first_item = node->first,
				.fcp_node = package_member_with_role(node, ROLE_FCP),
				.is_suppressed = package_member_with_role(node, ROLE_DO_NOT_CREATE) &&
				                 element->template->created_by_default && element->tag != TAG_MF,
			});
	}
	make_absent(walk, next, last + 1);
}

/* ---- generic file management ---- */

/* Where nothing is selected, what is created next has no place, and says so itself. */
static void select_path(struct walk *walk, const struct package_node *item)
{
	struct file_path path;
	walk->has_place = file_path_decode(item->value, &path);
	walk->place = walk->has_place ? lint_file_at(walk->lint, &path) : NULL;
	walk->has_place = walk->place != NULL;
	walk->element->last_directory = walk->place;
}

static void create(struct walk *walk, struct package_node *item, struct lint_file **current)
{
	*current = make_file(walk, (struct lint_file){ .element = walk->element, .node = item, .fcp_node = item },
	                     walk->place, walk->has_place || !walk->lint->mf);
	if (!*current)
		return;
	(*current)->first_item = item->next;
	if (lint_is_directory(*current)) {
		walk->place = *current;
		walk->has_place = true;
	}
}

static void end_file(struct lint_file **current, const struct package_node *item)
{
	if (!*current)
		return;
	(*current)->end_item = item;
	note_contents(*current);
	*current = NULL;
}

/* Each list of commands goes on where the one before ended; only the element begins at the MF. */
static void walk_management(struct walk *walk)
{
	struct lint_file *current = NULL;
	walk->place = walk->lint->mf;
	walk->has_place = walk->place != NULL;
	LINT_EACH_MEMBER(list, package_member(walk->element->node, "fileManagementCMD")) {
		LINT_EACH_MEMBER(item, list->field ? list : NULL) {
			enum schema_role role = item->field ? item->field->role : ROLE_NONE;
			if (role == ROLE_FILE_PATH || role == ROLE_CREATE_FCP)
				end_file(&current, item);
			if (role == ROLE_FILE_PATH)
				select_path(walk, item);
			else if (role == ROLE_CREATE_FCP)
				create(walk, item, &current);
		}
		end_file(&current, NULL);
	}
}

/* ---- codes ---- */

static void list_codes(struct lint *lint, const struct lint_element *element, struct package_node *list,
                       struct lint_code **first, struct lint_code **last)
{
	LINT_EACH_MEMBER(node, list) {
		bool is_code = node->field && lint->code_count++ < LINT_CODES_MAXIMUM;
		struct lint_code *code = is_code ? arena_allocate(lint->arena, sizeof *code) : NULL;
		if (!code)
			continue;
		*code = (struct lint_code){
			.element = element, .node = node, .reference = package_number(package_member(node, "keyReference")),
			.context = element->context,
		};
		if (*last)
			(*last)->next = code;
		else
			*first = code;
		*last = code;
	}
}

static void list_pins(struct lint *lint, const struct lint_element *element)
{
	struct package_node *choice = package_member(element->node, "pinCodes");
	const struct package_node *source = package_member(choice, "filePath");
	struct file_path path;
	if (source && element->context && file_path_decode(source->value, &path))
		((struct lint_file *)element->context)->pins_from = lint_file_at(lint, &path);
	list_codes(lint, element, package_member(choice, "pinconfig"), &lint->pins, &lint->last_pin);
}

/* ---- the whole ---- */

static bool has_selection(const struct lint_element *element)
{
	LINT_EACH_MEMBER(list, package_member(element->node, "fileManagementCMD"))
		if (list->field && package_member_with_role(list, ROLE_FILE_PATH))
			return true;
	return false;
}

/* What the elements so far mean for PINs: the first directory of the nearest one that made any. */
struct pin_context {
	const struct lint_element *element;
	const struct lint_file *directory;
	unsigned directories;
};

static void move_context(const struct lint *lint, const struct lint_element *element, struct pin_context *context)
{
	bool last_counts = lint_target_follows(lint, RULE_LAST_DIRECTORY_HAS_PINS);
	if (element->first_directory) {
		context->element = element;
		context->directory = element->first_directory;
		context->directories = element->directory_count;
	} else if (context->element && has_selection(element)) {
		context->directories = 1;
	}
	if (last_counts && element->last_directory)
		context->directory = element->last_directory;
}

static void walk_element(struct lint *lint, struct lint_element *element)
{
	struct walk walk = { .lint = lint, .element = element };
	if (element->template && element->template->element == element->tag && element->node->field->field_count > 2)
		walk_template(&walk);
	else if (element->tag == TAG_MANAGEMENT)
		walk_management(&walk);
	else if (element->tag == TAG_PIN_CODES)
		list_pins(lint, element);
	else if (element->tag == TAG_PUK_CODES)
		list_codes(lint, element, package_member(element->node, "pukCodes"), &lint->puks, &lint->last_puk);
	element->adf = lint->adfs[LINT_NO_NAA];
	element->naa = element->adf ? element->adf->naa : LINT_NO_NAA;
}

/* Links to files that come later are known only now. */
static void find_later(struct lint *lint)
{
	LINT_EACH_FILE(file, lint) {
		struct file_path path;
		if (lint_is_link(file) && !file->target && file_path_decode(file->fcp.link, &path))
			file->later_target = lint_file_at(lint, &path);
	}
}

enum status lint_model_make(struct lint *lint)
{
	struct pin_context context = { 0 };
	TRY(list_elements(lint));
	read_package_header(lint);
	for (size_t i = 0; i < lint->element_count; i++) {
		struct lint_element *element = &lint->elements[i];
		element->context_element = context.element;
		element->context = context.directory;
		element->context_directories = context.directories;
		walk_element(lint, element);
		move_context(lint, element, &context);
	}
	find_later(lint);
	return lint->status;
}
