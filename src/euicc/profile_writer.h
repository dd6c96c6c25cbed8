/* SPDX-License-Identifier: Apache-2.0 */
/* A profile_package builder over the card's profile_store: what a package asks for becomes files, PINs, keys and registry
 * entries of one slot. What is held between two calls has a fixed size: one piece of one file's body; the tree of the
 * profile_store alone grows, by one struct node a file. */
#ifndef EUICC_PROFILE_WRITER_H
#define EUICC_PROFILE_WRITER_H

#include "euicc/body_writer.h"
#include "euicc/element_undo.h"
#include "euicc/registry_writer.h"
#include "profile_package/builder.h"
#include "profile_package/profile_support.h"
#include "rsp/profile_metadata.h"

/* Why the writer refused, where the installation result has a reason of its own for it. */
enum writer_fault { WRITER_NO_FAULT, WRITER_NO_MEMORY, WRITER_DATA_MISMATCH, WRITER_INVALID_NAA_KEY };

struct profile_writer {
	struct profile_store *store;             /* borrowed */
	const struct profile_metadata *metadata; /* borrowed; complete before the first element comes */
	const struct profile_support *support;   /* borrowed */
	uint64_t budget;                         /* octets that may still be written */
	enum writer_fault fault;
	enum status failure;                     /* of the card's memory itself */
	struct body_writer body;                 /* of the current file */
	struct registry_writer registry;
	struct element_undo undo;                /* to before the current element */
	uint32_t element_count;                  /* of elements that are kept as they came */
	bool has_invalid_key;                    /* a test profile with a key that is none of the test keys */
};

/* Ready for the first element; all is borrowed. writer->budget is the caller's to set. */
void profile_writer_begin(struct profile_writer *writer, struct profile_store *store,
                          const struct profile_metadata *metadata, const struct profile_support *support);
void profile_writer_release(struct profile_writer *writer);

/* The table of calls; `writer` must outlive it. */
struct profile_builder profile_writer_builder(struct profile_writer *writer);

#endif
