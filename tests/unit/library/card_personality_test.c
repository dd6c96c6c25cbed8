/* SPDX-License-Identifier: Apache-2.0 */
#include "support/test.h"

#include <dirent.h>

#include "provisim/euicc.h"

static void those_of_the_list_are_there(void **state)
{
	(void)state;
	struct provisim_euicc_personality *personality = NULL;
	bool has_strict = false;
	size_t count = 0;
	for (const char *name; (name = provisim_euicc_personality_name(count)); count++) {
		has_strict |= strcmp(name, "strict") == 0;
		if (provisim_euicc_personality_named(name, &personality) != PROVISIM_EUICC_OK)
			fail_msg("%s", name);
		provisim_euicc_personality_free(personality);
	}
	assert_true(has_strict && count >= 8);
	assert_int_equal(provisim_euicc_personality_named("nobody", &personality), PROVISIM_EUICC_NOT_FOUND);
}

static bool is_built_in(const char *name, size_t size)
{
	const char *known;
	for (size_t i = 0; (known = provisim_euicc_personality_name(i)); i++)
		if (strlen(known) == size && memcmp(known, name, size) == 0)
			return true;
	return false;
}

static void each_file_is_built_in(void **state)
{
	(void)state;
	char path[4096];
	size_t count = 0;
	snprintf(path, sizeof path, "%s/share/personalities", getenv("PROVISIM_SOURCE"));
	DIR *folder = opendir(path);
	assert_non_null(folder);
	for (const struct dirent *entry; (entry = readdir(folder)); ) {
		const char *ending = strstr(entry->d_name, ".yaml");
		if (!ending)
			continue;
		if (!is_built_in(entry->d_name, (size_t)(ending - entry->d_name)))
			fail_msg("%s is not in src/library/meson.build", entry->d_name);
		count++;
	}
	closedir(folder);
	assert_true(count >= 8);
}

static void yaml_is_read(void **state)
{
	(void)state;
	static const struct {
		const char *yaml, *sentence;
	} rows[] = {
		{ "summary: x\nmemory: 4096\n", NULL },
		{ "memory: 4096\n", "personality: the setting summary is missing." },
		{ "summary: x\nmemory: 1\n", "personality, line 2, column 9: memory takes a number from 1024 to 67108864." },
		{ "summary: x\ncolour: red\n", "personality, line 2, column 9: colour is no setting of this program." },
	};
	EACH(row, rows) {
		struct provisim_euicc_personality *personality = NULL;
		char sentence[PROVISIM_EUICC_SENTENCE_SIZE];
		assert_int_equal(provisim_euicc_personality_parse(row->yaml, sentence, &personality),
		                 row->sentence ? PROVISIM_EUICC_MALFORMED : PROVISIM_EUICC_OK);
		assert_string_equal(sentence, row->sentence ? row->sentence : "");
		provisim_euicc_personality_free(personality);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(those_of_the_list_are_there),
	cmocka_unit_test(each_file_is_built_in),
	cmocka_unit_test(yaml_is_read),
};

TESTS_MAIN(tests)
