/* SPDX-License-Identifier: Apache-2.0 */
#include "io/token_uri.h"

#include "support/test.h"

/* After the examples of RFC 7512 3. */
static const struct {
	const char *uri;
	const char *token, *manufacturer, *serial, *object, *id, *module, *pin_file;
} good[] = {
	{ "pkcs11:", "", "", "", "", "", "", "" },
	{ "pkcs11:object=my-pubkey;type=public", "", "", "", "my-pubkey", "", "", "" },
	{ "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;model=1.0;object=my-certificate;"
	  "type=cert;id=%69%95%3E%5C%F4%BD%EC%91;serial=?pin-source=file:/etc/token_pin",
	  NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;manufacturer=Snake%20Oil,%20Inc.;object=my-certificate;"
	  "type=cert;id=%69%95%3E%5C%F4%BD%EC%91?pin-source=file:/etc/token_pin&module-path=/usr/lib/x.so",
	  "The Software PKCS#11 Softtoken", "Snake Oil, Inc.", "", "my-certificate", "69953e5cf4bdec91", "/usr/lib/x.so",
	  "/etc/token_pin" },
	{ "pkcs11:serial=47;object=%C3%A4", "", "", "47", "\xC3\xA4", "", "", "" },
	{ "pkcs11:object=a?pin-source=/etc/pin", "", "", "", "a", "", "", "/etc/pin" },
	{ "pkcs11:id=%00%01", "", "", "", "", "0001", "", "" },
};

static void good_ones(void **state)
{
	(void)state;
	AUTO(arena) arena = ARENA(1 << 16);
	EACH(row, good) {
		struct token_uri uri;
		if (!row->token) {
			CHECK_STATUS(token_uri_parse(text_from(row->uri), &uri), STATUS_MALFORMED, row->uri);
			continue;
		}
		CHECK_STATUS(token_uri_parse(text_from(row->uri), &uri), STATUS_OK, row->uri);
		assert_string_equal(uri.token, row->token);
		assert_string_equal(uri.manufacturer, row->manufacturer);
		assert_string_equal(uri.serial, row->serial);
		assert_string_equal(uri.object, row->object);
		check_bytes(bytes_from(uri.id, uri.id_size), octets(&arena, row->id), row->uri);
		assert_string_equal(uri.module_path, row->module);
		assert_string_equal(uri.pin_file, row->pin_file);
	}
}

static const struct {
	const char *uri;
	enum status want;
} bad[] = {
	{ "", STATUS_MALFORMED },
	{ "pkcs11", STATUS_MALFORMED },
	{ "PKCS11:object=a", STATUS_MALFORMED },
	{ "/etc/pkcs11:object=a", STATUS_MALFORMED },
	{ "pkcs11:object", STATUS_MALFORMED },
	{ "pkcs11:object=", STATUS_MALFORMED },
	{ "pkcs11:=a", STATUS_MALFORMED },
	{ "pkcs11:;object=a", STATUS_MALFORMED },
	{ "pkcs11:object=a;object=b", STATUS_MALFORMED },
	{ "pkcs11:id=%01;id=%02", STATUS_MALFORMED },
	{ "pkcs11:object=%4", STATUS_MALFORMED },
	{ "pkcs11:object=%", STATUS_MALFORMED },
	{ "pkcs11:object=%zz", STATUS_MALFORMED },
	{ "pkcs11:object=a%00b", STATUS_MALFORMED },
	{ "pkcs11:object=a?pin-value=1234", STATUS_UNSUPPORTED },
	{ "pkcs11:object=a;pin-source=/etc/pin", STATUS_UNSUPPORTED },
	{ "pkcs11:object=a?token=b", STATUS_UNSUPPORTED },
	{ "pkcs11:slot-id=1;object=a", STATUS_UNSUPPORTED },
	{ "pkcs11:token=1234567890123456789012345678901234567890123456789012345678901234", STATUS_TOO_LARGE },
};

static void bad_ones(void **state)
{
	(void)state;
	EACH(row, bad) {
		struct token_uri uri;
		CHECK_STATUS(token_uri_parse(text_from(row->uri), &uri), row->want, row->uri);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones),
		cmocka_unit_test(bad_ones),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
