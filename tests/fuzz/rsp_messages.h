/* SPDX-License-Identifier: Apache-2.0 */
/* For the fuzzers of DER messages: whatever is understood is written in a form that is understood as the same. */
#ifndef TESTS_FUZZ_RSP_MESSAGES_H
#define TESTS_FUZZ_RSP_MESSAGES_H

#include "fuzz.h"
#include "unit/rsp/message_table.h"

enum { MESSAGE_MAXIMUM = 1 << 20 };

static inline void check_rewrite(message_rewrite *rewrite, struct bytes input)
{
	AUTO(buffer) first = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) second = BUFFER(MESSAGE_MAXIMUM);
	if (rewrite(input, &first) != STATUS_OK) {
		check(first.size == 0);
		return;
	}
	check(rewrite(buffer_bytes(&first), &second) == STATUS_OK);
	check(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)));
}

#endif
