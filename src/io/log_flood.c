/* SPDX-License-Identifier: Apache-2.0 */
#include "io/log_flood.h"

enum { LINE_MILLISECONDS = 1000 };

bool log_flood_admit(struct log_flood *flood, uint64_t kind, int64_t now, uint64_t *out_suppressed)
{
	pthread_mutex_lock(&flood->lock);
	__typeof__(&flood->slots[0]) slot = &flood->slots[kind % LOG_FLOOD_SLOTS];
	int64_t passed = now - slot->at;
	slot->used = slot->used > passed ? slot->used - passed : 0;
	slot->at = now;
	bool admitted = slot->used + LINE_MILLISECONDS <= LOG_FLOOD_BURST * LINE_MILLISECONDS;
	if (admitted) {
		slot->used += LINE_MILLISECONDS;
		*out_suppressed = slot->suppressed;
		slot->suppressed = 0;
	} else {
		slot->suppressed++;
	}
	pthread_mutex_unlock(&flood->lock);
	return admitted;
}
