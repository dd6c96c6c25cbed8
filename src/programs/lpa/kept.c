/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/kept.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "crypto/digest.h"
#include "io/file.h"
#include "lpa/chip_information.h"

enum {
	NAME_OCTETS = 12,        /* of a hash, in a file name */
	BOOT_ID_SIZE = 36,
	POSITION_SIZE = 128,
	POSITION_FIELDS = 3,
	RECORD_NAME_SIZE = 2 * NAME_OCTETS + sizeof ".json",
};

static const char record_suffix[] = ".json";
static const char position_suffix[] = ".position";

/* ---- names ---- */

static char *hashed(struct arena *arena, const struct bytes *parts, size_t count)
{
	uint8_t digest[SHA256_SIZE];
	if (sha256(parts, count, digest) != STATUS_OK)
		return NULL;
	return hex_print(arena, bytes_from(digest, NAME_OCTETS));
}

/* XDG base directories: what a program keeps between two runs. */
static char *state_folder(struct invocation *invocation)
{
	const char *given = option_text(invocation, "state");
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (given)
		return arena_print(&invocation->arena, "%s", given);
	if (base && *base == '/')
		return arena_print(&invocation->arena, "%s/provisim/lpa", base);
	return home && *home ? arena_print(&invocation->arena, "%s/.local/state/provisim/lpa", home) : NULL;
}

static char *card_folder(struct invocation *invocation, const struct eid *eid)
{
	char digits[EID_DIGITS + 1];
	eid_print(eid, digits);
	const struct bytes part = text_bytes(text_from(digits));
	const char *root = state_folder(invocation);
	const char *card = hashed(&invocation->arena, &part, 1);
	return root && card ? arena_print(&invocation->arena, "%s/%s", root, card) : NULL;
}

/* An order without matching ID is another one than that with an empty one in name only; they share a file. */
static char *order_name(struct invocation *invocation, struct text address, struct text matching_id)
{
	const struct bytes parts[] = { text_bytes(address), text_bytes(TEXT("$")), text_bytes(matching_id) };
	return hashed(&invocation->arena, parts, ARRAY_SIZE(parts));
}

/* With those above it. */
static enum status make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		int made = mkdir(path, 0700);
		int error = errno;
		*slash = '/';
		if (made != 0 && error != EEXIST)
			return file_status(error);
	}
	return folder_make(path);
}

/* ---- keeping ---- */

/* Where the card stands is true only as long as this machine runs: a card that loses its power forgets (SGP.22 3.1.3.3). */
static void read_boot_id(char out[BOOT_ID_SIZE + 1])
{
	AUTO(buffer) content = { 0 };
	memset(out, '-', BOOT_ID_SIZE);
	out[BOOT_ID_SIZE] = 0;
	if (file_read("/proc/sys/kernel/random/boot_id", POSITION_SIZE, &content) == STATUS_OK && content.size >= BOOT_ID_SIZE)
		memcpy(out, content.data, BOOT_ID_SIZE);
}

/* Written in place: a process that is killed leaves the line before or this one, and a machine that is switched off another
 * boot ID. That is why it need not wait for the disk at each piece. */
static void note_position(struct lpa_kept *kept, size_t taken, size_t given)
{
	char boot_id[BOOT_ID_SIZE + 1], line[POSITION_SIZE];
	if (kept->position < 0 || (kept->noted_taken == taken && kept->noted_given == given))
		return;
	read_boot_id(boot_id);
	int size = snprintf(line, sizeof line, "%s %020zu %020zu\n", boot_id, taken, given);
	if (pwrite(kept->position, line, (size_t)size, 0) == size) {
		kept->noted_taken = taken;
		kept->noted_given = given;
	}
}

static enum status write_record(struct lpa_kept *kept)
{
	AUTO(buffer) json = BUFFER(DOWNLOAD_RECORD_MAXIMUM);
	struct invocation *invocation = kept->run->invocation;
	const struct lpa_download *download = kept->download;
	struct eid eid;
	TRY(lpa_download_eid(download, &eid));
	char *folder = card_folder(invocation, &eid);
	char *name = order_name(invocation, download->dialogue.server_address, download->order.matching_id);
	if (!folder || !name)
		return STATUS_NOT_FOUND;
	TRY(make_folders(folder));
	kept->path = arena_print(&invocation->arena, "%s/%s%s", folder, name, record_suffix);
	kept->position_path = arena_print(&invocation->arena, "%s/%s%s", folder, name, position_suffix);
	if (!kept->path || !kept->position_path)
		return STATUS_NO_MEMORY;
	TRY(lpa_download_record_write(download, &json));
	if (kept->position < 0)
		kept->position = open(kept->position_path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (kept->position < 0)
		return file_status(errno);
	note_position(kept, 0, 1); /* before the record: an old place must not go with a new package */
	return file_write(kept->path, buffer_bytes(&json), 0600, true);
}

/* The download goes on if it cannot be kept: it may well succeed. */
static void keep(struct lpa_kept *kept)
{
	const struct lpa_download *download = kept->download;
	if (kept->gave_up || (kept->path && kept->written.data == download->package.data))
		return;
	enum status status = write_record(kept);
	if (status == STATUS_OK) {
		kept->written = download->package;
		return;
	}
	kept->gave_up = true;
	fprintf(stderr, "%s: this download cannot be resumed if it is interrupted: nothing can be written to --state (%s).\n",
	        kept->run->invocation->program->spoken, file_trouble(status));
}

static void watch(void *watcher)
{
	struct lpa_kept *kept = watcher;
	const struct lpa_job *job = &kept->download->job;
	if (job->state != DOWNLOAD_LOAD || job->want.kind != LPA_WANT_CARD)
		return;
	keep(kept);
	if (job->progress != kept->noted_taken)
		note_position(kept, job->progress, job->progress);
	note_position(kept, job->progress, kept->download->position);
}

void lpa_kept_begin(struct lpa_kept *kept, struct lpa_run *run, const struct lpa_download *download)
{
	*kept = (struct lpa_kept){ .run = run, .download = download, .position = -1 };
	run->watch = watch;
	run->watcher = kept;
}

static void forget(const char *path, const char *position_path)
{
	unlink(path);
	unlink(position_path);
}

bool lpa_kept_end(struct lpa_kept *kept)
{
	bool good = lpa_download_code_is_good(kept->download);
	kept->run->watch = NULL;
	if (!kept->path)
		return false;
	if (!good)
		forget(kept->path, kept->position_path);
	else
		note_position(kept, 0, 1);
	return good;
}

void lpa_kept_release(struct lpa_kept *kept)
{
	if (kept->position >= 0)
		close(kept->position);
	kept->position = -1;
}

/* ---- finding ---- */

struct found {
	char *path, *position_path;
};

/* The one that was begun last. */
static bool find_latest(struct invocation *invocation, const char *folder, const char *name, struct found *out)
{
	DIR *open_folder = opendir(folder);
	const struct dirent *entry;
	time_t latest = -1;
	struct stat about;
	while (open_folder && (entry = readdir(open_folder))) {
		size_t size = strlen(entry->d_name);
		if (size + 1 != RECORD_NAME_SIZE || strcmp(entry->d_name + 2 * NAME_OCTETS, record_suffix) != 0 ||
		    (name && strncmp(entry->d_name, name, 2 * NAME_OCTETS) != 0))
			continue;
		char *path = arena_print(&invocation->arena, "%s/%s", folder, entry->d_name);
		if (!path || stat(path, &about) != 0 || about.st_mtime < latest)
			continue;
		latest = about.st_mtime;
		out->path = path;
		out->position_path =
			arena_print(&invocation->arena, "%s/%.*s%s", folder, 2 * NAME_OCTETS, entry->d_name, position_suffix);
	}
	if (open_folder)
		closedir(open_folder);
	return latest >= 0 && out->position_path;
}

static enum exit_code find(struct lpa_run *run, const struct lpa_download_order *order, struct found *out)
{
	AUTO(lpa_chip_information) chip;
	struct invocation *invocation = run->invocation;
	const char *name = NULL;
	*out = (struct found){ 0 };
	lpa_chip_information_init(&chip);
	if (!lpa_run_job(run, &chip.job) || !chip.has_eid)
		return lpa_run_failed(run, &chip.job);
	const char *folder = card_folder(invocation, &chip.eid);
	if (order->smdp_address.size > 0)
		name = order_name(invocation, order->smdp_address, order->matching_id);
	if (folder && !find_latest(invocation, folder, name, out))
		*out = (struct found){ 0 };
	return EXIT_DONE;
}

/* The same, where there must be one. */
static enum exit_code find_one(struct lpa_run *run, const struct lpa_download_order *order, struct found *out)
{
	enum exit_code code = find(run, order, out);
	if (code == EXIT_DONE && !out->path)
		return output_failure(run->invocation, "profile_download",
		                      "No interrupted download of this card is kept here: if \"profile list\" does not "
		                      "have the profile, start again with its code.");
	return code;
}

/* A place of another boot, or between which and the next one a piece was under way, is none. */
static void read_position(const char *path, struct lpa_download_record *record)
{
	AUTO(buffer) content = { 0 };
	char boot_id[BOOT_ID_SIZE + 1], was[BOOT_ID_SIZE + 1], line[POSITION_SIZE];
	size_t taken, given;
	record->is_between_pieces = false;
	if (file_read(path, POSITION_SIZE - 1, &content) != STATUS_OK)
		return;
	snprintf(line, sizeof line, "%.*s", TEXT_ARGUMENTS(buffer_text(&content)));
	read_boot_id(boot_id);
	bool complete = sscanf(line, "%36s %zu %zu", was, &taken, &given) == POSITION_FIELDS;
	if (!complete || *was == '-' || strcmp(was, boot_id) != 0)
		return;
	record->position = taken;
	record->is_between_pieces = taken == given;
}

enum exit_code lpa_kept_find(struct lpa_run *run, const struct lpa_download_order *order, struct arena *storage,
                             struct lpa_download_record *out)
{
	AUTO(buffer) json = { 0 };
	struct found found;
	struct invocation *invocation = run->invocation;
	enum exit_code code = find_one(run, order, &found);
	if (code != EXIT_DONE)
		return code;
	enum status status = file_read(found.path, DOWNLOAD_RECORD_MAXIMUM, &json);
	if (status == STATUS_OK)
		status = lpa_download_record_read(buffer_text(&json), storage, out);
	if (status != STATUS_OK)
		return output_failure(invocation, "profile_download",
		                      "What was kept of the download in %s cannot be read (%s): start it again with its code.",
		                      found.path, status_name(status));
	read_position(found.position_path, out);
	return EXIT_DONE;
}

enum exit_code lpa_kept_look(struct lpa_run *run, struct arena *storage, struct lpa_download_record *out, bool *out_found)
{
	AUTO(buffer) json = { 0 };
	struct found found;
	const struct lpa_download_order any = { 0 };
	enum exit_code code = find(run, &any, &found);
	*out_found = code == EXIT_DONE && found.path &&
	             file_read(found.path, DOWNLOAD_RECORD_MAXIMUM, &json) == STATUS_OK &&
	             lpa_download_record_read(buffer_text(&json), storage, out) == STATUS_OK;
	return code;
}

enum exit_code lpa_kept_forget(struct lpa_run *run, const struct lpa_download_order *order)
{
	struct found found;
	enum exit_code code = find_one(run, order, &found);
	if (code != EXIT_DONE)
		return code;
	forget(found.path, found.position_path);
	return output_success(run->invocation, (struct text){ 0 },
	                      "The interrupted download is forgotten here; its code may still be good at the operator.");
}
