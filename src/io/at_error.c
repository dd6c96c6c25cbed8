/* SPDX-License-Identifier: Apache-2.0 */
#include "io/at_answer.h"

/* TS 27.007 9.2.1 and 9.2.2: those that stand between an LPA and a card. */
static const struct {
	int code;
	const char *text; /* after AT+CMEE=2 */
	const char *about;
} errors[] = {
	{ 0, "phone failure", "the modem reports a failure of its own" },
	{ 3, "operation not allowed", "the modem does not allow that now" },
	{ 4, "operation not supported", "the modem cannot do that: try another port of it, or qmi: or mbim:" },
	{ 5, "PH-SIM PIN required", "the modem is locked to a SIM and wants the code of that lock" },
	{ 10, "SIM not inserted", "there is no SIM in the modem, or its slot is switched off" },
	{ 11, "SIM PIN required", "the SIM wants its PIN first" },
	{ 12, "SIM PUK required", "the SIM is blocked and wants its PUK" },
	{ 13, "SIM failure", "the modem cannot talk to the SIM: take it out and put it in again" },
	{ 14, "SIM busy", "the SIM stayed busy: try again in a minute" },
	{ 15, "SIM wrong", "the modem does not accept this SIM" },
	{ 20, "memory full", "no logical channel of the card is free: restart the modem" },
	{ 21, "invalid index", "the modem does not know the channel any more" },
	{ 22, "not found", "there is no such application on the card" },
	{ 23, "memory failure", "the modem reports a failure of its memory" },
	{ 24, "text string too long", "the command is too long for the modem" },
	{ 25, "invalid characters in text string", "the modem does not understand the command" },
	{ 50, "Incorrect parameters", "the modem does not understand the command" },
	{ 100, "unknown", "the modem does not say why" },
};

const char *at_error_about(int code)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].code == code)
			return errors[i].about;
	return NULL;
}

int at_error_read(struct text text)
{
	uint64_t code;
	if (text_to_number(text, 9999, &code))
		return (int)code;
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (text_equal_ignoring_case(text, text_from(errors[i].text)))
			return errors[i].code;
	return AT_CODE_NONE;
}
