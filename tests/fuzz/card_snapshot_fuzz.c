/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as a snapshot: restored, opened and used, or refused; and what was restored is taken again as it was. */
#include "fuzz.h"
#include "provisim/euicc.h"

static void use(struct provisim_euicc *card)
{
	static const uint8_t commands[][21] = {
		{ 0x00, 0xA4, 0x00, 0x04, 0x02, 0x2F, 0xE2 },
		{ 0x00, 0x70, 0x00, 0x00, 0x01 },
		{ 0x01, 0xA4, 0x04, 0x00, 0x10, 0xA0, 0x00, 0x00, 0x05, 0x59, 0x10,
		  0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00 },
		{ 0x81, 0xE2, 0x91, 0x00, 0x03, 0xBF, 0x2D, 0x00 }, /* GetProfilesInfo */
		{ 0x81, 0xE2, 0x91, 0x00, 0x03, 0xBF, 0x22, 0x00 }, /* GetEUICCInfo2 */
		{ 0x81, 0xE2, 0x91, 0x00, 0x03, 0xBF, 0x2B, 0x00 }, /* RetrieveNotificationsList */
	};
	static const size_t sizes[] = { 7, 5, 21, 8, 8, 8 };
	uint8_t answer[PROVISIM_EUICC_ANSWER_MAXIMUM];
	size_t size;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		if (provisim_euicc_transmit(card, commands[i], sizes[i], answer, sizeof answer, &size) == PROVISIM_EUICC_OK)
			check(size >= 2);
}

static void take_again(const struct provisim_euicc_memory *memory)
{
	struct provisim_euicc_memory *other = NULL;
	uint8_t *octets = NULL;
	size_t size = 0;
	uint64_t used, used_there;
	check(provisim_euicc_snapshot(memory, &octets, &size) == PROVISIM_EUICC_OK);
	check(provisim_euicc_memory_new(0, &other) == PROVISIM_EUICC_OK);
	check(provisim_euicc_restore(other, octets, size) == PROVISIM_EUICC_OK);
	check(provisim_euicc_memory_used(memory, &used) == PROVISIM_EUICC_OK);
	check(provisim_euicc_memory_used(other, &used_there) == PROVISIM_EUICC_OK && used == used_there);
	provisim_euicc_memory_free(other);
	provisim_euicc_octets_free(octets, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct provisim_euicc_memory *memory = NULL;
	struct provisim_euicc *card = NULL;
	check(provisim_euicc_memory_new(0, &memory) == PROVISIM_EUICC_OK);
	if (size > 0 && provisim_euicc_restore(memory, data, size) == PROVISIM_EUICC_OK)
		take_again(memory);
	if (provisim_euicc_open(memory, NULL, &card) == PROVISIM_EUICC_OK)
		use(card);
	provisim_euicc_close(card);
	provisim_euicc_memory_free(memory);
	return 0;
}
