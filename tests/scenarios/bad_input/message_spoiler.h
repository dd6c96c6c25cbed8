/* SPDX-License-Identifier: Apache-2.0 */
/* What can be done to a message between SM-DP+ and LPA: to the element in one base64 member of it, or to its text. What
 * is given lives in the spoiler's arena. */
#ifndef TESTS_SCENARIOS_BAD_INPUT_MESSAGE_SPOILER_H
#define TESTS_SCENARIOS_BAD_INPUT_MESSAGE_SPOILER_H

#include "base/arena.h"
#include "support/test_pki.h"

struct message_spoiler {
	struct arena arena;
	const struct test_pki *world;    /* of server and card */
	const struct test_pki *stranger; /* whom neither knows */
};

/* ---- octets of an element ---- */

/* The last octet changed; the first octet of the first 5F37 in it. */
struct bytes spoil_last_octet(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_signature(struct message_spoiler *spoiler, struct bytes element);
/* One octet missing at the end, one too many, nothing at all. */
struct bytes spoil_cut(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_trailing(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_empty(struct message_spoiler *spoiler, struct bytes element);
/* The outermost length in more octets than it needs, or indefinite. */
struct bytes spoil_overlong(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_indefinite(struct message_spoiler *spoiler, struct bytes element);

/* ---- certificates: another one instead ---- */

struct bytes spoil_to_dpauth(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_to_dppb(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_to_dptls(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_to_strange_dpauth(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_to_strange_dppb(struct message_spoiler *spoiler, struct bytes element);

/* In AuthenticateServerResponse (BF38) and OtherSignedNotification (30): CERT.EUM and CERT.EUICC of somebody else, of
 * another role, or out of date. */
struct bytes spoil_eum_role(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_eum_date(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_euicc_role(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_euicc_date(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_euicc_maker(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_both_makers(struct message_spoiler *spoiler, struct bytes element);

/* ---- a bound profile package: one bit in the middle of a part ---- */

struct bytes spoil_initialise(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_configure_isdp(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_store_metadata(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_metadata_code(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_replace_keys(struct message_spoiler *spoiler, struct bytes element);
struct bytes spoil_profile_elements(struct message_spoiler *spoiler, struct bytes element);

/* ---- the text around it ---- */

/* The JSON text with the element in this member replaced. Fails the test when there is no such member. */
struct text spoilt_member(struct message_spoiler *spoiler, struct text body, const char *member,
                          struct bytes (*spoil)(struct message_spoiler *spoiler, struct bytes element));

/* The member's value with a character that base64 does not have; a number; the member by another name. */
struct text spoil_base64(struct message_spoiler *spoiler, struct text body, const char *member);
struct text spoil_kind(struct message_spoiler *spoiler, struct text body, const char *member);
struct text spoil_name(struct message_spoiler *spoiler, struct text body, const char *member);
/* The whole text: cut in the middle, nothing, an array; `member` is not looked at. */
struct text spoil_half(struct message_spoiler *spoiler, struct text body, const char *member);
struct text spoil_nothing(struct message_spoiler *spoiler, struct text body, const char *member);
struct text spoil_array(struct message_spoiler *spoiler, struct text body, const char *member);

#endif
