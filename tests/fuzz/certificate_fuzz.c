/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and key files, as a peer or a folder may hold them. */
#include "crypto/sign.h"
#include "fuzz.h"
#include "pki/chain.h"
#include "pki/eum_constraints.h"

enum { FILE_MAXIMUM = 1 << 16 };

static int is_inside(struct bytes part, struct bytes whole)
{
	return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void check_views(const struct certificate *got, struct bytes input)
{
	const struct bytes views[] = {
		got->to_be_signed, got->signature, got->serial_number, got->issuer, got->subject, text_bytes(got->organization),
		text_bytes(got->serial_number_attribute), text_bytes(got->common_name), got->point,
		got->subject_key_identifier, got->authority_key_identifier, got->policy_oid, got->registered_id,
		text_bytes(got->dns_name), got->name_constraints,
	};
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		check(is_inside(views[i], input));
	check(bytes_equal(got->whole, input) && got->point.size == POINT_SIZE && got->point.data[0] == 0x04);
	check(text_is_printable_utf8(got->organization) && text_is_printable_utf8(got->common_name));
	check(text_is_printable_utf8(got->serial_number_attribute) && text_is_printable_utf8(got->dns_name));
	check(got->path_length >= -1 && got->path_length <= 255);
}

/* No octets from outside make a chain under a store that trusts nobody; *certificate keeps what it held. */
static void check_distrust(struct bytes input)
{
	const struct trust_store nobody = { 0 };
	struct certificate untouched = { .path_length = 42 };
	struct euicc_chain chain;
	bool in_eum = false;
	for (enum certificate_kind kind = 0; kind < CERTIFICATE_KIND_COUNT; kind++)
		check(chain_check(&nobody, kind, input, NO_CLOCK, &untouched, NULL) != CHAIN_OK);
	check(untouched.path_length == 42);
	check(chain_check_euicc(&nobody, input, input, 0, &chain, &in_eum) != CHAIN_OK && in_eum);
}

static void check_certificate(struct bytes input)
{
	struct certificate got;
	AUTO(trust_store) store = { 0 };
	if (certificate_decode(input, &got) == STATUS_OK) {
		check_views(&got, input);
		(void)eum_constraints_allow(got.name_constraints, got.organization, got.serial_number_attribute);
	}
	if (trust_store_add(&store, input) == STATUS_OK)
		check(store.count == 1 && trust_store_find(&store, got.subject_key_identifier));
	check_distrust(input);
}

static void check_key_file(struct bytes input)
{
	AUTO(signing_key) key = { 0 };
	AUTO(buffer) scalar = SECRET_BUFFER(SCALAR_SIZE);
	if (signing_key_parse(input, &key) != STATUS_OK) {
		check(!key.handle);
		return;
	}
	AUTO(signing_key) again = { 0 };
	check(signing_key_scalar(&key, &scalar) == STATUS_OK);
	check(signing_key_from_scalar(key.curve, buffer_bytes(&scalar), &again) == STATUS_OK);
	check(bytes_equal(BYTES(key.point), BYTES(again.point)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes input = bytes_from(data, size);
	AUTO(buffer) der = BUFFER(FILE_MAXIMUM);
	check_certificate(input);
	if (certificate_from_file(input, &der) == STATUS_OK)
		check_certificate(buffer_bytes(&der));
	else
		check(der.size == 0);
	check_key_file(input);
	return 0;
}
