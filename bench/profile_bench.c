/* SPDX-License-Identifier: Apache-2.0 */
/* What work on a profile package costs: one argument, a package (DER). The floor is a bare walk over the same octets,
 * written here, that looks at every tag and length and at nothing else. */
#include <stdio.h>

#include "figure.h"
#include "io/file.h"
#include "profile_package/lint.h"
#include "profile_package/source.h"

enum { PACKAGE_LIMIT = 16 << 20, TEXT_LIMIT = 64 << 20, ARENA_LIMIT = 256 << 20, ROUNDS = 31, FULL_ROUNDS = 101 };

/* Some work on the package or its source; what it gives goes to `out`, which is empty. */
struct work {
	const char *name;
	void (*run)(struct bytes package, struct text source, struct buffer *out);
	double goal; /* milliseconds of CPU */
};

static void print(struct bytes package, struct text source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct package_node *root;
	struct package_error error;
	(void)source;
	must(package_decode(package, &arena, &root, &error) == STATUS_OK, "the package is none");
	must(source_print(root, true, out) == STATUS_OK, "the package does not print");
}

static void compile(struct bytes package, struct text source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct source_error error;
	must(source_compile(source, &arena, out, &error) == STATUS_OK, "the source does not compile");
	must(bytes_equal(buffer_bytes(out), package), "the source compiles to something else");
}

static void lint(struct bytes package, struct text source, struct buffer *out)
{
	AUTO(arena) arena = ARENA(ARENA_LIMIT);
	struct lint_report report;
	(void)source;
	(void)out;
	must(lint_package(package, NULL, &arena, &report) == STATUS_OK, "the package cannot be looked at");
	must(report.verdict == LINT_TAKEN, "no card would take the package");
}

static const struct work works[] = {
	{ "profile_print", print, 5 },
	{ "profile_compile", compile, 5 },
	{ "profile_lint", lint, 5 },
};

/* How many elements there are, all the way down. */
static size_t walk(const uint8_t *at, const uint8_t *end)
{
	size_t count = 0;
	while (at < end) {
		bool is_constructed = *at & 0x20;
		size_t size;
		at += (*at & 0x1F) == 0x1F ? 2 : 1;
		size = *at++;
		if (size & 0x80) {
			size_t octets = size & 0x7F;
			for (size = 0; octets > 0; octets--)
				size = size << 8 | *at++;
		}
		count += 1 + (is_constructed ? walk(at, at + size) : 0);
		at += size;
	}
	return count;
}

static double measure_floor(struct bytes package)
{
	enum { WALKS = 1000 };
	size_t count = 0;
	double start = cpu_microseconds();
	for (int i = 0; i < WALKS; i++)
		count += walk(package.data, package.data + package.size);
	must(count > 0, "nothing was walked over");
	return (cpu_microseconds() - start) / WALKS / 1000;
}

static double measure(const struct work *work, struct bytes package, struct text source)
{
	AUTO(buffer) out = BUFFER(TEXT_LIMIT);
	struct samples samples = { 0 };
	for (int i = 0; i < rounds_wanted(ROUNDS, FULL_ROUNDS); i++) {
		buffer_clear(&out);
		double start = cpu_microseconds();
		work->run(package, source, &out);
		samples_add(&samples, (cpu_microseconds() - start) / 1000);
	}
	return samples_median(&samples);
}

int main(int argc, char **argv)
{
	AUTO(buffer) package = { 0 };
	AUTO(buffer) source = BUFFER(TEXT_LIMIT);
	must(argc == 2, "usage: profile_bench PACKAGE");
	must(file_read(argv[1], PACKAGE_LIMIT, &package) == STATUS_OK, "the package cannot be read");
	print(buffer_bytes(&package), (struct text){ 0 }, &source);
	double floor = measure_floor(buffer_bytes(&package));
	printf("a package of %zu octets, CPU time; a bare walk over its elements takes %.4f ms\n", package.size, floor);
	for (size_t i = 0; i < ARRAY_SIZE(works); i++) {
		double value = measure(&works[i], buffer_bytes(&package), buffer_text(&source));
		printf("%s: %.0f times the walk\n", works[i].name, value / floor);
		figure_print(works[i].name, value, "ms", 0, GOAL_AT_MOST, works[i].goal);
	}
	return 0;
}
