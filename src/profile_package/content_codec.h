/* SPDX-License-Identifier: Apache-2.0 */
/* Contents of files in the words of those who use them: an IMSI as digits, a service table as numbers. What has no
 * codec here, or says something that its codec cannot, is written in hexadecimal. */
#ifndef PROFILE_PACKAGE_CONTENT_CODEC_H
#define PROFILE_PACKAGE_CONTENT_CODEC_H

#include "profile_package/source_error.h"

enum { CONTENT_MAXIMUM = 1 << 20 }; /* octets in one run */

struct content_codec {
	const char *key;    /* "imsi" */
	bool of_record;     /* the value stands for one record, not for the body */
	/* Appends the octets of the value. `size`: of the body or record, for those that fill it; nought: not known. */
	enum status (*parse)(const struct yaml_node *node, size_t size, struct buffer *out, struct source_error *error);
	/* Appends the value as YAML on one line. STATUS_UNSUPPORTED, and nothing appended: it cannot say this. */
	enum status (*print)(struct bytes content, struct buffer *out);
};

extern const struct content_codec content_iccid, content_imsi, content_plmns, content_access_classes;
extern const struct content_codec content_usim_services, content_isim_services, content_enabled_services;
extern const struct content_codec content_provider_name, content_application, content_uri, content_record_uri;
extern const struct content_codec content_rule, content_languages, content_networks, content_administration;
extern const struct content_codec content_concealment, content_dialling, content_short_message, content_emergency;

/* NULL: none for this file. */
const struct content_codec *content_codec_find(const char *element, const char *field);

/* codec->print(), held against codec->parse(): STATUS_UNSUPPORTED unless the same octets come back. */
enum status content_codec_print(const struct content_codec *codec, struct bytes content, size_t size,
                                struct buffer *out) MUST_CHECK;

/* In double quotes. STATUS_UNSUPPORTED: not printable UTF-8. */
enum status source_print_text(struct text text, struct buffer *out) MUST_CHECK;

#endif
