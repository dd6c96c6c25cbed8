/* SPDX-License-Identifier: Apache-2.0 */
#include "io/process_state.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static uint64_t resident_octets(void)
{
	unsigned long long total = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "re");
	if (!file)
		return 0;
	if (fscanf(file, "%llu %llu", &total, &resident) != 2)
		resident = 0;
	fclose(file);
	return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}

/* Without . and .. and the one that looks. */
static uint64_t descriptors(void)
{
	uint64_t count = 0;
	DIR *folder = opendir("/proc/self/fd");
	if (!folder)
		return 0;
	while (readdir(folder))
		count++;
	closedir(folder);
	return count > 3 ? count - 3 : 0;
}

static uint64_t microseconds(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec;
}

struct process_state process_state_read(void)
{
	struct process_state state = { .resident_octets = resident_octets(), .descriptors = descriptors() };
	struct rusage usage;
	struct rlimit limit;
	struct stat about;
	if (getrusage(RUSAGE_SELF, &usage) == 0)
		state.cpu_microseconds = microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0)
		state.descriptors_maximum = limit.rlim_cur;
	if (stat("/proc/self", &about) == 0)
		state.started_at = about.st_ctime;
	return state;
}
