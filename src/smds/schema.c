/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/schema.h"

#include "base/bytes.h"
#include "smds/schema_text.h"

static const char *const upgrades[] = { smds_schema_2, smds_schema_3 };

const struct database_schema smds_schema = {
	.owner = "SM-DS",
	.table = "event",
	.version = ARRAY_SIZE(upgrades) + 1,
	.newest = smds_schema_newest,
	.upgrades = upgrades,
};
