/* SPDX-License-Identifier: Apache-2.0 */
/* Fields that stand in many messages of SGP.22. Readers and writers as in codec/der_read.h and codec/der_write.h. */
#ifndef RSP_MESSAGE_FIELD_H
#define RSP_MESSAGE_FIELD_H

#include "codec/der_read.h"
#include "codec/der_write.h"
#include "rsp/identifiers.h"

enum {
	BOOLEAN_TAG = 0x01,
	INTEGER_TAG = 0x02,
	OCTET_STRING_TAG = 0x04,
	OID_TAG = 0x06,
	UTF8_TAG = 0x0C,
	SEQUENCE_TAG = 0x30,
	CERTIFICATE_TAG = SEQUENCE_TAG,
	AID_TAG = 0x4F,
	ICCID_TAG = 0x5A,
	TAG_LIST_TAG = 0x5C,
	TRANSACTION_ID_TAG = 0x80,
	SIGNATURE_TAG = 0x5F37,
	ONE_TIME_KEY_TAG = 0x5F49,
	ERROR_CODE_MAXIMUM = 0x7FFF, /* larger than any in use */
};

/* `input` is one element with this tag and nothing after it. */
bool message_enter(struct bytes input, uint32_t tag, struct der_reader *out_inside) MUST_CHECK;

/* 1 to 16 octets under 80. */
bool transaction_id_field(struct der_reader *reader, struct bytes *out) MUST_CHECK;

/* 64 octets under 5F37: the octets, and the element whole (NULL when not wanted). */
bool signature_field(struct der_reader *reader, struct bytes *out, struct bytes *out_object) MUST_CHECK;

/* An uncompressed point of 65 octets under 5F49. */
bool one_time_key_field(struct der_reader *reader, struct bytes *out) MUST_CHECK;

/* As der_octets() and der_whole() for a field that may be left out; *out is then as it was. */
bool optional_octets(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum,
                     struct bytes *out) MUST_CHECK;
bool optional_whole(struct der_reader *reader, uint32_t tag, struct bytes *out) MUST_CHECK;

/* A field that is known to stand here and is not used: read when present. */
bool skip_optional(struct der_reader *reader, uint32_t tag) MUST_CHECK;

/* Writes the element unless `value` is empty. */
void put_optional(struct der_writer *writer, uint32_t tag, struct bytes value);

/* The error branch that AuthenticateServer and PrepareDownload share: A1 { 80 transactionId, 02 code }. The code is
 * also taken under 81, as cards built on a module without tags send it, and the transaction ID may be missing. */
bool error_branch_read(struct der_reader *reader, struct bytes *out_transaction_id, int *out_error) MUST_CHECK;
void error_branch_put(struct der_writer *writer, struct bytes transaction_id, int error);

#endif
