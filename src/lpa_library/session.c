/* SPDX-License-Identifier: Apache-2.0 */
#include "lpa_library/session.h"

#include <stdlib.h>

#include "codec/der_read.h"
#include "lpa_library/outcome.h"

/* Of a device that does not say what it is: the type allocation code that lpac gives. */
static const uint8_t unnamed_device_tac[TAC_SIZE] = { 0x35, 0x29, 0x06, 0x11 };

static enum provisim_lpa_status take_device(struct provisim_lpa *lpa, const struct provisim_lpa_settings *settings)
{
	struct bytes capabilities = bytes_from(lpa->capabilities, settings->device_capabilities_size);
	struct der_reader reader = der_reader(capabilities);
	struct der_element element;
	if (settings->device_capabilities_size > CAPABILITIES_MAXIMUM ||
	    (!settings->device_capabilities && settings->device_capabilities_size > 0))
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (capabilities.size > 0)
		memcpy(lpa->capabilities, settings->device_capabilities, capabilities.size);
	while (!der_end(&reader))
		if (!der_next(&reader, &element))
			return PROVISIM_LPA_MALFORMED;
	memcpy(lpa->device.tac, unnamed_device_tac, TAC_SIZE);
	lpa->device.capabilities = capabilities;
	if (settings->imei)
		TRY_OUTCOME(device_info_set_imei(&lpa->device, text_from(settings->imei)));
	return PROVISIM_LPA_OK;
}

static enum provisim_lpa_status take_link(struct provisim_lpa *lpa, const struct provisim_lpa_settings *settings)
{
	struct isd_r_settings link = { .segment_size = settings->segment_size };
	if (settings->isd_r_aid_size > AID_MAXIMUM || (!settings->isd_r_aid && settings->isd_r_aid_size > 0))
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (settings->isd_r_aid_size > 0) {
		memcpy(lpa->aid, settings->isd_r_aid, settings->isd_r_aid_size);
		link.aids[link.aid_count++] = bytes_from(lpa->aid, settings->isd_r_aid_size);
	}
	return lpa_session_init(&lpa->session, &link) == STATUS_OK ? PROVISIM_LPA_OK : PROVISIM_LPA_BAD_ARGUMENT;
}

enum provisim_lpa_status provisim_lpa_new(const struct provisim_lpa_settings *settings, struct provisim_lpa **out_lpa)
{
	const struct provisim_lpa_settings none = { 0 };
	if (!out_lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	struct provisim_lpa *lpa = calloc(1, sizeof *lpa);
	if (!lpa)
		return PROVISIM_LPA_NO_MEMORY;
	lpa->texts = ARENA(WANT_TEXTS_MAXIMUM);
	lpa->results = ARENA(RESULTS_MAXIMUM);
	enum provisim_lpa_status status = take_device(lpa, settings ? settings : &none);
	if (status == PROVISIM_LPA_OK)
		status = take_link(lpa, settings ? settings : &none);
	if (status != PROVISIM_LPA_OK) {
		provisim_lpa_free(lpa);
		return status;
	}
	*out_lpa = lpa;
	return PROVISIM_LPA_OK;
}

void session_forget_order(struct provisim_lpa *lpa)
{
	switch (lpa->kind) {
	case ORDER_NONE:
		break;
	case ORDER_PROFILES:
	case ORDER_NOTIFICATIONS:
	case ORDER_CHANGE:
		lpa_card_call_release(&lpa->order.call);
		break;
	case ORDER_CHIP:
		lpa_chip_information_release(&lpa->order.chip);
		break;
	case ORDER_DOWNLOAD:
		lpa_download_release(&lpa->order.download);
		break;
	case ORDER_DELIVERY:
		lpa_delivery_release(&lpa->order.delivery);
		break;
	case ORDER_DISCOVERY:
		lpa_discovery_release(&lpa->order.discovery);
		break;
	}
	lpa->kind = ORDER_NONE;
	lpa->job = NULL;
}

bool session_copy(struct arena *arena, struct text text, const char **out)
{
	const char *copy = arena_string(arena, text);
	if (copy)
		*out = copy;
	return copy != NULL;
}

bool session_is_busy(const struct provisim_lpa *lpa)
{
	return lpa_session_want(&lpa->session).kind != LPA_WANT_NOTHING;
}

enum provisim_lpa_status provisim_lpa_close(struct provisim_lpa *lpa)
{
	if (!lpa)
		return PROVISIM_LPA_BAD_ARGUMENT;
	if (session_is_busy(lpa))
		return PROVISIM_LPA_NOT_NOW;
	lpa_session_finish(&lpa->session);
	return PROVISIM_LPA_OK;
}

void provisim_lpa_free(struct provisim_lpa *lpa)
{
	if (!lpa)
		return;
	lpa_session_release(&lpa->session);
	session_forget_order(lpa);
	arena_release(&lpa->results);
	arena_release(&lpa->texts);
	free(lpa);
}
