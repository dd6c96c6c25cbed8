/* SPDX-License-Identifier: Apache-2.0 */
/* The four attributes of a Name that remote provisioning uses (X.520). */
#ifndef PKI_DISTINGUISHED_NAME_H
#define PKI_DISTINGUISHED_NAME_H

#include "codec/der_read.h"
#include "codec/der_write.h"

/* Empty texts are absent attributes. */
struct distinguished_name {
	struct text country;
	struct text organization;
	struct text common_name;
	struct text serial_number;
};

/* The Name element (30) comes next in the reader. Other attributes are passed over. */
bool distinguished_name_read(struct der_reader *reader, struct distinguished_name *out) MUST_CHECK;

void distinguished_name_put(struct der_writer *writer, const struct distinguished_name *name);

#endif
