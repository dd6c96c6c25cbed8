/* SPDX-License-Identifier: Apache-2.0 */
#include "library/outcome.h"

#include "base/bytes.h"

enum provisim_euicc_status outcome(enum status status)
{
	static const enum provisim_euicc_status outcomes[STATUS_COUNT] = {
		[STATUS_OK] = PROVISIM_EUICC_OK,
		[STATUS_MALFORMED] = PROVISIM_EUICC_MALFORMED,
		[STATUS_UNSUPPORTED] = PROVISIM_EUICC_UNSUPPORTED,
		[STATUS_REFUSED] = PROVISIM_EUICC_REFUSED,
		[STATUS_OUT_OF_ORDER] = PROVISIM_EUICC_BUG,
		[STATUS_NOT_FOUND] = PROVISIM_EUICC_NOT_FOUND,
		[STATUS_EXISTS] = PROVISIM_EUICC_EXISTS,
		[STATUS_UNTRUSTED] = PROVISIM_EUICC_MALFORMED,
		[STATUS_TOO_LARGE] = PROVISIM_EUICC_TOO_LARGE,
		[STATUS_NO_MEMORY] = PROVISIM_EUICC_NO_MEMORY,
		[STATUS_BUSY] = PROVISIM_EUICC_BUSY,
		[STATUS_IO] = PROVISIM_EUICC_IO,
		[STATUS_BUG] = PROVISIM_EUICC_BUG,
	};
	return status < STATUS_COUNT ? outcomes[status] : PROVISIM_EUICC_BUG;
}

const char *provisim_euicc_status_sentence(enum provisim_euicc_status status)
{
	static const char *const sentences[] = {
		[PROVISIM_EUICC_OK] = "Done.",
		[PROVISIM_EUICC_BAD_ARGUMENT] = "The call lacks something, or a number in it is out of range.",
		[PROVISIM_EUICC_MALFORMED] = "What was given is not what it should be, or the card's memory is damaged.",
		[PROVISIM_EUICC_UNSUPPORTED] = "A newer version has written this, or it is of a kind that eUICCs do not have.",
		[PROVISIM_EUICC_REFUSED] = "The EID's check digits are wrong, or the file may not be read and written.",
		[PROVISIM_EUICC_NOT_FOUND] = "There is no such card, file or personality.",
		[PROVISIM_EUICC_EXISTS] = "There is a card in this memory already.",
		[PROVISIM_EUICC_TOO_LARGE] = "It is larger than allowed, or than the room that was given.",
		[PROVISIM_EUICC_NO_MEMORY] = "There is no memory left, or the storage is full.",
		[PROVISIM_EUICC_BUSY] = "This card runs already: close it first.",
		[PROVISIM_EUICC_IO] = "The storage or the random generator failed.",
		[PROVISIM_EUICC_BUG] = "The library made a mistake: please report it.",
	};
	return (size_t)status < ARRAY_SIZE(sentences) ? sentences[status] : "This is no status.";
}

const char *provisim_euicc_version(void)
{
	return PROVISIM_VERSION;
}
