/* SPDX-License-Identifier: Apache-2.0 */
#include "story.h"

#include <string.h>

#include "support/test.h"

enum { SPOILER_MAXIMUM = 64 << 20 };

void story_release(struct story *story)
{
	arena_release(&story->spoiler.arena);
	test_pki_release(&story->stranger);
	road_release(&story->road);
}

/* Once: a case is one accident. */
static struct text change(void *changer, const char *path, bool is_answer, struct text body)
{
	struct story *story = changer;
	const struct fault *fault = story->fault;
	if (!fault || is_answer != fault->in_answer || strcmp(strrchr(path, '/') + 1, fault->function) != 0)
		return body;
	story->fault = NULL;
	return fault->spoil ? spoilt_member(&story->spoiler, body, fault->member, fault->spoil)
	                    : fault->spoil_text(&story->spoiler, body, fault->member);
}

void story_begin(struct story *story, const struct fault *fault)
{
	*story = (struct story){ .fault = fault, .spoiler.arena = ARENA(SPOILER_MAXIMUM) };
	road_begin(&story->road, CURVE_P256, 0);
	test_pki_make(&story->stranger, CURVE_P256, "stranger");
	story->spoiler.world = &story->road.pki;
	story->spoiler.stranger = &story->stranger;
	story->road.change = change;
	story->road.changer = story;
}
