/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DS as a value: who it is and how it is set. Its data are in the database, its functions in the tables of es11.h
 * (for LPAs) and event.h (for servers). Read-only once made: loops share it. */
#ifndef SMDS_SMDS_H
#define SMDS_SMDS_H

#include "rsp/identifiers.h"
#include "server/credentials.h"

struct smds_settings {
	char address[ADDRESS_MAXIMUM + 1];      /* host or host:port, as LPAs and other servers contact it */
	char root_address[ADDRESS_MAXIMUM + 1]; /* the Root SM-DS that events are forwarded to; empty: this one is the Root */
	unsigned session_seconds;               /* from InitiateAuthentication to the card's answer */
	unsigned events_per_card_maximum;       /* of one registering server for one EID */
	unsigned retention_days;                /* an event that nobody deleted is forgotten after these; nought: never */
};

extern const struct smds_settings smds_settings_defaults;

struct smds {
	struct smds_settings settings;
	struct credentials credentials;
};

void smds_release(struct smds *smds);

static inline bool smds_is_root(const struct smds *smds)
{
	return smds->settings.root_address[0] == '\0';
}

#endif
