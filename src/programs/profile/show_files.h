/* SPDX-License-Identifier: Apache-2.0 */
/* The files of a profile, as a file system for people and as a list for scripts. */
#ifndef PROGRAMS_PROFILE_SHOW_FILES_H
#define PROGRAMS_PROFILE_SHOW_FILES_H

#include "codec/json.h"
#include "profile_package/file_listing.h"
#include "programs/command_line.h"

void profile_show_files(const struct invocation *invocation, const struct file_listing *listing);

/* An array named "files", in the order of their making. */
void profile_put_files(struct json_writer *writer, const struct file_listing *listing);

#endif
