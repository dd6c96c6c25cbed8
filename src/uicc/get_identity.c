/* SPDX-License-Identifier: Apache-2.0 */
/* GET IDENTITY (TS 31.102 7.5, TS 102 221 11.1.24): the USIM conceals the IMSI, so that the terminal need not know how. */
#include "base/secret.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "crypto/ecies.h"
#include "uicc/application.h"
#include "uicc/commands.h"

enum {
	CONTEXT_SUCI = 0x01,
	CONTEXT_BITS = 0x7F, /* bit 8 only says that the reference is the application's: both are sent */
	TAG_SUCI = 0xA1,
	FILE_IMSI = 0x6F07,
	FILE_ADMINISTRATIVE_DATA = 0x6FAD,
	DIRECTORY_5GS = 0x5FC0,
	FILE_ROUTING_INDICATOR = 0x4F0A,
	FILE_CALCULATION_INFORMATION = 0x4F07, /* for the terminal; taken where the USIM has no file of its own [unconfirmed] */
	DIRECTORY_SAIP = 0x5FD0,
	FILE_CALCULATION_INFORMATION_USIM = 0x4F01,
	SMALL_FILE_MAXIMUM = 64 * 1024,
	SUPI_TYPE_IMSI = 0x01,
	IMSI_DIGITS_MAXIMUM = 15,
	MCC_DIGITS = 3,
	MNC_LENGTH_OFFSET = 3,       /* in EF.AD */
	FILLER = 0x0F,
	SCHEME_NULL = 0,
	KEYS_MAXIMUM = 255,
	ATTEMPTS_MAXIMUM = 8,        /* at random octets that are a private key */
};

/* ---- who it is ---- */

struct imsi {
	uint8_t digits[IMSI_DIGITS_MAXIMUM];
	size_t count, mnc_size;
};

/* EF.IMSI: a length, then digits by nibbles, of which the first only says odd or even (TS 31.102 4.2.2). */
static bool read_digits(struct bytes file, struct imsi *out)
{
	if (file.size < 2 || file.data[0] == 0 || file.data[0] >= file.size)
		return false;
	size_t count = 0;
	for (size_t i = 1; i < 2U * file.data[0]; i++) {
		uint8_t digit = file.data[1 + i / 2] >> 4 * (i % 2) & 0x0F;
		if (digit == FILLER)
			break;
		if (digit > 9 || count == IMSI_DIGITS_MAXIMUM)
			return false;
		out->digits[count++] = digit;
	}
	out->count = count;
	return true;
}

static enum status read_imsi(const struct uicc *card, node_number adf, struct imsi *out)
{
	AUTO(buffer) imsi = BUFFER(SMALL_FILE_MAXIMUM);
	AUTO(buffer) data = BUFFER(SMALL_FILE_MAXIMUM);
	TRY(application_read_file(card, adf, FILE_IMSI, &imsi));
	TRY(application_read_file(card, adf, FILE_ADMINISTRATIVE_DATA, &data));
	if (!read_digits(buffer_bytes(&imsi), out) || data.size <= MNC_LENGTH_OFFSET)
		return STATUS_MALFORMED;
	out->mnc_size = data.data[MNC_LENGTH_OFFSET] & 0x0F;
	bool is_whole = (out->mnc_size == 2 || out->mnc_size == 3) && out->count > MCC_DIGITS + out->mnc_size;
	return is_whole ? STATUS_OK : STATUS_MALFORMED;
}

/* Digits by nibbles, the first one low; an odd one out is followed by a filler. */
static size_t pack(const uint8_t *digits, size_t count, uint8_t *out)
{
	for (size_t i = 0; i < count; i += 2)
		out[i / 2] = (uint8_t)((i + 1 < count ? digits[i + 1] : FILLER) << 4 | digits[i]);
	return (count + 1) / 2;
}

/* The network in the order of TS 24.501 9.11.3.4: the third digit of the MNC stands beside the third of the MCC. */
static void pack_network(const struct imsi *imsi, uint8_t out[3])
{
	const uint8_t *mcc = imsi->digits, *mnc = imsi->digits + MCC_DIGITS;
	const uint8_t digits[] = { mcc[0], mcc[1], mcc[2], imsi->mnc_size == 3 ? mnc[2] : FILLER, mnc[0], mnc[1] };
	pack(digits, sizeof digits, out);
}

static enum status read_routing_indicator(const struct uicc *card, node_number adf, uint8_t out[2])
{
	AUTO(buffer) file = BUFFER(SMALL_FILE_MAXIMUM);
	node_number directory = profile_store_child(card->store, adf, DIRECTORY_5GS);
	enum status status = application_read_file(card, directory, FILE_ROUTING_INDICATOR, &file);
	bool is_missing = status == STATUS_NOT_FOUND || (status == STATUS_OK && (file.size < 2 || file.data[0] == 0xFF));
	memcpy(out, is_missing || status != STATUS_OK ? (const uint8_t[]){ 0xF0, 0xFF } : file.data, 2);
	return is_missing ? STATUS_OK : status;
}

/* ---- how it is concealed ---- */

/* EF.SUCI_Calc_Info: schemes by priority, each with the position of its key, and the keys (TS 31.102 4.4.11.8). */
struct calculation {
	struct bytes schemes, keys;
};

struct scheme {
	uint8_t identifier;
	uint8_t key_identifier;
	struct bytes key;
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

static enum status conceal(const struct uicc *card, const struct scheme *scheme, struct bytes input, struct buffer *out)
{
	if (scheme->identifier == SCHEME_NULL)
		return buffer_append(out, input);
	enum status status = STATUS_REFUSED;
	for (int i = 0; i < ATTEMPTS_MAXIMUM && status == STATUS_REFUSED; i++) {
		struct secret ephemeral = { .size = ECIES_PRIVATE_SIZE };
		status = random_fill(card->random, ephemeral.data, ephemeral.size);
		if (status == STATUS_OK)
			status = ecies_conceal((enum ecies_profile)scheme->identifier, scheme->key,
			                       secret_bytes(&ephemeral), input, out);
		secret_release(&ephemeral);
	}
	return status;
}

/* TS 24.501 9.11.3.4, from the type of identity on. */
static enum status append_suci(const struct uicc *card, node_number adf, const struct imsi *imsi,
                               const struct scheme *scheme, struct buffer *out)
{
	uint8_t head[] = { SUPI_TYPE_IMSI, 0, 0, 0, 0, 0, scheme->identifier, scheme->key_identifier };
	uint8_t input[(IMSI_DIGITS_MAXIMUM + 1) / 2];
	size_t known = MCC_DIGITS + imsi->mnc_size;
	size_t size = pack(imsi->digits + known, imsi->count - known, input);
	pack_network(imsi, head + 1);
	TRY(read_routing_indicator(card, adf, head + 4));
	TRY(buffer_append(out, BYTES(head)));
	return conceal(card, scheme, bytes_from(input, size), out);
}

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

static enum status compute(const struct uicc *card, node_number adf, struct buffer *out)
{
	AUTO(buffer) file = BUFFER(SMALL_FILE_MAXIMUM);
	struct calculation information;
	struct scheme scheme;
	struct imsi imsi;
	size_t position = 0;
	TRY(read_information(card, adf, &file, &information));
	TRY(read_imsi(card, adf, &imsi));
	for (;;) {
		TRY(choose(&information, &position, &scheme));
		enum status status = append_suci(card, adf, &imsi, &scheme, out);
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

status_word get_identity(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	node_number adf = channel->application;
	const struct node *node = card->store ? profile_store_node(card->store, adf) : NULL;
	if (command->p1 != 0)
		return SW_WRONG_P1_P2;
	if ((command->p2 & CONTEXT_BITS) != CONTEXT_SUCI)
		return SW_FUNCTION_NOT_SUPPORTED;
	if (!node || !application_is_usim(node) || !application_has_service(card, adf, SERVICE_SUBSCRIPTION_PRIVACY) ||
	    !application_has_service(card, adf, SERVICE_SUCI_BY_USIM))
		return SW_CONDITIONS_NOT_SATISFIED;
	if (!application_pin_is_satisfied(card, adf))
		return SW_SECURITY_NOT_SATISFIED;
	AUTO(buffer) suci = BUFFER(APDU_DATA_MAXIMUM);
	enum status status = compute(card, adf, &suci);
	if (status != STATUS_OK)
		return word_of(status);
	struct der_writer writer = der_writer(answer);
	der_put(&writer, TAG_SUCI, buffer_bytes(&suci));
	return word_of(der_finish(&writer));
}
