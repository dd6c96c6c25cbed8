/* SPDX-License-Identifier: Apache-2.0 */
/* The grammar of a profile package, as data: every profile element and every field in it with the standard's own
 * name, its tag on the wire and its type. The interpreter, the decoder, the printer and the compiler all walk this
 * table; to teach them a new element is to add rows.
 *
 * The module of the interoperable format has automatic tags where no component has a tag of its own, and tags as
 * written elsewhere; the table holds the result. */
#ifndef PROFILE_PACKAGE_SCHEMA_H
#define PROFILE_PACKAGE_SCHEMA_H

#include "base/bytes.h"
#include "base/status.h"

enum schema_type {
	SCHEMA_NULL,
	SCHEMA_INTEGER,  /* minimum and maximum: of the value */
	SCHEMA_OCTETS,   /* minimum and maximum: how many */
	SCHEMA_TEXT,     /* UTF-8; minimum and maximum: octets */
	SCHEMA_OID,
	SCHEMA_SEQUENCE, /* `fields`, in that order */
	SCHEMA_LIST,     /* fields[0], again and again; minimum and maximum: how often */
	SCHEMA_CHOICES,  /* any of `fields`, again and again */
	SCHEMA_CHOICE,   /* one of `fields` */
};

/* What a field is to those who act on a package (interpreter) or show it (printer). */
enum schema_role {
	ROLE_NONE,
	ROLE_ELEMENT_HEADER,   /* mandated, identification */
	ROLE_MAJOR_VERSION, ROLE_MINOR_VERSION, ROLE_PROFILE_TYPE, ROLE_ICCID, ROLE_SERVICES, ROLE_TEMPLATES,
	ROLE_LIBRARIES, ROLE_IOT_OPTIONS,
	ROLE_TEMPLATE_ID,
	ROLE_FILE,             /* a file of a template */
	ROLE_DO_NOT_CREATE, ROLE_FCP, ROLE_FILL_OFFSET, ROLE_FILL_CONTENT, ROLE_FILE_PATH, ROLE_CREATE_FCP,
	ROLE_PIN, ROLE_PIN_PATH, ROLE_PUK,
	ROLE_AKA_MAPPING, ROLE_AKA_ALGORITHM, ROLE_SQN_OPTIONS, ROLE_SQN_DELTA, ROLE_SQN_AGE_LIMIT, ROLE_SQN_INIT,
	ROLE_OBJECT,           /* of a security domain, load package, application or remote file management */
	ROLE_OBJECT_DATUM,     /* … what only an execution would look at */
	ROLE_KEY, ROLE_LOAD_BLOCK,
	ROLE_SECRET,           /* a key: hidden by those who show */
	ROLE_CODE,             /* a PIN or PUK, the same */
	ROLE_SIZE,             /* a number in an OCTET STRING */
	ROLE_SHORT_ID,
};

enum schema_presence { MANDATORY, OPTIONAL };

enum { SCHEMA_UNLIMITED = INT32_MAX, SCHEMA_DEPTH_MAXIMUM = 10 };

struct schema_name {
	const char *name;
	uint32_t number;
};

struct schema_field {
	const char *name;
	uint32_t tag;                /* as it stands on the wire */
	enum schema_type type;
	enum schema_presence presence;
	enum schema_role role;
	uint32_t minimum, maximum;
	const struct schema_field *fields;
	size_t field_count;
	const struct schema_name *names; /* of an INTEGER's values, ended by a row without name; NULL: none */
	const char *usual;           /* what people say for it, "ki"; NULL: nothing else than `name` */
	struct bytes fallback;       /* value octets of a DEFAULT; empty: none. With one, OPTIONAL on the wire */
};

/* A package is a list of these, and nothing else. */
extern const struct schema_field schema_package;

/* An element that the table does not have: its header and whatever follows. */
extern const struct schema_field schema_unknown_element;

/* The profile element of this tag or name; NULL: none. */
const struct schema_field *schema_element(uint32_t tag);
const struct schema_field *schema_element_named(struct text name);

/* Where in `container` an element with this tag may stand when the fields before `from` are over (SEQUENCE; elsewhere
 * `from` means nothing). The index of the field; field_count: nowhere. */
size_t schema_find(const struct schema_field *container, size_t from, uint32_t tag);
size_t schema_find_named(const struct schema_field *container, struct text name);

/* By its name or by what people say for it. */
bool schema_is_called(const struct schema_field *field, struct text name);

/* No field of a SEQUENCE from index `from` up to, not including, `to` is mandatory. */
bool schema_may_skip(const struct schema_field *sequence, size_t from, size_t to);

static inline bool schema_is_constructed(const struct schema_field *field)
{
	return field->type >= SCHEMA_SEQUENCE;
}

/* A LIST, CHOICES or CHOICE may have this many members. */
bool schema_count_fits(const struct schema_field *container, size_t count);

/* A value of `size` octets can be one of this field (INTEGER: up to four octets). */
bool schema_size_fits(const struct schema_field *field, size_t size);

/* A primitive value is one of this field: size, range, form. */
bool schema_value_fits(const struct schema_field *field, struct bytes value);

/* The element follows a template: its second field is a templateID. */
bool schema_follows_template(const struct schema_field *element);

/* The number in a context tag: 3 for A3, 31 for BF1F. */
unsigned schema_context_number(uint32_t tag);

#endif
