/* SPDX-License-Identifier: Apache-2.0 */
/* A folder that a command makes: it has its name when all of it is there, and never before. Its files can be read by their
 * owner only. */
#ifndef PROGRAMS_PROFILE_RESULT_FOLDER_H
#define PROGRAMS_PROFILE_RESULT_FOLDER_H

#include <stdio.h>

#include "base/buffer.h"

enum { RESULT_PATH_SIZE = 4096 };

struct result_folder {
	const char *path;
	char partial[RESULT_PATH_SIZE]; /* where it grows: PATH.partial; empty: nowhere */
	char fault[300];                /* after a failure: a sentence */
};

/* Makes PATH.partial. STATUS_EXISTS: one of them is somebody's. Every function fails with a sentence in folder->fault. */
enum status result_folder_open(const char *path, struct result_folder *out) MUST_CHECK;

/* A folder in it. */
enum status result_folder_divide(struct result_folder *folder, const char *name) MUST_CHECK;

/* A file in it, "packages/1.der", whole. */
enum status result_folder_write(struct result_folder *folder, const char *name, struct bytes content) MUST_CHECK;

/* A file that grows: what is written to it, and its end. *file becomes NULL. */
enum status result_folder_create(struct result_folder *folder, const char *name, FILE **out) MUST_CHECK;
enum status result_folder_put(struct result_folder *folder, FILE *file, const struct buffer *text) MUST_CHECK;
enum status result_folder_close(struct result_folder *folder, FILE **file) MUST_CHECK;

/* Gives it its name, after a flush of all that is in it. */
enum status result_folder_finish(struct result_folder *folder) MUST_CHECK;

/* What has no name yet is removed. */
void result_folder_release(struct result_folder *folder);

#endif
