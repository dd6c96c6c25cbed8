/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that one thread counts and any thread may read meanwhile: no lock, and no instruction that waits for other
 * processors. Who reads several of them may see one counted and the other not yet. */
#ifndef BASE_COUNTER_H
#define BASE_COUNTER_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct counter {
	_Atomic uint64_t value;
};

static inline uint64_t counter_read(const struct counter *counter)
{
	return atomic_load_explicit(&counter->value, memory_order_relaxed);
}

/* For what goes up and down. Only by the thread that it belongs to. */
static inline void counter_set(struct counter *counter, uint64_t value)
{
	atomic_store_explicit(&counter->value, value, memory_order_relaxed);
}

/* Only by the thread that it belongs to. */
static inline void counter_add(struct counter *counter, uint64_t amount)
{
	counter_set(counter, counter_read(counter) + amount);
}

enum { HISTOGRAM_BOUNDS = 12 };

/* Upper bounds in microseconds, rising. */
struct histogram_bounds {
	int64_t microseconds[HISTOGRAM_BOUNDS];
};

/* How often something took how long. */
struct histogram {
	struct counter buckets[HISTOGRAM_BOUNDS + 1]; /* the last one: longer than every bound */
	struct counter microseconds;                  /* of all together */
};

static inline void histogram_observe(struct histogram *histogram, const struct histogram_bounds *bounds,
                                     int64_t microseconds)
{
	size_t bucket = 0;
	while (bucket < HISTOGRAM_BOUNDS && microseconds > bounds->microseconds[bucket])
		bucket++;
	counter_add(&histogram->buckets[bucket], 1);
	counter_add(&histogram->microseconds, microseconds > 0 ? (uint64_t)microseconds : 0);
}

#endif
