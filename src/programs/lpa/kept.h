/* SPDX-License-Identifier: Apache-2.0 */
/* Downloads that were interrupted, kept in a folder of the user (--state) until the card has said success or the order is
 * over: STATE/CARD/ORDER.json and beside it .position. CARD and ORDER are hashes, of the EID, and of address and matching
 * ID. All for the owner's eyes only; the confirmation code is not there. */
#ifndef PROGRAMS_LPA_KEPT_H
#define PROGRAMS_LPA_KEPT_H

#include "lpa/download_record.h"
#include "programs/lpa/run.h"

struct lpa_kept {
	struct lpa_run *run;
	const struct lpa_download *download;
	char *path;          /* of the record; NULL: not known yet */
	char *position_path;
	int position;        /* file descriptor; -1: none */
	struct bytes written; /* the package that the record on disk holds */
	size_t noted_taken, noted_given;
	bool gave_up; /* keeping it is not possible, which was told */
};

/* From now on what the download of `run` comes to is kept, piece by piece. Both must outlive it. */
void lpa_kept_begin(struct lpa_kept *kept, struct lpa_run *run, const struct lpa_download *download);

/* The download has ended: what is kept of it is removed, unless it can be resumed. True: it can. */
bool lpa_kept_end(struct lpa_kept *kept);

void lpa_kept_release(struct lpa_kept *kept);

/* The latest download of the run's card that can be resumed, of this order alone if its address is not empty. Everything lives
 * in `storage`, of DOWNLOAD_RECORD_KEPT_MAXIMUM. On any other code than EXIT_DONE the reason was printed. */
enum exit_code lpa_kept_find(struct lpa_run *run, const struct lpa_download_order *order, struct arena *storage,
                             struct lpa_download_record *out);

/* Whether there is any, and the latest one: what cannot be read is none. */
enum exit_code lpa_kept_look(struct lpa_run *run, struct arena *storage, struct lpa_download_record *out, bool *out_found);

/* Removes what is kept of such a download; the same failures. */
enum exit_code lpa_kept_forget(struct lpa_run *run, const struct lpa_download_order *order);

#endif
