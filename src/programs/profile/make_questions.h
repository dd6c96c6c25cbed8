/* SPDX-License-Identifier: Apache-2.0 */
/* What `profile make` has to know of a network and its first subscriber, and what is an answer to that. */
#ifndef PROGRAMS_PROFILE_MAKE_QUESTIONS_H
#define PROGRAMS_PROFILE_MAKE_QUESTIONS_H

#include "programs/profile/home_key_files.h"
#include "subscription/subscription.h"

/* In the order in which they are asked: what is right for a later one depends on earlier answers. */
enum make_question {
	MAKE_MCC,
	MAKE_MNC,
	MAKE_NAME,
	MAKE_ACCESS,    /* "4g", "5g" */
	MAKE_SUCI_KEY,  /* for 5G: as home_key_choose() takes it */
	MAKE_ALGORITHM, /* "milenage", "tuak" */
	MAKE_PIN,       /* "off", or digits */
	MAKE_ICCID,     /* with its check digit, or X */
	MAKE_IMSI,
	MAKE_MSISDN,    /* "none", or digits */
	MAKE_KI,        /* "draw", or hexadecimal */
	MAKE_OPC,
	MAKE_APN,
	MAKE_QUESTIONS
};

enum { MAKE_ANSWER_SIZE = 256 /* octets, with the NUL */, MAKE_REASON_SIZE = HOME_KEY_FAULT_SIZE + 40 };

struct make_answers {
	char values[MAKE_QUESTIONS][MAKE_ANSWER_SIZE];
	struct home_keys home_keys; /* chosen with MAKE_SUCI_KEY */
};

/* Wipes them. */
void make_answers_release(struct make_answers *answers);

bool make_answers_are(const struct make_answers *answers, enum make_question question, const char *value);

struct make_question_kind {
	const char *option;   /* its name */
	const char *words;
	const char *expected; /* "three digits" */
	const char *proposal; /* NULL: made of earlier answers and random digits */
	bool must_be_said;    /* where nobody can be asked */
	/* NULL: the question is always one. */
	bool (*is_one)(const struct make_answers *answers);
	/* `reason` says what is expected, unless the function knows better. */
	bool (*is_good)(struct make_answers *answers, struct text text, char reason[MAKE_REASON_SIZE]);
};

extern const struct make_question_kind make_questions[MAKE_QUESTIONS];

/* Notes an answer. False: it is none, and `reason` is a sentence about what is expected, without secrets. */
bool make_answer_take(struct make_answers *answers, enum make_question question, struct text text,
                      char reason[MAKE_REASON_SIZE]) MUST_CHECK;

/* What an empty answer stands for. STATUS_IO: no random octets. */
enum status make_answer_propose(const struct make_answers *answers, enum make_question question,
                                char out[MAKE_ANSWER_SIZE]) MUST_CHECK;

/* For tables of options. */
#define MAKE_QUESTIONS_OPTIONS \
	{ "mcc", 0, "DIGITS", NULL, NULL, "mobile country code; 001 for tests, 999 for private networks" }, \
	{ "mnc", 0, "DIGITS", NULL, NULL, "mobile network code, two or three digits" }, \
	{ "name", 0, "NAME", NULL, NULL, "of the network, on the phone's screen; up to 16 characters" }, \
	{ "access", 0, "4g|5g", NULL, NULL, "5g: 4G too, and the USIM conceals its IMSI (SUCI); if not said, 5g" }, \
	{ "algorithm", 0, "milenage|tuak", NULL, NULL, "of authentication; if not said, milenage" }, \
	{ "pin", 0, "DIGITS|off", NULL, NULL, "that the phone asks for; if not said, off" }, \
	{ "iccid", 0, "DIGITS", NULL, NULL, "its last digit, or X, is the check digit; if not said, drawn" }, \
	{ "imsi", 0, "DIGITS", NULL, NULL, "begins with MCC and MNC; if not said, drawn" }, \
	{ "msisdn", 0, "DIGITS", NULL, NULL, "the telephone number; if not said, none" }, \
	{ "ki", 0, "HEX|draw", NULL, NULL, "the subscriber's key; if not said, drawn" }, \
	{ "opc", 0, "HEX|draw", NULL, NULL, "OPc, for TUAK TOPc; if not said, drawn" }, \
	{ "apn", 0, "NAME", NULL, NULL, "access point, for the core network; if not said, internet" }, \
	HOME_KEY_OPTIONS

#endif
