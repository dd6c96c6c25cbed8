/* SPDX-License-Identifier: Apache-2.0 */
/* A profile_package builder over the card's profile_store: what a package asks for becomes files, PINs and keys of one
 * slot. One file's body is held at a time. */
#ifndef EUICC_PROFILE_WRITER_H
#define EUICC_PROFILE_WRITER_H

#include "profile_package/builder.h"
#include "rsp/profile_metadata.h"
#include "uicc/profile_store.h"

/* Why the writer refused, where the installation result has a reason of its own for it. */
enum writer_fault { WRITER_NO_FAULT, WRITER_NO_MEMORY, WRITER_DATA_MISMATCH, WRITER_INVALID_NAA_KEY };

struct profile_writer {
	struct profile_store *store;             /* borrowed */
	const struct profile_metadata *metadata; /* borrowed; complete before the first element comes */
	uint64_t budget;                         /* octets that may still be written */
	enum writer_fault fault;
	enum status failure;                     /* of the card's memory itself */
	node_number current;                     /* the file whose body is held; NO_NODE: none */
	struct buffer body;
	uint32_t element_count;                  /* of elements that are kept as they came */
	bool has_invalid_key;                    /* a test profile with a key that is none of the test keys */
};

void profile_writer_release(struct profile_writer *writer);

/* The table of calls; `writer` must outlive it. */
struct profile_builder profile_writer_builder(struct profile_writer *writer);

#endif
