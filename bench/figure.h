/* SPDX-License-Identifier: Apache-2.0 */
/* How the benchmarks measure and what they print. */
#ifndef BENCH_FIGURE_H
#define BENCH_FIGURE_H

#include <stdbool.h>
#include <stdio.h>

/* CPU time of this thread in microseconds. */
double cpu_microseconds(void);

/* What a figure must reach. */
enum goal { GOAL_AT_LEAST, GOAL_AT_MOST };

/* Prints "figure NAME value V UNIT floor F ratio R goal G ok|short"; the ratio is value / floor, and it is what the goal
 * is about. With a floor of nought the goal is about the value itself. Returns whether the goal was reached. */
bool figure_print(const char *name, double value, const char *unit, double floor, enum goal direction, double goal);

/* The middle one of `count` values; the array is sorted. */
double median(double *values, size_t count);

#endif
