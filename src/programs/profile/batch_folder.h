/* SPDX-License-Identifier: Apache-2.0 */
/* What a batch leaves in a folder: packages, lists, files for core networks, a sheet of codes. */
#ifndef PROGRAMS_PROFILE_BATCH_FOLDER_H
#define PROGRAMS_PROFILE_BATCH_FOLDER_H

#include <stdio.h>

#include "programs/profile/batch_sheet.h"
#include "programs/profile/network_files.h"
#include "subscription/stencil.h"
#include "subscription/subscriber_list.h"

enum batch_picture { BATCH_NO_PICTURES, BATCH_PNG, BATCH_SVG };

struct batch_folder {
	struct result_folder result;
	FILE *subscribers, *activation, *sheet; /* the latter two from the first code on */
	const char *title;
	struct network_files networks;
	enum batch_picture picture;
	bool fields[SUBSCRIPTION_FIELDS]; /* columns of subscribers.csv */
};

/* Makes PATH.partial and its files. `fields`: which values there are. STATUS_OK, or another with a sentence in
 * out->result.fault. */
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
