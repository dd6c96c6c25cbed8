/* SPDX-License-Identifier: Apache-2.0 */
#include "uicc/suci.h"

#include "base/secret.h"
#include "crypto/ecies.h"

enum {
	TYPE_IMSI = 0x01,
	TYPE_NAI = 0x11,
	FILLER = 0x0F,
	MNC_DIGITS = 3,
	ATTEMPTS_MAXIMUM = 8, /* at random octets that are a private key */
	INPUT_MAXIMUM = 256,
	OUTPUT_MAXIMUM = 512,
};

/* ---- what is concealed ---- */

/* Of user@realm, which has an @. */
static struct bytes user_part(const struct subscriber *subscriber)
{
	const char *at = memchr(subscriber->nai, '@', subscriber->nai_size);
	return bytes_from((const uint8_t *)subscriber->nai, (size_t)(at - subscriber->nai));
}

static struct bytes scheme_input(const struct subscriber *subscriber, uint8_t packed[IMSI_DIGITS_MAXIMUM])
{
	if (subscriber->nai_size > 0)
		return user_part(subscriber);
	size_t known = MCC_DIGITS + subscriber->mnc_size;
	return bytes_from(packed, digits_pack(subscriber->digits + known, subscriber->count - known, packed));
}

static enum status conceal(const struct random *random, const struct scheme *scheme, struct bytes input,
                           struct buffer *out)
{
	if (scheme->identifier == SCHEME_NULL)
		return buffer_append(out, input);
	enum status status = STATUS_REFUSED;
	for (int i = 0; i < ATTEMPTS_MAXIMUM && status == STATUS_REFUSED; i++) {
		struct secret ephemeral = { .size = ECIES_PRIVATE_SIZE };
		status = random_fill(random, ephemeral.data, ephemeral.size);
		if (status == STATUS_OK)
			status = ecies_conceal((enum ecies_profile)scheme->identifier, scheme->key,
			                       secret_bytes(&ephemeral), input, out);
		secret_release(&ephemeral);
	}
	return status;
}

/* ---- as octets ---- */

/* The network in the order of TS 24.501 9.11.3.4: the third digit of the MNC stands beside the third of the MCC. */
static void pack_network(const struct subscriber *imsi, uint8_t out[3])
{
	const uint8_t *mcc = imsi->digits, *mnc = imsi->digits + MCC_DIGITS;
	const uint8_t digits[] = { mcc[0], mcc[1], mcc[2], imsi->mnc_size == MNC_DIGITS ? mnc[2] : FILLER, mnc[0], mnc[1] };
	digits_pack(digits, sizeof digits, out);
}

static enum status append_octets(const struct subscriber *subscriber, const struct scheme *scheme, struct bytes output,
                                 struct buffer *out)
{
	const uint8_t *routing = subscriber->routing_indicator;
	uint8_t head[] = { TYPE_IMSI, 0, 0, 0, routing[0], routing[1], scheme->identifier, scheme->key_identifier };
	pack_network(subscriber, head + 1);
	TRY(buffer_append(out, BYTES(head)));
	return buffer_append(out, output);
}

/* ---- as a name ---- */

static enum status print_digits(const uint8_t *digits, size_t count, struct buffer *out)
{
	for (size_t i = 0; i < count; i++)
		TRY(buffer_append_octet(out, (uint8_t)('0' + digits[i])));
	return STATUS_OK;
}

static enum status print_octets(const char *label, struct bytes octets, struct buffer *out)
{
	TRY(buffer_print(out, ".%s", label));
	for (size_t i = 0; i < octets.size; i++)
		TRY(buffer_print(out, "%02x", octets.data[i]));
	return STATUS_OK;
}

static enum status print_routing_indicator(const struct subscriber *subscriber, struct buffer *out)
{
	TRY(buffer_append_text(out, TEXT(".rid")));
	for (size_t i = 0; i < 2 * ROUTING_INDICATOR_SIZE; i++) {
		uint8_t digit = subscriber->routing_indicator[i / 2] >> 4 * (i % 2) & 0x0F;
		if (digit > 9)
			break;
		TRY(print_digits(&digit, 1, out));
	}
	return STATUS_OK;
}

static enum status print_user(const struct subscriber *subscriber, struct buffer *out)
{
	TRY(buffer_append_text(out, TEXT(".userid")));
	if (subscriber->nai_size > 0)
		return buffer_append(out, user_part(subscriber));
	size_t known = MCC_DIGITS + subscriber->mnc_size;
	return print_digits(subscriber->digits + known, subscriber->count - known, out);
}

/* The output of ECIES is a key, the cipher text and a tag, one after the other. */
static enum status print_concealed(const struct scheme *scheme, struct bytes output, struct buffer *out)
{
	size_t key_size = scheme->identifier == ECIES_PROFILE_A ? ECIES_PRIVATE_SIZE : ECIES_PRIVATE_SIZE + 1;
	struct bytes rest = bytes_after(output, key_size);
	TRY(buffer_print(out, ".hnkey%u", (unsigned)scheme->key_identifier));
	TRY(print_octets("ecckey", bytes_first(output, key_size), out));
	TRY(print_octets("cip", bytes_first(rest, rest.size - ECIES_TAG_SIZE), out));
	return print_octets("mac", bytes_after(rest, rest.size - ECIES_TAG_SIZE), out);
}

/* An IMSI has a name only where an offload is wanted (TS 23.003 28.7.12). A network specific identifier keeps its realm. */
static enum status print_realm(const struct subscriber *subscriber, struct buffer *out)
{
	if (subscriber->nai_size > 0) {
		struct bytes nai = bytes_from((const uint8_t *)subscriber->nai, subscriber->nai_size);
		return buffer_append(out, bytes_after(nai, user_part(subscriber).size));
	}
	const uint8_t *mnc = subscriber->digits + MCC_DIGITS;
	TRY(buffer_append_text(out, TEXT("@5gc-nswo.mnc")));
	if (subscriber->mnc_size < MNC_DIGITS)
		TRY(buffer_append_octet(out, '0'));
	TRY(print_digits(mnc, subscriber->mnc_size, out));
	TRY(buffer_append_text(out, TEXT(".mcc")));
	TRY(print_digits(subscriber->digits, MCC_DIGITS, out));
	return buffer_append_text(out, TEXT(".3gppnetwork.org"));
}

static enum status append_name(const struct subscriber *subscriber, const struct scheme *scheme, struct bytes output,
                               struct buffer *out)
{
	TRY(buffer_append_octet(out, TYPE_NAI));
	TRY(buffer_print(out, "type%d", subscriber->nai_size > 0));
	TRY(print_routing_indicator(subscriber, out));
	TRY(buffer_print(out, ".schid%u", (unsigned)scheme->identifier));
	TRY(scheme->identifier == SCHEME_NULL ? print_user(subscriber, out) : print_concealed(scheme, output, out));
	return print_realm(subscriber, out);
}

enum status suci_append(const struct random *random, const struct subscriber *subscriber, const struct scheme *scheme,
                        enum suci_context context, struct buffer *out)
{
	AUTO(buffer) output = BUFFER(OUTPUT_MAXIMUM);
	uint8_t packed[IMSI_DIGITS_MAXIMUM];
	TRY(conceal(random, scheme, scheme_input(subscriber, packed), &output));
	bool has_name = subscriber->nai_size > 0 || context == SUCI_FOR_OFFLOAD;
	return has_name ? append_name(subscriber, scheme, buffer_bytes(&output), out)
	                : append_octets(subscriber, scheme, buffer_bytes(&output), out);
}
