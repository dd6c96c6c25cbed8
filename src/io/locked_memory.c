/* SPDX-License-Identifier: Apache-2.0 */
#include "io/locked_memory.h"

#include <sys/mman.h>
#include <sys/prctl.h>

#include "base/secret.h"

/* A limit on locked memory (RLIMIT_MEMLOCK) may be too low in a container: keys that may be swapped are better than a server
 * that does not start. */
void *locked_memory_new(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED)
		return NULL;
	(void)!mlock(memory, size);
	(void)!madvise(memory, size, MADV_DONTDUMP);
	return memory;
}

void locked_memory_free(void *memory, size_t size)
{
	if (!memory)
		return;
	wipe(memory, size);
	(void)!munmap(memory, size);
}

enum status process_forbid_dumps(void)
{
	return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 ? STATUS_OK : STATUS_REFUSED;
}
