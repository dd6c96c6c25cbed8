/* SPDX-License-Identifier: Apache-2.0 */
/* What one kind of card supports and how it fails. Plain values, kept with the card's birth data; of each member, nought
 * is what the default card does, which follows the standards in everything. */
#ifndef EUICC_PERSONALITY_H
#define EUICC_PERSONALITY_H

#include "ports/nvm.h"
#include "profile_package/profile_support.h"
#include "rsp/identifiers.h"
#include "uicc/uicc.h"

enum { PERSONALITY_NAME_SIZE = 40 };

struct euicc_personality {
	char name[PERSONALITY_NAME_SIZE];   /* empty: the default card */
	struct version svn;                 /* of SGP.22 */
	struct version profile_version;     /* of the interoperable format, as EUICCInfo2 says it */
	uint32_t lacking_services;          /* bit n: item n of the ServicesList, also where EUICCInfo2 tells of it */
	struct profile_support profile;     /* its `services` mean nothing; major_maximum nought: that of the default card */
	uint32_t nonvolatile_memory;        /* octets for profiles */
	uint32_t protected_tlv_maximum;     /* octets of one protected part of a package */
	uint32_t notification_maximum;
	uint8_t block_maximum;              /* octets of a STORE DATA block; said in the answer to SELECT */
	enum get_response_class get_response_class;
	uint32_t lacking_commands;          /* bits of enum optional_command */
	uint8_t isd_r_aid[AID_MAXIMUM];
	size_t isd_r_aid_size;              /* nought: the standard's AID */
};

/* In the caller's transaction; nothing is written for the default card. */
enum status personality_write(struct nvm *nvm, const struct euicc_personality *personality) MUST_CHECK;

/* A card without the record is the default card. STATUS_MALFORMED. */
enum status personality_read(struct nvm *nvm, struct euicc_personality *out) MUST_CHECK;

#endif
