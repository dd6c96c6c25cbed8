/* SPDX-License-Identifier: Apache-2.0 */
/* Cards are made: what the caller gave in its many forms becomes the birth data of euicc/euicc.h. */
#include "crypto/certificate.h"
#include "euicc/euicc.h"
#include "euicc/factory_reset.h"
#include "io/system_clock.h"
#include "io/system_random.h"
#include "library/card_memory.h"
#include "library/card_personality.h"
#include "library/outcome.h"
#include "pki/card_identity.h"

enum { CERTIFICATE_MAXIMUM = 8192 /* octets */ };

/* Under one CI, as the card keeps it. */
struct own_credentials {
	struct buffer ci, eum, euicc, scalar;
};

struct creation {
	const struct provisim_euicc_birth *asked;
	struct own_credentials own[EUICC_CREDENTIALS_MAXIMUM];
	struct euicc_credentials credentials[EUICC_CREDENTIALS_MAXIMUM];
	struct euicc_birth birth;
};

_Static_assert((int)PROVISIM_EUICC_CREDENTIALS_MAXIMUM == (int)EUICC_CREDENTIALS_MAXIMUM, "as many CIs");
_Static_assert((int)PROVISIM_EUICC_EID_SIZE == EID_DIGITS + 1, "EIDs have the same room");

static void creation_release(struct creation *creation)
{
	for (size_t i = 0; i < EUICC_CREDENTIALS_MAXIMUM; i++) {
		buffer_release(&creation->own[i].ci);
		buffer_release(&creation->own[i].eum);
		buffer_release(&creation->own[i].euicc);
		buffer_release(&creation->own[i].scalar);
	}
}

static struct bytes given(struct provisim_euicc_octets octets)
{
	return bytes_from(octets.data, octets.data ? octets.size : 0);
}

static enum status issue(const struct creation *creation, const struct provisim_euicc_credentials *asked,
                         struct own_credentials *own, struct signing_key *out_key)
{
	AUTO(signing_key) eum_key = { 0 };
	uint8_t serial_number[CARD_SERIAL_NUMBER_SIZE];
	char eid[EID_DIGITS + 1];
	const struct random random = system_random();
	const struct clock clock = system_clock();
	TRY(signing_key_parse(given(asked->eum_private_key), &eum_key));
	TRY(random_fill(&random, serial_number, sizeof serial_number));
	eid_print(&creation->birth.eid, eid);
	const struct card_identity_order order = { text_from(eid), clock_utc_seconds(&clock), BYTES(serial_number) };
	const struct issuer issuer = { .key = &eum_key, .certificate = buffer_bytes(&own->eum) };
	return card_identity_issue(&order, &issuer, out_key, &own->euicc);
}

static enum status read_key(const struct creation *creation, const struct provisim_euicc_credentials *asked,
                            struct own_credentials *own)
{
	AUTO(signing_key) key = { 0 };
	TRY(certificate_from_file(given(asked->eum_certificate), &own->eum));
	if (asked->eum_private_key.size > 0) {
		TRY(issue(creation, asked, own, &key));
	} else {
		TRY(certificate_from_file(given(asked->euicc_certificate), &own->euicc));
		TRY(signing_key_parse(given(asked->private_key), &key));
	}
	return signing_key_scalar(&key, &own->scalar);
}

static enum status read_credentials(struct creation *creation, size_t index)
{
	const struct provisim_euicc_credentials *asked = &creation->asked->credentials[index];
	struct own_credentials *own = &creation->own[index];
	bool signs = asked->eum_private_key.size > 0 || asked->private_key.size > 0;
	*own = (struct own_credentials){
		.ci = BUFFER(CERTIFICATE_MAXIMUM),
		.eum = BUFFER(CERTIFICATE_MAXIMUM),
		.euicc = BUFFER(CERTIFICATE_MAXIMUM),
		.scalar = SECRET_BUFFER(SCALAR_SIZE),
	};
	TRY(certificate_from_file(given(asked->ci_certificate), &own->ci));
	if (signs)
		TRY(read_key(creation, asked, own));
	creation->credentials[index] = (struct euicc_credentials){
		.ci_certificate = buffer_bytes(&own->ci),
		.eum_certificate = buffer_bytes(&own->eum),
		.euicc_certificate = buffer_bytes(&own->euicc),
		.private_key = buffer_bytes(&own->scalar),
	};
	return STATUS_OK;
}

static enum status read_birth(struct creation *creation)
{
	const struct provisim_euicc_birth *asked = creation->asked;
	creation->birth = (struct euicc_birth){
		.credentials = creation->credentials,
		.credential_count = asked->credential_count,
		.default_smdp_address = text_from(asked->default_smdp_address),
		.root_smds_address = text_from(asked->root_smds_address),
		.nonvolatile_memory = asked->nonvolatile_memory,
		.protected_tlv_maximum = asked->protected_tlv_maximum,
		.notification_maximum = asked->notification_maximum,
		.test_profiles_allowed = !asked->refuses_test_profiles,
	};
	if (asked->allows_policy_rules)
		rules_authorisation_allow_all(&creation->birth.rules);
	if (asked->personality)
		creation->birth.personality = asked->personality->values;
	TRY(eid_parse(text_from(asked->eid), &creation->birth.eid));
	for (size_t i = 0; i < asked->credential_count; i++)
		TRY(read_credentials(creation, i));
	return STATUS_OK;
}

enum provisim_euicc_status provisim_euicc_create(struct provisim_euicc_memory *memory,
                                                 const struct provisim_euicc_birth *birth)
{
	AUTO(creation) creation = { .asked = birth };
	if (!memory || !birth || !birth->eid || !birth->credentials || birth->credential_count == 0 ||
	    birth->credential_count > EUICC_CREDENTIALS_MAXIMUM)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	if (memory->runs)
		return PROVISIM_EUICC_BUSY;
	enum status status = read_birth(&creation);
	if (status == STATUS_OK)
		status = euicc_create(memory->nvm, &creation.birth);
	/* Of a PEM text: it holds nothing of the kind. */
	return status == STATUS_NOT_FOUND ? PROVISIM_EUICC_MALFORMED : outcome(status);
}

enum provisim_euicc_status provisim_euicc_factory_reset(struct provisim_euicc_memory *memory)
{
	if (!memory)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	return memory->runs ? PROVISIM_EUICC_BUSY : outcome(euicc_factory_reset(memory->nvm));
}

enum provisim_euicc_status provisim_euicc_eid_after(const char *eid, uint64_t count, char out_eid[PROVISIM_EUICC_EID_SIZE])
{
	struct eid counted;
	if (!eid || !out_eid)
		return PROVISIM_EUICC_BAD_ARGUMENT;
	if (eid_parse(text_from(eid), &counted) == STATUS_MALFORMED)
		return PROVISIM_EUICC_MALFORMED;
	TRY_OUTCOME(eid_count_on(&counted, count));
	eid_print(&counted, out_eid);
	return PROVISIM_EUICC_OK;
}
