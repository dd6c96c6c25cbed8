/* SPDX-License-Identifier: Apache-2.0 */
/* The file templates of the interoperable format: which files an element stands for, and what each is when the profile
 * does not say. */
#ifndef PROFILE_PACKAGE_TEMPLATE_H
#define PROFILE_PACKAGE_TEMPLATE_H

#include "profile_package/builder.h"

enum template_file_flag {
	HIGH_UPDATE = 1,    /* specialFileInformation 80 */
	CONTENT_NEEDED = 2, /* the profile must supply contents */
};

struct template_file {
	uint8_t tag;           /* number of the field's context tag */
	uint8_t parent;        /* the same of the directory it stands in; nought: the template's place */
	const char *name;      /* "EF.IMSI" */
	enum file_kind kind;
	uint16_t id, last_id;  /* id nought: the profile gives it; last_id: end of the range to choose from, or nought */
	uint16_t records;      /* LF, CY; nought: the profile must say */
	uint16_t size;         /* octets of a record or of the body; nought: the profile must say */
	uint8_t short_id;      /* nought: none */
	uint8_t rule;          /* record of the access rule file */
	uint8_t flags;         /* enum template_file_flag */
	enum body_fill fill;
	struct bytes pattern, suffix;
	const char *services;  /* numbers in the service table that go with it, "2, 89"; "" for none */
};

/* Where the files without a parent of their own stand. */
enum template_place { PLACE_MF, PLACE_USIM, PLACE_ISIM, PLACE_CSIM, PLACE_ANY_ADF };

struct template {
	uint8_t arc, version;      /* 2.23.143.1.2.arc[.version]; version nought: none */
	uint32_t element;          /* tag of the profile element that it belongs to */
	const char *name;          /* "USIM v2" */
	bool created_by_default;   /* files whose field is absent are made too */
	enum template_place place;
	const struct template_file *files;
	size_t file_count;
	const struct template *base; /* what an earlier version has and this one does not list; NULL: none */
};

/* `oid`: value octets. NULL: no such template. */
const struct template *template_find(struct bytes oid);

/* The first template of an element, for writers that need not say which. NULL: the element follows none. */
const struct template *template_of_element(uint32_t element_tag);

/* The templates one after the other, from nought; NULL past the last. */
const struct template *template_at(size_t index);

/* Octets of a template's OID into `out`; returns how many. */
enum { TEMPLATE_OID_MAXIMUM = 7 };
size_t template_oid(const struct template *template, uint8_t out[TEMPLATE_OID_MAXIMUM]);

/* The file with this field number; NULL: the template has none. */
const struct template_file *template_find_file(const struct template *template, unsigned tag);

#endif
