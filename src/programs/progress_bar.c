/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/progress_bar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { PAUSE = 100 /* milliseconds */, USUAL_COLUMNS = 80, BAR_MINIMUM = 10, BAR_MAXIMUM = 60, TIME_SIZE = 40 };
enum { SECONDS_MAXIMUM = 100 * 3600 - 1, RATE_MAXIMUM = 1000000000 };

static uint64_t now(void)
{
	struct timespec time = { 0 };
	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

struct progress_bar progress_bar_begin(struct invocation *invocation)
{
	const char *terminal = getenv("TERM");
	bool can_erase = terminal && *terminal && strcmp(terminal, "dumb") != 0;
	return (struct progress_bar){
		.invocation = invocation,
		.is_shown = can_erase && !invocation->json && isatty(STDOUT_FILENO),
		.began = now(),
	};
}

/* ---- the line ---- */

static void print_time(uint64_t seconds, char out[TIME_SIZE])
{
	uint64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
	if (hours > 0)
		snprintf(out, TIME_SIZE, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, hours, minutes, seconds % 60);
	else
		snprintf(out, TIME_SIZE, "%" PRIu64 ":%02" PRIu64, minutes, seconds % 60);
}

static uint64_t whole(double value, uint64_t limit)
{
	return value < (double)limit ? (uint64_t)value : limit;
}

/* Nothing is left out by rounding: nought seconds are left when all is done, and only then. */
static uint64_t seconds_left(uint64_t done, uint64_t total, uint64_t milliseconds)
{
	double left = (double)milliseconds / (double)done * (double)(total - done) / 1000;
	return done >= total ? 0 : whole(left + 1, SECONDS_MAXIMUM);
}

static void print_counts(uint64_t done, uint64_t total, uint64_t milliseconds, char out[PROGRESS_LINE_SIZE])
{
	char left[TIME_SIZE];
	uint64_t rate = milliseconds > 0 ? whole((double)done * 1000 / (double)milliseconds, RATE_MAXIMUM) : 0;
	if (total == 0) {
		snprintf(out, PROGRESS_LINE_SIZE, "%" PRIu64 "  %" PRIu64 "/s", done, rate);
		return;
	}
	if (done > 0 && milliseconds > 0)
		print_time(seconds_left(done, total, milliseconds), left);
	else
		snprintf(left, sizeof left, "?");
	snprintf(out, PROGRESS_LINE_SIZE, "%" PRIu64 " of %" PRIu64 "  %" PRIu64 "/s  %s left", done, total, rate, left);
}

void progress_bar_print(uint64_t done, uint64_t total, uint64_t milliseconds, size_t columns, char out[PROGRESS_LINE_SIZE])
{
	char counts[PROGRESS_LINE_SIZE], bar[BAR_MAXIMUM + 1];
	print_counts(done, total, milliseconds, counts);
	size_t used = strlen(counts) + sizeof "[] ";
	size_t room = columns > used ? columns - used : 0;
	if (room > BAR_MAXIMUM)
		room = BAR_MAXIMUM;
	if (total == 0 || room < BAR_MINIMUM) {
		snprintf(out, columns < PROGRESS_LINE_SIZE ? columns : PROGRESS_LINE_SIZE, "%s", counts);
		return;
	}
	size_t filled = done >= total ? room : (size_t)((double)done / (double)total * (double)room);
	memset(bar, '#', filled);
	memset(bar + filled, '.', room - filled);
	bar[room] = '\0';
	snprintf(out, PROGRESS_LINE_SIZE, "[%s] %.*s", bar, (int)(PROGRESS_LINE_SIZE - sizeof bar - 3), counts);
}

/* ---- drawing ---- */

static size_t terminal_columns(void)
{
	struct winsize size = { 0 };
	return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

static void draw(struct progress_bar *bar, uint64_t done, uint64_t total, uint64_t time)
{
	char line[PROGRESS_LINE_SIZE] = "";
	progress_bar_print(done, total, time - bar->began, terminal_columns(), line);
	printf("\r%s\033[K", line);
	fflush(stdout);
	bar->drawn = time;
	bar->invocation->has_live_line = true;
}

void progress_bar_step(struct progress_bar *bar, uint64_t done, uint64_t total)
{
	if (!bar->is_shown)
		return;
	uint64_t time = now();
	if (time - bar->drawn >= PAUSE)
		draw(bar, done, total, time);
}

void progress_bar_finish(struct progress_bar *bar, uint64_t done)
{
	if (bar->is_shown)
		draw(bar, done, done, now());
}
