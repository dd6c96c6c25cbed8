/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch leaves in a folder: packages, lists, files for core networks, a sheet of codes. The folder has its name when all
 * of it is there, and never before. */
#ifndef PROGRAMS_BATCH_FOLDER_H
#define PROGRAMS_BATCH_FOLDER_H

#include <stdio.h>

#include "programs/batch_sheet.h"
#include "subscription/network_export.h"
#include "subscription/stencil.h"
#include "subscription/subscriber_list.h"

enum { BATCH_NETWORKS_MAXIMUM = 8, BATCH_PATH_SIZE = 4096 };

enum batch_picture { BATCH_NO_PICTURES, BATCH_PNG, BATCH_SVG };

struct batch_network_file {
	const struct network_export *network;
	FILE *file;
};

struct batch_folder {
	const char *path;
	char partial[BATCH_PATH_SIZE];
	FILE *activation, *subscribers, *sheet;
	struct batch_network_file networks[BATCH_NETWORKS_MAXIMUM];
	size_t network_count;
	struct network_settings settings;
	enum batch_picture picture;
	bool fields[SUBSCRIPTION_FIELDS]; /* columns of subscribers.csv */
	uint64_t count;
	char fault[300];
};

/* Makes PATH.partial and its files. `fields`: which values there are. STATUS_OK, or another with a sentence in out->fault. */
enum status batch_folder_open(const struct invocation *invocation, const char *path, const struct stencil *stencil,
                              const bool fields[SUBSCRIPTION_FIELDS], struct batch_folder *out) MUST_CHECK;

/* One subscriber: its package, and the text of its code ("1$…"). */
enum status batch_folder_add(struct batch_folder *folder, const struct subscription *subscription, struct bytes package,
                             struct text code) MUST_CHECK;

/* Gives the folder its name. */
enum status batch_folder_finish(struct batch_folder *folder) MUST_CHECK;

/* Closes the files; what has no name yet is removed. */
void batch_folder_release(struct batch_folder *folder);

#endif
