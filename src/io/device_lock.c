/* SPDX-License-Identifier: Apache-2.0 */
#include "io/device_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOTE_SIZE = 64, CHANNEL_MAXIMUM = 65535 };

static int descriptor(const struct device_lock *lock)
{
	return lock->file - 1;
}

/* "PROCESS CHANNEL\n", both decimal. */
static bool read_note(const struct device_lock *lock, uint64_t *out_process, uint64_t *out_channel)
{
	char note[NOTE_SIZE];
	ssize_t size = pread(descriptor(lock), note, sizeof note, 0);
	if (size <= 0)
		return false;
	struct text rest = { note, (size_t)size };
	struct text line = text_cut(&rest, '\n');
	struct text process = text_cut(&line, ' ');
	return text_to_number(process, INT_MAX, out_process) && text_to_number(line, CHANNEL_MAXIMUM, out_channel);
}

/* Another user's file may be locked without being written. O_NOFOLLOW: the folder is everybody's. */
static bool open_file(const char *path, struct device_lock *out)
{
	struct stat about;
	int file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
	bool is_writable = file >= 0;
	if (file < 0 && errno == EACCES)
		file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0)
		return false;
	*out = (struct device_lock){ .file = file + 1, .is_writable = is_writable };
	out->is_trusted = fstat(file, &about) == 0 && (about.st_uid == 0 || about.st_uid == geteuid());
	return true;
}

/* /dev/ttyUSB2 has the lock provisim-dev-ttyUSB2.lock. False: too long. */
static bool name_file(const char *folder, const char *real, char out[PATH_MAX])
{
	int start = snprintf(out, PATH_MAX, "%s/provisim", folder);
	int all = snprintf(out, PATH_MAX, "%s/provisim%s.lock", folder, real);
	if (all < 0 || all >= PATH_MAX)
		return false;
	for (char *at = out + start; *at; at++)
		if (*at == '/')
			*at = '-';
	return true;
}

static enum status tell_busy(const struct device_lock *lock, const char *device, char failure[DEVICE_FAILURE_SIZE])
{
	uint64_t process, channel;
	if (lock->is_trusted && read_note(lock, &process, &channel))
		snprintf(failure, DEVICE_FAILURE_SIZE,
		         "%.120s is in use by another LPA (process %llu): wait until it is done, or end it.", device,
		         (unsigned long long)process);
	else
		snprintf(failure, DEVICE_FAILURE_SIZE, "%.120s is in use by another LPA: wait until it is done, or end it.",
		         device);
	return STATUS_BUSY;
}

enum status device_lock_take(const char *folder, const char *device, struct device_lock *out,
                             char failure[DEVICE_FAILURE_SIZE])
{
	char real[PATH_MAX], path[PATH_MAX];
	AUTO(device_lock) lock = { 0 };
	if (!realpath(device, real)) {
		snprintf(failure, DEVICE_FAILURE_SIZE, "There is no device %.120s: see \"card list\".", device);
		return STATUS_NOT_FOUND;
	}
	if (!name_file(folder, real, path) || !open_file(path, &lock)) {
		snprintf(failure, DEVICE_FAILURE_SIZE, "The lock for %.120s cannot be made in %.80s (%s).", device, folder,
		         strerror(errno));
		return STATUS_IO;
	}
	if (flock(descriptor(&lock), LOCK_EX | LOCK_NB) != 0)
		return tell_busy(&lock, device, failure);
	*out = lock;
	lock = (struct device_lock){ 0 };
	return STATUS_OK;
}

/* The file stays: between removing it and the next one's opening there would be two locks. */
void device_lock_release(struct device_lock *lock)
{
	if (lock->file)
		close(descriptor(lock));
	*lock = (struct device_lock){ 0 };
}

bool device_lock_left_channel(const struct device_lock *lock, uint32_t *out)
{
	uint64_t process, channel;
	if (!lock->is_trusted || !read_note(lock, &process, &channel) || channel == 0)
		return false;
	*out = (uint32_t)channel;
	return true;
}

void device_lock_note_channel(const struct device_lock *lock, uint32_t channel)
{
	char note[NOTE_SIZE];
	int size = snprintf(note, sizeof note, "%d %u\n", (int)getpid(), (unsigned)channel);
	if (!lock->is_writable || ftruncate(descriptor(lock), 0) != 0)
		return;
	ssize_t ignored = pwrite(descriptor(lock), note, (size_t)size, 0);
	(void)ignored;
}
