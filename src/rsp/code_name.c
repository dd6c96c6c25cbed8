/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/code_name.h"

const char *code_name_find(const struct code_name table[], size_t count, int code)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].code == code)
			return table[i].name;
	return "unknown";
}
