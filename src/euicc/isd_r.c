/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/isd_r.h"

#include "codec/der_write.h"
#include "euicc/function_table.h"
#include "euicc/information.h"
#include "euicc/load_package.h"
#include "euicc/security_domain.h"

/* SGP.22 2.4.3 and the annex on AIDs. */
static const uint8_t isd_r_aid[] = {
	0xA0, 0x00, 0x00, 0x05, 0x59, 0x10, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x89, 0x00, 0x00, 0x01, 0x00,
};

/* A whole chain must fit the longest protected TLV of a package with the headers that an LPA sends along; what is
 * longer is handed on before its chain ends, so that no chain of a package takes more memory than this. */
enum { PACKAGE_HEADERS_MAXIMUM = 64 };

static status_word status_word_of(enum status status)
{
	static const status_word words[STATUS_COUNT] = {
		[STATUS_OK] = SW_OK,
		[STATUS_MALFORMED] = SW_WRONG_DATA,
		[STATUS_UNSUPPORTED] = SW_FUNCTION_NOT_SUPPORTED,
		[STATUS_REFUSED] = SW_CONDITIONS_NOT_SATISFIED,
		[STATUS_OUT_OF_ORDER] = SW_CONDITIONS_NOT_SATISFIED,
		[STATUS_NOT_FOUND] = SW_REFERENCE_NOT_FOUND,
		[STATUS_TOO_LARGE] = SW_NOT_ENOUGH_MEMORY,
		[STATUS_NO_MEMORY] = SW_NOT_ENOUGH_MEMORY,
		[STATUS_IO] = SW_MEMORY_FAILURE,
	};
	return words[status] ? words[status] : SW_NO_DIAGNOSIS;
}

/* ---- STORE DATA ---- */

/* One whole command. Parts of a package outside a session are told apart from commands that do not exist. */
static enum status run_function(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	struct der_reader reader = der_reader(command);
	struct der_element element;
	uint32_t tag = der_peek(&reader);
	if (load_package_is_part(tag))
		return STATUS_OUT_OF_ORDER;
	if (!der_next(&reader, &element) || !der_end(&reader))
		return STATUS_MALFORMED;
	const struct es10_function *function = es10_function_find(tag);
	return function ? function->handle(euicc, command, answer) : STATUS_NOT_FOUND;
}

/* Hands the octets of the chain so far to the package loader; its result waits for the last block, and what comes of the
 * chain after the result is passed over. */
static enum status stream(struct euicc *euicc, struct store_data *assembly)
{
	enum status status = STATUS_OK;
	if (!assembly->streamed)
		assembly->held = BUFFER(INSTALLATION_ANSWER_MAXIMUM);
	assembly->streamed = true;
	if (assembly->held.size == 0)
		status = load_package_feed(euicc, buffer_bytes(&assembly->octets), &assembly->held);
	buffer_clear(&assembly->octets);
	return status;
}

static enum status finish_chain(struct euicc *euicc, struct store_data *assembly, struct buffer *answer)
{
	struct bytes octets = buffer_bytes(&assembly->octets);
	if (!assembly->streamed && !load_package_wants(euicc, octets))
		return run_function(euicc, octets, answer);
	TRY(stream(euicc, assembly));
	return buffer_append(answer, buffer_bytes(&assembly->held));
}

static enum status take_octets(struct euicc *euicc, struct store_data *assembly, bool is_last, struct buffer *answer)
{
	if (is_last) {
		enum status status = finish_chain(euicc, assembly, answer);
		store_data_release(assembly);
		return status;
	}
	if (assembly->octets.size <= euicc->data.protected_tlv_maximum + PACKAGE_HEADERS_MAXIMUM)
		return STATUS_OK;
	if (!assembly->streamed && !load_package_wants(euicc, buffer_bytes(&assembly->octets)))
		return STATUS_OK;
	return stream(euicc, assembly);
}

static uint8_t block_maximum(const struct euicc *euicc)
{
	uint8_t maximum = euicc->data.personality.block_maximum;
	return maximum != 0 ? maximum : APDU_DATA_MAXIMUM;
}

static status_word process_store_data(struct euicc *euicc, const struct apdu *block, struct buffer *answer)
{
	if (block->data.size > block_maximum(euicc))
		return SW_WRONG_LENGTH;
	struct store_data *assembly = &euicc->assembly[block->channel];
	size_t start = answer->size;
	bool is_last;
	enum status status = store_data_take(assembly, block, &is_last);
	if (status == STATUS_UNSUPPORTED || status == STATUS_OUT_OF_ORDER)
		return SW_WRONG_P1_P2;
	if (status == STATUS_OK)
		status = take_octets(euicc, assembly, is_last, answer);
	if (status != STATUS_OK)
		answer->size = start;
	return status_word_of(status);
}

/* ---- ISD-R ---- */

/* Cards are sold whose ISD-R has another AID than the standard's. */
static struct bytes own_aid(const struct euicc *euicc)
{
	const struct euicc_personality *personality = &euicc->data.personality;
	return personality->isd_r_aid_size > 0 ? bytes_from(personality->isd_r_aid, personality->isd_r_aid_size)
	                                       : BYTES(isd_r_aid);
}

static status_word select_isd_r(void *self, uint8_t channel, struct buffer *answer)
{
	struct euicc *euicc = self;
	struct version svn = information_svn(euicc);
	struct bytes aid = own_aid(euicc);
	uint8_t longest_command = block_maximum(euicc);
	struct der_writer writer = der_writer(answer);
	store_data_release(&euicc->assembly[channel]);
	der_open(&writer, 0x6F);
	der_put(&writer, 0x84, aid);
	der_open(&writer, 0xA5);
	der_put(&writer, 0x9F65, bytes_from(&longest_command, 1));
	der_close(&writer);
	der_open(&writer, 0xE0);
	der_put(&writer, 0x82, BYTES(svn.octets));
	der_close(&writer);
	der_close(&writer);
	return status_word_of(der_finish(&writer));
}

static status_word process_isd_r(void *self, const struct apdu *command, struct buffer *answer)
{
	if (command->ins == GET_DATA_INS)
		return get_eid_data(self, command, answer);
	if (command->ins != STORE_DATA_INS)
		return SW_INS_NOT_SUPPORTED;
	if (!command->proprietary)
		return SW_CLA_NOT_SUPPORTED;
	return process_store_data(self, command, answer);
}

/* The download session stays: an LPA that opens its channel anew goes on where it was. */
static void deselect_isd_r(void *self, uint8_t channel)
{
	struct euicc *euicc = self;
	store_data_release(&euicc->assembly[channel]);
}

struct applet isd_r_applet(struct euicc *euicc)
{
	struct bytes aid = own_aid(euicc);
	return (struct applet){
		.self = euicc,
		.aid = aid.data,
		.aid_size = aid.size,
		.select = select_isd_r,
		.process = process_isd_r,
		.deselect = deselect_isd_r,
	};
}
