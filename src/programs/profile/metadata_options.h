/* SPDX-License-Identifier: Apache-2.0 */
/* Options that say what users and networks see of a profile: the same for every command that makes metadata. */
#ifndef PROGRAMS_PROFILE_METADATA_OPTIONS_H
#define PROGRAMS_PROFILE_METADATA_OPTIONS_H

#include "programs/profile/metadata_file.h"

/* Beside these, `service-provider` and `name` are read, which have fallbacks and a help of their own in each command. */
#define METADATA_OPTIONS(class_fallback) \
	{ "class", 0, "CLASS", NULL, class_fallback, "operational, test or provisioning" }, \
	{ "owner", 0, "MCCMNC", NULL, NULL, "the network that the profile belongs to, 26201 or 310260" }, \
	{ "gid1", 0, "HEX", NULL, NULL, "group of that network's" }, \
	{ "gid2", 0, "HEX", NULL, NULL, "another one" }, \
	{ "ppr", 0, "RULES", NULL, NULL, "1, 2 or 1,2: may not be disabled, may not be deleted; needs --owner; none" }, \
	{ "notify", 0, "ADDRESS[=EVENTS]", NULL, NULL, \
	  "who is told: all events, or those of install,enable,disable,delete; may come again" }, \
	{ "icon", 0, "FILE", NULL, NULL, "PNG or JPEG of 64 x 64 pixels and at most 1024 octets" }

/* What the metadata point into beside the command line. */
struct metadata_options {
	struct arena arena;
	struct buffer icon;
};

void metadata_options_release(struct metadata_options *options);

/* Changes what is given, and leaves the rest of *metadata as it is. *own is filled, and released by the caller whatever is
 * returned. False: `fault_text` (METADATA_FAULT_SIZE octets) says what is wrong with the call. */
bool metadata_options_read(const struct invocation *invocation, struct metadata_options *own,
                           struct profile_metadata *metadata, char *fault_text) MUST_CHECK;

/* A picture that can be an icon, appended to *out. False: `fault_text` (METADATA_FAULT_SIZE octets) says why it is none. */
struct icon;
bool metadata_icon_read(const char *path, struct buffer *out, struct icon *out_icon, char *fault_text) MUST_CHECK;

#endif
