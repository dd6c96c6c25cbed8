/* SPDX-License-Identifier: Apache-2.0 */
/* In place of card_in_process.c and card_file.c in a build without software cards. */
#include "programs/euicc/card_file.h"
#include "programs/euicc/card_in_process.h"

bool card_in_process_is_there(void)
{
	return false;
}

bool card_faults_parse(struct text specification, struct card_faults *faults)
{
	(void)specification, (void)faults;
	return false;
}

enum status card_in_process_open(const char *path, const struct card_faults *faults, struct card_reader *out)
{
	(void)path, (void)faults, (void)out;
	return STATUS_UNSUPPORTED;
}

const char *card_file_trouble(enum status status)
{
	(void)status;
	return "this build has no software cards, and no link of that name: see \"driver list\"";
}
