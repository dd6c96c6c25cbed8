/* SPDX-License-Identifier: Apache-2.0 */
/* Whole files, read and written at once. */
#ifndef IO_FILE_H
#define IO_FILE_H

#include <sys/types.h>

#include "base/buffer.h"

/* Empties `out`, gives it `limit` octets as its limit and reads the file into it. A buffer that is secret stays so.
 * STATUS_NOT_FOUND: no such file; STATUS_REFUSED: no permission; STATUS_TOO_LARGE: more than `limit` octets;
 * STATUS_IO: a directory, or the disk failed. After a failure `out` is empty. */
enum status file_read(const char *path, size_t limit, struct buffer *out) MUST_CHECK;

/* Writes the file whole or not at all: a reader, also one after a power cut, finds the old content or the new one. The file
 * has exactly the permissions `mode`, whatever the umask is; only the owner can read it before it is complete.
 * STATUS_EXISTS: there is one and `replace` is false; STATUS_NOT_FOUND: no such folder; STATUS_REFUSED: no permission, or
 * there is something that is no file; STATUS_NO_MEMORY: the disk is full; STATUS_TOO_LARGE: the path is too long; STATUS_IO. */
enum status file_write(const char *path, struct bytes content, mode_t mode, bool replace) MUST_CHECK;

/* Makes a folder (0700) unless it is there. Its parent must exist. Failures as file_write(); STATUS_EXISTS: something else
 * has the name. */
enum status folder_make(const char *path) MUST_CHECK;

/* Removes a folder and all that is in it; links are removed, not followed. Failures as file_write(). */
enum status folder_remove(const char *path) MUST_CHECK;

/* What an errno value means for the caller. */
enum status file_status(int error);

/* Why one of the functions above failed, as the end of a sentence: "there is no such file or folder". */
const char *file_trouble(enum status status);

#endif
