/* SPDX-License-Identifier: Apache-2.0 */
#include "support/scripted_profile.h"

#include "codec/der_write.h"
#include "support/test.h"
#include "support/test_pki.h"

enum { PACKAGE_MAXIMUM = 1 << 16 };

#define TEMPLATE_MF "67810F010201"
#define TEMPLATE_USIM "67810F010204"
#define TEMPLATE_OPT_USIM "67810F010205"

struct package_writer {
	struct arena *arena;
	struct der_writer der;
	uint8_t element_count;
};

static void put_hex(struct package_writer *writer, uint32_t tag, const char *hex)
{
	der_put(&writer->der, tag, octets(writer->arena, hex));
}

/* Opens an element and puts its PE header: mandated, numbered on. */
static void open_element(struct package_writer *writer, uint32_t tag, const char *template)
{
	der_open(&writer->der, tag);
	der_open(&writer->der, 0xA0);
	der_put_null(&writer->der, 0x80);
	der_put_number(&writer->der, 0x81, ++writer->element_count);
	der_close(&writer->der);
	if (template)
		put_hex(writer, 0x81, template);
}

/* A template file with this content, and nothing else of its own. */
static void put_file(struct package_writer *writer, uint32_t tag, const char *content)
{
	der_open(&writer->der, tag);
	if (content)
		put_hex(writer, 0x83, content);
	der_close(&writer->der);
}

static void put_header(struct package_writer *writer, const struct scripted_profile *profile)
{
	struct iccid swapped;
	uint8_t plain[ICCID_SIZE];
	assert_ok(iccid_parse(text_from(profile->iccid), &swapped));
	for (size_t i = 0; i < ICCID_SIZE; i++)
		plain[i] = (uint8_t)(swapped.octets[i] << 4 | swapped.octets[i] >> 4);
	der_open(&writer->der, 0xA0);
	der_put_number(&writer->der, 0x80, 2);
	der_put_number(&writer->der, 0x81, 3);
	der_put_text(&writer->der, 0x82, TEXT("Provisim unit test"));
	der_put(&writer->der, 0x83, BYTES(plain));
	der_open(&writer->der, 0xA5);
	der_put_null(&writer->der, 0x81);
	der_put_null(&writer->der, 0x84);
	der_close(&writer->der);
	der_open(&writer->der, 0xA6);
	put_hex(writer, 0x06, TEMPLATE_MF);
	put_hex(writer, 0x06, TEMPLATE_USIM);
	der_close(&writer->der);
	der_close(&writer->der);
}

/* Whatever record a template names: reading is free, writing takes ADM1. */
static void put_access_rules(struct package_writer *writer, uint32_t tag)
{
	der_open(&writer->der, tag);
	put_hex(writer, 0xA1, "820442210010 80020100");
	for (int record = 0; record < 16; record++)
		put_hex(writer, 0x83, "8001019000 80011A A406 83010A 950108");
	der_close(&writer->der);
}

static void put_mf(struct package_writer *writer, const struct scripted_profile *profile)
{
	struct iccid iccid;
	const char *text = profile->file_iccid ? profile->file_iccid : profile->iccid;
	assert_ok(iccid_parse(text_from(text), &iccid));
	open_element(writer, 0xB0, TEMPLATE_MF);
	put_hex(writer, 0xA2, "A10A8B032F0601C603010A0B");
	der_open(&writer->der, 0xA4);
	der_put(&writer->der, 0x83, BYTES(iccid.octets));
	der_close(&writer->der);
	put_hex(writer, 0xA5, "A10D 820442210021 80020084 8801F0 8316 61144F0CA0000000871002FF49FF058950045553494D");
	put_access_rules(writer, 0xA6);
	der_close(&writer->der);
}

/* PIN1 and ADM1 of the MF, PIN2 of the USIM; one PUK for both PINs. */
static void put_codes(struct package_writer *writer)
{
	open_element(writer, 0xA3, NULL);
	put_hex(writer, 0xA1, "300D 800101 8108 3131313131313131 300E 80020081 8108 3232323232323232");
	der_close(&writer->der);
	open_element(writer, 0xA2, NULL);
	put_hex(writer, 0xA1,
	        "A041 3013 800101 8108 30303030FFFFFFFF 820101 830106"
	        "3014 80010A 8108 3535353535353535 830103 840200AA"
	        "3014 80010B 8108 3636363636363636 830103 840200AA");
	der_close(&writer->der);
}

static void put_usim(struct package_writer *writer, const struct scripted_profile *profile)
{
	open_element(writer, 0xB3, TEMPLATE_USIM);
	put_hex(writer, 0xA2, "A11D 83027FD0 840CA0000000871002FF49FF0589 8B032F0601 C60481010A0B");
	put_file(writer, 0xA3, profile->imsi);
	put_access_rules(writer, 0xA4);
	put_hex(writer, 0xA8, "A103800111 8311 9EFFBF1DFF3E0083410310010400007E11");
	put_hex(writer, 0xAD, "8307 01 54657374FFFF");
	put_file(writer, 0xAE, "00");
	put_file(writer, 0xB2, "0400");
	put_hex(writer, 0xB6, "A109 82044221000E 80010E 8304 11F2FFFF");
	der_close(&writer->der);
}

static void put_gid1(struct package_writer *writer, const struct scripted_profile *profile)
{
	open_element(writer, 0xB4, TEMPLATE_OPT_USIM);
	put_file(writer, 0xA5, profile->gid1);
	der_close(&writer->der);
}

static void put_keys(struct package_writer *writer, const struct scripted_profile *profile)
{
	open_element(writer, 0xA2, NULL);
	put_hex(writer, 0xA1, "A017 3015 80020081 8108 39393939FFFFFFFF 82020081 830103");
	der_close(&writer->der);
	open_element(writer, 0xA4, NULL);
	der_open(&writer->der, 0xA1);
	der_open(&writer->der, 0xA1);
	put_hex(writer, 0x80, "01");
	put_hex(writer, 0x81, "01");
	put_hex(writer, 0x82, profile->key);
	put_hex(writer, 0x83, "CD63CB71954A9F4E48A5994E37A02BAF");
	der_close(&writer->der);
	der_close(&writer->der);
	der_close(&writer->der);
}

#define DOMAIN_INSTANCE(aid) "4F07A0000001515350 4F08A000000151535041 4F08" aid " 820382DC00 83010F C90481028000"
#define DOMAIN_KEY "3022 950118 820101 830101 3017 3015 800180 8610000102030405060708090A0B0C0D0E0F"

/* The second has one key twice. */
static void put_domains(struct package_writer *writer)
{
	open_element(writer, 0xA6, NULL);
	put_hex(writer, 0xA1, DOMAIN_INSTANCE("A000000151000000"));
	put_hex(writer, 0xA2, DOMAIN_KEY);
	der_close(&writer->der);
	der_open(&writer->der, 0xA6);
	put_hex(writer, 0xA0, "810140");
	put_hex(writer, 0xA1, DOMAIN_INSTANCE("A000000151000001"));
	put_hex(writer, 0xA2, DOMAIN_KEY DOMAIN_KEY);
	der_close(&writer->der);
}

/* A file of its own below the MF, by generic file management. */
static void put_extra(struct package_writer *writer, unsigned size, bool filled)
{
	char fcp[80];
	uint8_t *content = filled ? arena_allocate(writer->arena, size) : NULL;
	snprintf(fcp, sizeof fcp, "82024121 83022F77 8B032F0601 80 04 %08X 8800", size);
	open_element(writer, 0xA1, NULL);
	der_open(&writer->der, 0xA1);
	der_open(&writer->der, 0x30);
	put_hex(writer, 0x62, fcp);
	if (content)
		der_put(&writer->der, 0x81, bytes_from(content, size));
	der_close(&writer->der);
	der_close(&writer->der);
	der_close(&writer->der);
}

struct scripted_profile scripted_profile_default(const char *iccid)
{
	return (struct scripted_profile){
		.iccid = iccid,
		.imsi = "082926109878563412",
		.key = "465B5CE8B199B49FAA5F0A2EE238A6BC",
	};
}

struct bytes scripted_profile_package(struct arena *arena, const struct scripted_profile *profile)
{
	AUTO(buffer) package = BUFFER(PACKAGE_MAXIMUM);
	struct package_writer writer = { .arena = arena, .der = der_writer(&package) };
	struct bytes kept;
	put_header(&writer, profile);
	put_mf(&writer, profile);
	put_codes(&writer);
	put_usim(&writer, profile);
	if (profile->gid1)
		put_gid1(&writer, profile);
	put_keys(&writer, profile);
	if (profile->extra_size > 0)
		put_extra(&writer, profile->extra_size, profile->extra_filled);
	if (profile->domain)
		put_domains(&writer);
	open_element(&writer, 0xAA, NULL);
	der_close(&writer.der);
	assert_ok(der_finish(&writer.der));
	assert_ok(arena_copy(arena, buffer_bytes(&package), &kept));
	return kept;
}

struct profile_metadata scripted_metadata_default(const char *iccid)
{
	struct profile_metadata metadata = {
		.service_provider_name = TEXT("Provisim"),
		.profile_name = TEXT("Unit test"),
		.icon_type = ICON_NONE,
		.profile_class = PROFILE_OPERATIONAL,
		.notification_addresses = {
			{
				NOTIFICATION_INSTALL | NOTIFICATION_ENABLE | NOTIFICATION_DISABLE | NOTIFICATION_DELETE,
				TEXT(TEST_SMDP_ADDRESS),
			},
		},
		.notification_address_count = 1,
		.has_owner = true,
		.owner = { .mcc_mnc = { 0x62, 0xF2, 0x10 } },
	};
	assert_ok(iccid_parse(text_from(iccid), &metadata.iccid));
	return metadata;
}

struct bytes scripted_metadata(struct arena *arena, const struct profile_metadata *metadata)
{
	AUTO(buffer) encoded = BUFFER(METADATA_MAXIMUM);
	struct bytes kept;
	assert_ok(profile_metadata_encode(metadata, &encoded));
	assert_ok(arena_copy(arena, buffer_bytes(&encoded), &kept));
	return kept;
}
