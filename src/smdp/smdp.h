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

struct smdp_settings {
	char address[ADDRESS_MAXIMUM + 1];     /* host or host:port, as LPAs contact it */
	unsigned download_attempts_maximum;    /* AuthenticateClient for one order */
	unsigned confirmation_attempts_maximum;/* wrong confirmation codes for one order */
	unsigned session_seconds;              /* from InitiateAuthentication to the end of a download session */
	bool rebinding;                        /* bind again when a card comes back with another one-time key */
	enum capability_check check_capabilities; /* of a card and its device, before a profile is offered */
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
