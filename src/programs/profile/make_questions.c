/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/make_questions.h"

#include <ctype.h>
#include <stdio.h>

#include "io/system_random.h"
#include "subscription/number_range.h"

enum {
	NAME_MAXIMUM = 16 /* octets that EF.SPN has for it, TS 31.102 4.2.12 */,
	IMSI_DIGITS = 15,
	ICCID_DIGITS = 19, /* ITU-T E.118 */
	APN_MAXIMUM = 62, /* TS 23.003 9.1 */
};

void make_answers_release(struct make_answers *answers)
{
	wipe(answers, sizeof *answers);
}

bool make_answers_are(const struct make_answers *answers, enum make_question question, const char *value)
{
	return strcmp(answers->values[question], value) == 0;
}

/* ---- what is an answer ---- */

static bool is_digits(struct text text, size_t minimum, size_t maximum)
{
	for (size_t i = 0; i < text.size; i++)
		if (!isdigit((unsigned char)text.data[i]))
			return false;
	return text.size >= minimum && text.size <= maximum;
}

static bool is_hexadecimal(struct text text, size_t digits)
{
	for (size_t i = 0; i < text.size; i++)
		if (!isxdigit((unsigned char)text.data[i]))
			return false;
	return text.size == digits;
}

static bool is_country(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return is_digits(text, 3, 3);
}

static bool is_network(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return is_digits(text, 2, 3);
}

/* What ASCII and the GSM default alphabet (TS 23.038 6.2.1) write with the same octet, but for quotes. */
static bool is_name(struct make_answers *answers, struct text text, char *reason)
{
	static const char marks[] = " !#%&()*+,-./:;<=>?";
	(void)answers, (void)reason;
	for (size_t i = 0; i < text.size; i++)
		if (!isalnum((unsigned char)text.data[i]) && !memchr(marks, text.data[i], sizeof marks - 1))
			return false;
	return text.size > 0 && text.size <= NAME_MAXIMUM;
}

static bool is_access(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return text_equal(text, TEXT("4g")) || text_equal(text, TEXT("5g"));
}

static bool has_5g(const struct make_answers *answers)
{
	return make_answers_are(answers, MAKE_ACCESS, "5g");
}

/* A key is read or made at once; its identifier was set before. */
static bool is_home_key(struct make_answers *answers, struct text text, char *reason)
{
	char fault[HOME_KEY_FAULT_SIZE], name[MAKE_ANSWER_SIZE];
	snprintf(name, sizeof name, "%.*s", TEXT_ARGUMENTS(text));
	answers->home_keys.count = home_key_choose(name, &answers->home_keys.keys[0], fault);
	if (answers->home_keys.count == 0)
		snprintf(reason, MAKE_REASON_SIZE, "%s.", fault);
	return answers->home_keys.count > 0;
}

static bool is_algorithm(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return text_equal(text, TEXT("milenage")) || text_equal(text, TEXT("tuak"));
}

static bool is_pin(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return text_equal(text, TEXT("off")) || is_digits(text, 4, 8);
}

static bool is_iccid(struct make_answers *answers, struct text text, char *reason)
{
	char fault[SUBSCRIPTION_FAULT_SIZE] = "";
	struct number_range range;
	(void)answers;
	bool is_good = number_range_begin(SUBSCRIPTION_ICCID, text, &range, fault) == STATUS_OK;
	if (!is_good && *fault && text.size > 0 && is_digits((struct text){ text.data, text.size - 1 }, 17, 19))
		snprintf(reason, MAKE_REASON_SIZE, "%s", fault);
	return is_good;
}

static bool is_imsi(struct make_answers *answers, struct text text, char *reason)
{
	const char *country = answers->values[MAKE_MCC], *network = answers->values[MAKE_MNC];
	char start[MAKE_REASON_SIZE];
	snprintf(start, sizeof start, "%.3s%.3s", country, network);
	snprintf(reason, MAKE_REASON_SIZE, "An IMSI of this network has 15 digits and begins with %.6s.", start);
	return is_digits(text, IMSI_DIGITS, IMSI_DIGITS) && text_starts_with(text, text_from(start));
}

static bool is_number(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	return text_equal(text, TEXT("none")) || is_digits(text, 3, 15);
}

static bool is_ki(struct make_answers *answers, struct text text, char *reason)
{
	bool is_tuak = make_answers_are(answers, MAKE_ALGORITHM, "tuak");
	(void)reason;
	return text_equal(text, TEXT("draw")) || is_hexadecimal(text, 32) || (is_tuak && is_hexadecimal(text, 64));
}

static bool is_opc(struct make_answers *answers, struct text text, char *reason)
{
	(void)reason;
	return text_equal(text, TEXT("draw")) ||
	       is_hexadecimal(text, make_answers_are(answers, MAKE_ALGORITHM, "tuak") ? 64 : 32);
}

static bool is_apn(struct make_answers *answers, struct text text, char *reason)
{
	(void)answers, (void)reason;
	for (size_t i = 0; i < text.size; i++)
		if (!isalnum((unsigned char)text.data[i]) && text.data[i] != '.' && text.data[i] != '-')
			return false;
	return text.size > 0 && text.size <= APN_MAXIMUM;
}

const struct make_question_kind make_questions[MAKE_QUESTIONS] = {
	[MAKE_MCC] = { "mcc", "Mobile country code (999: private, 001: tests)", "three digits", "999", true, NULL, is_country },
	[MAKE_MNC] = { "mnc", "Mobile network code", "two or three digits", "70", true, NULL, is_network },
	[MAKE_NAME] = { "name", "Name of the network, on the phone's screen",
	                "1 to 16 letters, digits, blanks and simple punctuation", "My network", true, NULL, is_name },
	[MAKE_ACCESS] = { "access", "4g, or 5g (4G too, and nobody else can read the IMSI)", "4g or 5g", "5g", false, NULL,
	                  is_access },
	[MAKE_SUCI_KEY] = { "suci-key", "Key of the home network: new (X25519), new-b (P-256), or a file",
	                    "new, new-b, or a file", "new", false, has_5g, is_home_key },
	[MAKE_ALGORITHM] = { "algorithm", "Authentication: milenage or tuak", "milenage or tuak", "milenage", false, NULL,
	                     is_algorithm },
	[MAKE_PIN] = { "pin", "PIN that the phone asks for, or off", "4 to 8 digits, or off", "off", false, NULL, is_pin },
	[MAKE_ICCID] = { "iccid", "ICCID, with its check digit or X", "17 to 19 digits, then the check digit or X", NULL, false,
	                 NULL, is_iccid },
	[MAKE_IMSI] = { "imsi", "IMSI", "15 digits that begin with MCC and MNC", NULL, false, NULL, is_imsi },
	[MAKE_MSISDN] = { "msisdn", "Telephone number with its country code, or none", "3 to 15 digits, or none", "none", false,
	                  NULL, is_number },
	[MAKE_KI] = { "ki", "Ki, or draw", "32 hexadecimal digits (TUAK also 64), or draw", "draw", false, NULL, is_ki },
	[MAKE_OPC] = { "opc", "OPc (TUAK: TOPc), or draw", "32 hexadecimal digits (TUAK: 64), or draw", "draw", false, NULL,
	               is_opc },
	[MAKE_APN] = { "apn", "Access point (APN) that the core network knows", "1 to 62 letters, digits, dots and hyphens",
	               "internet", false, NULL, is_apn },
};

bool make_answer_take(struct make_answers *answers, enum make_question question, struct text text,
                      char reason[MAKE_REASON_SIZE])
{
	text = text_trimmed(text);
	snprintf(reason, MAKE_REASON_SIZE, "Expected: %s.", make_questions[question].expected);
	if (text.size >= MAKE_ANSWER_SIZE || !make_questions[question].is_good(answers, text, reason))
		return false;
	memcpy(answers->values[question], text.data, text.size);
	answers->values[question][text.size] = '\0';
	return true;
}

/* ---- proposals ---- */

/* 250 is the largest multiple of ten in an octet: what is above would favour small digits. */
static enum status draw_digits(size_t count, char *out)
{
	const struct random random = system_random();
	for (size_t i = 0; i < count;) {
		uint8_t octet;
		TRY(random_fill(&random, &octet, 1));
		if (octet < 250)
			out[i++] = (char)('0' + octet % 10);
	}
	out[count] = '\0';
	return STATUS_OK;
}

/* Two makers of a first profile should not meet in a card or a stock. */
enum status make_answer_propose(const struct make_answers *answers, enum make_question question, char out[MAKE_ANSWER_SIZE])
{
	const char *country = answers->values[MAKE_MCC], *network = answers->values[MAKE_MNC];
	char fault[SUBSCRIPTION_FAULT_SIZE], serial[ICCID_DIGITS + 1];
	size_t known = strlen(country) + strlen(network);
	struct number_range range;
	AUTO(subscription) number = { 0 };
	if (make_questions[question].proposal) {
		snprintf(out, MAKE_ANSWER_SIZE, "%s", make_questions[question].proposal);
		return STATUS_OK;
	}
	TRY(draw_digits(question == MAKE_IMSI ? IMSI_DIGITS - known : ICCID_DIGITS - known - 3, serial));
	snprintf(out, MAKE_ANSWER_SIZE, "%.3s%.3s%s", country, network, serial);
	if (question == MAKE_IMSI)
		return STATUS_OK;
	/* 89 is telecommunication's (ITU-T E.118). */
	snprintf(out, MAKE_ANSWER_SIZE, "89%.3s%.3s%sX", country, network, serial);
	TRY(number_range_begin(SUBSCRIPTION_ICCID, text_from(out), &range, fault));
	TRY(number_range_at(&range, 0, &number));
	snprintf(out, MAKE_ANSWER_SIZE, "%s", number.values[SUBSCRIPTION_ICCID]);
	return STATUS_OK;
}
