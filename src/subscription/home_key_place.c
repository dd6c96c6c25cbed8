/* SPDX-License-Identifier: Apache-2.0 */
/* The public keys' place in a profile. */
#include <stdio.h>

#include "base/hex.h"
#include "codec/der_write.h"
#include "crypto/key_agreement.h"
#include "subscription/home_key.h"

enum { CONTENT_MAXIMUM = 512, PATH_SIZE = 80, SIZE_DIGITS = 12 };

static const struct place {
	const char *element, *file;
	bool is_of_usim; /* the USIM conceals: the card must be able to, and the header says so */
} places[] = {
	{ "df-saip", "ef-suci-calc-info-usim", true },
	{ "df-5gs", "ef-suci-calc-info", false },
};

/* A file that the element leaves out is none. */
static const struct package_node *find_file(const struct package_edit *edit, const struct place *place)
{
	const struct package_node *file = package_member(package_member(edit->package, place->element), place->file);
	return package_member(file, "doNotCreate") ? NULL : file;
}

static void put_public(struct der_writer *writer, const struct home_key *key)
{
	uint8_t compressed[COMPRESSED_POINT_SIZE];
	if (key->profile == ECIES_PROFILE_B)
		point_compress(key->public_key, compressed);
	der_put(writer, 0x81, key->profile == ECIES_PROFILE_B ? BYTES(compressed)
	                                                      : bytes_from(key->public_key, key->public_size));
}

static enum status encode(const struct home_keys *keys, struct buffer *out)
{
	struct der_writer writer = der_writer(out);
	der_open(&writer, 0xA0);
	for (size_t i = 0; i < keys->count; i++) {
		const uint8_t scheme[] = { (uint8_t)keys->keys[i].profile, (uint8_t)(i + 1) };
		der_put_raw(&writer, BYTES(scheme));
	}
	der_close(&writer);
	der_open(&writer, 0xA1);
	for (size_t i = 0; i < keys->count; i++) {
		der_put(&writer, 0x80, bytes_from(&keys->keys[i].identifier, 1));
		put_public(&writer, &keys->keys[i]);
	}
	der_close(&writer);
	return der_finish(&writer);
}

static enum status set(struct package_edit *edit, const struct place *place, const char *field, struct text value)
{
	char path[PATH_SIZE];
	snprintf(path, sizeof path, "%s/%s/%s", place->element, place->file, field);
	return package_edit_set(edit, text_from(path), value);
}

/* A file that is large enough keeps its size, with room for later keys. */
static enum status grow(struct package_edit *edit, const struct place *place, size_t size)
{
	char digits[SIZE_DIGITS];
	const struct package_node *fcp = package_member_with_role(find_file(edit, place), ROLE_FCP);
	const struct package_node *field = package_member_with_role(fcp, ROLE_SIZE);
	size_t has = 0;
	for (size_t i = 0; field && i < field->value.size && has < CONTENT_MAXIMUM; i++)
		has = has << 8 | field->value.data[i];
	snprintf(digits, sizeof digits, "%zu", size);
	return has < size ? set(edit, place, "efFileSize", text_from(digits)) : STATUS_OK;
}

static enum status list_service(const struct home_keys *keys, struct package_edit *edit, enum ecies_profile profile)
{
	const char *path = profile == ECIES_PROFILE_A ? "header/services/profile-a-x25519" : "header/services/profile-b-p256";
	bool is_needed = false;
	for (size_t i = 0; i < keys->count; i++)
		is_needed = is_needed || keys->keys[i].profile == profile;
	return package_edit_set(edit, text_from(path), is_needed ? TEXT("true") : (struct text){ 0 });
}

enum status home_keys_put(const struct home_keys *keys, struct package_edit *edit)
{
	AUTO(buffer) content = BUFFER(CONTENT_MAXIMUM);
	AUTO(buffer) digits = BUFFER(2 * CONTENT_MAXIMUM + 2);
	const struct place *place = places;
	while (place < places + ARRAY_SIZE(places) && !find_file(edit, place))
		place++;
	if (place == places + ARRAY_SIZE(places)) {
		snprintf(edit->message, sizeof edit->message, "there is no EF.SUCI_Calc_Info for the home network's keys, as "
		         "df-saip/ef-suci-calc-info-usim would be: begin with lte-5g-suci");
		return STATUS_NOT_FOUND;
	}
	TRY(encode(keys, &content));
	TRY(hex_append(&digits, buffer_bytes(&content)));
	TRY(set(edit, place, "content", buffer_text(&digits)));
	TRY(grow(edit, place, content.size));
	if (!place->is_of_usim)
		return STATUS_OK;
	TRY(list_service(keys, edit, ECIES_PROFILE_A));
	return list_service(keys, edit, ECIES_PROFILE_B);
}
