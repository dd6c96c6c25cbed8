/* SPDX-License-Identifier: Apache-2.0 */
/* The file control parameters of one file, as the package gives them: what is there, and what it says. */
#ifndef PROFILE_PACKAGE_FCP_H
#define PROFILE_PACKAGE_FCP_H

#include "profile_package/builder.h"

struct fcp {
	bool has_descriptor;
	uint8_t descriptor;
	uint16_t record_size;      /* nought: not given */
	bool has_id;
	uint16_t id;
	struct bytes df_name;      /* empty: not given */
	uint8_t life_cycle;
	uint8_t rule_record;       /* nought: no reference to an access rule */
	uint16_t rule_file;        /* nought: the one that the place implies */
	bool has_size;
	uint32_t size;
	uint8_t size_octets;       /* that the size was given in */
	bool size_is_padded;       /* … the first of them for nothing */
	bool has_pin_status;
	struct bytes pin_status;
	bool has_short_id;
	uint8_t short_id;          /* with has_short_id; nought: the file shall have none */
	bool has_special_information;
	uint8_t special_information;
	bool has_fill;
	enum body_fill fill;
	struct bytes pattern;
	uint32_t maximum_size;     /* nought: not given */
	bool has_file_details;
	uint8_t file_details;
	bool has_link;
	struct bytes link;         /* with has_link; empty: no link although the template makes one */
};

/* `value`: the inside of an Fcp that schema_check() accepted; views into it. PE_BAD_VALUES: a field says what it
 * cannot. */
enum pe_status fcp_decode(struct bytes value, struct fcp *out) MUST_CHECK;

/* The kind of file that a file descriptor octet means; an ADF or the MF is a FILE_DF here. False: none that we know. */
bool fcp_kind(uint8_t descriptor, enum file_kind *out) MUST_CHECK;

/* A path of file identifiers below the MF. False: no whole identifiers, too many, or the MF itself in it. */
bool file_path_decode(struct bytes octets, struct file_path *out) MUST_CHECK;

/* `path` becomes the path of `id` in it. False: too deep. */
bool file_path_descend(struct file_path *path, uint16_t id) MUST_CHECK;

#endif
