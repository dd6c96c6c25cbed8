/* SPDX-License-Identifier: Apache-2.0 */
/* What `provisim lpa doctor` finds, in the order in which one thing stands on another. */
#ifndef PROGRAMS_LPA_DOCTOR_H
#define PROGRAMS_LPA_DOCTOR_H

#include "base/arena.h"
#include "codec/json.h"
#include "programs/command_line.h"
#include "rsp/identifiers.h"

enum {
	FINDINGS_MAXIMUM = 24,
	DOCTOR_CI_KEYS_MAXIMUM = 16,
	DOCTOR_PATIENCE = 60000, /* milliseconds for each command */
};

enum finding_outcome { FINDING_GOOD, FINDING_WARNING, FINDING_FAULT };

struct finding {
	const char *check; /* "card" */
	enum finding_outcome outcome;
	const char *sentence; /* in the invocation's arena */
	const char *advice;   /* of a fault: the one thing to change; else NULL */
};

struct doctor {
	struct invocation *invocation;
	struct finding findings[FINDINGS_MAXIMUM];
	size_t count;
	struct text card_keys[DOCTOR_CI_KEYS_MAXIMUM]; /* CI key identifiers that the card trusts, hexadecimal */
	size_t card_key_count;
	struct text address; /* of the server; empty: none is known */
	bool server_is_good; /* as far as its connection was looked at */
};

/* `advice` may be NULL. What is printed lives in the invocation's arena. */
void doctor_note(struct doctor *doctor, const char *check, enum finding_outcome outcome, const char *advice,
                 const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* Runs a command of this very program on the same card, as JSON, with nobody to ask. *out_done: with success; *out_message: its
 * step; *out_data: what came with it. False: it gave no result. The document owns what is found. */
bool doctor_run(struct doctor *doctor, const char *const *words, struct json_document *out_document, bool *out_done,
                struct text *out_message, struct json_value *out_data) MUST_CHECK;

/* Reader, permissions, card, ISD-R, and which CIs the card trusts. */
void doctor_look_at_card(struct doctor *doctor);

/* Name, port, clock, certificates, CIs, proxies. */
void doctor_look_at_server(struct doctor *doctor);

/* The first of the faults; NULL: there is none. */
const struct finding *doctor_first_fault(const struct doctor *doctor);

#endif
