/* SPDX-License-Identifier: Apache-2.0 */
#include "child.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "figure.h"

void child_prepare(const char *programs, const char *folder)
{
	char path[4096];
	snprintf(path, sizeof path, "%s:%s", programs, getenv("PATH"));
	setenv("PATH", path, 1);
	must(chdir(folder) == 0, "cannot enter the folder");
}

void child_run(const char *command)
{
	must(system(command) == 0, command);
}

pid_t child_start(const char *command, FILE **out_output)
{
	int ends[2];
	must(pipe(ends) == 0, "no pipe to be had");
	pid_t child = fork();
	must(child >= 0, "no process to be had");
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL); /* a benchmark that fails leaves nothing behind */
		if (out_output)
			dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	if (out_output)
		*out_output = fdopen(ends[0], "r");
	else
		close(ends[0]);
	return child;
}

double child_resident_bytes(pid_t child)
{
	char path[64], line[256];
	double kilobytes = 0;
	snprintf(path, sizeof path, "/proc/%d/status", (int)child);
	FILE *file = fopen(path, "r");
	must(file != NULL, "the program ended");
	while (fgets(line, sizeof line, file))
		if (sscanf(line, "VmRSS: %lf kB", &kilobytes) == 1)
			break;
	fclose(file);
	return kilobytes * 1024;
}

void child_stop(pid_t child)
{
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
}
