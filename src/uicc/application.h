/* SPDX-License-Identifier: Apache-2.0 */
/* What a USIM says of itself in its files. */
#ifndef UICC_APPLICATION_H
#define UICC_APPLICATION_H

#include "uicc/card_state.h"

/* Of EF.UST (TS 31.102 4.2.8). */
enum usim_service {
	SERVICE_GSM_ACCESS = 27,
	SERVICE_GSM_CONTEXT = 38,
	SERVICE_SUBSCRIPTION_PRIVACY = 124,
	SERVICE_SUCI_BY_USIM = 125,
	SERVICE_NETWORK_SPECIFIC_IDENTIFIER = 130,
	SERVICE_OFFLOAD = 142, /* non-seamless, to a WLAN */
};

/* RID and application code of a 3GPP USIM (TS 101 220 annex E). */
bool application_is_usim(const struct node *adf);

/* False also without a readable EF.UST. */
bool application_has_service(const struct uicc *card, node_number adf, enum usim_service service);

/* The application's own PIN: the first global one in its PIN status template. Without one nothing need be verified. */
bool application_pin_is_satisfied(const struct uicc *card, node_number adf);

/* Appends the body of the EF `id`; NO_NODE as `directory` has none. STATUS_NOT_FOUND; STATUS_IO; STATUS_NO_MEMORY. */
enum status application_read_file(const struct uicc *card, node_number directory, uint16_t id, struct buffer *out) MUST_CHECK;

#endif
