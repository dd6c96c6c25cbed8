/* SPDX-License-Identifier: Apache-2.0 */
#include "smds/smds.h"

const struct smds_settings smds_settings_defaults = {
	.session_seconds = 10 * 60,
	.events_per_card_maximum = 256,
	.retention_days = 180,
};

void smds_release(struct smds *smds)
{
	credentials_release(&smds->credentials);
}
