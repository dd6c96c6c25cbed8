/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/curve.h"

static const uint8_t p256_oid[] = { 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07 };
static const uint8_t brainpool_oid[] = { 0x2B, 0x24, 0x03, 0x03, 0x02, 0x08, 0x01, 0x01, 0x07 };

static const struct {
	const char *name;
	struct bytes oid;
} curves[CURVE_COUNT] = {
	[CURVE_P256] = { "P-256", { p256_oid, sizeof p256_oid } },
	[CURVE_BRAINPOOL_P256R1] = { "brainpoolP256r1", { brainpool_oid, sizeof brainpool_oid } },
};

static const struct {
	const char *name;
	enum curve curve;
} names[] = {
	{ "P-256", CURVE_P256 },
	{ "nist", CURVE_P256 },
	{ "p256", CURVE_P256 },
	{ "prime256v1", CURVE_P256 },
	{ "secp256r1", CURVE_P256 },
	{ "brainpoolP256r1", CURVE_BRAINPOOL_P256R1 },
	{ "brainpool", CURVE_BRAINPOOL_P256R1 },
};

const char *curve_name(enum curve curve)
{
	return curves[curve].name;
}

struct bytes curve_oid(enum curve curve)
{
	return curves[curve].oid;
}

bool curve_parse(struct text name, enum curve *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal_ignoring_case(name, text_from(names[i].name))) {
			*out = names[i].curve;
			return true;
		}
	return false;
}

bool curve_from_oid(struct bytes oid, enum curve *out)
{
	for (enum curve curve = 0; curve < CURVE_COUNT; curve++)
		if (bytes_equal(oid, curves[curve].oid)) {
			*out = curve;
			return true;
		}
	return false;
}
