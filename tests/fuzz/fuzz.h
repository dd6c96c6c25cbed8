/* SPDX-License-Identifier: Apache-2.0 */
/* What each *_fuzz.c defines. It must take any octets, and call check() on what must hold for all of them. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* Called by libFuzzer, or by replay.c for each file of a corpus. Returns nought. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process, which is how a fuzzer hears of a finding. */
static inline void check(int holds)
{
	if (!holds)
		abort();
}

#endif
