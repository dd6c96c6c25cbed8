/* SPDX-License-Identifier: Apache-2.0 */
#include "message_spoiler.h"

#include <string.h>

#include "codec/base64.h"
#include "codec/der_read.h"
#include "codec/json.h"
#include "rsp/authenticate_server.h"
#include "rsp/bound_package.h"
#include "rsp/notification.h"
#include "support/test.h"

enum { MESSAGE_MAXIMUM = 1 << 20, DAYS = 86400 };

/* ---- octets ---- */

static struct bytes kept(struct message_spoiler *spoiler, struct buffer *buffer)
{
	struct bytes copy;
	assert_ok(arena_copy(&spoiler->arena, buffer_bytes(buffer), &copy));
	buffer_release(buffer);
	return copy;
}

static struct bytes with_changed_octet(struct message_spoiler *spoiler, struct bytes element, size_t offset)
{
	struct bytes copy;
	assert_true(offset < element.size);
	assert_ok(arena_copy(&spoiler->arena, element, &copy));
	((uint8_t *)(uintptr_t)copy.data)[offset] ^= 1;
	return copy;
}

struct bytes spoil_last_octet(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_octet(spoiler, element, element.size - 1);
}

struct bytes spoil_signature(struct message_spoiler *spoiler, struct bytes element)
{
	static const uint8_t signature[] = { 0x5F, 0x37, 0x40 };
	const uint8_t *found = memmem(element.data, element.size, signature, sizeof signature);
	assert_non_null(found);
	return with_changed_octet(spoiler, element, (size_t)(found - element.data) + sizeof signature);
}

struct bytes spoil_cut(struct message_spoiler *spoiler, struct bytes element)
{
	(void)spoiler;
	return bytes_first(element, element.size - 1);
}

struct bytes spoil_empty(struct message_spoiler *spoiler, struct bytes element)
{
	(void)spoiler;
	return bytes_first(element, 0);
}

struct bytes spoil_trailing(struct message_spoiler *spoiler, struct bytes element)
{
	struct buffer longer = BUFFER(MESSAGE_MAXIMUM);
	assert_ok(buffer_append(&longer, element));
	assert_ok(buffer_append_octet(&longer, 0));
	return kept(spoiler, &longer);
}

/* Tag, then `length`, then the value and `end`. */
static struct bytes with_length(struct message_spoiler *spoiler, struct bytes element, struct bytes length,
                                struct bytes end)
{
	struct buffer other = BUFFER(MESSAGE_MAXIMUM);
	uint32_t tag;
	size_t header, size;
	assert_ok(der_header(element, &tag, &header, &size));
	assert_ok(buffer_append(&other, bytes_first(element, tag > 0xFF ? 2 : 1)));
	assert_ok(buffer_append(&other, length));
	assert_ok(buffer_append(&other, bytes_after(element, header)));
	assert_ok(buffer_append(&other, end));
	return kept(spoiler, &other);
}

struct bytes spoil_overlong(struct message_spoiler *spoiler, struct bytes element)
{
	uint32_t tag;
	size_t header, size;
	assert_ok(der_header(element, &tag, &header, &size));
	const uint8_t length[] = {
		0x84, (uint8_t)(size >> 24), (uint8_t)(size >> 16), (uint8_t)(size >> 8), (uint8_t)size,
	};
	return with_length(spoiler, element, BYTES(length), (struct bytes){ 0 });
}

struct bytes spoil_indefinite(struct message_spoiler *spoiler, struct bytes element)
{
	static const uint8_t length[] = { 0x80 }, end[] = { 0, 0 };
	return with_length(spoiler, element, BYTES(length), BYTES(end));
}

/* ---- certificates ---- */

struct bytes spoil_to_dpauth(struct message_spoiler *spoiler, struct bytes element)
{
	(void)element;
	return test_pki_certificate(spoiler->world, CERTIFICATE_DPAUTH);
}

struct bytes spoil_to_dppb(struct message_spoiler *spoiler, struct bytes element)
{
	(void)element;
	return test_pki_certificate(spoiler->world, CERTIFICATE_DPPB);
}

struct bytes spoil_to_dptls(struct message_spoiler *spoiler, struct bytes element)
{
	(void)element;
	return test_pki_certificate(spoiler->world, CERTIFICATE_DPTLS);
}

struct bytes spoil_to_strange_dpauth(struct message_spoiler *spoiler, struct bytes element)
{
	(void)element;
	return test_pki_certificate(spoiler->stranger, CERTIFICATE_DPAUTH);
}

struct bytes spoil_to_strange_dppb(struct message_spoiler *spoiler, struct bytes element)
{
	(void)element;
	return test_pki_certificate(spoiler->stranger, CERTIFICATE_DPPB);
}

static struct bytes authentication_with(struct message_spoiler *spoiler, struct bytes element, struct bytes eum,
                                        struct bytes euicc)
{
	struct buffer other = BUFFER(MESSAGE_MAXIMUM);
	struct authenticate_server_answer answer;
	assert_ok(authenticate_server_answer_decode(element, &answer));
	if (eum.size > 0)
		answer.eum_certificate = eum;
	if (euicc.size > 0)
		answer.euicc_certificate = euicc;
	assert_ok(authenticate_server_answer_encode(&answer, &other));
	return kept(spoiler, &other);
}

/* Empty: the certificate that is there. */
static struct bytes with_certificates(struct message_spoiler *spoiler, struct bytes element, struct bytes eum,
                                      struct bytes euicc)
{
	struct der_reader reader = der_reader(element);
	if (der_peek(&reader) == AUTHENTICATE_SERVER_TAG)
		return authentication_with(spoiler, element, eum, euicc);
	struct buffer other = BUFFER(MESSAGE_MAXIMUM);
	struct signed_notification notification;
	assert_ok(signed_notification_decode(element, &notification));
	if (eum.size > 0)
		notification.eum_certificate = eum;
	if (euicc.size > 0)
		notification.euicc_certificate = euicc;
	assert_ok(signed_notification_encode(&notification, &other));
	return kept(spoiler, &other);
}

static const struct bytes same = { 0 };

static struct bytes out_of_date(struct message_spoiler *spoiler, enum certificate_kind kind)
{
	struct buffer certificate = BUFFER(CERTIFICATE_SIZE_MAXIMUM);
	struct certificate_order order = test_pki_order(kind);
	order.not_after = TEST_NOW - DAYS;
	test_pki_issue(spoiler->world, kind, &order, spoiler->world, &certificate);
	return kept(spoiler, &certificate);
}

struct bytes spoil_eum_role(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, test_pki_certificate(spoiler->world, CERTIFICATE_DPAUTH), same);
}

struct bytes spoil_eum_date(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, out_of_date(spoiler, CERTIFICATE_EUM), same);
}

struct bytes spoil_euicc_role(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, same, test_pki_certificate(spoiler->world, CERTIFICATE_DPAUTH));
}

struct bytes spoil_euicc_date(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, same, out_of_date(spoiler, CERTIFICATE_EUICC));
}

struct bytes spoil_euicc_maker(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, same, test_pki_certificate(spoiler->stranger, CERTIFICATE_EUICC));
}

struct bytes spoil_both_makers(struct message_spoiler *spoiler, struct bytes element)
{
	return with_certificates(spoiler, element, test_pki_certificate(spoiler->stranger, CERTIFICATE_EUM),
	                         test_pki_certificate(spoiler->stranger, CERTIFICATE_EUICC));
}

/* ---- parts of a package ---- */

static struct bytes with_changed_middle(struct message_spoiler *spoiler, struct bytes package, struct bytes part)
{
	assert_true(part.size > 0);
	return with_changed_octet(spoiler, package, (size_t)(part.data - package.data) + part.size / 2);
}

static struct bound_package parts_of(struct bytes package)
{
	struct bound_package parts;
	assert_ok(bound_package_decode(package, &parts));
	return parts;
}

struct bytes spoil_initialise(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_middle(spoiler, element, parts_of(element).initialise);
}

struct bytes spoil_configure_isdp(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_middle(spoiler, element, parts_of(element).configure_isdp);
}

struct bytes spoil_store_metadata(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_middle(spoiler, element, parts_of(element).store_metadata);
}

/* The message authentication code at the end of the segment: what is in clear stays as it is. */
struct bytes spoil_metadata_code(struct message_spoiler *spoiler, struct bytes element)
{
	struct bytes part = parts_of(element).store_metadata;
	return with_changed_octet(spoiler, element, (size_t)(part.data - element.data) + part.size - 1);
}

struct bytes spoil_replace_keys(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_middle(spoiler, element, parts_of(element).replace_keys);
}

struct bytes spoil_profile_elements(struct message_spoiler *spoiler, struct bytes element)
{
	return with_changed_middle(spoiler, element, parts_of(element).profile_elements);
}

/* ---- the text ---- */

/* What stands between the quotation marks, as it is in the body. */
static struct text member_text(struct message_spoiler *spoiler, struct text body, const char *member)
{
	struct json_document document;
	struct text value;
	const char *start = arena_print(&spoiler->arena, "\"%s\":\"", member);
	assert_ok(json_parse(body, &document));
	if (!json_text(json_member(json_root(&document), member), &value))
		fail_msg("no member \"%s\" in %.*s", member, TEXT_ARGUMENTS(body));
	const char *found = memmem(body.data, body.size, start, strlen(start));
	assert_non_null(found);
	struct text raw = { found + strlen(start), value.size };
	json_document_release(&document);
	return raw;
}

/* The body with `from`, which is a part of it, replaced. */
static struct text with_text(struct message_spoiler *spoiler, struct text body, struct text from, struct text to)
{
	size_t before = (size_t)(from.data - body.data);
	return text_from(arena_print(&spoiler->arena, "%.*s%.*s%.*s", (int)before, body.data, TEXT_ARGUMENTS(to),
	                             (int)(body.size - before - from.size), from.data + from.size));
}

struct text spoilt_member(struct message_spoiler *spoiler, struct text body, const char *member,
                          struct bytes (*spoil)(struct message_spoiler *spoiler, struct bytes element))
{
	AUTO(buffer) element = BUFFER(MESSAGE_MAXIMUM);
	AUTO(buffer) other = BUFFER(2 * MESSAGE_MAXIMUM);
	struct text raw = member_text(spoiler, body, member);
	assert_ok(base64_decode_append(raw, &element));
	assert_ok(base64_append(&other, spoil(spoiler, buffer_bytes(&element))));
	return with_text(spoiler, body, raw, buffer_text(&other));
}

struct text spoil_base64(struct message_spoiler *spoiler, struct text body, const char *member)
{
	struct text raw = member_text(spoiler, body, member);
	raw.size = 1;
	return with_text(spoiler, body, raw, TEXT("*"));
}

struct text spoil_kind(struct message_spoiler *spoiler, struct text body, const char *member)
{
	struct text raw = member_text(spoiler, body, member);
	raw.data--;
	raw.size += 2;
	return with_text(spoiler, body, raw, TEXT("7"));
}

struct text spoil_name(struct message_spoiler *spoiler, struct text body, const char *member)
{
	struct text raw = member_text(spoiler, body, member);
	raw.data -= 4; /* the last letter of the name, and ":" between quotation marks */
	raw.size = 1;
	return with_text(spoiler, body, raw, TEXT("_"));
}

struct text spoil_half(struct message_spoiler *spoiler, struct text body, const char *member)
{
	(void)spoiler;
	(void)member;
	return (struct text){ body.data, body.size / 2 };
}

struct text spoil_nothing(struct message_spoiler *spoiler, struct text body, const char *member)
{
	(void)spoiler;
	(void)member;
	return (struct text){ body.data, 0 };
}

struct text spoil_array(struct message_spoiler *spoiler, struct text body, const char *member)
{
	(void)spoiler;
	(void)body;
	(void)member;
	return TEXT("[]");
}
