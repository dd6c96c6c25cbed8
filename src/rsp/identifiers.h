/* SPDX-License-Identifier: Apache-2.0 */
/* EID, ICCID, matching ID, object identifiers, operators: their two forms and their checks (SGP.22 4.3, 4.1). */
#ifndef RSP_IDENTIFIERS_H
#define RSP_IDENTIFIERS_H

#include "base/buffer.h"
#include "codec/object_identifier.h"

enum {
	EID_SIZE = 16,            /* octets, packed BCD, high digit first */
	EID_DIGITS = 32,
	ICCID_SIZE = 10,          /* octets, digits swapped, F at the end */
	CHALLENGE_SIZE = 16,
	TRANSACTION_ID_MAXIMUM = 16,
	MATCHING_ID_MAXIMUM = 255,
	ADDRESS_MAXIMUM = 255,    /* host or host:port */
	CI_KEY_ID_SIZE = 20,
	AID_MAXIMUM = 16,
};

struct eid {
	uint8_t octets[EID_SIZE];
};

/* STATUS_MALFORMED: not 32 digits; STATUS_REFUSED: wrong check digits (ISO 7064 MOD 97-10). *out is written in both of
 * the cases OK and REFUSED. */
enum status eid_parse(struct text text, struct eid *out) MUST_CHECK;
bool eid_check_digits_hold(const struct eid *eid);
void eid_print(const struct eid *eid, char out[EID_DIGITS + 1]);
/* For making test EIDs: sets the last two digits. */
void eid_set_check_digits(struct eid *eid);
/* Counts the first 30 digits on and sets the check digits. STATUS_TOO_LARGE: there are no more; nothing changed. */
enum status eid_count_on(struct eid *eid, uint64_t count) MUST_CHECK;

struct iccid {
	uint8_t octets[ICCID_SIZE];
};

enum { ICCID_TEXT_SIZE = 21 }; /* 20 digits and a NUL */

/* 18 to 20 digits, the 20th may be F. Luhn is not checked: published test profiles break it. STATUS_MALFORMED. */
enum status iccid_parse(struct text text, struct iccid *out) MUST_CHECK;
/* Without the filler. Octets that are no digits are printed as hexadecimal. */
void iccid_print(const struct iccid *iccid, char out[ICCID_TEXT_SIZE]);
/* From the header of a profile package, which has the digits in their order (SAIP 8.2.2); all others have them swapped as
 * EF_ICCID does (TS 102 221 13.2). */
struct iccid iccid_of_package(const uint8_t in_order[ICCID_SIZE]);
/* The luhn digit for `text`, which does not contain it yet. */
char luhn_digit(struct text text);

/* "89…" with all but the first six and last four digits as dots, for logs. `out` has the size of the text and a NUL. */
void identifier_shorten(struct text digits, char *out, size_t out_size);

/* 0-9 A-Z and -, at most MATCHING_ID_MAXIMUM; may be empty (SGP.22 4.1.1). */
bool matching_id_is_valid(struct text matching_id);

/* One that cannot be guessed: a hundred random bits, from these octets, in letters and digits that are not taken for one
 * another when they are read aloud. XXXXX-XXXXX-XXXXX-XXXXX and a NUL. */
enum { MATCHING_ID_MADE_SIZE = 23 };
void matching_id_make(const uint8_t random[MATCHING_ID_MADE_SIZE], char out[MATCHING_ID_MADE_SIZE + 1]);

/* A host name or address with an optional :port, no scheme, no path. */
bool address_is_valid(struct text address);
/* Without :port. */
struct text address_host(struct text address);

/* MCC and MNC as TS 24.008 packs them: "26201", "310260". */
enum { MCC_MNC_SIZE = 3 };
enum status mcc_mnc_parse(struct text digits, uint8_t out[MCC_MNC_SIZE]) MUST_CHECK;
void mcc_mnc_print(const uint8_t mcc_mnc[MCC_MNC_SIZE], char out[7]); /* wildcard digits as E */

/* SHA-256(code), and SHA-256(SHA-256(code) ‖ transaction ID): SGP.22 4.7. */
enum { HASH_CC_SIZE = 32 };
enum status confirmation_code_hash(struct text code, uint8_t out[HASH_CC_SIZE]) MUST_CHECK;
enum status hash_cc(const uint8_t code_hash[HASH_CC_SIZE], struct bytes transaction_id, uint8_t out[HASH_CC_SIZE])
	MUST_CHECK;

/* A version as three octets: 2.2.2. */
struct version {
	uint8_t octets[3];
};
bool version_at_least(struct version version, uint8_t major, uint8_t minor, uint8_t revision);
/* "2.2.2" */
enum status version_parse(struct text text, struct version *out) MUST_CHECK;
enum { VERSION_TEXT_SIZE = 12 };
void version_print(struct version version, char out[VERSION_TEXT_SIZE]);

#endif
