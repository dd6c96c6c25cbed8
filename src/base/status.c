/* SPDX-License-Identifier: Apache-2.0 */
#include "base/status.h"

static const char *const names[STATUS_COUNT] = {
	[STATUS_OK] = "ok",
	[STATUS_MALFORMED] = "malformed",
	[STATUS_UNSUPPORTED] = "unsupported",
	[STATUS_REFUSED] = "refused",
	[STATUS_OUT_OF_ORDER] = "out of order",
	[STATUS_NOT_FOUND] = "not found",
	[STATUS_EXISTS] = "exists",
	[STATUS_UNTRUSTED] = "untrusted",
	[STATUS_TOO_LARGE] = "too large",
	[STATUS_NO_MEMORY] = "no memory",
	[STATUS_BUSY] = "busy",
	[STATUS_IO] = "input or output failed",
	[STATUS_BUG] = "internal error",
};

const char *status_name(enum status status)
{
	return (unsigned)status < STATUS_COUNT ? names[status] : "unknown status";
}
