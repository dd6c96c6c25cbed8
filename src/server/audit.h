/* SPDX-License-Identifier: Apache-2.0 */
/* Who did what on the admin address, for good: entries are only ever added, each holds the hash of the one before it, and the
 * hash of the last one (the head), kept elsewhere, proves all of them. */
#ifndef SERVER_AUDIT_H
#define SERVER_AUDIT_H

#include "crypto/digest.h"
#include "server/exchange.h"

enum { AUDIT_PAGE_MAXIMUM = 1000, AUDIT_TEXT_MAXIMUM = 400 };

/* One entry. The digest is SHA-256 over number and time (8 octets each, big endian), the five texts (each after its length in
 * 4 octets) and the digest of the entry before it (for the first: 32 octets of nought). */
struct audit_entry {
	int64_t number;      /* from 1 on, without a gap */
	int64_t at;          /* seconds since 1970 */
	struct text actor;   /* account; empty: whoever runs the server */
	struct text role;
	struct text action;  /* "releaseProfile" */
	struct text subject; /* what it was done to: an ICCID, a name */
	struct text outcome; /* "done", "asked", "forbidden", or codes: "8.2.1-3.9" */
	struct bytes previous, digest;
};

/* Adds an entry: of the request only the five texts are looked at, and cut to AUDIT_TEXT_MAXIMUM. In an exchange of its own:
 * whoever else adds one at the same time is followed. Result: struct audit_entry. */
extern const struct server_function audit_append_function;

/* Entries in their order; result: struct audit_list. */
struct audit_list_request {
	int64_t after;       /* a number; nought: from the first */
	int64_t maximum;     /* up to AUDIT_PAGE_MAXIMUM */
};
struct audit_list {
	const struct audit_entry *entries;
	size_t count;
};
extern const struct server_function audit_list_function;

/* How far a chain holds. { 0 } before the first entry. */
struct audit_chain {
	int64_t number;
	uint8_t digest[SHA256_SIZE];
};

/* Follows the chain by one entry. STATUS_UNTRUSTED: it is not the one that was written after the last; STATUS_BUG. */
enum status audit_chain_follow(struct audit_chain *chain, const struct audit_entry *entry) MUST_CHECK;

/* A page of the chain, from a head on ({ 0 }: from the beginning); result: struct audit_verdict. */
struct audit_verify_request {
	struct audit_chain from;
};
struct audit_verdict {
	struct audit_chain head; /* up to where it holds */
	bool holds;              /* false: what is at the head, or follows it, is not what was written */
	bool is_last;
};
extern const struct server_function audit_verify_function;

/* "12:9F86D0…" and back. STATUS_MALFORMED. */
enum { AUDIT_HEAD_TEXT_SIZE = 20 + 1 + 2 * SHA256_SIZE + 1 };
void audit_head_print(const struct audit_chain *head, char out[AUDIT_HEAD_TEXT_SIZE]);
enum status audit_head_parse(struct text text, struct audit_chain *out) MUST_CHECK;

#endif
