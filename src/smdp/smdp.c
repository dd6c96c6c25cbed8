/* SPDX-License-Identifier: Apache-2.0 */
#include "smdp/smdp.h"

const struct smdp_settings smdp_settings_defaults = {
	.download_attempts_maximum = 10,
	.confirmation_attempts_maximum = 5,
	.session_seconds = 30 * 60,
	.call_seconds = 7 * 24 * 3600,
	.history_seconds = (int64_t)400 * 24 * 3600,
	.rebinding = true,
	.check_capabilities = CAPABILITIES_USUAL,
	.protect_ahead = true,
};

void smdp_release(struct smdp *smdp)
{
	credentials_release(&smdp->credentials);
	template_cache_free(smdp->templates);
	smdp->templates = NULL;
}

struct bytes smdp_host_id(const struct smdp *smdp)
{
	return bytes_first(text_bytes(address_host(text_from(smdp->settings.address))), HOST_ID_MAXIMUM);
}
