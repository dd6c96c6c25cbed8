/* SPDX-License-Identifier: Apache-2.0 */
/* What must outlive the process, so that a download that was interrupted can go on: the order, the transaction and the bound
 * package, as JSON. The confirmation code is never part of it. */
#ifndef LPA_DOWNLOAD_RECORD_H
#define LPA_DOWNLOAD_RECORD_H

#include "lpa/download_session.h"

enum {
	DOWNLOAD_RECORD_MAXIMUM = BOUND_PACKAGE_MAXIMUM / 3 * 4 + (64 << 10), /* octets of JSON */
	DOWNLOAD_RECORD_KEPT_MAXIMUM = BOUND_PACKAGE_MAXIMUM + (1 << 20),     /* octets of what is read from it */
};

struct lpa_download_record {
	struct lpa_download_order order; /* with the address that was really asked, without confirmation code */
	struct text transaction_id;      /* as the server spells it */
	struct bytes transaction_octets;
	struct bytes profile_metadata; /* BF25: what the user has agreed to */
	struct bytes bound_package;    /* BF36 */

	/* Not in the JSON, because it changes with each piece: octets that the card has taken, and whether it is sure that it
	 * has taken no more. */
	size_t position;
	bool is_between_pieces;
};

/* Of a download that has its package. STATUS_OUT_OF_ORDER: it has none yet; STATUS_TOO_LARGE; STATUS_NO_MEMORY. */
enum status lpa_download_record_write(const struct lpa_download *download, struct buffer *out) MUST_CHECK;

/* Everything lives in `storage`. STATUS_MALFORMED: the text is no record, or one of another version. */
enum status lpa_download_record_read(struct text json, struct arena *storage, struct lpa_download_record *out) MUST_CHECK;

/* Instead of lpa_download_init(): a download that asks the card first whether the profile is there already (then it is done),
 * goes on with the next piece if the card is still waiting for it, and else binds the same order anew. Everything is copied.
 * Failures as lpa_download_init(); STATUS_MALFORMED also when the kept metadata cannot be read. */
enum status lpa_download_resume(struct lpa_download *download, const struct lpa_download_record *record,
                                struct text confirmation_code) MUST_CHECK;

/* The EID, 32 digits, in the certificate that the card showed. STATUS_OUT_OF_ORDER: it has shown none yet;
 * STATUS_MALFORMED: there is none in it. */
enum status lpa_download_eid(const struct lpa_download *download, struct eid *out) MUST_CHECK;

#endif
