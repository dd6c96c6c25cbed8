/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/apdu/status_word.h"

#include <stdio.h>

#include "rsp/code_name.h"
#include "uicc/apdu.h"

static const struct code_name status_words[] = {
	{ SW_OK, "done" }, { 0x6200, "done, memory as it was" }, { 0x6281, "the data may be damaged" },
	{ SW_END_OF_FILE, "the file ends before" }, { SW_FILE_DEACTIVATED, "the file is deactivated" },
	{ SW_FILE_TERMINATED, "the file is terminated" }, { SW_MORE_DATA_AVAILABLE, "more data is available" },
	{ SW_MORE_DATA_EXPECTED, "more data is expected" }, { SW_MEMORY_FAILURE, "memory failure" },
	{ SW_WRONG_LENGTH, "wrong length" }, { SW_CHANNEL_NOT_SUPPORTED, "channel not supported or not open" },
	{ SW_SECURE_MESSAGING_NOT_SUPPORTED, "secure messaging not supported" },
	{ SW_INCOMPATIBLE_FILE, "not for this kind of file" }, { SW_SECURITY_NOT_SATISFIED, "security status not satisfied" },
	{ SW_PIN_BLOCKED, "PIN blocked" }, { SW_REFERENCE_DATA_INVALID, "reference data not usable" },
	{ SW_CONDITIONS_NOT_SATISFIED, "conditions of use not satisfied" }, { SW_NO_EF_SELECTED, "no file is selected" },
	{ SW_WRONG_DATA, "wrong data" }, { SW_FUNCTION_NOT_SUPPORTED, "function not supported" },
	{ SW_FILE_NOT_FOUND, "file or application not found" }, { SW_RECORD_NOT_FOUND, "record not found" },
	{ SW_NOT_ENOUGH_MEMORY, "not enough memory" }, { SW_WRONG_P1_P2, "wrong P1 or P2" },
	{ SW_REFERENCE_NOT_FOUND, "referenced data not found" }, { SW_OUTSIDE_FILE, "outside the file" },
	{ SW_INS_NOT_SUPPORTED, "instruction not supported" }, { SW_CLA_NOT_SUPPORTED, "class not supported" },
	{ SW_NO_DIAGNOSIS, "technical problem, no diagnosis" }, { 0x9300, "the toolkit is busy" },
	{ SW_INCREASE_MAXIMUM, "the maximum is reached" }, { SW_INCORRECT_MAC, "authentication failed: wrong MAC" },
	{ SW_CONTEXT_NOT_SUPPORTED, "security context not supported" }, { 0x9863, "session not supported" },
};

void apdu_status_word_print(uint16_t word, char out[STATUS_WORD_TEXT_SIZE])
{
	unsigned second = word & 0xFF, count = second ? second : 256;
	switch (word >> 8) {
	case 0x61:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%u octets of answer wait", count);
		return;
	case 0x6C:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "wrong Le: %u octets", count);
		return;
	case 0x91:
		snprintf(out, STATUS_WORD_TEXT_SIZE, "done, a proactive command of %u octets waits", count);
		return;
	}
	if ((word & 0xFFF0) == SW_VERIFY_FAILED)
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%u tries left", second & 0x0F);
	else
		snprintf(out, STATUS_WORD_TEXT_SIZE, "%s", CODE_NAME(status_words, word));
}
