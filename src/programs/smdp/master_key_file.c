/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/smdp/master_key_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/secret.h"
#include "io/file.h"
#include "io/system_clock.h"
#include "io/system_random.h"

enum { FILE_MAXIMUM = 16 << 10, PATH_SIZE = 4096, OTHERS = S_IWGRP | S_IRWXO };

void master_key_file_release(struct master_key_file *file)
{
	wipe(file, sizeof *file);
}

/* ---- ids ---- */

enum status master_key_identify(struct master_key *key)
{
	static const uint8_t iv[GCM_IV_SIZE], block[16];
	uint8_t sealed[sizeof block + GCM_TAG_SIZE];
	TRY(key->seal(key->self, iv, (struct bytes){ 0 }, BYTES(block), sealed));
	for (size_t i = 0; i < MASTER_KEY_ID_SIZE / 2; i++)
		snprintf(key->id + 2 * i, 3, "%02x", sealed[i]);
	return STATUS_OK;
}

static enum status seal(void *self, const uint8_t *iv, struct bytes about, struct bytes in, uint8_t *out)
{
	const struct master_key_line *line = self;
	return aes_gcm_seal(BYTES(line->octets), iv, about, in, out);
}

static enum status identify(struct master_key_line *line)
{
	struct master_key key = { .self = line, .seal = seal };
	TRY(master_key_identify(&key));
	memcpy(line->id, key.id, sizeof line->id);
	return STATUS_OK;
}

/* ---- reading ---- */

/* ID KEY TIME; the id is checked so that a key with a slip of the hand is not taken for another one. */
static enum status parse_line(struct text text, struct master_key_line *out)
{
	struct text id = text_cut(&text, ' '), key = text_cut(&text, ' ');
	uint64_t made_at;
	if (key.size != 2 * AES_256_KEY_SIZE || hex_decode(key, out->octets, AES_256_KEY_SIZE) != STATUS_OK ||
	    !text_to_number(text, INT64_MAX, &made_at))
		return STATUS_MALFORMED;
	out->made_at = (int64_t)made_at;
	TRY(identify(out));
	return text_equal(id, text_from(out->id)) ? STATUS_OK : STATUS_MALFORMED;
}

static enum status parse(struct text content, struct master_key_file *out)
{
	while (content.size > 0) {
		struct text line = text_trimmed(text_cut(&content, '\n'));
		if (line.size == 0 || line.data[0] == '#')
			continue;
		if (out->count == MASTER_KEYS_IN_FILE)
			return STATUS_TOO_LARGE;
		TRY(parse_line(line, &out->lines[out->count]));
		out->count++;
	}
	return out->count > 0 ? STATUS_OK : STATUS_MALFORMED;
}

enum status master_key_file_read(const char *path, struct master_key_file *out, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) content = { .secret = true };
	struct stat found;
	if (stat(path, &found) == 0 && (found.st_mode & OTHERS) != 0) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "The master key file %.150s is open to others than its owner: chmod 600 "
		         "it, and rotate the key if somebody may have read it.", path);
		return STATUS_REFUSED;
	}
	enum status status = file_read(path, FILE_MAXIMUM, &content);
	if (status != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot read the master key file %.150s: %s.", path,
		         file_trouble(status));
		return status;
	}
	AUTO(master_key_file) file = { 0 };
	status = parse(buffer_text(&content), &file);
	if (status != STATUS_OK) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "The master key file %.150s is damaged: restore a copy of it.", path);
		return status;
	}
	*out = file;
	return STATUS_OK;
}

/* ---- writing ---- */

static enum status write_file(const char *path, const struct master_key_file *file, bool replace,
                              char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(buffer) content = SECRET_BUFFER(FILE_MAXIMUM);
	TRY(buffer_append_text(&content, TEXT("# Master keys of a server: without them no profile in its database opens.\n"
	                                      "# Keep a copy where the database's copies are not. The last key wraps.\n")));
	for (size_t i = 0; i < file->count; i++) {
		const struct master_key_line *line = &file->lines[i];
		TRY(buffer_print(&content, "%s ", line->id));
		for (size_t j = 0; j < AES_256_KEY_SIZE; j++)
			TRY(buffer_print(&content, "%02x", line->octets[j]));
		TRY(buffer_print(&content, " %lld\n", (long long)line->made_at));
	}
	enum status status = file_write(path, buffer_bytes(&content), 0600, replace);
	if (status != STATUS_OK)
		snprintf(fault, SETTINGS_FAULT_SIZE, "Cannot write the master key file %.150s: %s.", path,
		         file_trouble(status));
	return status;
}

static enum status make_line(struct master_key_line *out)
{
	struct random random = system_random();
	struct clock clock = system_clock();
	TRY(random_fill(&random, out->octets, AES_256_KEY_SIZE));
	out->made_at = clock_utc_seconds(&clock);
	return identify(out);
}

enum status master_key_file_create(const char *path, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(master_key_file) file = { .count = 1 };
	TRY(make_line(&file.lines[0]));
	return write_file(path, &file, false, fault);
}

/* By a lock on the folder: the file itself is replaced by each change. -1: it cannot be had. */
static int lock_folder(const char *path)
{
	char folder[PATH_SIZE];
	const char *slash = strrchr(path, '/');
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path + 1) : 1, slash ? path : ".");
	int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (descriptor >= 0 && flock(descriptor, LOCK_EX) != 0) {
		close(descriptor);
		return -1;
	}
	return descriptor;
}

static enum status add(const char *path, char out_id[MASTER_KEY_ID_SIZE], char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(master_key_file) file = { 0 };
	TRY(master_key_file_read(path, &file, fault));
	if (file.count == MASTER_KEYS_IN_FILE) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.150s holds %d keys: retire some first.", path, MASTER_KEYS_IN_FILE);
		return STATUS_TOO_LARGE;
	}
	TRY(make_line(&file.lines[file.count]));
	memcpy(out_id, file.lines[file.count++].id, MASTER_KEY_ID_SIZE);
	return write_file(path, &file, true, fault);
}

static enum status remove_line(const char *path, const char *id, char fault[SETTINGS_FAULT_SIZE])
{
	AUTO(master_key_file) file = { 0 };
	size_t place = 0;
	TRY(master_key_file_read(path, &file, fault));
	while (place < file.count && strcmp(file.lines[place].id, id) != 0)
		place++;
	if (place == file.count) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "There is no master key %.20s in %.150s.", id, path);
		return STATUS_NOT_FOUND;
	}
	if (place == file.count - 1) {
		snprintf(fault, SETTINGS_FAULT_SIZE, "%.20s is the key that wraps: make a new one first.", id);
		return STATUS_OUT_OF_ORDER;
	}
	file.count--;
	memmove(&file.lines[place], &file.lines[place + 1], (file.count - place) * sizeof file.lines[0]);
	return write_file(path, &file, true, fault);
}

enum status master_key_file_add(const char *path, char out_id[MASTER_KEY_ID_SIZE], char fault[SETTINGS_FAULT_SIZE])
{
	int lock = lock_folder(path);
	enum status status = lock < 0 ? STATUS_IO : add(path, out_id, fault);
	if (lock >= 0)
		close(lock);
	return status;
}

enum status master_key_file_remove(const char *path, const char *id, char fault[SETTINGS_FAULT_SIZE])
{
	int lock = lock_folder(path);
	enum status status = lock < 0 ? STATUS_IO : remove_line(path, id, fault);
	if (lock >= 0)
		close(lock);
	return status;
}
