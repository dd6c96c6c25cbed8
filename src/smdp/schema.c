/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/schema.h"

#include "base/bytes.h"
#include "smdp/schema_text.h"

static const char *const upgrades[] = { smdp_schema_2, smdp_schema_3, smdp_schema_4 };

const struct database_schema smdp_schema = {
	.owner = "SM-DP+",
	.table = "profile",
	.version = ARRAY_SIZE(upgrades) + 1,
	.newest = smdp_schema_newest,
	.upgrades = upgrades,
};
