/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces that several codecs of contents are made of. Only content_*.c files include this. */
#ifndef PROFILE_PACKAGE_CONTENT_MEMBERS_H
#define PROFILE_PACKAGE_CONTENT_MEMBERS_H

#include "profile_package/content_codec.h"

/* What a mapping may hold; `must` of the first of them have to be there. */
enum status content_check_members(const struct yaml_node *node, const char *const *names, size_t count, size_t must,
                                  struct source_error *error) MUST_CHECK;

/* At most `maximum` characters that ASCII and the default alphabet of TS 23.038 share. NULL: the empty text. */
enum status content_ascii(const struct yaml_node *node, size_t maximum, struct source_error *error, struct text *out)
	MUST_CHECK;
bool content_is_ascii(struct text text);

/* Appends `text` and FF up to `size` octets. */
enum status content_put_padded(struct text text, size_t size, struct buffer *out) MUST_CHECK;
struct text content_until_padding(struct bytes octets);

/* Digits two to an octet, the first one low, F behind them. The reading one stops at the first F; false: something else
 * that is no digit. */
bool content_is_digits(struct text text);
void content_pack_digits(struct text digits, uint8_t *out, size_t size);
bool content_unpack_digits(struct bytes packed, char *out, size_t *out_count);

/* A network code, MCC and MNC (TS 24.008 10.5.1.3). */
enum { NETWORK_CODE_SIZE = 3 };
enum status content_parse_network(const struct yaml_node *node, struct buffer *out, struct source_error *error) MUST_CHECK;
/* In quotes. STATUS_UNSUPPORTED: no digits; something may have been appended. */
enum status content_print_network(const uint8_t packed[NETWORK_CODE_SIZE], struct buffer *out) MUST_CHECK;

#endif
