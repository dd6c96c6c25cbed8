/* SPDX-License-Identifier: Apache-2.0 */
/* A row of the table batch, usual letter b. */
#ifndef SMDP_BATCH_RECORD_H
#define SMDP_BATCH_RECORD_H

#include "server/row_reader.h"
#include "smdp/batch.h"

#define BATCH_COLUMNS \
	"b.name, b.profile_type, b.wanted, b.first_number, b.state, CASE WHEN b.state = 1 AND b.source = 0 THEN " \
	"(SELECT COUNT(*) FROM staged g WHERE g.batch = b.name) ELSE b.made END, b.started_at, b.changed_at, b.source, b.fault"
_Static_assert(BATCH_FILLING == 1 && BATCH_BY_HAND == 0, "BATCH_COLUMNS names them");

/* The columns above; without a name when there is no row. */
struct batch_record batch_record_read(struct row_reader *row);

#endif
