/* SPDX-License-Identifier: Apache-2.0 */
#include "aftermath.h"

#include <string.h>

#include "support/test.h"

enum { SENTENCE_MINIMUM = 30 };

size_t deliver(struct road *road)
{
	AUTO(lpa_delivery) delivery;
	lpa_delivery_init(&delivery, &(struct lpa_delivery_settings){ 0 });
	assert_true(road_run(road, &delivery.job));
	return delivery.kept_count;
}

void check_sentence(const char *what, const char *sentence, const char *part)
{
	size_t size = strlen(sentence);
	if (size < SENTENCE_MINIMUM || sentence[size - 1] != '.' || !strpbrk(sentence, ":;") || !strstr(sentence, part))
		fail_msg("%s: the user reads \"%s\", and should of \"%s\"", what, sentence, part);
}

void check_refusal(const char *what, const struct road_outcome *outcome, const char *codes, int card_error,
                          const char *sentence)
{
	const struct lpa_failure *failure = &outcome->failure;
	char got[40];
	CHECK(!outcome->installed, what);
	snprintf(got, sizeof got, "%s/%s", failure->subject_code, failure->reason_code);
	if (strcmp(got, codes ? codes : "/") != 0 || failure->card_error != card_error)
		fail_msg("%s: codes %s, card error %d; want %s, %d: %s", what, got, failure->card_error,
		         codes ? codes : "/", card_error, failure->sentence);
	check_sentence(what, failure->sentence, sentence);
}

void check_nothing_is_lost(struct road *road, const char *what, const char *state)
{
	const char *iccid = TEST_ICCID, *matching_id = MATCHING_ID;
	CHECK(deliver(road) == 0, what);
	if (strcmp(test_smdp_state(&road->smdp, iccid), state) != 0)
		fail_msg("%s: the order is %s, want %s", what, test_smdp_state(&road->smdp, iccid), state);
	road_assert_profiles(road, 0, 0);
	if (strcmp(state, "error") == 0) {
		iccid = TEST_ICCID_2;
		matching_id = SECOND_ID;
		road_offer(road, iccid, matching_id, NULL, NULL);
	}
	struct road_outcome outcome = road_download(road, matching_id);
	if (!outcome.installed)
		fail_msg("%s, then all as it should be: %s", what, outcome.failure.sentence);
	CHECK(deliver(road) == 0, what);
	road_assert_state(road, iccid, "installed");
	road_assert_profiles(road, 1, 0);
}
