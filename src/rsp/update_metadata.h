/* SPDX-License-Identifier: Apache-2.0 */
/* UpdateMetadataRequest (BF2A, SGP.22 5.4.1): what the operator of an installed profile says anew about it (ES6). */
#ifndef RSP_UPDATE_METADATA_H
#define RSP_UPDATE_METADATA_H

#include "rsp/profile_metadata.h"

enum { UPDATE_METADATA_TAG = 0xBF2A };

/* Appends the metadata `stored` (BF25, whole) with what `request` (BF2A, whole) says in the place of its own: names, icon,
 * service specific data; an empty value takes a field away. Policy rules can only be unset. Fields that cannot be updated
 * keep their octets, and fields of later versions in the request are passed over. STATUS_MALFORMED: no such request, a field
 * twice, or metadata that would not be allowed; STATUS_REFUSED: a policy rule would be set; STATUS_TOO_LARGE. */
enum status metadata_update(struct bytes stored, struct bytes request, struct buffer *out) MUST_CHECK;

#endif
