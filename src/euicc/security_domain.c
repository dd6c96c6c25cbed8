/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/security_domain.h"

#include "codec/der_write.h"
#include "euicc/credential_store.h"
#include "euicc/profile_slots.h"

static const uint8_t ecasd_aid[] = {
	0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x02, 0x00,
};

enum {
	EID_OBJECT = 0x5A,
	CERTIFICATE_STORE = 0x7F21, /* [unconfirmed] that it holds both, in this order */
	CERTIFICATES_MAXIMUM = 8192,
};

static status_word finish(struct der_writer *writer)
{
	return der_finish(writer) == STATUS_OK ? SW_OK : SW_MEMORY_FAILURE;
}

/* An FCI without anything that would have to be said. */
static status_word put_fci(struct bytes aid, struct buffer *answer)
{
	struct der_writer writer = der_writer(answer);
	der_open(&writer, 0x6F);
	der_put(&writer, 0x84, aid);
	der_open(&writer, 0xA5);
	der_close(&writer);
	der_close(&writer);
	return finish(&writer);
}

static void deselect(void *self, uint8_t channel)
{
	(void)self;
	(void)channel;
}

static unsigned object_of(const struct apdu *command)
{
	return (unsigned)command->p1 << 8 | command->p2;
}

status_word get_eid_data(struct euicc *euicc, const struct apdu *command, struct buffer *answer)
{
	if (object_of(command) != EID_OBJECT)
		return SW_REFERENCE_NOT_FOUND;
	struct der_writer writer = der_writer(answer);
	der_put(&writer, EID_OBJECT, BYTES(euicc->data.eid.octets));
	return finish(&writer);
}

/* ---- ECASD ---- */

static status_word select_ecasd(void *self, uint8_t channel, struct buffer *answer)
{
	(void)self;
	(void)channel;
	return put_fci(BYTES(ecasd_aid), answer);
}

/* A CI that is only trusted has no certificates of the card. */
static enum status read_certificates(struct euicc *euicc, struct buffer *out)
{
	struct credential_list list;
	uint16_t number = 0;
	TRY(credential_list_read(euicc->nvm, euicc->data.credential_count, &list));
	while (number < list.count && !list.entries[number].signs)
		number++;
	TRY(credential_certificate(euicc->nvm, number, CREDENTIAL_EUICC, out));
	return credential_certificate(euicc->nvm, number, CREDENTIAL_EUM, out);
}

static status_word get_certificates(struct euicc *euicc, struct buffer *answer)
{
	AUTO(buffer) certificates = BUFFER(CERTIFICATES_MAXIMUM);
	struct der_writer writer = der_writer(answer);
	enum status status = read_certificates(euicc, &certificates);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? SW_REFERENCE_NOT_FOUND : SW_MEMORY_FAILURE;
	der_put(&writer, CERTIFICATE_STORE, buffer_bytes(&certificates));
	return finish(&writer);
}

static status_word process_ecasd(void *self, const struct apdu *command, struct buffer *answer)
{
	if (command->ins != GET_DATA_INS)
		return SW_INS_NOT_SUPPORTED;
	return object_of(command) == CERTIFICATE_STORE ? get_certificates(self, answer) : get_eid_data(self, command, answer);
}

struct applet ecasd_applet(struct euicc *euicc)
{
	return (struct applet){
		.self = euicc,
		.aid = ecasd_aid,
		.aid_size = sizeof ecasd_aid,
		.select = select_ecasd,
		.process = process_ecasd,
		.deselect = deselect,
	};
}

/* ---- ISD-P ---- */

static status_word select_isd_p(void *self, uint8_t channel, struct buffer *answer)
{
	struct euicc *euicc = self;
	(void)channel;
	return put_fci(BYTES(euicc->isd_p_aid), answer);
}

static status_word process_isd_p(void *self, const struct apdu *command, struct buffer *answer)
{
	if (command->ins == GET_DATA_INS)
		return get_eid_data(self, command, answer);
	return command->ins == STORE_DATA_INS ? SW_SECURITY_NOT_SATISFIED : SW_INS_NOT_SUPPORTED;
}

struct applet isd_p_applet(struct euicc *euicc)
{
	return (struct applet){
		.self = euicc,
		.aid = euicc->isd_p_aid,
		.select = select_isd_p,
		.process = process_isd_p,
		.deselect = deselect,
	};
}

void isd_p_follow(struct euicc *euicc, uint16_t slot)
{
	euicc->isd_p.aid_size = slot != NO_SLOT ? sizeof euicc->isd_p_aid : 0;
	if (slot != NO_SLOT)
		profile_slot_aid(slot, euicc->isd_p_aid);
}
