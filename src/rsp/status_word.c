/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/status_word.h"

#include <stdio.h>

struct word {
	unsigned value, mask; /* the bits of the mask are the word's */
	const char *sentence;
	const char *cause;
};

/* The first row that fits counts. */
static const struct word words[] = {
	{ 0x9000, 0xFFFF, "The card has done it.", "" },
	{ 0x9100, 0xFF00, "The card has done it and wants the device to fetch a toolkit command: let the modem do so.",
	  "Usually the REFRESH after a profile was switched." },
	{ 0x6100, 0xFF00, "More of the answer waits in the card: the link must fetch it.",
	  "A reader or modem that does not fetch answers by itself." },
	{ 0x6C00, 0xFF00, "The card wants the command with another length: the link must send it again.",
	  "A reader or modem that does not repeat commands by itself." },
	{ 0x9300, 0xFFFF, "The card is in the middle of a toolkit session: try again in a moment.", "The modem talks to the card." },
	{ 0x9240, 0xFFFF, "The card's memory is damaged: try another card.", "Worn-out memory." },
	{ 0x6281, 0xFFFF, "What the card gave back may be corrupted: try again, and try another card if it repeats.",
	  "Worn-out memory." },
	{ 0x63C0, 0xFFF0, "A PIN was wrong: the last digit tells how many tries are left.", "" },
	{ 0x6400, 0xFF00, "The card could not carry out the command and changed nothing: try again.", "" },
	{ 0x6581, 0xFFFF, "The card's memory failed while it was written: take the card out, put it in and try again.",
	  "Loss of power, or worn-out memory." },
	{ 0x6700, 0xFFFF, "The card does not take a command of this length: try --segment-size 120, or less.",
	  "A card, reader or modem with a shorter limit than the standard's 255 octets." },
	{ 0x6881, 0xFFFF, "The card does not know this logical channel: try again.",
	  "The card was reset in between, by another program or a loose contact." },
	{ 0x6882, 0xFFFF, "The card does not do secure messaging here: report it.", "" },
	{ 0x6982, 0xFFFF, "The card does not allow this without a PIN or key: use the device's own tool.",
	  "An eUICC whose functions are locked by its maker." },
	{ 0x6983, 0xFFFF, "A PIN is blocked: unblock it with its PUK.", "" },
	{ 0x6985, 0xFFFF, "The card does not do this now: start the download again with --resume or the same code.",
	  "There is no session at the card any more, or another download runs; with SELECT, the ISD-R is locked." },
	{ 0x6986, 0xFFFF, "The card does not do this now: select the application first.", "" },
	{ 0x6999, 0xFFFF, "The application cannot be selected: try another --isd-r-aid.", "The card has no ISD-R, or a locked one." },
	{ 0x6A80, 0xFFFF, "The card found the command's data malformed: report it.",
	  "Data of a newer version of the standard than the card's." },
	{ 0x6A81, 0xFFFF, "The card does not have this function, or no logical channel is free: take it out and put it in again.",
	  "Channels that other programs left open." },
	{ 0x6A82, 0xFFFF, "The card does not have what was selected: check that it is an eUICC, or give its --isd-r-aid.",
	  "A plain SIM, or an eUICC whose ISD-R has an AID of its maker." },
	{ 0x6A84, 0xFFFF, "The card has too little memory: delete a profile and try again.", "Too many or too large profiles." },
	{ 0x6A86, 0xFFFF, "The card does not take these parameters: try --segment-size 120, and report it if that does not help.",
	  "Blocks of a command that got out of order." },
	{ 0x6A87, 0xFFFF, "Length and parameters of the command do not go together: report it.", "" },
	{ 0x6A88, 0xFFFF, "The card does not know this command or what it names: check the card's version with \"chip info\".",
	  "A function of a newer version of the standard; some cards say this for any fault in the package." },
	{ 0x6B00, 0xFFFF, "The card does not take these parameters: report it.", "" },
	{ 0x6D00, 0xFFFF, "The card does not have this command: check that it is an eUICC.", "A plain SIM, or a locked eUICC." },
	{ 0x6E00, 0xFFFF, "The card does not have this class of commands: check that it is an eUICC.",
	  "A plain SIM, or a modem that lets only some commands through." },
	{ 0x6F00, 0xFF00, "The card stopped with a fault of its own: take it out, put it in and try again.",
	  "A fault in the card, or a modem that refuses the command in the card's name." },
	{ 0x9800, 0xFF00, "The card refused because of security: use the device's own tool.", "" },
};

static void fill(const struct word *word, struct explanation *out)
{
	*out = (struct explanation){ .kind = "status word", .name = "" };
	unsigned hidden = word->mask == 0xFFFF ? 4 : word->mask == 0xFFF0 ? 3 : 2;
	snprintf(out->code, sizeof out->code, "%04X", word->value);
	memset(out->code + hidden, 'X', 4 - hidden);
	explanation_set(out, word->sentence, word->cause);
}

bool status_word_explanation(size_t index, struct explanation *out)
{
	if (index >= ARRAY_SIZE(words))
		return false;
	fill(&words[index], out);
	return true;
}

static const struct word *find(unsigned status_word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if ((status_word & words[i].mask) == words[i].value)
			return &words[i];
	return NULL;
}

bool status_word_explain(unsigned status_word, struct explanation *out)
{
	const struct word *found = find(status_word);
	if (found)
		fill(found, out);
	return found != NULL;
}

struct text status_word_sentence(unsigned status_word)
{
	const struct word *found = find(status_word);
	return found ? text_from(found->sentence)
	             : TEXT("The card refused with a status word of its own: look it up in the card's documentation.");
}
