/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/link.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/hex.h"
#include "io/card_dialled.h"
#include "io/card_pcsc.h"
#include "io/card_stdio.h"
#include "programs/apdu/trace.h"
#include "programs/euicc/card_file.h"
#include "programs/euicc/card_in_process.h"
#include "programs/lpa/card_choice.h"

enum exit_code lpa_link_settings(struct invocation *invocation, struct isd_r_settings *out)
{
	struct text aids = text_from(option_text(invocation, "isd-r-aid"));
	uint64_t segment_size = 0;
	*out = (struct isd_r_settings){ 0 };
	if (option_number(invocation, "segment-size", ISD_R_SEGMENT_MAXIMUM, &segment_size) == STATUS_MALFORMED)
		return EXIT_USAGE;
	out->segment_size = (size_t)segment_size;
	while (aids.size > 0 && out->aid_count < ISD_R_AIDS_MAXIMUM) {
		struct text digits = text_trimmed(text_cut(&aids, ','));
		uint8_t *aid = arena_allocate(&invocation->arena, digits.size / 2 + 1);
		if (!aid || hex_decode(digits, aid, digits.size / 2) != STATUS_OK)
			return usage_error(invocation, "--isd-r-aid: \"%.*s\" is not an AID in hexadecimal.",
			                   TEXT_ARGUMENTS(digits));
		out->aids[out->aid_count++] = bytes_from(aid, digits.size / 2);
	}
	return EXIT_DONE;
}

static struct text environment(const char *name)
{
	return text_trimmed(text_from(getenv(name)));
}

/* "pcsc:2" is the third reader, "pcsc:ACS" one with that in its name. lpac's variables stand in for what is not
 * said. */
static enum exit_code open_pcsc(struct invocation *invocation, struct text reader, struct card_reader *out)
{
	char failure[PCSC_FAILURE_SIZE] = "";
	uint64_t index;
	struct card_pcsc_choice choice = { .ignored = environment("LPAC_APDU_PCSC_DRV_IGNORE_NAME") };
	if (reader.size == 0) {
		choice.index = environment("LPAC_APDU_PCSC_DRV_IFID");
		choice.name = environment("LPAC_APDU_PCSC_DRV_NAME");
	} else if (text_to_number(reader, PCSC_READERS_MAXIMUM, &index)) {
		choice.index = reader;
	} else {
		choice.name = reader;
	}
	if (card_pcsc_open(&choice, out, failure) != STATUS_OK)
		return output_failure(invocation, "euicc_init", "%s", failure);
	return EXIT_DONE;
}

static enum exit_code open_file(struct invocation *invocation, const char *path, const char *fault, struct card_reader *out)
{
	struct card_faults faults = { 0 };
	if (fault && !card_faults_parse(text_from(fault), &faults))
		return usage_error(invocation, "--fault: \"%s\" is none. " CARD_FAULT_GRAMMAR, fault);
	enum status status = card_in_process_open(path, &faults, out);
	if (status != STATUS_OK)
		return output_failure(invocation, "euicc_init", "The card \"%s\" cannot be used: %s.", path,
		                      card_file_trouble(status));
	return EXIT_DONE;
}

static enum exit_code open_device(struct invocation *invocation, const struct card_choice *choice, struct card_reader *out)
{
	char failure[CARD_FAILURE_SIZE] = "";
	enum status status = STATUS_UNSUPPORTED;
	if (choice->kind == CARD_MODEM)
		status = card_driver_open(choice->driver, &choice->device, out, failure);
	else if (choice->kind == CARD_STDIO)
		status = card_stdio_open(STDIN_FILENO, stdout, choice->device.seconds, out, failure);
	else
		status = card_dialled_open(choice->name, choice->device.seconds, out, failure);
	if (status != STATUS_OK)
		return output_failure(invocation, "euicc_init", "%s", *failure ? failure : status_name(status));
	return EXIT_DONE;
}

static enum exit_code open_card(struct invocation *invocation, struct card_reader *out)
{
	const char *fault = option_text(invocation, "fault");
	struct card_choice choice;
	enum exit_code code = card_choice_make(invocation, &choice);
	if (code != EXIT_DONE)
		return code;
	if (choice.kind == CARD_FILE)
		return open_file(invocation, option_text(invocation, "card"), fault, out);
	if (fault)
		return usage_error(invocation, "--fault is for software cards: give --card a state file.");
	return choice.kind == CARD_PCSC ? open_pcsc(invocation, choice.name, out) : open_device(invocation, &choice, out);
}

enum exit_code lpa_link_card(struct invocation *invocation, struct card_reader *out)
{
	struct card_reader reader;
	enum exit_code code = open_card(invocation, &reader);
	if (code != EXIT_DONE)
		return code;
	code = apdu_trace_reader(invocation, &reader);
	if (code == EXIT_DONE)
		*out = reader;
	else
		card_reader_close(&reader);
	return code;
}
