/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/place.h"

#include <stdio.h>

static const uint8_t usim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x02 };
static const uint8_t isim[] = { 0xA0, 0x00, 0x00, 0x00, 0x87, 0x10, 0x04 };
static const uint8_t csim[] = { 0xA0, 0x00, 0x00, 0x03, 0x43, 0x10, 0x02 };
#define GSMA_AID 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00
static const uint8_t isd_r[] = { GSMA_AID, 0x01, 0x00 };
static const uint8_t ecasd[] = { GSMA_AID, 0x02, 0x00 };
static const uint8_t isd_p[] = { GSMA_AID };

/* The longer prefix stands before the shorter. */
static const struct {
	const uint8_t *aid;
	size_t size;
	const char *name;
	bool has_files;
} applications[] = {
	{ usim, sizeof usim, "ADF.USIM", true }, { isim, sizeof isim, "ADF.ISIM", true },
	{ csim, sizeof csim, "ADF.CSIM", true }, { isd_r, sizeof isd_r, "ISD-R", false },
	{ ecasd, sizeof ecasd, "ECASD", false }, { isd_p, sizeof isd_p, "ISD-P", false },
};

/* 3GPP TS 31.102 4.2.3, 4.2.4, 4.2.92, 4.4.3, 4.4.11, 4.2.81, 4.2.82, annex on EAP. */
static const char *const secret_files[] = {
	"EF.Keys", "EF.KeysPS", "EF.Kc", "EF.KcGPRS", "EF.EPSNSC", "EF.5GS3GPPNSC", "EF.5GSN3GPPNSC", "EF.5GAUTHKEYS",
	"EF.EAPKEYS", "EF.MSK", "EF.MUK",
};

static bool is_secret(const struct template_file *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(secret_files); i++)
		if (text_equal_ignoring_case(text_from(row->name), text_from(secret_files[i])))
			return true;
	return false;
}

/* ---- rows of templates ---- */

/* Each row of each template in turn; NULL past the last. */
struct rows {
	size_t template, file;
	const struct template *current;
};

static const struct template_file *next_row(struct rows *rows)
{
	while ((rows->current = template_at(rows->template))) {
		if (rows->file < rows->current->file_count)
			return &rows->current->files[rows->file++];
		rows->template++;
		rows->file = 0;
	}
	return NULL;
}

static bool has_identifier(const struct template_file *row, uint16_t id)
{
	return row->id != 0 && (row->last_id ? id >= row->id && id <= row->last_id : id == row->id);
}

/* The directory is where files without a parent of their own stand. */
static bool is_template_place(enum template_place where, const struct apdu_place *place)
{
	static const char *const names[] = {
		[PLACE_USIM] = "ADF.USIM", [PLACE_ISIM] = "ADF.ISIM", [PLACE_CSIM] = "ADF.CSIM", [PLACE_ANY_ADF] = NULL,
	};
	if (where == PLACE_MF)
		return place->directory == APDU_MF;
	if (place->directory != APDU_ADF)
		return false;
	return !names[where] || (place->application && strcmp(place->application, names[where]) == 0);
}

static bool stands_in(const struct rows *rows, const struct template_file *row, const struct apdu_place *place)
{
	const struct template_file *parent = row->parent ? template_find_file(rows->current, row->parent) : NULL;
	if (!parent)
		return is_template_place(rows->current->place, place);
	if (parent->kind == FILE_ADF)
		return place->directory == APDU_ADF && place->application && strcmp(place->application, parent->name) == 0;
	return has_identifier(parent, place->directory);
}

static const struct template_file *find_in_directory(const struct apdu_place *place, uint16_t id)
{
	const struct template_file *row;
	for (struct rows rows = { 0 }; (row = next_row(&rows));)
		if (has_identifier(row, id) && stands_in(&rows, row, place))
			return row;
	return NULL;
}

static bool is_directory(const struct template_file *row)
{
	return row->kind == FILE_DF || row->kind == FILE_ADF || row->kind == FILE_MF;
}

/* Directories may be named from beside and below too (TS 102 221 8.4.1). */
static const struct template_file *find_directory(uint16_t id)
{
	const struct template_file *row;
	for (struct rows rows = { 0 }; (row = next_row(&rows));)
		if (is_directory(row) && has_identifier(row, id))
			return row;
	return NULL;
}

/* ---- moving ---- */

struct apdu_place apdu_place_at_start(void)
{
	return (struct apdu_place){ .directory = APDU_MF };
}

static const char *find_application(struct bytes aid, bool *out_has_files)
{
	for (size_t i = 0; i < ARRAY_SIZE(applications); i++) {
		struct bytes known = bytes_from(applications[i].aid, applications[i].size);
		if (aid.size > 0 && (bytes_start_with(aid, known) || bytes_start_with(known, aid))) {
			*out_has_files = applications[i].has_files;
			return applications[i].name;
		}
	}
	*out_has_files = true;
	return NULL;
}

const char *apdu_application_name(struct bytes aid)
{
	bool has_files;
	return find_application(aid, &has_files);
}

void apdu_place_select_application(struct apdu_place *place, struct bytes aid)
{
	bool has_files;
	const char *name = find_application(aid, &has_files);
	*place = (struct apdu_place){ .application = name, .directory = has_files ? APDU_ADF : APDU_NO_FILE };
}

static void enter(struct apdu_place *place, uint16_t id, const struct template_file *row)
{
	place->directory = id;
	place->directory_row = row;
	place->file = APDU_NO_FILE;
	place->file_row = NULL;
	place->is_unclear = false;
}

/* Identifiers of directories begin with 7F and 5F, those of files with 2F, 6F and 4F (TS 102 221 8.2). */
static void select_identifier(struct apdu_place *place, uint16_t id)
{
	uint8_t kind = (uint8_t)(id >> 8);
	const struct template_file *row = find_in_directory(place, id);
	if (id == APDU_MF || id == APDU_ADF)
		enter(place, id, NULL);
	else if (row && is_directory(row))
		enter(place, id, row);
	else if (!row && (kind == 0x7F || kind == 0x5F))
		enter(place, id, find_directory(id));
	else {
		place->file = id;
		place->file_row = row;
		place->is_unclear = false;
	}
}

void apdu_place_select_path(struct apdu_place *place, struct bytes path)
{
	for (; path.size >= 2; path = bytes_after(path, 2))
		select_identifier(place, (uint16_t)(path.data[0] << 8 | path.data[1]));
}

/* Only the identifier of the parent is lost in a tree that the templates do not describe. */
void apdu_place_select_parent(struct apdu_place *place)
{
	const struct template_file *row;
	const struct template_file *child = place->directory_row;
	uint16_t parent = APDU_NO_FILE;
	for (struct rows rows = { 0 }; child && parent == APDU_NO_FILE && (row = next_row(&rows));) {
		const struct template_file *above = row == child && row->parent
		                                            ? template_find_file(rows.current, row->parent) : NULL;
		if (row == child)
			parent = above && above->kind == FILE_DF ? above->id
			         : rows.current->place == PLACE_MF && !above ? APDU_MF : APDU_ADF;
	}
	if (place->directory == APDU_ADF)
		parent = APDU_MF;
	enter(place, parent, parent == APDU_NO_FILE ? NULL : find_directory(parent));
}

void apdu_place_select_short(struct apdu_place *place, uint8_t short_id)
{
	const struct template_file *row;
	place->file = APDU_NO_FILE;
	place->file_row = NULL;
	place->is_unclear = true;
	for (struct rows rows = { 0 }; (row = next_row(&rows));)
		if (row->short_id == short_id && !is_directory(row) && stands_in(&rows, row, place)) {
			place->file = row->id;
			place->file_row = row;
			place->is_unclear = false;
			return;
		}
}

/* ---- what is said of it ---- */

void apdu_place_name(const struct apdu_place *place, char out[APDU_PLACE_NAME_SIZE])
{
	const char *name = place->file_row ? place->file_row->name : NULL;
	uint16_t id = place->file;
	if (id == APDU_NO_FILE && !place->is_unclear) {
		name = place->directory_row ? place->directory_row->name : NULL;
		id = place->directory;
		if (id == APDU_MF)
			name = "MF";
		else if (id == APDU_ADF || id == APDU_NO_FILE)
			name = place->application ? place->application : "an application";
	}
	if (name)
		snprintf(out, APDU_PLACE_NAME_SIZE, "%s", name);
	else if (id != APDU_NO_FILE)
		snprintf(out, APDU_PLACE_NAME_SIZE, "%04X", id);
	else
		snprintf(out, APDU_PLACE_NAME_SIZE, "a file that is not known");
}

bool apdu_place_is_secret(const struct apdu_place *place)
{
	enum { GSM_KC = 0x6F20, GSM_KC_GPRS = 0x6F52 }; /* 3GPP TS 51.011 10.3.3, 10.3.26 */
	const struct template_file *row;
	if (place->file_row)
		return is_secret(place->file_row);
	if (place->file == GSM_KC || place->file == GSM_KC_GPRS)
		return true;
	for (struct rows rows = { 0 }; place->file != APDU_NO_FILE && (row = next_row(&rows));)
		if (has_identifier(row, place->file) && is_secret(row))
			return true;
	return place->is_unclear;
}
