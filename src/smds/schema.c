/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/schema.h"

#include "smds/schema_text.h"

const struct database_schema smds_schema = {
	.owner = "SM-DS",
	.table = "event",
	.version = 1,
	.newest = smds_schema_newest,
};
