/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets get a report whose findings are inside them; what is mended has nothing left that a mend would change. */
#include "fuzz.h"
#include "profile_package/lint.h"

enum { ARENA_MAXIMUM = 256 << 20, OUTPUT_MAXIMUM = 1 << 20, INPUT_MAXIMUM = 1 << 16 };

/* Hard on everything that a card may be hard on. */
static const struct lint_target target = {
	"fuzz", { .major_maximum = 2, .services = 1u << 1, .rules = 0xFFFF & ~(1u << 15), .content_maximum = 100 }, 0x0201, 20000,
};

static void check_report(const struct lint_report *report, size_t size)
{
	size_t last = 0, count = 0;
	for (const struct lint_finding *finding = report->first; finding; finding = finding->next) {
		check(finding->offset <= size && finding->offset >= last && finding->path && finding->sentence);
		check(finding->effect != LINT_ABORTS || report->verdict == LINT_ABORTS);
		last = finding->offset;
		count++;
	}
	check(count + report->left_out == report->counts[0] + report->counts[1] + report->counts[2]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTO(arena) arena = ARENA(ARENA_MAXIMUM);
	AUTO(buffer) mended = BUFFER(OUTPUT_MAXIMUM);
	AUTO(buffer) again = BUFFER(OUTPUT_MAXIMUM);
	struct bytes package = bytes_from(data, size);
	struct lint_report report;
	const struct lint_change *changes;
	if (size > INPUT_MAXIMUM)
		return 0;
	enum status status = lint_package(package, &target, &arena, &report);
	check(status == STATUS_OK || status == STATUS_TOO_LARGE);
	if (status != STATUS_OK)
		return 0;
	check_report(&report, size);
	check(lint_package(package, NULL, &arena, &report) == STATUS_OK);
	check_report(&report, size);
	check(lint_mend(package, NULL, &arena, &mended, &changes) == STATUS_OK);
	check(changes || bytes_equal(buffer_bytes(&mended), package));
	return 0;
}
