/* SPDX-License-Identifier: Apache-2.0 */
/* GET IDENTITY (TS 31.102 7.5, TS 102 221 11.1.24): the USIM conceals the IMSI, so that the terminal need not know how. */
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/ecies.h"
#include "uicc/application.h"
#include "uicc/commands.h"
#include "uicc/suci.h"

enum {
	CONTEXT_BITS = 0x7F, /* bit 8 only says that the reference is the application's: both are sent */
	TAG_SUCI = 0xA1,
	DIRECTORY_5GS = 0x5FC0,
	FILE_CALCULATION_INFORMATION = 0x4F07, /* for the terminal; taken where the USIM has no file of its own [unconfirmed] */
	DIRECTORY_SAIP = 0x5FD0,
	FILE_CALCULATION_INFORMATION_USIM = 0x4F01,
	SMALL_FILE_MAXIMUM = 64 * 1024,
	KEYS_MAXIMUM = 255,
};

/* ---- how it is concealed ---- */

/* EF.SUCI_Calc_Info: schemes by priority, each with the position of its key, and the keys (TS 31.102 4.4.11.8). */
struct calculation {
	struct bytes schemes, keys;
};

static enum status read_information(const struct uicc *card, node_number adf, struct buffer *file, struct calculation *out)
{
	node_number own = profile_store_child(card->store, adf, DIRECTORY_SAIP);
	enum status status = application_read_file(card, own, FILE_CALCULATION_INFORMATION_USIM, file);
	if (status == STATUS_NOT_FOUND) {
		node_number terminals = profile_store_child(card->store, adf, DIRECTORY_5GS);
		status = application_read_file(card, terminals, FILE_CALCULATION_INFORMATION, file);
	}
	TRY(status);
	struct der_reader reader = der_reader(buffer_bytes(file));
	struct calculation got = { 0 };
	bool read = der_octets(&reader, 0xA0, 0, 2 * KEYS_MAXIMUM, &got.schemes) && got.schemes.size % 2 == 0 &&
	            (der_absent(&reader, 0xA1) || der_octets(&reader, 0xA1, 0, SMALL_FILE_MAXIMUM, &got.keys));
	if (read)
		*out = got;
	return read ? STATUS_OK : STATUS_MALFORMED;
}

/* The key at `position`, from 1. */
static bool find_key(struct bytes keys, uint8_t position, struct scheme *out)
{
	struct der_reader reader = der_reader(keys);
	struct bytes identifier, key;
	for (uint8_t i = 1; der_octets(&reader, 0x80, 1, 1, &identifier) && der_octets(&reader, 0x81, 1, 255, &key); i++) {
		if (i < position)
			continue;
		out->key_identifier = identifier.data[0];
		out->key = key;
		return position > 0;
	}
	return false;
}

/* ---- the answer ---- */

/* The first scheme that can be done. A file that names only what cannot be done gets no answer: in the null scheme, the
 * network would see what its operator wanted concealed. Without a list of schemes, null is what is left (TS 33.501 5.2.5). */
static enum status choose(const struct calculation *information, size_t *position, struct scheme *out)
{
	if (information->schemes.size == 0 && (*position)++ == 0) {
		*out = (struct scheme){ 0 };
		return STATUS_OK;
	}
	for (size_t at; (at = 2 * (*position)++) < information->schemes.size;) {
		struct scheme scheme = { .identifier = information->schemes.data[at] };
		bool is_profile = scheme.identifier == ECIES_PROFILE_A || scheme.identifier == ECIES_PROFILE_B;
		if (scheme.identifier != SCHEME_NULL &&
		    !(is_profile && find_key(information->keys, information->schemes.data[at + 1], &scheme)))
			continue;
		*out = scheme;
		return STATUS_OK;
	}
	return STATUS_NOT_FOUND;
}

static enum status compute(const struct uicc *card, node_number adf, enum suci_context context, struct buffer *out)
{
	AUTO(buffer) file = BUFFER(SMALL_FILE_MAXIMUM);
	struct calculation information;
	struct scheme scheme;
	struct subscriber subscriber;
	size_t position = 0;
	TRY(read_information(card, adf, &file, &information));
	TRY(subscriber_read(card, adf, &subscriber));
	for (;;) {
		TRY(choose(&information, &position, &scheme));
		enum status status = suci_append(card->random, &subscriber, &scheme, context, out);
		if (status != STATUS_MALFORMED) /* a key that is none: on to the next scheme */
			return status;
		buffer_clear(out);
	}
}

static status_word word_of(enum status status)
{
	if (status == STATUS_NOT_FOUND || status == STATUS_MALFORMED)
		return SW_CONDITIONS_NOT_SATISFIED; /* [unconfirmed] which code */
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

static bool has_services(const struct uicc *card, node_number adf, enum suci_context context)
{
	return application_has_service(card, adf, SERVICE_SUBSCRIPTION_PRIVACY) &&
	       application_has_service(card, adf, SERVICE_SUCI_BY_USIM) &&
	       (context != SUCI_FOR_OFFLOAD || application_has_service(card, adf, SERVICE_OFFLOAD));
}

status_word get_identity(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	node_number adf = channel->application;
	const struct node *node = card->store ? profile_store_node(card->store, adf) : NULL;
	enum suci_context context = (enum suci_context)(command->p2 & CONTEXT_BITS);
	if (command->p1 != 0)
		return SW_WRONG_P1_P2;
	if (context != SUCI_FOR_5GS && context != SUCI_FOR_OFFLOAD)
		return SW_FUNCTION_NOT_SUPPORTED;
	if (!node || !application_is_usim(node) || !has_services(card, adf, context))
		return SW_CONDITIONS_NOT_SATISFIED;
	if (!application_pin_is_satisfied(card, adf))
		return SW_SECURITY_NOT_SATISFIED;
	AUTO(buffer) suci = BUFFER(SUCI_MAXIMUM);
	enum status status = compute(card, adf, context, &suci);
	if (status != STATUS_OK)
		return word_of(status);
	struct der_writer writer = der_writer(answer);
	der_put(&writer, TAG_SUCI, buffer_bytes(&suci));
	return word_of(der_finish(&writer));
}
