/* SPDX-License-Identifier: Apache-2.0 */
/* Gives every file of a corpus to the fuzzed function, whole and cut off at each of its octets, as ordinary test cases:
 * what a fuzzer found once stays found. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "fuzz.h"

enum { FILE_MAXIMUM = 1 << 20, CUTS_MAXIMUM = 4096 };

/* In memory of exactly this size, so that a sanitizer sees a read past the end. */
static void give(const uint8_t *data, size_t size)
{
	uint8_t *exact = malloc(size ? size : 1);
	check(exact != NULL);
	memcpy(exact, data, size);
	check(LLVMFuzzerTestOneInput(exact, size) == 0);
	free(exact);
}

static int replay(const char *folder, const char *name)
{
	static uint8_t octets[FILE_MAXIMUM];
	char path[4096];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	if (!file)
		return -1;
	size_t size = fread(octets, 1, sizeof octets, file);
	fclose(file);
	for (size_t cut = 0; cut < size && cut < CUTS_MAXIMUM; cut++)
		give(octets, cut);
	give(octets, size);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
	int number = 0, failed = 0;
	if (!folder) {
		printf("Bail out! no corpus\n");
		return 1;
	}
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.')
			continue;
		int result = replay(argv[1], entry->d_name);
		printf("%s %d - %s\n", result == 0 ? "ok" : "not ok", ++number, entry->d_name);
		failed |= result != 0;
	}
	closedir(folder);
	if (number == 0)
		printf("not ok %d - the corpus is empty\n", ++number), failed = 1;
	printf("1..%d\n", number);
	return failed;
}
