/* SPDX-License-Identifier: Apache-2.0 */
/* A profile type for tests: the smallest template, with ranges of its own. */
#ifndef TESTS_UNIT_SMDP_MADE_TYPES_H
#define TESTS_UNIT_SMDP_MADE_TYPES_H

#include "smdp/profile_type.h"
#include "support/test.h"
#include "support/test_smdp.h"

static inline void made_type(struct test_smdp *server, const char *name, const char *rules)
{
	struct buffer encoded = BUFFER(METADATA_MAXIMUM);
	struct profile_metadata metadata = { .service_provider_name = TEXT("Provider"), .profile_name = TEXT("Made"),
		                             .icon_type = ICON_NONE, .profile_class = PROFILE_OPERATIONAL };
	assert_ok(iccid_parse(TEXT(TEST_ICCID), &metadata.iccid));
	assert_ok(profile_metadata_encode(&metadata, &encoded));
	const struct type_add_request request = {
		.name = text_from(name),
		.template = source_file(&server->host.arena, "share/templates/minimal-lte.yaml"),
		.metadata = buffer_bytes(&encoded),
		.rules = text_from(rules),
	};
	assert_string_equal(test_smdp_run(server, &type_add_function, &request, NULL, 0), "");
	buffer_release(&encoded);
}

#endif
