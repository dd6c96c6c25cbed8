/* SPDX-License-Identifier: Apache-2.0 */
#include "figure.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

static double microseconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

double cpu_microseconds(void)
{
	return microseconds(CLOCK_THREAD_CPUTIME_ID);
}

double wall_microseconds(void)
{
	return microseconds(CLOCK_MONOTONIC);
}

double cpu_reading_cost(void)
{
	enum { READINGS = 20000 };
	double start = cpu_microseconds(), end = start;
	for (int i = 0; i < READINGS; i++)
		end = cpu_microseconds();
	return (end - start) / READINGS;
}

void samples_add(struct samples *samples, double value)
{
	if (samples->count < SAMPLES_MAXIMUM)
		samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

double samples_median(const struct samples *samples)
{
	struct samples sorted = *samples;
	qsort(sorted.values, sorted.count, sizeof *sorted.values, compare);
	return sorted.count > 0 ? sorted.values[sorted.count / 2] : 0;
}

int rounds_wanted(int rounds, int full)
{
	const char *wanted = getenv("FULL");
	return wanted && *wanted ? full : rounds;
}

bool figure_print(const char *name, double value, const char *unit, double floor, enum goal direction, double goal)
{
	double ratio = floor > 0 ? value / floor : 0;
	double compared = floor > 0 && direction != GOAL_VALUE_AT_MOST ? ratio : value;
	bool reached = direction == GOAL_AT_LEAST ? compared >= goal : compared <= goal;
	printf("figure %s value %.4g %s floor %.4g ratio %.3g goal %s%.3g %s\n", name, value, unit, floor,
	       ratio, direction == GOAL_AT_LEAST ? ">=" : "<=", goal, reached ? "ok" : "short");
	return reached;
}
