/* SPDX-License-Identifier: Apache-2.0 */
#include "io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 16384 };

struct descriptor {
	int number;
};

static void descriptor_release(struct descriptor *descriptor)
{
	if (descriptor->number >= 0)
		close(descriptor->number);
	descriptor->number = -1;
}

enum status file_status(int error)
{
	switch (error) {
	case ENOENT:
	case ENOTDIR:
		return STATUS_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return STATUS_REFUSED;
	case EEXIST:
		return STATUS_EXISTS;
	case ENOSPC:
	case EDQUOT:
	case ENOMEM:
		return STATUS_NO_MEMORY;
	case ENAMETOOLONG:
		return STATUS_TOO_LARGE;
	default:
		return STATUS_IO;
	}
}

const char *file_trouble(enum status status)
{
	switch (status) {
	case STATUS_NOT_FOUND:
		return "there is no such file or folder";
	case STATUS_REFUSED:
		return "it may not be read or written: check its permissions";
	case STATUS_EXISTS:
		return "it exists already";
	case STATUS_TOO_LARGE:
		return "it is too large";
	case STATUS_NO_MEMORY:
		return "no memory or disk space is left";
	case STATUS_MALFORMED:
		return "it is not what it should be";
	default:
		return "it is no file, or the disk failed";
	}
}

/* Reads at most one octet more than the limit, to tell a file that is too large from one that just fits. */
static enum status read_all(int number, size_t limit, struct buffer *out)
{
	size_t total = 0;
	for (;;) {
		uint8_t step[READ_STEP];
		ssize_t got = read(number, step, sizeof step);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return file_status(errno);
		if (got == 0)
			return STATUS_OK;
		total += (size_t)got;
		enum status status = total > limit ? STATUS_TOO_LARGE
		                                   : buffer_append(out, bytes_from(step, (size_t)got));
		if (out->secret)
			explicit_bzero(step, sizeof step);
		TRY(status);
	}
}

enum status file_read(const char *path, size_t limit, struct buffer *out)
{
	buffer_clear(out);
	out->limit = limit;
	AUTO(descriptor) file = { open(path, O_RDONLY | O_CLOEXEC) };
	if (file.number < 0)
		return file_status(errno);
	enum status status = read_all(file.number, limit, out);
	if (status != STATUS_OK)
		buffer_clear(out);
	return status;
}

static enum status write_all(int number, struct bytes content)
{
	while (content.size > 0) {
		ssize_t written = write(number, content.data, content.size);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return file_status(errno);
		content = bytes_after(content, (size_t)written);
	}
	return STATUS_OK;
}

/* link() refuses to replace, in one step with the look whether there is something. */
static enum status give_name(const char *from, const char *to, bool replace)
{
	if ((replace ? rename(from, to) : link(from, to)) != 0)
		return file_status(errno);
	if (!replace)
		unlink(from);
	return STATUS_OK;
}

/* A name is durable only when its folder is. */
static enum status flush_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX] = ".";
	if (slash)
		snprintf(folder, sizeof folder, "%.*s", slash == path ? 1 : (int)(slash - path), path);
	AUTO(descriptor) file = { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) };
	if (file.number < 0 || fsync(file.number) != 0)
		return file_status(errno);
	return STATUS_OK;
}

static enum status write_temporary(char *name_template, struct bytes content, mode_t mode)
{
	AUTO(descriptor) file = { mkostemp(name_template, O_CLOEXEC) };
	if (file.number < 0)
		return file_status(errno);
	enum status status = write_all(file.number, content);
	if (status == STATUS_OK && (fchmod(file.number, mode) != 0 || fsync(file.number) != 0))
		status = file_status(errno);
	if (status != STATUS_OK)
		unlink(name_template);
	return status;
}

enum status file_write(const char *path, struct bytes content, mode_t mode, bool replace)
{
	char temporary[PATH_MAX];
	int size = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);
	if (size < 0 || (size_t)size >= sizeof temporary)
		return STATUS_TOO_LARGE;
	struct stat found;
	if (stat(path, &found) == 0 && (!replace || !S_ISREG(found.st_mode)))
		return replace ? STATUS_REFUSED : STATUS_EXISTS;
	TRY(write_temporary(temporary, content, mode));
	enum status status = give_name(temporary, path, replace);
	if (status != STATUS_OK) {
		unlink(temporary);
		return status;
	}
	return flush_folder(path);
}

enum status folder_make(const char *path)
{
	if (mkdir(path, 0700) == 0)
		return STATUS_OK;
	int error = errno;
	struct stat found;
	if (error == EEXIST && stat(path, &found) == 0 && S_ISDIR(found.st_mode))
		return STATUS_OK;
	return file_status(error);
}

static int remove_one(const char *path, const struct stat *found, int kind, struct FTW *place)
{
	(void)found, (void)kind, (void)place;
	return remove(path);
}

enum status folder_remove(const char *path)
{
	enum { DESCRIPTORS = 16 };
	return nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS) == 0 ? STATUS_OK : file_status(errno);
}
