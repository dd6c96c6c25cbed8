/* SPDX-License-Identifier: Apache-2.0 */
/* Memory for keys: not swapped to disk where the system allows so much to be locked, not in a core dump, wiped in the end. */
#ifndef IO_LOCKED_MEMORY_H
#define IO_LOCKED_MEMORY_H

#include <stddef.h>

#include "base/status.h"

/* `size` zeroed octets; NULL without memory. */
void *locked_memory_new(size_t size) MUST_CHECK;
void locked_memory_free(void *memory, size_t size);

/* From now on the process leaves no core dump, and no other process of the same user may look into it. STATUS_REFUSED: the
 * system does not let it. */
enum status process_forbid_dumps(void) MUST_CHECK;

#endif
