/* SPDX-License-Identifier: Apache-2.0 */
/* Subscribers in a folder, one file for each core network that is to have them. */
#ifndef PROGRAMS_PROFILE_NETWORK_FILES_H
#define PROGRAMS_PROFILE_NETWORK_FILES_H

#include "programs/profile/result_folder.h"
#include "subscription/network_export.h"

enum { NETWORK_FILES_MAXIMUM = 8 };

struct network_files {
	struct result_folder *folder;
	struct network_settings settings;
	struct network_file {
		const struct network_export *network;
		FILE *file;
	} files[NETWORK_FILES_MAXIMUM];
	size_t count;
	uint64_t rows;
};

/* By the network's name. STATUS_MALFORMED: there is none of that name, or too many; STATUS_UNSUPPORTED: it cannot have
 * subscribers with this algorithm. Failures leave a sentence in files->folder->fault. */
enum status network_files_add(struct network_files *files, const char *name) MUST_CHECK;

enum status network_files_row(struct network_files *files, const struct subscription *subscription) MUST_CHECK;

enum status network_files_finish(struct network_files *files) MUST_CHECK;

/* Closes what is open. */
void network_files_release(struct network_files *files);

#endif
