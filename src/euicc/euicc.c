/* SPDX-License-Identifier: Apache-2.0 */
#include "euicc/euicc.h"

#include <stdlib.h>

#include "euicc/card.h"
#include "euicc/card_upgrade.h"
#include "euicc/credential_store.h"
#include "euicc/download_session.h"
#include "euicc/information.h"
#include "euicc/isd_r.h"
#include "euicc/profile_install.h"
#include "euicc/profile_switch.h"
#include "euicc/security_domain.h"

/* ---- birth ---- */

static enum status write_card(struct nvm *nvm, const struct euicc_birth *birth)
{
	TRY(card_data_write(nvm, birth));
	for (uint16_t i = 0; i < birth->credential_count; i++)
		TRY(credential_write(nvm, i, &birth->eid, &birth->credentials[i]));
	return STATUS_OK;
}

enum status euicc_create(struct nvm *nvm, const struct euicc_birth *birth)
{
	struct card_data existing;
	enum status status = card_data_read(nvm, &existing);
	if (status != STATUS_NOT_FOUND)
		return status == STATUS_IO ? status : STATUS_EXISTS;
	TRY(nvm_begin(nvm));
	return nvm_end(nvm, write_card(nvm, birth));
}

/* ---- start ---- */

/* What the power took away in the middle is finished or undone before anybody sees the card. */
static enum status repair(struct euicc *euicc)
{
	TRY(profile_install_interrupted(euicc));
	return profile_switch_complete(euicc);
}

static enum status start(struct euicc *euicc, const struct euicc_personality *personality)
{
	TRY(card_data_read(euicc->nvm, &euicc->data));
	TRY(card_upgrade(euicc->nvm, &euicc->data));
	if (personality)
		card_data_take_personality(&euicc->data, personality);
	TRY(repair(euicc));
	const struct euicc_personality *kind = &euicc->data.personality;
	struct uicc_settings settings = { .get_response_class = kind->get_response_class,
		                          .lacking_commands = information_lacking_commands(kind) };
	TRY(uicc_new(euicc->nvm, euicc->random, &settings, &euicc->uicc));
	euicc->isd_r = isd_r_applet(euicc);
	euicc->ecasd = ecasd_applet(euicc);
	TRY(uicc_add_applet(euicc->uicc, &euicc->isd_r));
	TRY(uicc_add_applet(euicc->uicc, &euicc->ecasd));
	euicc->isd_p = isd_p_applet(euicc);
	TRY(uicc_add_applet(euicc->uicc, &euicc->isd_p));
	return profile_switch_run_enabled(euicc);
}

static enum status open_card(struct nvm *nvm, const struct random *random, const struct euicc_personality *personality,
                             struct euicc **out)
{
	struct euicc *euicc = calloc(1, sizeof *euicc);
	if (!euicc)
		return STATUS_NO_MEMORY;
	euicc->nvm = nvm;
	euicc->random = random;
	enum status status = start(euicc, personality);
	if (status != STATUS_OK) {
		euicc_free(euicc);
		return status;
	}
	*out = euicc;
	return STATUS_OK;
}

enum status euicc_open(struct nvm *nvm, const struct random *random, struct euicc **out)
{
	return open_card(nvm, random, NULL, out);
}

enum status euicc_open_as(struct nvm *nvm, const struct random *random, const struct euicc_personality *personality,
                          struct euicc **out)
{
	return open_card(nvm, random, personality, out);
}

static void forget_volatile(struct euicc *euicc)
{
	session_end(euicc);
	for (size_t i = 0; i < CHANNELS; i++)
		store_data_release(&euicc->assembly[i]);
}

void euicc_free(struct euicc *euicc)
{
	if (!euicc)
		return;
	forget_volatile(euicc);
	uicc_free(euicc->uicc);
	free(euicc);
}

/* ---- life ---- */

enum status euicc_reset(struct euicc *euicc, struct buffer *out_atr)
{
	forget_volatile(euicc);
	TRY(repair(euicc));
	TRY(profile_switch_run_enabled(euicc));
	enum status status = uicc_reset(euicc->uicc, out_atr);
	/* The uicc reports the reset as the end of a REFRESH; the switch that it was for is done already. */
	euicc->refresh = REFRESH_NONE;
	return status;
}

enum status euicc_transmit(struct euicc *euicc, struct bytes command, struct buffer *answer)
{
	TRY(uicc_transmit(euicc->uicc, command, answer));
	return profile_switch_settle(euicc);
}

void euicc_rest(struct euicc *euicc)
{
	for (size_t i = 0; i < CHANNELS; i++)
		store_data_rest(&euicc->assembly[i]);
	uicc_rest(euicc->uicc);
}

void euicc_eid(const struct euicc *euicc, struct eid *out)
{
	*out = euicc->data.eid;
}

const struct euicc_personality *euicc_personality(const struct euicc *euicc)
{
	return &euicc->data.personality;
}

void euicc_spoil_signatures(struct euicc *euicc)
{
	euicc->spoils_signatures = true;
}

void euicc_limit_memory(struct euicc *euicc, uint32_t octets)
{
	euicc->data.nonvolatile_memory = octets;
}
