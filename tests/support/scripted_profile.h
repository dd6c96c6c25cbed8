/* SPDX-License-Identifier: Apache-2.0 */
/* A small profile for tests: its metadata (BF25) and its package (header, MF, PINs, USIM, keys, end), in an arena. */
#ifndef TESTS_SUPPORT_SCRIPTED_PROFILE_H
#define TESTS_SUPPORT_SCRIPTED_PROFILE_H

#include "base/arena.h"
#include "rsp/profile_metadata.h"

struct scripted_profile {
	const char *iccid;      /* digits, as the metadata has it */
	const char *file_iccid; /* in EF.ICCID; NULL: the same */
	const char *imsi;       /* octets of EF.IMSI in hexadecimal */
	const char *gid1;       /* octets of EF.GID1 in hexadecimal; NULL: no such file */
	const char *key;        /* K in hexadecimal */
	unsigned extra_size;    /* octets of one more file; nought: none */
	bool domain;            /* with a security domain, and a second one that fails half way and is not mandated */
	bool extra_filled;      /* that file's content is in the package */
};

/* Milenage, IMSI 262019876543210. */
struct scripted_profile scripted_profile_default(const char *iccid);
struct bytes scripted_profile_package(struct arena *arena, const struct scripted_profile *profile);

/* Operational, of 262/01, and asking for every notification at TEST_SMDP_ADDRESS. Texts are static. */
struct profile_metadata scripted_metadata_default(const char *iccid);
struct bytes scripted_metadata(struct arena *arena, const struct profile_metadata *metadata);

#endif
