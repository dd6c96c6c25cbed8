/* SPDX-License-Identifier: Apache-2.0 */
/* A profile package with holes: whose, is said later. The octets that differ from one subscriber to the next are found once;
 * after that a package costs a copy and a few hundred octets over it. */
#ifndef SUBSCRIPTION_STENCIL_H
#define SUBSCRIPTION_STENCIL_H

#include "base/buffer.h"
#include "subscription/key_draw.h"

enum { STENCIL_PLACES_MAXIMUM = 128 };

/* How a value is written at its place. */
enum stencil_form {
	STENCIL_ICCID_IN_ORDER, /* header of the package */
	STENCIL_ICCID_SWAPPED,  /* EF.ICCID (TS 102 221 13.2) */
	STENCIL_IMSI,           /* EF.IMSI (TS 31.102 4.2.2) */
	STENCIL_ACCESS_CLASS,   /* EF.ACC (TS 31.102 4.2.15), by the last digit of the IMSI (TS 22.011 4.2) */
	STENCIL_CHARACTERS,     /* digits in a text: IMPI, IMPU (TS 23.003 13) */
	STENCIL_DIALLED,        /* the first record of EF.MSISDN (TS 31.102 4.2.26) */
	STENCIL_KEY,
	STENCIL_CODE,           /* PIN, PUK, ADM: ASCII, filled up with FF */
};

struct stencil_place {
	enum subscription_field field;
	enum stencil_form form;
	size_t offset, size; /* octets of the package */
};

struct stencil {
	struct buffer image; /* the package as it came, or with room for what it left to a template */
	struct stencil_place places[STENCIL_PLACES_MAXIMUM];
	size_t count;
	struct key_plan plan;         /* each key and code that it has a place for */
	struct subscription template; /* what the package says where a value is empty: ICCID and IMSI */
	size_t mnc_digits;            /* by EF.AD; 2 when there is none */
};

void stencil_release(struct stencil *stencil);

/* Fills *out, which is released by the caller whatever is returned. STATUS_MALFORMED: no package, or a value that stands in
 * pieces; STATUS_TOO_LARGE: more places than STENCIL_PLACES_MAXIMUM; STATUS_NO_MEMORY. `fault` has a sentence. */
enum status stencil_make(struct bytes package, struct stencil *out, char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

bool stencil_has(const struct stencil *stencil, enum subscription_field field);

/* The IMSI is of the network that the template is for, by MCC and MNC; also when one of them is empty. */
bool stencil_is_of_network(const struct stencil *stencil, struct text imsi);

/* Appends the package of one subscriber; what `subscription` leaves empty stays as it is. STATUS_MALFORMED: a value that its
 * place cannot take, or for which there is none; `fault` says which. STATUS_NO_MEMORY, STATUS_TOO_LARGE. */
enum status stencil_fill(const struct stencil *stencil, const struct subscription *subscription, struct buffer *out,
                         char fault[SUBSCRIPTION_FAULT_SIZE]) MUST_CHECK;

#endif
