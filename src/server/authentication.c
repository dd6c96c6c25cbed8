/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authentication.h"

#include "base/hex.h"
#include "codec/der_write.h"

/* The lowest version of the standard that we talk to. Nothing is too new: a v3 card reports its lowest here. */
enum { LOWEST_MAJOR = 2 };

const struct authentication_subjects smdp_authentication_subjects = { "8.8.1", "8.8.2", "8.8.3", "8.8.4" };
const struct authentication_subjects smds_authentication_subjects = { "8.9.1", "8.9.2", "8.9.3", "8.9.4" };

/* Which of the card's CIs signs on its side, and which of ours on this one. */
struct choice {
	struct bytes euicc_ci;
	const struct credential_set *set;
	struct text address;
};

/* The address as the LPA contacted it: with our port or without. */
static bool choose_address(struct text own, struct text asked, struct text *out)
{
	struct text host = address_host(own);
	if (text_equal_ignoring_case(asked, own))
		*out = own;
	else if (text_equal_ignoring_case(asked, host))
		*out = host;
	else
		return false;
	return true;
}

/* The card's order of preference decides (SGP.22 5.6.1). */
static struct bytes choose_euicc_ci(const struct credentials *credentials, const struct ci_key_list *for_signing)
{
	for (size_t i = 0; i < for_signing->count; i++)
		if (trust_store_find(&credentials->trust, for_signing->ids[i]))
			return for_signing->ids[i];
	return (struct bytes){ 0 };
}

/* Preferably of the same CI, so that all keys of the session are on one curve. */
static const struct credential_set *choose_set(const struct credentials *credentials,
                                               const struct ci_key_list *for_verification, struct bytes euicc_ci)
{
	const struct credential_set *first = NULL;
	for (size_t i = 0; i < for_verification->count; i++) {
		const struct credential_set *set = credentials_find(credentials, for_verification->ids[i]);
		if (set && bytes_equal(for_verification->ids[i], euicc_ci))
			return set;
		if (set && !first)
			first = set;
	}
	return first;
}

static enum status choose(const struct credentials *credentials, const struct authentication_subjects *subjects,
                          struct text own_address, const struct initiate_authentication_request *request,
                          struct choice *out, struct failure *out_failure)
{
	struct euicc_info1 info;
	struct choice choice = { 0 };
	if (euicc_info1_decode(request->euicc_info1, &info) != STATUS_OK) {
		*out_failure = failure_make("1.3.1", "2.1");
		return STATUS_OK;
	}
	choice.euicc_ci = choose_euicc_ci(credentials, &info.for_signing);
	choice.set = choose_set(credentials, &info.for_verification, choice.euicc_ci);
	if (!choose_address(own_address, request->smdp_address, &choice.address))
		*out_failure = failure_make(subjects->address, "3.8");
	else if (!version_at_least(info.svn, LOWEST_MAJOR, 0, 0))
		*out_failure = failure_make(subjects->version, "3.1");
	else if (choice.euicc_ci.size == 0)
		*out_failure = failure_make(subjects->security, "3.1");
	else if (!choice.set)
		*out_failure = failure_make(subjects->certificate, "3.7");
	*out = choice;
	return STATUS_OK;
}

/* A fresh random value of `size` octets in the arena. */
static enum status draw(const struct random *random, size_t size, struct arena *arena, struct bytes *out)
{
	uint8_t *octets = arena_allocate(arena, size);
	if (!octets)
		return STATUS_NO_MEMORY;
	TRY(random_fill(random, octets, size));
	*out = bytes_from(octets, size);
	return STATUS_OK;
}

enum { SIGNED1_MAXIMUM = 512 };

static enum status keep(struct arena *arena, const struct buffer *buffer, struct bytes *out)
{
	return arena_copy(arena, buffer_bytes(buffer), out);
}

/* A value in an element with this tag. */
static enum status wrap(struct arena *arena, uint32_t tag, struct bytes value, struct bytes *out)
{
	AUTO(buffer) element = BUFFER(SIGNED1_MAXIMUM);
	struct der_writer writer = der_writer(&element);
	der_put(&writer, tag, value);
	TRY(der_finish(&writer));
	return keep(arena, &element, out);
}

static enum status sign_answer(const struct choice *choice, const struct server_signed1 *signed1, struct arena *arena,
                               struct initiate_authentication_answer *answer)
{
	AUTO(buffer) encoded = BUFFER(SIGNED1_MAXIMUM);
	uint8_t signature[SIGNATURE_SIZE];
	TRY(server_signed1_encode(signed1, &encoded));
	TRY(keep(arena, &encoded, &answer->server_signed1));
	TRY(sign(&choice->set->authentication.key, &answer->server_signed1, 1, signature));
	TRY(wrap(arena, 0x5F37, BYTES(signature), &answer->server_signature1));
	TRY(wrap(arena, 0x04, choice->euicc_ci, &answer->ci_key_id));
	answer->server_certificate = choice->set->authentication.certificate.whole;
	return STATUS_OK;
}

static enum status open_session(const struct choice *choice, const struct random *random, struct bytes euicc_challenge,
                                struct arena *arena, struct authentication_session *session,
                                struct initiate_authentication_answer *answer)
{
	struct server_signed1 signed1 = { .euicc_challenge = euicc_challenge, .server_address = choice->address };
	TRY(draw(random, TRANSACTION_ID_MAXIMUM, arena, &signed1.transaction_id));
	TRY(draw(random, CHALLENGE_SIZE, arena, &signed1.server_challenge));
	TRY(sign_answer(choice, &signed1, arena, answer));
	const char *transaction_id = hex_print(arena, signed1.transaction_id);
	if (!transaction_id)
		return STATUS_NO_MEMORY;
	answer->transaction_id = text_from(transaction_id);
	*session = (struct authentication_session){
		.transaction_id = answer->transaction_id,
		.server_challenge = signed1.server_challenge,
		.server_address = choice->address,
		.credential_ci = BYTES(choice->set->anchor->key_identifier),
	};
	return STATUS_OK;
}

enum status authentication_start(const struct credentials *credentials, const struct authentication_subjects *subjects,
                                 struct text own_address, const struct random *random,
                                 const struct initiate_authentication_request *request, struct arena *arena,
                                 struct authentication_session *out_session,
                                 struct initiate_authentication_answer *out_answer, struct failure *out_failure)
{
	struct choice choice = { 0 };
	TRY(choose(credentials, subjects, own_address, request, &choice, out_failure));
	if (failure_is_set(out_failure))
		return STATUS_OK;
	return open_session(&choice, random, request->euicc_challenge, arena, out_session, out_answer);
}

enum status euicc_authentication_decode(struct bytes input, struct euicc_authentication *out)
{
	struct euicc_authentication fresh = { 0 };
	struct certificate certificate;
	TRY(authenticate_server_answer_decode(input, &fresh.answer));
	if (fresh.answer.error == 0) {
		TRY(euicc_signed1_decode(fresh.answer.signed1, &fresh.signed1));
		TRY(context_parameters_decode(fresh.signed1.context_parameters, &fresh.context));
		TRY(euicc_info2_decode(fresh.signed1.euicc_info2, &fresh.info2));
		/* An unreadable certificate is told with its own code, by the check. */
		if (certificate_decode(fresh.answer.euicc_certificate, &certificate) == STATUS_OK)
			fresh.claimed_eid = certificate.serial_number_attribute;
	}
	*out = fresh;
	return STATUS_OK;
}

struct failure euicc_chain_failure(enum chain_fault fault, bool in_eum)
{
	if (fault == CHAIN_UNKNOWN_ISSUER && in_eum)
		return failure_make("8.11.1", "3.9");
	if (fault == CHAIN_REVOKED) {
		struct failure failure = failure_make(in_eum ? "8.1.2" : "8.1.3", "6.1");
		failure.message = in_eum ? TEXT("The card maker's certificate was revoked: its cards are not served any more.")
		                         : TEXT("The eUICC's certificate was revoked: this card is not served any more.");
		return failure;
	}
	bool of_date = fault == CHAIN_EXPIRED || fault == CHAIN_NOT_YET_VALID;
	return failure_make(in_eum ? "8.1.2" : "8.1.3", of_date ? "6.3" : "6.1");
}

/* What the card signed is about this session and no other. */
static struct failure check_signed_content(const struct authentication_session *session,
                                           const struct euicc_signed1 *signed1)
{
	uint8_t transaction_id[TRANSACTION_ID_MAXIMUM];
	size_t size = session->transaction_id.size / 2;
	bool readable = size <= sizeof transaction_id &&
	                hex_decode(session->transaction_id, transaction_id, size) == STATUS_OK;
	if (!readable || !bytes_equal(signed1->transaction_id, bytes_from(transaction_id, size)))
		return failure_make("8.10.1", "3.9");
	if (!bytes_equal(signed1->server_challenge, session->server_challenge) ||
	    !text_equal_ignoring_case(signed1->server_address, session->server_address))
		return failure_make("8.1", "6.1");
	return (struct failure){ 0 };
}

/* An EID whose check digits are wrong is no card's (SGP.29 4). */
static bool eid_holds(const struct euicc_chain *chain)
{
	struct eid eid;
	memcpy(eid.octets, chain->eid, sizeof eid.octets);
	return eid_check_digits_hold(&eid);
}

enum status authentication_check(const struct credentials *credentials, const struct authentication_session *session,
                                 int64_t now, struct euicc_authentication *authentication, struct failure *out_failure)
{
	const struct authenticate_server_answer *answer = &authentication->answer;
	struct euicc_chain *chain = &authentication->chain;
	bool in_eum = false;
	enum chain_fault fault = chain_check_euicc(&credentials->trust, answer->eum_certificate,
	                                           answer->euicc_certificate, now, chain, &in_eum);
	if (fault != CHAIN_OK || !eid_holds(chain)) {
		*out_failure = euicc_chain_failure(fault, in_eum);
		return STATUS_OK;
	}
	enum status status = verify(chain->euicc.curve, chain->euicc.point, &answer->signed1, 1, answer->signature1);
	if (status == STATUS_UNTRUSTED || status == STATUS_MALFORMED)
		*out_failure = failure_make("8.1", "6.1");
	else if (status == STATUS_OK)
		*out_failure = check_signed_content(session, &authentication->signed1);
	else
		return status;
	return STATUS_OK;
}
