/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/profile/make_answers.h"

#include <stdio.h>
#include <unistd.h>

enum { MISSING_SIZE = 80 };

/* ---- asking ---- */

/* A line, without its end; one that is too long becomes as long as no answer may be. False: there is no more input. */
static bool read_line(char out[MAKE_ANSWER_SIZE + 1])
{
	size_t size = 0;
	int c;
	while ((c = getchar()) != EOF && c != '\n')
		if (size < MAKE_ANSWER_SIZE)
			out[size++] = (char)c;
	out[size] = '\0';
	return c != EOF || size > 0;
}

/* Until there is an answer. False: there is no more input. */
static bool ask(struct make_answers *answers, enum make_question question, const char *proposal)
{
	char answer[MAKE_ANSWER_SIZE + 1], reason[MAKE_REASON_SIZE];
	for (bool is_there = true; is_there;) {
		fprintf(stderr, "%s [%s]: ", make_questions[question].words, proposal);
		fflush(stderr);
		is_there = read_line(answer);
		bool is_empty = text_trimmed(text_from(answer)).size == 0;
		struct text text = text_from(is_empty ? proposal : answer);
		bool is_taken = is_there && make_answer_take(answers, question, text, reason);
		wipe(answer, sizeof answer);
		if (is_taken)
			return true;
		fprintf(stderr, "%s%s\n", is_there ? "  " : "", is_there ? reason : "");
	}
	return false;
}

/* Options that must be said and are not; empty: none. */
static void find_missing(const struct invocation *invocation, char out[MISSING_SIZE])
{
	size_t size = 0;
	out[0] = '\0';
	for (size_t i = 0; i < MAKE_QUESTIONS; i++)
		if (make_questions[i].must_be_said && !option_text(invocation, make_questions[i].option))
			size += (size_t)snprintf(out + size, MISSING_SIZE - size, "%s--%s", size > 0 ? ", " : "",
			                         make_questions[i].option);
}

/* ---- one question ---- */

static bool is_question(const struct invocation *invocation, const struct make_answers *answers, enum make_question question)
{
	bool (*is_one)(const struct make_answers *) = make_questions[question].is_one;
	if (question == MAKE_OPC && option_text(invocation, "op"))
		return false;
	return !is_one || is_one(answers);
}

/* Several keys may be given, and only one asked for. */
static bool take_option(const struct invocation *invocation, enum make_question question, struct make_answers *answers,
                        enum exit_code *out_code)
{
	char reason[MAKE_REASON_SIZE];
	const char *given = option_text(invocation, make_questions[question].option);
	if (question == MAKE_SUCI_KEY)
		return home_keys_choose(invocation, &answers->home_keys, out_code);
	*out_code = EXIT_USAGE;
	if (make_answer_take(answers, question, text_from(given), reason))
		return true;
	usage_error(invocation, "--%s: %s", make_questions[question].option, reason);
	return false;
}

static bool read_one(const struct invocation *invocation, bool asks, enum make_question question,
                     struct make_answers *answers, enum exit_code *out_code)
{
	char proposal[MAKE_ANSWER_SIZE], reason[MAKE_REASON_SIZE];
	if (option_text(invocation, make_questions[question].option))
		return take_option(invocation, question, answers, out_code);
	*out_code = EXIT_FAILED;
	if (make_answer_propose(answers, question, proposal) != STATUS_OK) {
		output_failure(invocation, "make", "The system gives no random numbers.");
		return false;
	}
	if (asks ? ask(answers, question, proposal) : make_answer_take(answers, question, text_from(proposal), reason))
		return true;
	if (asks)
		output_failure(invocation, "make", "There was no answer, so nothing was made.");
	else
		output_failure(invocation, "make", "--%s: %s", make_questions[question].option, reason);
	return false;
}

bool make_answers_read(const struct invocation *invocation, struct make_answers *out, enum exit_code *out_code)
{
	char missing[MISSING_SIZE];
	uint64_t identifier;
	find_missing(invocation, missing);
	*out_code = EXIT_USAGE;
	if (*missing && (invocation->json || !isatty(STDIN_FILENO))) {
		usage_error(invocation, "nobody can be asked here, and this is missing: %s.", missing);
		return false;
	}
	if (option_number(invocation, "suci-id", HOME_KEY_IDENTIFIER_MAXIMUM, &identifier) != STATUS_OK)
		return false;
	if (identifier == 0) {
		usage_error(invocation, "--suci-id is from 1 to %d.", HOME_KEY_IDENTIFIER_MAXIMUM);
		return false;
	}
	out->home_keys.keys[0].identifier = (uint8_t)identifier;
	for (enum make_question question = MAKE_MCC; question < MAKE_QUESTIONS; question++)
		if (is_question(invocation, out, question) && !read_one(invocation, *missing, question, out, out_code))
			return false;
	if (make_answers_are(out, MAKE_ACCESS, "5g") || !option_text(invocation, "suci-key"))
		return true;
	*out_code = usage_error(invocation, "--suci-key is for --access 5g.");
	return false;
}
