/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "programs/lpa/request.h"
#include "rsp/activation_text.h"

enum { ARGUMENTS_MAXIMUM = 16 };

/* Options that a request may name. */
static const struct {
	const char *name, *flag;
} options[] = {
	{ "server", "--server" },
	{ "matching-id", "--matching-id" },
	{ "imei", "--imei" },
	{ "smds", "--smds" },
	{ "enable", "--enable" },
	{ "resume", "--resume" },
	{ "give-up", "--give-up" },
	{ "accept-rules", "--accept-rules" },
	{ "yes", "--yes" },
	{ "look", "--look" },
	{ "all", "--all" },
	{ "keep", "--keep" },
	{ "confirmation-code", NULL },
};

void request_words_add(struct request_words *words, const char *word)
{
	if (word && words->count + 1 < REQUEST_WORDS_MAXIMUM)
		words->argv[words->count++] = word;
	else
		words->count = REQUEST_WORDS_MAXIMUM;
}

bool request_words_end(struct request_words *words)
{
	if (words->count >= REQUEST_WORDS_MAXIMUM)
		return false;
	words->argv[words->count] = NULL;
	return true;
}

void request_words_begin(const struct invocation *invocation, struct request_words *words)
{
	static const struct {
		const char *name, *flag;
	} passed[] = {
		{ "card", "--card" },   { "ca", "--ca" },       { "isd-r-aid", "--isd-r-aid" },
		{ "client-cert", "--client-cert" },             { "client-key", "--client-key" },
		{ "state", "--state" }, { "fault", "--fault" }, { "segment-size", "--segment-size" },
	};
	*words = (struct request_words){ 0 };
	request_words_add(words, "/proc/self/exe");
	request_words_add(words, "--json");
	request_words_add(words, "--ask-json");
	for (size_t i = 0; i < ARRAY_SIZE(passed); i++) {
		const char *value;
		for (size_t j = 0; (value = option_text_nth(invocation, passed[i].name, j)); j++) {
			request_words_add(words, passed[i].flag);
			request_words_add(words, value);
		}
	}
}

/* A word that begins with a hyphen would be taken for an option that nobody allowed. */
static const char *safe_word(struct arena *arena, struct text word)
{
	if (text_starts_with(word, TEXT("-")) || !text_is_printable_utf8(word))
		return NULL;
	return arena_string(arena, word);
}

static bool add_option(size_t which, struct json_value value, struct arena *arena, struct request_words *words)
{
	struct text text;
	bool set = false;
	const char *word = json_text(value, &text) ? safe_word(arena, text) : NULL;
	if (!word && !json_boolean(value, &set))
		return false;
	if (!options[which].flag) {
		words->confirmation_code = word;
		return word;
	}
	if (word || set)
		request_words_add(words, options[which].flag);
	if (word)
		request_words_add(words, word);
	return true;
}

static bool add_options(struct json_value given, struct arena *arena, struct request_words *words)
{
	size_t known = 0;
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		struct json_value value = json_member(given, options[i].name);
		if (!json_is_present(value))
			continue;
		known++;
		if (!add_option(i, value, arena, words))
			return false;
	}
	return known == json_member_count(given);
}

/* An argument of a download is a code and never a file: this program may read more than who asks. */
static bool is_code(struct text word)
{
	AUTO(buffer) found = BUFFER(ACTIVATION_TEXT_MAXIMUM);
	return activation_text_find(word, &found) == STATUS_OK;
}

static bool add_arguments(struct json_value given, bool are_codes, struct arena *arena, struct request_words *words)
{
	if (json_count(given) > ARGUMENTS_MAXIMUM)
		return false;
	for (size_t i = 0; i < json_count(given); i++) {
		struct text text;
		if (!json_text(json_element(given, i), &text) || (are_codes && !is_code(text)))
			return false;
		const char *word = safe_word(arena, text);
		if (!word)
			return false;
		request_words_add(words, word);
	}
	return true;
}

bool request_words_read(struct json_value request, struct text command, struct arena *arena, struct request_words *words)
{
	bool are_codes = text_equal(command, TEXT("profile download")) || text_equal(command, TEXT("doctor"));
	while (command.size > 0)
		request_words_add(words, safe_word(arena, text_cut(&command, ' ')));
	return add_options(json_member(request, "options"), arena, words) &&
	       add_arguments(json_member(request, "arguments"), are_codes, arena, words);
}

int request_lock(const char *path, bool nowait)
{
	int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (lock >= 0 && flock(lock, LOCK_EX | (nowait ? LOCK_NB : 0)) == 0)
		return lock;
	if (lock >= 0)
		close(lock);
	return -1;
}
