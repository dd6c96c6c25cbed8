/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/load_crl.h"

#include "codec/der_write.h"
#include "euicc/credential_store.h"
#include "euicc/revocation_list.h"

/* Signed by the CI that it names, which must be one of the card's. */
static int check_signature(struct euicc *euicc, const struct certificate_list *list, uint16_t *out_credential)
{
	struct credential_list credentials;
	AUTO(buffer) storage = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	AUTO(trust_store) store = { 0 };
	if (credential_list_read(euicc->nvm, euicc->data.credential_count, &credentials) != STATUS_OK)
		return LOAD_CRL_UNDEFINED_ERROR;
	uint16_t credential = credential_list_find(&credentials, list->authority_key_identifier);
	if (credential == NO_CREDENTIAL)
		return LOAD_CRL_KEY_NOT_FOUND;
	if (credential_trust(euicc->nvm, credential, &storage, &store) != STATUS_OK)
		return LOAD_CRL_UNDEFINED_ERROR;
	/* A list is signed in the form of a certificate (RFC 5280 5.1.1). */
	struct certificate as_signed = { .to_be_signed = list->to_be_signed, .signature = list->signature };
	*out_credential = credential;
	return certificate_verify(&as_signed, &store.anchors[0].key) == STATUS_OK ? 0 : LOAD_CRL_INVALID_SIGNATURE;
}

/* A delta stands on a list that is there; nothing takes the place of something newer. */
static int check_order(struct euicc *euicc, uint16_t credential, const struct certificate_list *list)
{
	uint64_t newest;
	enum status status = revocation_list_number(euicc->nvm, credential, &newest);
	if (status == STATUS_NOT_FOUND)
		return list->is_delta ? LOAD_CRL_BASE_MISSING : 0;
	if (status != STATUS_OK)
		return LOAD_CRL_UNDEFINED_ERROR;
	if (newest > list->number)
		return LOAD_CRL_FRESHER_LOADED;
	return list->is_delta && newest < list->base_number ? LOAD_CRL_BASE_MISSING : 0;
}

static int take_list(struct euicc *euicc, const struct certificate_list *list, uint16_t *out_credential)
{
	int error = check_signature(euicc, list, out_credential);
	if (error == 0)
		error = check_order(euicc, *out_credential, list);
	if (error != 0)
		return error;
	if (nvm_begin(euicc->nvm) != STATUS_OK)
		return LOAD_CRL_UNDEFINED_ERROR;
	switch (nvm_end(euicc->nvm, revocation_list_keep(euicc->nvm, *out_credential, list))) {
	case STATUS_OK:
		return 0;
	case STATUS_NO_MEMORY:
		return LOAD_CRL_NOT_ENOUGH_MEMORY;
	default:
		return LOAD_CRL_UNDEFINED_ERROR;
	}
}

static void put_missing(void *context, int part)
{
	der_put_number(context, 0x02, (uint64_t)part);
}

static enum status answer_ok(struct euicc *euicc, uint16_t credential, const struct certificate_list *list,
                             struct buffer *answer)
{
	AUTO(buffer) missing = BUFFER(CRL_PARTS_MAXIMUM * 4);
	struct der_writer parts = der_writer(&missing), writer = der_writer(answer);
	TRY(revocation_list_missing(euicc->nvm, credential, list, put_missing, &parts));
	TRY(der_finish(&parts));
	der_open(&writer, LOAD_CRL_TAG);
	der_open(&writer, 0xA0);
	if (missing.size > 0)
		der_put(&writer, 0xA0, buffer_bytes(&missing));
	der_close(&writer);
	der_close(&writer);
	return der_finish(&writer);
}

static enum status answer_error(int error, struct buffer *answer)
{
	struct der_writer writer = der_writer(answer);
	der_open(&writer, LOAD_CRL_TAG);
	der_put_number(&writer, 0x81, (uint64_t)error);
	der_close(&writer);
	return der_finish(&writer);
}

enum status load_crl(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct der_reader reader = der_reader(command), body;
	struct der_element content;
	struct certificate_list list;
	uint16_t credential;
	if (!der_enter(&reader, LOAD_CRL_TAG, &body) || !der_element(&body, 0xA0, &content) || !der_later_fields(&body))
		return STATUS_MALFORMED;
	if (certificate_list_decode(content.value, &list) != STATUS_OK)
		return answer_error(LOAD_CRL_INVALID_FORMAT, answer);
	int error = take_list(euicc, &list, &credential);
	return error == 0 ? answer_ok(euicc, credential, &list, answer) : answer_error(error, answer);
}
