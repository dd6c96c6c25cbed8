/* SPDX-License-Identifier: Apache-2.0 */
/* Fills the batches that were begun on the admin address (smdp/batch_lease.h), a slice at a time, in a thread and with a
 * database connection of its own: cards never wait for it. */
#ifndef PROGRAMS_SMDP_BATCH_PUMP_H
#define PROGRAMS_SMDP_BATCH_PUMP_H

#include "programs/smdp/desk.h"

struct batch_pump;

/* Works from now on, as the server `smdp` is set; its log, and the keys, must outlive the pump. STATUS_NO_MEMORY, STATUS_IO. */
enum status batch_pump_start(struct database_source *database, const struct smdp *smdp, struct log log, struct batch_pump **out)
	MUST_CHECK;

/* Ends the slice that is under way (others go on behind it) and frees the pump. */
void batch_pump_stop(struct batch_pump *pump);

#endif
