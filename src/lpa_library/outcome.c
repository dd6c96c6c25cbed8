/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa_library/outcome.h"

#include "base/bytes.h"

enum provisim_lpa_status lpa_outcome(enum status status)
{
	static const enum provisim_lpa_status outcomes[STATUS_COUNT] = {
		[STATUS_OK] = PROVISIM_LPA_OK,
		[STATUS_MALFORMED] = PROVISIM_LPA_MALFORMED,
		[STATUS_UNSUPPORTED] = PROVISIM_LPA_UNSUPPORTED,
		[STATUS_REFUSED] = PROVISIM_LPA_MALFORMED,
		[STATUS_OUT_OF_ORDER] = PROVISIM_LPA_NOT_NOW,
		[STATUS_NOT_FOUND] = PROVISIM_LPA_NOT_FOUND,
		[STATUS_EXISTS] = PROVISIM_LPA_BUG,
		[STATUS_UNTRUSTED] = PROVISIM_LPA_MALFORMED,
		[STATUS_TOO_LARGE] = PROVISIM_LPA_TOO_LARGE,
		[STATUS_NO_MEMORY] = PROVISIM_LPA_NO_MEMORY,
		[STATUS_BUSY] = PROVISIM_LPA_NOT_NOW,
		[STATUS_IO] = PROVISIM_LPA_BUG,
		[STATUS_BUG] = PROVISIM_LPA_BUG,
	};
	return status < STATUS_COUNT ? outcomes[status] : PROVISIM_LPA_BUG;
}

const char *provisim_lpa_status_sentence(enum provisim_lpa_status status)
{
	static const char *const sentences[] = {
		[PROVISIM_LPA_OK] = "Done.",
		[PROVISIM_LPA_BAD_ARGUMENT] = "The call lacks something, or a number in it is out of range.",
		[PROVISIM_LPA_MALFORMED] = "What was given is not what it should be.",
		[PROVISIM_LPA_UNSUPPORTED] = "The activation code is of a kind that is not known here.",
		[PROVISIM_LPA_NOT_FOUND] = "There is none.",
		[PROVISIM_LPA_NOT_NOW] = "Another order is under way, or this was not asked for.",
		[PROVISIM_LPA_TOO_LARGE] = "It is larger than allowed.",
		[PROVISIM_LPA_NO_MEMORY] = "There is no memory left.",
		[PROVISIM_LPA_BUG] = "The library made a mistake: please report it.",
	};
	return (size_t)status < ARRAY_SIZE(sentences) ? sentences[status] : "This is no status.";
}

const char *provisim_lpa_version(void)
{
	return PROVISIM_VERSION;
}
