/* SPDX-License-Identifier: Apache-2.0 */
#include "support/power_cut_nvm.h"

/* Without power the inner transaction is lost, and everything fails until the restart. */
static bool goes_dark(struct power_cut_nvm *power)
{
	if (power->is_dark)
		return true;
	power->steps++;
	if (power->steps != power->cut_before)
		return false;
	power->is_dark = true;
	nvm_roll_back(power->inner);
	return true;
}

static enum status cut_read(void *self, nvm_key key, struct buffer *out)
{
	struct power_cut_nvm *power = self;
	return power->is_dark ? STATUS_IO : nvm_read(power->inner, key, out);
}

static enum status cut_each(void *self, nvm_key first, nvm_key last, nvm_visitor *visit, void *context)
{
	struct power_cut_nvm *power = self;
	return power->is_dark ? STATUS_IO : nvm_each(power->inner, first, last, visit, context);
}

static enum status cut_begin(void *self)
{
	struct power_cut_nvm *power = self;
	return goes_dark(power) ? STATUS_IO : nvm_begin(power->inner);
}

static enum status cut_write(void *self, nvm_key key, struct bytes value)
{
	struct power_cut_nvm *power = self;
	return goes_dark(power) ? STATUS_IO : nvm_write(power->inner, key, value);
}

static enum status cut_erase(void *self, nvm_key first, nvm_key last)
{
	struct power_cut_nvm *power = self;
	return goes_dark(power) ? STATUS_IO : nvm_erase(power->inner, first, last);
}

static enum status cut_commit(void *self)
{
	struct power_cut_nvm *power = self;
	if (goes_dark(power))
		return STATUS_IO;
	TRY(nvm_commit(power->inner));
	return goes_dark(power) ? STATUS_IO : STATUS_OK;
}

static void cut_roll_back(void *self)
{
	struct power_cut_nvm *power = self;
	if (!power->is_dark)
		nvm_roll_back(power->inner);
}

static enum status cut_used(void *self, nvm_key first, nvm_key last, uint64_t *out_octets)
{
	struct power_cut_nvm *power = self;
	return power->is_dark ? STATUS_IO : nvm_used(power->inner, first, last, out_octets);
}

void power_cut_nvm_init(struct power_cut_nvm *power, struct nvm *inner)
{
	*power = (struct power_cut_nvm){
		.port = { power, cut_read, cut_each, cut_begin, cut_write, cut_erase, cut_commit, cut_roll_back, cut_used },
		.inner = inner,
	};
}

void power_cut_nvm_restart(struct power_cut_nvm *power, unsigned cut_before)
{
	power->steps = 0;
	power->cut_before = cut_before;
	power->is_dark = false;
}
