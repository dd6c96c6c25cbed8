/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of a profile package on their way into the profile's registry: what a card checks that knows what else is there. */
#ifndef EUICC_REGISTRY_WRITER_H
#define EUICC_REGISTRY_WRITER_H

#include "profile_package/builder.h"
#include "uicc/profile_registry.h"

struct registry_writer {
	struct profile_store *store; /* borrowed */
	uint16_t count;              /* of entries */
	uint16_t datum_count;        /* of the last entry */
};

/* In the caller's transaction. `element`: number under which a load block will be kept. STATUS_EXISTS: its AID or a TAR is
 * taken; STATUS_NOT_FOUND: there is no such security domain, or no such ADF; STATUS_TOO_LARGE: too many. */
enum status registry_writer_add(struct registry_writer *writer, const struct new_object *object,
                                uint32_t element) MUST_CHECK;

/* To the last entry. STATUS_EXISTS: it has a key of this version and identifier; STATUS_BUG: there is no entry. */
enum status registry_writer_add_key(struct registry_writer *writer, const struct new_key *key) MUST_CHECK;
enum status registry_writer_add_datum(struct registry_writer *writer, enum object_datum kind, struct bytes value) MUST_CHECK;

/* Octets that an object or a key takes. */
uint64_t registry_writer_object_size(const struct new_object *object);
uint64_t registry_writer_key_size(const struct new_key *key);

#endif
