/* SPDX-License-Identifier: Apache-2.0 */
/* Whether octets are what a row of the schema says. */
#ifndef PROFILE_PACKAGE_SCHEMA_CHECK_H
#define PROFILE_PACKAGE_SCHEMA_CHECK_H

#include "profile_package/builder.h"
#include "profile_package/schema.h"

/* `value`: what stands inside the tag of `field`, whole. PE_INVALID_REQUEST_FORMAT: no DER, out of order or something
 * mandatory missing; PE_INVALID_PARAMETER: a field that the schema does not have; PE_BAD_VALUES: a size or a number. */
enum pe_status schema_check(const struct schema_field *field, struct bytes value) MUST_CHECK;

#endif
