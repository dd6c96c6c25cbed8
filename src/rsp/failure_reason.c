/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/failure_reason.h"

struct named_code {
	struct text code;
	struct text name;
};

#define NAMED(code, name) { { (code), sizeof(code) - 1 }, { (name), sizeof(name) - 1 } }

/* SGP.22 5.2.6.1. */
static const struct named_code subjects[] = {
	NAMED("1", "Generic"),
	NAMED("1.1", "Function Requester"),
	NAMED("1.2", "Function Provider"),
	NAMED("1.3", "Protocol"),
	NAMED("1.3.1", "Protocol Format"),
	NAMED("1.3.2", "Protocol Version"),
	NAMED("1.6", "Function"),
	NAMED("8", "eUICC Remote Provisioning"),
	NAMED("8.1", "eUICC"),
	NAMED("8.1.1", "EID"),
	NAMED("8.1.2", "EUM Certificate"),
	NAMED("8.1.3", "eUICC Certificate"),
	NAMED("8.2", "Profile"),
	NAMED("8.2.1", "Profile ICCID"),
	NAMED("8.2.5", "Profile Type"),
	NAMED("8.2.6", "Matching ID"),
	NAMED("8.2.7", "Confirmation Code"),
	NAMED("8.2.8", "Profile Policy Rule"),
	NAMED("8.2.9", "Profile Metadata"),
	NAMED("8.2.10", "Bound Profile Package"),
	NAMED("8.2.11", "Managing SM-DP+"),
	NAMED("8.2.12", "Profile Owner"),
	NAMED("8.2.13", "Enterprise"),
	NAMED("8.2.14", "LPA Proxy"),
	NAMED("8.8", "SM-DP+"),
	NAMED("8.8.1", "SM-DP+ Address"),
	NAMED("8.8.2", "Security Configuration"),
	NAMED("8.8.3", "Specification Version Number"),
	NAMED("8.8.4", "SM-DP+ Certificate"),
	NAMED("8.8.5", "Download Order"),
	NAMED("8.8.6", "RPM Order"),
	NAMED("8.9", "SM-DS"),
	NAMED("8.9.1", "SM-DS Address"),
	NAMED("8.9.2", "Security Configuration"),
	NAMED("8.9.3", "Specification Version Number"),
	NAMED("8.9.4", "SM-DS Certificate"),
	NAMED("8.9.5", "Event Record"),
	NAMED("8.9.6", "ECID"),
	NAMED("8.9.7", "Push Service"),
	NAMED("8.10", "RSP Operation"),
	NAMED("8.10.1", "Transaction ID"),
	NAMED("8.10.2", "RPM Script"),
	NAMED("8.10.3", "Device Change"),
	NAMED("8.10.4", "Event Checking"),
	NAMED("8.10.5", "Device Change Session ID"),
	NAMED("8.10.6", "Push Service Registration"),
	NAMED("8.11", "Certificate Issuer"),
	NAMED("8.11.1", "Public Key"),
	NAMED("8.12", "LPA"),
};

/* SGP.22 5.2.6.2. */
static const struct named_code reasons[] = {
	NAMED("1", "Access Error"),
	NAMED("1.1", "Unknown (Identification or Authentication)"),
	NAMED("1.2", "Not Allowed (Authorisation)"),
	NAMED("2", "Format Error"),
	NAMED("2.1", "Invalid"),
	NAMED("2.2", "Mandatory Element Missing"),
	NAMED("2.3", "Conditional Element Missing"),
	NAMED("3", "Conditions of Use Not Satisfied"),
	NAMED("3.1", "Unsupported"),
	NAMED("3.3", "Already in Use (Uniqueness)"),
	NAMED("3.5", "Invalid Transition"),
	NAMED("3.7", "Unavailable"),
	NAMED("3.8", "Refused"),
	NAMED("3.9", "Unknown"),
	NAMED("3.10", "Invalid Association"),
	NAMED("3.11", "Value Has Changed"),
	NAMED("3.12", "Invalid Match"),
	NAMED("4", "Processing Error"),
	NAMED("4.2", "Execution Error"),
	NAMED("4.3", "Stopped on Warning"),
	NAMED("4.8", "Insufficient Memory"),
	NAMED("4.10", "Time to Live Expired"),
	NAMED("5", "Transport Error"),
	NAMED("5.1", "Inaccessible"),
	NAMED("6", "Security Error"),
	NAMED("6.1", "Verification Failed"),
	NAMED("6.3", "Expired"),
	NAMED("6.4", "Maximum Number of Attempts Exceeded"),
};

/* Exact codes only: 4.1 is not 4.10 cut short. */
struct text failure_subject_name(struct text subject_code)
{
	for (size_t i = 0; i < ARRAY_SIZE(subjects); i++)
		if (text_equal(subjects[i].code, subject_code))
			return subjects[i].name;
	return (struct text){ 0 };
}

struct text failure_reason_name(struct text reason_code)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (text_equal(reasons[i].code, reason_code))
			return reasons[i].name;
	return (struct text){ 0 };
}

struct failure failure_make(const char *subject_code, const char *reason_code)
{
	struct text subject = text_from(subject_code);
	struct text reason = text_from(reason_code);
	return (struct failure){ subject, reason, failure_sentence(subject, reason) };
}

bool failure_is(const struct failure *failure, const char *subject_code, const char *reason_code)
{
	return text_equal(failure->subject_code, text_from(subject_code))
	       && text_equal(failure->reason_code, text_from(reason_code));
}
