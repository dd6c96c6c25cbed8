/* SPDX-License-Identifier: Apache-2.0 */
/* In place of card_pcsc.c in a build without PC/SC. */
#include <stdio.h>

#include "io/card_pcsc.h"

static enum status refuse(char failure[PCSC_FAILURE_SIZE])
{
	snprintf(failure, PCSC_FAILURE_SIZE, "This build has no card readers: see \"driver list\" for what it has.");
	return STATUS_UNSUPPORTED;
}

bool card_pcsc_is_there(void)
{
	return false;
}

enum status card_pcsc_list(struct arena *arena, struct text out_names[PCSC_READERS_MAXIMUM], size_t *out_count,
                           char failure[PCSC_FAILURE_SIZE])
{
	(void)arena, (void)out_names, (void)out_count;
	return refuse(failure);
}

enum status card_pcsc_open(const struct card_pcsc_choice *choice, struct card_reader *out, char failure[PCSC_FAILURE_SIZE])
{
	(void)choice, (void)out;
	return refuse(failure);
}
