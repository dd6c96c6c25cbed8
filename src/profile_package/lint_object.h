/* SPDX-License-Identifier: Apache-2.0 */
/* Security domains, applications and remote file management, as rules compare them. Only lint*.c files include this. */
#ifndef PROFILE_PACKAGE_LINT_OBJECT_H
#define PROFILE_PACKAGE_LINT_OBJECT_H

#include "profile_package/lint_model.h"

enum { TAR_SIZE = 3 };

/* Everything that has an AID, and perhaps TARs. */
struct lint_object {
	const struct lint_element *element;
	const struct package_node *node; /* instance, or the RFM element */
	const struct package_node *aid_node;
	struct bytes aid, level, tars[16];
	size_t tar_count;
	bool is_rfm, is_domain;
};

/* The first 512 of a package in their order, in the arena; returns how many. */
size_t lint_objects(struct lint *lint, struct lint_object **out);

/* Toolkit parameters (TS 102 226 8.2.1.3.2.2): the octets of the security level, and the TARs. False: the lengths in it do
 * not add up. */
bool lint_read_toolkit(struct bytes rest, struct bytes *out_level, struct bytes *out_tars) MUST_CHECK;

/* The parameters of an instance; NULL: it has none. */
const struct package_node *lint_toolkit_of(const struct package_node *instance);

/* The value of a member; empty: there is none. */
struct bytes lint_value(const struct package_node *node, const char *name);

#endif
