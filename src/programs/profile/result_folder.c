/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/result_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "io/file.h"

enum { SECRET_MODE = 0600, NAME_MAXIMUM = 80 };

static enum status fail(struct result_folder *folder, const char *path, enum status status)
{
	snprintf(folder->fault, sizeof folder->fault, "%.200s: %s.", path, file_trouble(status));
	return status;
}

enum status result_folder_open(const char *path, struct result_folder *out)
{
	size_t size = strlen(path);
	*out = (struct result_folder){ .path = path };
	while (size > 1 && path[size - 1] == '/')
		size--;
	if (size > RESULT_PATH_SIZE - NAME_MAXIMUM)
		return fail(out, path, STATUS_TOO_LARGE);
	snprintf(out->partial, sizeof out->partial, "%.*s.partial", (int)size, path);
	bool is_taken = access(path, F_OK) == 0;
	const char *taken = is_taken ? path : access(out->partial, F_OK) == 0 ? out->partial : NULL;
	if (taken)
		snprintf(out->fault, sizeof out->fault, "%.200s is there already: name another folder, or remove it.", taken);
	enum status status = taken ? STATUS_EXISTS : folder_make(out->partial);
	if (status != STATUS_OK)
		out->partial[0] = '\0';
	return status == STATUS_OK || taken ? status : fail(out, path, status);
}

enum status result_folder_divide(struct result_folder *folder, const char *name)
{
	char path[RESULT_PATH_SIZE + NAME_MAXIMUM];
	snprintf(path, sizeof path, "%s/%s", folder->partial, name);
	enum status status = folder_make(path);
	return status == STATUS_OK ? STATUS_OK : fail(folder, path, status);
}

/* The folder has no name yet, so a file need not be whole before it is seen; all are flushed together in the end. */
enum status result_folder_write(struct result_folder *folder, const char *name, struct bytes content)
{
	char path[RESULT_PATH_SIZE + NAME_MAXIMUM];
	snprintf(path, sizeof path, "%s/%s", folder->partial, name);
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, SECRET_MODE);
	if (descriptor < 0)
		return fail(folder, path, file_status(errno));
	ssize_t written = write(descriptor, content.data, content.size);
	int error = written < 0 ? errno : ENOSPC;
	close(descriptor);
	return written == (ssize_t)content.size ? STATUS_OK : fail(folder, path, file_status(error));
}

enum status result_folder_create(struct result_folder *folder, const char *name, FILE **out)
{
	char path[RESULT_PATH_SIZE + NAME_MAXIMUM];
	snprintf(path, sizeof path, "%s/%s", folder->partial, name);
	int descriptor = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, SECRET_MODE);
	*out = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
	return *out ? STATUS_OK : fail(folder, path, file_status(errno));
}

enum status result_folder_put(struct result_folder *folder, FILE *file, const struct buffer *text)
{
	bool is_written = fwrite(text->data, 1, text->size, file) == text->size;
	return is_written ? STATUS_OK : fail(folder, folder->path, file_status(errno));
}

enum status result_folder_close(struct result_folder *folder, FILE **file)
{
	bool is_good = !*file || fflush(*file) == 0;
	int error = errno;
	if (*file && fclose(*file) != 0)
		is_good = false;
	*file = NULL;
	return is_good ? STATUS_OK : fail(folder, folder->path, file_status(error));
}

/* What a power cut must not take from under the name. */
static enum status flush(struct result_folder *folder)
{
	int descriptor = open(folder->partial, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_flushed = descriptor >= 0 && syncfs(descriptor) == 0;
	int error = errno;
	if (descriptor >= 0)
		close(descriptor);
	return is_flushed ? STATUS_OK : fail(folder, folder->path, file_status(error));
}

enum status result_folder_finish(struct result_folder *folder)
{
	TRY(flush(folder));
	if (rename(folder->partial, folder->path) != 0)
		return fail(folder, folder->path, file_status(errno));
	folder->partial[0] = '\0';
	return STATUS_OK;
}

void result_folder_release(struct result_folder *folder)
{
	if (folder->partial[0])
		(void)!folder_remove(folder->partial);
	folder->partial[0] = '\0';
}
