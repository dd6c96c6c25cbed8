/* SPDX-License-Identifier: Apache-2.0 */
#include "rsp/message_field.h"

#include "crypto/curve.h"

/* Octets after the message would be seen by one reader and not by another. */
bool message_enter(struct bytes input, uint32_t tag, struct der_reader *out_inside)
{
	struct der_reader message = der_reader(input);
	struct der_reader inside;
	if (!der_enter(&message, tag, &inside) || !der_end(&message))
		return false;
	*out_inside = inside;
	return true;
}

bool transaction_id_field(struct der_reader *reader, struct bytes *out)
{
	return der_octets(reader, TRANSACTION_ID_TAG, 1, TRANSACTION_ID_MAXIMUM, out);
}

/* Whole too, because the next signature covers this one with its tag and length (SGP.22 5.6.3). */
bool signature_field(struct der_reader *reader, struct bytes *out, struct bytes *out_object)
{
	struct der_reader ahead = *reader;
	struct der_element element;
	if (!der_element(&ahead, SIGNATURE_TAG, &element) || element.value.size != SIGNATURE_SIZE)
		return false;
	*reader = ahead;
	*out = element.value;
	if (out_object)
		*out_object = element.whole;
	return true;
}

bool one_time_key_field(struct der_reader *reader, struct bytes *out)
{
	return der_octets(reader, ONE_TIME_KEY_TAG, POINT_SIZE, POINT_SIZE, out);
}

bool optional_octets(struct der_reader *reader, uint32_t tag, size_t minimum, size_t maximum, struct bytes *out)
{
	return der_absent(reader, tag) || der_octets(reader, tag, minimum, maximum, out);
}

bool optional_whole(struct der_reader *reader, uint32_t tag, struct bytes *out)
{
	return der_absent(reader, tag) || der_whole(reader, tag, out);
}

bool skip_optional(struct der_reader *reader, uint32_t tag)
{
	struct bytes ignored;
	return optional_whole(reader, tag, &ignored);
}

void put_optional(struct der_writer *writer, uint32_t tag, struct bytes value)
{
	if (value.size > 0)
		der_put(writer, tag, value);
}

/* On false the reader stands where it stood, so that the caller can try another branch. */
bool error_branch_read(struct der_reader *reader, struct bytes *out_transaction_id, int *out_error)
{
	enum { ERROR_BRANCH = 0xA1, ERROR_UNDER_OTHER_TAG = 0x81 };
	struct der_reader ahead = *reader;
	struct der_reader branch;
	struct bytes transaction_id = { 0 };
	int error;
	if (!der_enter(&ahead, ERROR_BRANCH, &branch)
	    || !optional_octets(&branch, TRANSACTION_ID_TAG, 0, TRANSACTION_ID_MAXIMUM, &transaction_id))
		return false;
	bool has_code = der_small(&branch, INTEGER_TAG, ERROR_CODE_MAXIMUM, &error)
	                || der_small(&branch, ERROR_UNDER_OTHER_TAG, ERROR_CODE_MAXIMUM, &error);
	if (!has_code || error == 0 || !der_later_fields(&branch))
		return false;
	*reader = ahead;
	*out_transaction_id = transaction_id;
	*out_error = error;
	return true;
}

void error_branch_put(struct der_writer *writer, struct bytes transaction_id, int error)
{
	der_open(writer, 0xA1);
	der_put(writer, TRANSACTION_ID_TAG, transaction_id);
	der_put_number(writer, INTEGER_TAG, (uint64_t)error);
	der_close(writer);
}
