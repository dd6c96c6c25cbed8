/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of the tables of sql/smdp.sql as structs. A query names a table's columns by the macro beside its struct, under
 * the table's usual letter. Views into the exchange's arena. */
#ifndef SMDP_RECORDS_H
#define SMDP_RECORDS_H

#include "rsp/identifiers.h"
#include "server/authentication_session.h"
#include "smdp/profile_state.h"
#include "smdp/smdp.h"

/* ---- profile p ---- */

#define PROFILE_COLUMNS \
	"p.iccid, p.version, p.state, p.profile_type, p.metadata, p.package_size, p.eid, p.matching_id, " \
	"p.confirmation_hash, p.smds_address, p.ordered_at, p.expires_at, p.download_attempts, p.confirmation_attempts, " \
	"p.bound_eid, p.last_sequence_number, p.error_subject, p.error_reason, p.created_at, p.changed_at, p.needs, " \
	"p.owner"

struct profile_record {
	bool exists;
	struct text iccid;
	int64_t version;
	int state;
	int loaded_state; /* that it had in the database */
	struct text profile_type;
	struct bytes metadata;
	int64_t package_size;
	struct text eid;             /* empty: any */
	bool has_matching_id;
	struct text matching_id;
	struct bytes confirmation_hash; /* empty: none */
	struct text smds_address;
	int64_t ordered_at, expires_at; /* nought: not, never */
	int64_t loaded_expires_at;
	int64_t download_attempts, confirmation_attempts;
	struct text bound_eid;
	int64_t last_sequence_number;
	struct text error_subject, error_reason;
	int64_t created_at, changed_at;
	struct bytes needs;          /* as profile_needs_decode() reads it; empty: not known */
	struct text owner;           /* the operator's name; empty: the house */
};

struct profile_record profile_record_read(struct row_reader *reader);

/* Adds the change of the profile to what `record` says now, on the condition that it is still the version that was
 * loaded. The ICCID, the metadata and the package do not change. */
enum status profile_record_save(struct exchange *exchange, const struct profile_record *record) MUST_CHECK;

/* The same for what comes of an order (its state, the attempts, the card, the error), where the order itself stays. */
enum status profile_record_save_progress(struct exchange *exchange, const struct profile_record *record) MUST_CHECK;

/* Sets the state to where the event leads. STATUS_OUT_OF_ORDER: it leads nowhere from here. */
enum status profile_record_advance(struct profile_record *record, enum smdp_profile_event event) MUST_CHECK;

/* The same for STOCK_FAIL, with the codes that tell why. A profile that cannot fail any more is left as it is. */
void profile_record_fail(struct profile_record *record, const char *subject_code, const char *reason_code);

/* ---- download d ---- */

#define DOWNLOAD_COLUMNS \
	"d.transaction_id, d.iccid, d.eid, d.state, d.credential_ci, d.request_digest, d.euicc_certificate, " \
	"d.smdp_signed2, d.smdp_signature2, d.started_at, d.error_subject, d.error_reason, d.binding_key"

/* The numbers stand in databases: never change one. */
enum download_state { DOWNLOAD_AUTHENTICATED = 1, DOWNLOAD_BOUND = 2, DOWNLOAD_ENDED = 3 };

struct download_record {
	bool exists;
	struct text transaction_id;
	struct text iccid;
	struct text eid;
	int state;
	struct bytes credential_ci;
	struct bytes request_digest;
	struct bytes euicc_certificate;
	struct bytes smdp_signed2, smdp_signature2;
	int64_t started_at;
	struct text error_subject, error_reason;
	struct bytes binding_key; /* subject key identifier of its DPpb; empty: of the only one */
};

struct download_record download_record_read(struct row_reader *reader);

/* The card may go on with it: not ended, not too old. */
bool download_record_is_live(const struct exchange *exchange, const struct download_record *download);

/* Adds the change of the download's state, on the condition that it is still what was loaded. */
enum status download_record_advance(struct exchange *exchange, const struct download_record *download,
                                    enum download_state state) MUST_CHECK;

/* ---- binding b ---- */

#define BINDING_COLUMNS "b.eid, b.transaction_id, b.euicc_otpk"

struct binding_record {
	bool exists;
	struct text eid;
	struct text transaction_id; /* of the last download it was given out in */
	struct bytes euicc_otpk;
};

struct binding_record binding_record_read(struct row_reader *reader);

/* ---- on the way ---- */

static inline const struct smdp *exchange_smdp(const struct exchange *exchange)
{
	return exchange->role;
}

/* An ICCID as it stands in the tables, without the filler that people and ES2+ may write; what is no ICCID stays as it is
 * and will not be found. STATUS_NO_MEMORY. */
enum status iccid_key(struct arena *arena, struct text iccid, struct text *out) MUST_CHECK;

/* The key that was proved in the certificate checks this signature. STATUS_UNTRUSTED: it does not. */
enum status verify_by_certificate(struct bytes certificate, const struct bytes parts[], size_t count,
                                  struct bytes signature) MUST_CHECK;

#endif
