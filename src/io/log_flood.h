/* SPDX-License-Identifier: Apache-2.0 */
/* Keeps what anybody can cause from filling the disk: of lines of one kind, a handful and then one a second. */
#ifndef IO_LOG_FLOOD_H
#define IO_LOG_FLOOD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

enum { LOG_FLOOD_BURST = 20, LOG_FLOOD_SLOTS = 128 };

/* { 0 } has seen nothing. For several threads. */
struct log_flood {
	pthread_mutex_t lock;
	struct {
		int64_t used;   /* milliseconds' worth of lines, of LOG_FLOOD_BURST seconds */
		int64_t at;     /* milliseconds */
		uint64_t suppressed;
	} slots[LOG_FLOOD_SLOTS]; /* kinds that fall on one slot share it */
};

/* Whether a line of this kind (any number) is written. `now` in milliseconds, never going back. True: *out_suppressed is how
 * many were not since the last one that was. */
bool log_flood_admit(struct log_flood *flood, uint64_t kind, int64_t now, uint64_t *out_suppressed);

#endif
