/* SPDX-License-Identifier: Apache-2.0 */
/* What a card would hold after installing a package: the interpreter's work, written down instead of done. */
#ifndef PROFILE_PACKAGE_FILE_LISTING_H
#define PROFILE_PACKAGE_FILE_LISTING_H

#include "base/arena.h"
#include "profile_package/builder.h"
#include "profile_package/interpreter.h"

struct listed_file {
	struct new_file plan;     /* views into the listing's arena */
	struct file_path path;    /* its own; nought components: the MF */
	const char *name;         /* "EF.IMSI"; NULL: made by generic file management */
	uint8_t *body;            /* NULL: a directory or a link */
	size_t body_size;
	size_t element;           /* that makes it: how many elements come before that one */
	struct listed_file *next; /* in the order of their making */
};

/* A PIN with the directory it belongs to, or PINs that two directories share. */
struct listed_pin {
	struct file_path context;
	bool is_shared;           /* with `source`; `pin` says nothing then */
	struct file_path source;
	struct new_pin pin;
	struct listed_pin *next;
};

struct file_listing {
	struct arena arena;
	struct profile_header header;
	struct listed_file *first, *last;
	size_t count;
	struct listed_pin *first_pin, *last_pin;
	uint64_t octets;          /* of all bodies */
	size_t element_count;     /* that were handed to the interpreter */
	uint32_t aka_places;      /* a digest of the directories that authentication contexts belong to, in their order */
	size_t pin_count, puk_count, aka_count, kept_count;
	struct bytes response;    /* EUICCResponse */
	bool is_whole;            /* no element was passed over */
	size_t offset;            /* where a refused package was stopped, and in which element */
	const char *element;
};

void file_listing_release(struct file_listing *listing);

/* Fills *out, which is released by the caller whatever is returned. STATUS_REFUSED: a card that can everything would
 * refuse the package; response, offset and element say why. STATUS_NO_MEMORY: more than the arena in *out allows. */
enum status file_listing_make(struct bytes package, struct file_listing *out) MUST_CHECK;

const struct listed_file *file_listing_find(const struct file_listing *listing, const struct file_path *path);

/* A card holds the same after either package: the same files, contents, PINs, PUKs and authentication contexts. Names of
 * templates do not count. */
bool file_listing_equal(const struct file_listing *a, const struct file_listing *b);

/* What the body of a file is before anything is written into it: `size` octets, the plan's own or a record's. */
void file_listing_fill(const struct new_file *plan, uint8_t *body, size_t size);

/* Why the package was refused: the name of the last PEStatus; never NULL. */
const char *file_listing_reason(const struct file_listing *listing);

/* "memory-failure" and so on, for a PEStatus code; NULL: a code that has no name. */
const char *pe_status_name(enum pe_status status);

#endif
