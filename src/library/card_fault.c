/* SPDX-License-Identifier: Apache-2.0 */
#include "library/card_fault.h"

#include <time.h>

#include "base/hex.h"

enum { ATR_ROOM = 64, COMMANDS_MAXIMUM = 1000000 };

/* ---- reading ---- */

static bool read_status_word(struct text word, struct card_fault *out)
{
	uint8_t octets[2];
	if (word.size != 4 || hex_decode(word, octets, sizeof octets) != STATUS_OK)
		return false;
	out->kind = FAULT_STATUS_WORD;
	out->value = (uint32_t)(octets[0] << 8 | octets[1]);
	return octets[0] >> 4 == 6 || octets[0] >> 4 == 9;
}

static bool read_kind(struct text word, struct card_fault *out)
{
	static const struct {
		const char *name;
		enum card_fault_kind kind;
		uint32_t maximum;    /* of its value; nought: it takes none */
		bool needs_value;
		bool of_one_command; /* false: it takes no @N, or need not */
	} kinds[] = {
		{ "signature", FAULT_SIGNATURE, 0, false, false },
		{ "full", FAULT_FULL, UINT32_MAX, false, false },
		{ "drop", FAULT_DROP, 0, false, true },
		{ "slow", FAULT_SLOW, SLOW_MAXIMUM, true, false },
		{ "reset", FAULT_RESET, 0, false, true },
	};
	struct text value = word, name = text_cut(&value, '=');
	uint64_t number = 0;
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!text_equal(name, text_from(kinds[i].name)))
			continue;
		out->kind = kinds[i].kind;
		if (value.data && (kinds[i].maximum == 0 || !text_to_number(value, kinds[i].maximum, &number)))
			return false;
		out->value = (uint32_t)number;
		return (value.data || !kinds[i].needs_value) && (out->command != 0 || !kinds[i].of_one_command);
	}
	return read_status_word(word, out);
}

static bool is_of_link(const struct card_fault *fault)
{
	return fault->kind != FAULT_SIGNATURE && fault->kind != FAULT_FULL;
}

static bool read_fault(struct text specification, struct card_fault *out)
{
	struct text rest = specification, kind = text_cut(&rest, '@');
	struct card_fault fault = { 0 };
	uint64_t command = 0;
	if (rest.data && (!text_to_number(rest, COMMANDS_MAXIMUM, &command) || command == 0))
		return false;
	fault.command = (unsigned)command;
	if (!read_kind(kind, &fault) || (rest.data && !is_of_link(&fault)))
		return false;
	*out = fault;
	return true;
}

bool card_faults_parse(struct text specification, struct card_faults *faults)
{
	struct card_faults got = *faults;
	struct text rest = specification;
	do {
		struct text one = text_cut(&rest, ',');
		if (got.count == CARD_FAULTS_MAXIMUM || !read_fault(one, &got.list[got.count++]))
			return false;
	} while (rest.data);
	*faults = got;
	return true;
}

/* ---- happening ---- */

void card_faults_spoil(const struct card_faults *faults, struct euicc *euicc)
{
	for (size_t i = 0; i < faults->count; i++) {
		if (faults->list[i].kind == FAULT_SIGNATURE)
			euicc_spoil_signatures(euicc);
		if (faults->list[i].kind == FAULT_FULL)
			euicc_limit_memory(euicc, faults->list[i].value);
	}
}

static const struct card_fault *find(const struct card_fault_layer *layer, enum card_fault_kind kind)
{
	for (size_t i = 0; i < layer->faults->count; i++) {
		const struct card_fault *fault = &layer->faults->list[i];
		if (fault->kind == kind && (fault->command == 0 || fault->command == layer->commands))
			return fault;
	}
	return NULL;
}

static void wait_milliseconds(uint32_t milliseconds)
{
	struct timespec left = { .tv_sec = milliseconds / 1000, .tv_nsec = milliseconds % 1000 * 1000000L };
	while (nanosleep(&left, &left) != 0)
		continue;
}

enum status card_fault_layer_reset(void *self, struct buffer *out_atr)
{
	struct card_fault_layer *layer = self;
	return card_reader_reset(&layer->card, out_atr);
}

/* What the card does and says, but for the time it takes. */
static enum status answer_command(struct card_fault_layer *layer, struct bytes command, struct buffer *answer)
{
	AUTO(buffer) atr = BUFFER(ATR_ROOM);
	const struct card_fault *word = find(layer, FAULT_STATUS_WORD);
	if (find(layer, FAULT_RESET))
		TRY(card_reader_reset(&layer->card, &atr));
	if (!word)
		return card_reader_transmit(&layer->card, command, answer);
	uint8_t octets[] = { (uint8_t)(word->value >> 8), (uint8_t)word->value };
	return buffer_append(answer, BYTES(octets));
}

enum status card_fault_layer_transmit(void *self, struct bytes command, struct buffer *answer)
{
	struct card_fault_layer *layer = self;
	size_t start = answer->size;
	layer->commands++;
	TRY(answer_command(layer, command, answer));
	if (find(layer, FAULT_DROP))
		answer->size = start;
	const struct card_fault *slow = find(layer, FAULT_SLOW);
	if (slow)
		wait_milliseconds(slow->value);
	return STATUS_OK;
}
