/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone does when it has found a card: read who it is, and answer the network's challenge. */
#include "base/hex.h"
#include "programs/quickstart/command.h"
#include "programs/quickstart/profile.h"

#define SELECT_EF_ICCID "00A40004022FE2"
#define READ_ICCID "00B000000A"
#define SELECT_USIM "00A4040407A0000000871002" /* by the part of the AID that all USIMs share, TS 31.102 */
#define SELECT_EF_IMSI "00A40004026F07"
#define READ_IMSI "00B0000009"
#define AUTHENTICATE "00880081" /* with a 3G context, TS 31.102 7.1.2 */

enum {
	SEQUENCE_STEP = 32,  /* SEQ one on, IND 0: TS 33.102 C.1.1.1 */
	ANSWER_MAXIMUM = 258, /* octets */
	AUTHENTICATION_DONE = 0xDB,
	COMMAND_SIZE = 100,
	DIGITS_SIZE = 24,
};

enum { ICCID_SELECTED, ICCID_READ, USIM_SELECTED, IMSI_SELECTED, IMSI_READ, AUTHENTICATED, ANSWER_COUNT };

/* Answers of the card, data and status words. */
struct answers {
	uint8_t octets[ANSWER_COUNT][ANSWER_MAXIMUM];
	size_t sizes[ANSWER_COUNT];
};

static enum status take_answer(struct quickstart *quickstart, struct json_value value, size_t index,
                               struct answers *out)
{
	struct text digits;
	if (!json_text(value, &digits) || digits.size < 4 || digits.size > 2 * ANSWER_MAXIMUM ||
	    hex_decode(digits, out->octets[index], digits.size / 2) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_MALFORMED, "the card's answer %zu cannot be read.",
		                       index + 1);
	out->sizes[index] = digits.size / 2;
	uint8_t sw1 = out->octets[index][out->sizes[index] - 2];
	if (sw1 != 0x90 && sw1 != 0x91)
		return quickstart_fail(quickstart, STATUS_REFUSED, "the card refused command %zu with %.4s.",
		                       index + 1, digits.data + digits.size - 4);
	return STATUS_OK;
}

/* One run of the program: the card is powered up from its file, and down again. */
static enum status ask_card(struct quickstart *quickstart, const char *authenticate, struct answers *out)
{
	AUTO(json_document) document = { 0 };
	struct json_value data;
	const char *const *words = QUICKSTART_WORDS("euicc", "apdu", QUICKSTART_CARD, SELECT_EF_ICCID, READ_ICCID,
	                                            SELECT_USIM, SELECT_EF_IMSI, READ_IMSI, authenticate);
	quickstart_show(quickstart, words);
	TRY(quickstart_ask(quickstart, words, &document, &data));
	if (json_count(data) != ANSWER_COUNT)
		return quickstart_fail(quickstart, STATUS_MALFORMED, "the card gave %zu answers to %d commands.",
		                       json_count(data), ANSWER_COUNT);
	for (size_t i = 0; i < ANSWER_COUNT; i++)
		TRY(take_answer(quickstart, json_element(data, i), i, out));
	return STATUS_OK;
}

/* Digits swapped in each octet, F at the end (TS 102 221 13.2). */
static void print_swapped(const uint8_t *octets, size_t size, char out[DIGITS_SIZE])
{
	size_t count = 0;
	for (size_t i = 0; i < 2 * size && count < DIGITS_SIZE - 1; i++) {
		uint8_t digit = i % 2 == 0 ? octets[i / 2] & 0x0F : octets[i / 2] >> 4;
		if (digit < 10)
			out[count++] = (char)('0' + digit);
	}
	out[count] = 0;
}

/* EF_IMSI: a length, a parity digit, the digits (TS 31.102 4.2.2). */
static bool print_imsi(const uint8_t *content, size_t size, char out[DIGITS_SIZE])
{
	if (size < 9 || content[0] > 8)
		return false;
	print_swapped(content + 1, content[0], out);
	memmove(out, out + 1, strlen(out));
	return true;
}

static enum status check_identity(struct quickstart *quickstart, const struct answers *answers,
                                  const struct quickstart_profile *profile)
{
	char iccid[DIGITS_SIZE] = "", imsi[DIGITS_SIZE] = "";
	if (answers->sizes[ICCID_READ] == 12)
		print_swapped(answers->octets[ICCID_READ], 10, iccid);
	if (!print_imsi(answers->octets[IMSI_READ], answers->sizes[IMSI_READ] - 2, imsi) ||
	    strcmp(imsi, profile->imsi) != 0 || strcmp(iccid, profile->iccid) != 0)
		return quickstart_fail(quickstart, STATUS_REFUSED, "the card says ICCID %s and IMSI %s, not %s and %s.",
		                       iccid, imsi, profile->iccid, profile->imsi);
	quickstart_say(quickstart, "EF_ICCID %s, EF_IMSI %s", iccid, imsi);
	return STATUS_OK;
}

/* DB, a length and RES, then the keys, which nobody prints (TS 31.102 7.1.2.1). */
static enum status check_res(struct quickstart *quickstart, const struct answers *answers,
                             const struct quickstart_challenge *challenge)
{
	const uint8_t *answer = answers->octets[AUTHENTICATED];
	if (answers->sizes[AUTHENTICATED] < 2 + AKA_RES_SIZE || answer[0] != AUTHENTICATION_DONE)
		return quickstart_fail(quickstart, STATUS_REFUSED, "the USIM did not accept the network's challenge.");
	char *res = hex_print(quickstart->arena, bytes_from(answer + 2, AKA_RES_SIZE));
	char *wanted = hex_print(quickstart->arena, BYTES(challenge->res));
	if (answer[1] != AKA_RES_SIZE || !res || !wanted || strcmp(res, wanted) != 0)
		return quickstart_fail(quickstart, STATUS_REFUSED, "RES of the card and of the network differ.");
	quickstart_say(quickstart, "RES of the card    %s", res);
	quickstart_say(quickstart, "XRES of the network %s: equal", wanted);
	return STATUS_OK;
}

enum status quickstart_use_profile(struct quickstart *quickstart)
{
	AUTO(quickstart_profile) profile = { 0 };
	struct quickstart_challenge challenge;
	struct answers answers = { 0 };
	TRY(quickstart_profile_read(quickstart, QUICKSTART_PROFILE_SOURCE, &profile));
	quickstart->sequence_number += SEQUENCE_STEP;
	if (quickstart_challenge_make(&profile, quickstart->sequence_number, &challenge) != STATUS_OK)
		return quickstart_fail(quickstart, STATUS_IO, "no challenge can be made.");
	char *command = arena_print(quickstart->arena, AUTHENTICATE "2210%s10%s00",
	                            hex_print(quickstart->arena, BYTES(challenge.rand)),
	                            hex_print(quickstart->arena, BYTES(challenge.autn)));
	if (!command)
		return quickstart_fail(quickstart, STATUS_NO_MEMORY, "out of memory.");
	TRY(ask_card(quickstart, command, &answers));
	TRY(check_identity(quickstart, &answers, &profile));
	return check_res(quickstart, &answers, &challenge);
}

enum status quickstart_use_profile_again(struct quickstart *quickstart)
{
	quickstart_say(quickstart, "the card was powered down; its memory is the file " QUICKSTART_CARD);
	return quickstart_use_profile(quickstart);
}
