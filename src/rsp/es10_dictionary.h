/* SPDX-License-Identifier: Apache-2.0 */
/* Names and forms of everything that is said between a device and an ISD-R (SGP.22 5.7, 2.5.3, 2.5.4, 3.0): one table of
 * tags for each level of each message. For showing what goes over the link; what the roles do with a message is in the
 * message's own file. */
#ifndef RSP_ES10_DICTIONARY_H
#define RSP_ES10_DICTIONARY_H

#include "rsp/code_name.h"

/* How a value is shown. */
enum es10_form {
	FORM_OCTETS,
	FORM_LONG,        /* octets of which only the first are shown: signatures, points, icons */
	FORM_SECRET,      /* not shown at all */
	FORM_TEXT,        /* UTF-8 */
	FORM_NUMBER,      /* INTEGER, with a name if the row has names */
	FORM_COUNT,       /* unsigned octets, the highest first */
	FORM_BOOLEAN,
	FORM_BITS,        /* BIT STRING of named bits */
	FORM_NULL,
	FORM_OID,
	FORM_EID,
	FORM_ICCID,
	FORM_DIGITS,      /* TAC, IMEI: digits swapped */
	FORM_VERSION,     /* three octets */
	FORM_OPERATOR,    /* MCC and MNC */
	FORM_TAGS,        /* tags one after the other */
	FORM_CERTIFICATE, /* the inside of an X.509 certificate or revocation list */
	FORM_FIELDS,      /* elements, each found in `fields` */
	FORM_PROTECTED,   /* sealed, 8 octets of MAC in the end */
	FORM_MACED,       /* elements of `fields` in clear, then 8 octets of MAC; may go on in the next segment */
};

/* Ended by a row without a name. */
struct es10_field {
	uint32_t tag; /* as codec/der_read.h writes it */
	const char *name;
	enum es10_form form;
	const struct es10_field *fields; /* of FORM_FIELDS and FORM_MACED; NULL: none is known */
	const struct code_name *names;   /* of FORM_NUMBER and FORM_BITS, ended by a row without a name; NULL: none */
};

/* What may stand outermost in a STORE DATA chain, in the answer to one, and in the answer to a SELECT of the ISD-R. */
extern const struct es10_field es10_commands[];
extern const struct es10_field es10_answers[];
extern const struct es10_field es10_selected[];

/* The row for the next element of a level. Rows with the same tag stand for one element after the other, so *position
 * (nought to begin with) moves on; a list goes round. NULL: none has this tag; *position is then as it was. */
const struct es10_field *es10_field_next(const struct es10_field *fields, uint32_t tag, size_t *position);

#endif
