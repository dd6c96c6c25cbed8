/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "crypto/certificate_time.h"
#include "io/system_clock.h"
#include "io/system_random.h"
#include "programs/output.h"
#include "programs/pki/commands.h"

enum { SECONDS_A_DAY = 86400 };

/* Of SGP.26's CI and EUM. */
#define CI_OID "2.999.1"
#define EUM_OID "2.999.5"

static struct text registered_id(const struct invocation *invocation, enum certificate_kind kind)
{
	switch (kind) {
	case CERTIFICATE_CI:
		return TEXT(CI_OID);
	case CERTIFICATE_EUM:
		return TEXT(EUM_OID);
	case CERTIFICATE_EUICC:
		return (struct text){ 0 };
	case CERTIFICATE_DSAUTH:
	case CERTIFICATE_DSTLS:
		return text_from(option_text(invocation, "smds-oid"));
	default:
		return text_from(option_text(invocation, "smdp-oid"));
	}
}

enum status pki_order_begin(const struct invocation *invocation, enum certificate_kind kind,
                            uint8_t serial_number[SERIAL_NUMBER_SIZE], struct certificate_order *out)
{
	uint64_t days;
	struct clock clock = system_clock();
	struct random random = system_random();
	TRY(option_number(invocation, "days", DAYS_MAXIMUM, &days));
	TRY(random_fill(&random, serial_number, SERIAL_NUMBER_SIZE));
	serial_number[0] = (uint8_t)(serial_number[0] % 0x7F + 1);

	int64_t today = clock_utc_seconds(&clock) / SECONDS_A_DAY * SECONDS_A_DAY;
	const struct certificate_kind_rule *rule = certificate_kind_rule(kind);
	*out = (struct certificate_order){
		.kind = kind,
		.organization = text_from(option_text(invocation, "organization")),
		/* A day of grace for clocks that are not quite right. */
		.not_before = today - SECONDS_A_DAY,
		.not_after = today + (int64_t)days * SECONDS_A_DAY,
		.registered_id = registered_id(invocation, kind),
		.serial_number = bytes_from(serial_number, SERIAL_NUMBER_SIZE),
	};
	if (rule->tls)
		out->dns_name = text_from(option_text(invocation, "host"));
	if (kind == CERTIFICATE_EUM)
		out->eid_prefix = text_from(option_text(invocation, "eid-prefix"));
	if (kind == CERTIFICATE_EUICC)
		out->eid = text_from(option_text(invocation, "eid"));
	return STATUS_OK;
}

void pki_print_date(int64_t seconds, char out[DATE_SIZE])
{
	struct calendar_time date = calendar_time(seconds);
	snprintf(out, DATE_SIZE, "%04lld-%02d-%02d", (long long)date.year % 100000, date.month, date.day);
}
