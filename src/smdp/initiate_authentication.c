/* SPDX-License-Identifier: Apache-2.0 */
/* ES9+.InitiateAuthentication (SGP.22 5.6.1). */
#include "smdp/es9plus.h"

static enum status decide(struct exchange *exchange)
{
	const struct smdp *smdp = exchange_smdp(exchange);
	return authentication_session_open(exchange, &smdp->credentials, &smdp_authentication_subjects,
	                                   text_from(smdp->settings.address));
}

const struct server_function initiate_authentication_function = { .name = "initiateAuthentication", .decide = decide };
