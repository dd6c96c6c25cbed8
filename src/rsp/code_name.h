/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of the standard and the words that go with them: the name tables beside the enums of this folder. */
#ifndef RSP_CODE_NAME_H
#define RSP_CODE_NAME_H

#include "base/bytes.h"

struct code_name {
	int code;
	const char *name;
};

/* The name of `code`, or "unknown"; never NULL. */
const char *code_name_find(const struct code_name table[], size_t count, int code);

#define CODE_NAME(table, code) code_name_find((table), ARRAY_SIZE(table), (code))

#endif
