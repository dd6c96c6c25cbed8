/* SPDX-License-Identifier: Apache-2.0 */
/* How the benchmarks measure and what they print. */
#ifndef BENCH_FIGURE_H
#define BENCH_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

/* A benchmark whose work fails has nothing to say: it says that, and ends. */
void must(bool condition, const char *what);

/* CPU time of this thread in microseconds. */
double cpu_microseconds(void);

/* What one call of it costs: where it stands between many small pieces of work, it is a good part of what it measures. */
double cpu_reading_cost(void);

/* What goes by on the wall, in microseconds. */
double wall_microseconds(void);

/* What a measurement gave round by round. */
enum { SAMPLES_MAXIMUM = 128 };
struct samples {
	double values[SAMPLES_MAXIMUM];
	size_t count;
};

/* Past SAMPLES_MAXIMUM nothing is added. */
void samples_add(struct samples *samples, double value);

/* The middle one; nought of none. */
double samples_median(const struct samples *samples);

/* How many rounds to take: `full` when the environment has FULL set to something. */
int rounds_wanted(int rounds, int full);

/* What a figure must reach. The last is about the value also where there is a floor. */
enum goal { GOAL_AT_LEAST, GOAL_AT_MOST, GOAL_VALUE_AT_MOST };

/* Prints "figure NAME value V UNIT floor F ratio R goal G ok|short"; the ratio is value / floor, and it is what the goal
 * is about, but for GOAL_VALUE_AT_MOST. With a floor of nought the goal is about the value itself. Returns whether the goal
 * was reached. */
bool figure_print(const char *name, double value, const char *unit, double floor, enum goal direction, double goal);

#endif
