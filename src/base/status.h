/* SPDX-License-Identifier: Apache-2.0 */
/* What a function that can fail answers. Each value tells the caller what to do next; the detail (codes, offset,
 * sentence) is written once, where it is known, into the object at hand. */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
	STATUS_OK,
	STATUS_MALFORMED,    /* the input is not what it claims to be: tell whoever sent it */
	STATUS_UNSUPPORTED,  /* well formed, and something we do not do */
	STATUS_REFUSED,      /* asked properly; the answer is no */
	STATUS_OUT_OF_ORDER, /* not in this state */
	STATUS_NOT_FOUND,    /* names something that is not there */
	STATUS_EXISTS,       /* would make a second one of something that must be unique */
	STATUS_UNTRUSTED,    /* a signature, MAC or certificate does not hold */
	STATUS_TOO_LARGE,    /* over a limit that somebody set */
	STATUS_NO_MEMORY,    /* the machine or the card is full */
	STATUS_BUSY,         /* the same call may succeed later */
	STATUS_IO,           /* could not ask: network, disk, reader */
	STATUS_BUG,          /* our own mistake */
	STATUS_COUNT
};

/* The value's name in lower case with blanks, "out of order"; never NULL. */
const char *status_name(enum status status);

#define MUST_CHECK __attribute__((warn_unused_result))

/* Returns early with whatever went wrong. Safe because everything to release is an AUTO variable. */
#define TRY(call)                                \
	do {                                     \
		enum status try_status = (call); \
		if (try_status != STATUS_OK)     \
			return try_status;       \
	} while (0)

/* AUTO(buffer) answer = BUFFER(100);  is released by buffer_release() at the end of its scope. */
#define AUTO(type) __attribute__((cleanup(type##_release))) struct type

#endif
