/* SPDX-License-Identifier: Apache-2.0 */
/* What a device sends to the card, and what a server sends through it. */
#include "rsp_messages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(card_commands); i++)
		check_rewrite(card_commands[i].rewrite, bytes_from(data, size));
	return 0;
}
