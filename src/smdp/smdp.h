/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DP+ as a value: who it is and how it is set. Its data are in the database, its functions in the tables of
 * routes.h (ES9+) and order.h (stock and orders). Read-only once made: loops share it. */
#ifndef SMDP_SMDP_H
#define SMDP_SMDP_H

#include "rsp/bound_package.h"
#include "ports/master_keys.h"
#include "server/credentials.h"
#include "smdp/eligibility.h"
#include "smdp/template_cache.h"

/* What becomes of a profile whose card says that it was deleted. The numbers stand in databases: never change one. */
enum operator_reuse {
	OPERATOR_REUSE_NEVER = 0,
	OPERATOR_REUSE_AVAILABLE = 1,
	OPERATOR_REUSE_SAME_CARD = 2,
	OPERATOR_REUSE_COUNT
};

struct smdp_settings {
	char address[ADDRESS_MAXIMUM + 1];     /* host or host:port, as LPAs contact it */
	unsigned download_attempts_maximum;    /* AuthenticateClient for one order */
	unsigned confirmation_attempts_maximum;/* wrong confirmation codes for one order */
	unsigned session_seconds;              /* from InitiateAuthentication to the end of a download session */
	bool rebinding;                        /* bind again when a card comes back with another one-time key */
	enum capability_check check_capabilities; /* of a card and its device, before a profile is offered */
	enum operator_reuse reuse;             /* of the house's own profiles; operators say it for theirs */
	unsigned call_seconds;                 /* calls over ES2+ are answered again */
	int64_t history_seconds;               /* what happened to a profile is kept; the outbox too, from its delivery */
	bool protect_ahead;                    /* profiles added from now on are protected with random keys at once */
};

extern const struct smdp_settings smdp_settings_defaults;

struct smdp {
	struct smdp_settings settings;
	struct credentials credentials;
	struct master_keys master_keys; /* borrowed; without any, nothing secret can be kept */
	struct template_cache *templates; /* NULL: each is compiled whenever it is used */
};

void smdp_release(struct smdp *smdp);

/* The octets that stand for this server in key derivation (hostID): its host name, cut to HOST_ID_MAXIMUM. */
struct bytes smdp_host_id(const struct smdp *smdp);

#endif
