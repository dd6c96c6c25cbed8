/* SPDX-License-Identifier: Apache-2.0 */
/* What the system says of this process. */
#ifndef IO_PROCESS_STATE_H
#define IO_PROCESS_STATE_H

#include <stdint.h>

/* What cannot be found out is nought. */
struct process_state {
	uint64_t resident_octets;
	uint64_t cpu_microseconds;  /* of all threads, in user and system */
	uint64_t descriptors, descriptors_maximum;
	int64_t started_at;         /* seconds since 1970 */
};

struct process_state process_state_read(void);

#endif
