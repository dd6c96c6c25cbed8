/* SPDX-License-Identifier: Apache-2.0 */
/* The two forms of a date in a certificate (RFC 5280 4.1.2.5). */
#ifndef CRYPTO_CERTIFICATE_TIME_H
#define CRYPTO_CERTIFICATE_TIME_H

#include "base/bytes.h"

enum { CERTIFICATE_TIME_SIZE = 16 }; /* room for YYYYMMDDHHMMSSZ and a NUL */

/* From UTCTime (tag 17) or GeneralizedTime (18), with seconds and Z. False: another form, or no such date. */
bool certificate_time_read(uint32_t tag, struct bytes value, int64_t *out_seconds) __attribute__((warn_unused_result));

/* The form that a certificate must use: UTCTime before 2050. False: before 1950 or after 9999. */
bool certificate_time_write(int64_t seconds, uint32_t *out_tag, char out[CERTIFICATE_TIME_SIZE])
	__attribute__((warn_unused_result));

/* A date of the calendar that runs on without end in both directions (no leap seconds). */
struct calendar_time {
	int64_t year;
	int month, day; /* from 1 */
	int hour, minute, second;
};

struct calendar_time calendar_time(int64_t seconds);

#endif
