/* SPDX-License-Identifier: Apache-2.0 */
/* VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN (TS 102 221 11.1.9 to 11.1.13). A try is taken off and stored before
 * the values are compared: whoever cuts the power at the answer has lost it all the same. */
#include "base/secret.h"
#include "uicc/commands.h"

enum {
	PIN_SIZE = 8,
	REPLACE_BY_UNIVERSAL_PIN = 0x80,
	UNBLOCK_ENABLES_PIN = false, /* [unconfirmed] for the UICC; TS 51.011 does */
};

/* The PIN that P2 means on this channel. */
struct named_pin {
	struct pin pin;
	node_number context;
};

static void named_pin_release(struct named_pin *named)
{
	wipe(named, sizeof *named);
}

static status_word find(const struct uicc *card, const struct channel *channel, const struct apdu *command,
                        struct named_pin *out)
{
	if (command->p1 != 0)
		return SW_WRONG_P1_P2;
	if (!card->store)
		return SW_REFERENCE_NOT_FOUND;
	enum status status = profile_store_find_pin(card->store, channel->directory, command->p2, &out->pin, &out->context);
	if (status == STATUS_NOT_FOUND)
		return SW_REFERENCE_NOT_FOUND;
	return status == STATUS_OK ? SW_OK : card_failure(status);
}

static enum status store_pin(struct uicc *card, const struct named_pin *named)
{
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_write_pin(card->store, named->context, &named->pin));
}

static status_word tries(uint8_t left)
{
	return (status_word)(SW_VERIFY_FAILED | (left > 15 ? 15 : left));
}

static void copy_value(struct pin *pin, struct bytes value)
{
	memcpy(pin->value, value.data, sizeof pin->value);
}

/* Takes a try off, compares, and gives it back. SW_OK: it is the right one; the counter in `named` is full and not yet
 * stored. */
static status_word compare(struct uicc *card, struct named_pin *named, struct bytes value)
{
	if (named->pin.tries_left == 0)
		return SW_PIN_BLOCKED;
	named->pin.tries_left--;
	enum status status = store_pin(card, named);
	if (status != STATUS_OK)
		return card_failure(status);
	if (!secret_equal(value, BYTES(named->pin.value))) {
		security_forget(card, named->context, named->pin.reference);
		return tries(named->pin.tries_left);
	}
	named->pin.tries_left = named->pin.tries_maximum;
	return SW_OK;
}

/* Stores what the right PIN brought about. */
static status_word conclude(struct uicc *card, const struct named_pin *named, bool is_verified)
{
	enum status status = store_pin(card, named);
	if (status != STATUS_OK)
		return card_failure(status);
	if (is_verified)
		security_verify(card, named->context, named->pin.reference);
	return SW_OK;
}

status_word verify_pin(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	AUTO(named_pin) named = { 0 };
	status_word word = find(card, channel, command, &named);
	if (word != SW_OK)
		return word;
	if (command->data.size == 0)
		return tries(named.pin.tries_left);
	if (command->data.size != PIN_SIZE)
		return SW_WRONG_LENGTH;
	if (named.pin.tries_left > 0 && !named.pin.enabled)
		return SW_REFERENCE_DATA_INVALID;
	word = compare(card, &named, command->data);
	return word == SW_OK ? conclude(card, &named, true) : word;
}

status_word change_pin(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	AUTO(named_pin) named = { 0 };
	status_word word = find(card, channel, command, &named);
	if (word != SW_OK)
		return word;
	if (command->data.size != 2 * PIN_SIZE)
		return SW_WRONG_LENGTH;
	if (named.pin.tries_left > 0 && !named.pin.enabled)
		return SW_REFERENCE_DATA_INVALID;
	if (!named.pin.may_change)
		return SW_CONDITIONS_NOT_SATISFIED;
	word = compare(card, &named, bytes_first(command->data, PIN_SIZE));
	if (word != SW_OK)
		return word;
	copy_value(&named.pin, bytes_after(command->data, PIN_SIZE));
	return conclude(card, &named, true);
}

/* What becomes of a PIN. */
enum pin_use { PIN_USED, PIN_NOT_USED, PIN_REPLACED };

/* Only an application's PIN, and by one that somebody can verify (TS 102 221 9.4.1). */
static status_word check_replacement(const struct uicc *card, const struct channel *channel, uint8_t reference)
{
	AUTO(named_pin) universal = { 0 };
	const struct apdu naming = { .p2 = UNIVERSAL_PIN };
	if (reference > APPLICATION_PIN_LAST)
		return SW_WRONG_P1_P2;
	status_word word = find(card, channel, &naming, &universal);
	if (word != SW_OK)
		return word == SW_REFERENCE_NOT_FOUND ? SW_CONDITIONS_NOT_SATISFIED : word;
	return universal.pin.enabled && universal.pin.tries_left > 0 ? SW_OK : SW_CONDITIONS_NOT_SATISFIED;
}

static status_word set_use(struct uicc *card, struct channel *channel, const struct apdu *command, enum pin_use use)
{
	AUTO(named_pin) named = { 0 };
	struct apdu naming = *command;
	if (use == PIN_REPLACED)
		naming.p1 = 0;
	status_word word = find(card, channel, &naming, &named);
	bool enabled = use == PIN_USED;
	if (word != SW_OK)
		return word;
	if (command->data.size != PIN_SIZE)
		return SW_WRONG_LENGTH;
	if (named.pin.tries_left == 0)
		return SW_PIN_BLOCKED;
	if (named.pin.enabled == enabled)
		return SW_REFERENCE_DATA_INVALID;
	if (!named.pin.may_disable)
		return SW_CONDITIONS_NOT_SATISFIED;
	word = use == PIN_REPLACED ? check_replacement(card, channel, command->p2) : SW_OK;
	if (word == SW_OK)
		word = compare(card, &named, command->data);
	if (word != SW_OK)
		return word;
	named.pin.enabled = enabled;
	named.pin.is_replaced = use == PIN_REPLACED;
	return conclude(card, &named, enabled);
}

status_word disable_pin(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	return set_use(card, channel, command, command->p1 == REPLACE_BY_UNIVERSAL_PIN ? PIN_REPLACED : PIN_NOT_USED);
}

status_word enable_pin(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	return set_use(card, channel, command, PIN_USED);
}

/* ---- UNBLOCK ---- */

static enum status store_puk(struct uicc *card, const struct puk *puk)
{
	TRY(nvm_begin(card->nvm));
	return nvm_end(card->nvm, profile_store_write_puk(card->store, puk));
}

static enum status store_both(struct uicc *card, const struct named_pin *named, const struct puk *puk)
{
	TRY(nvm_begin(card->nvm));
	enum status status = profile_store_write_pin(card->store, named->context, &named->pin);
	if (status == STATUS_OK)
		status = profile_store_write_puk(card->store, puk);
	return nvm_end(card->nvm, status);
}

static status_word unblock(struct uicc *card, struct named_pin *named, struct puk *puk, struct bytes data)
{
	if (puk->tries_left == 0)
		return SW_PIN_BLOCKED;
	puk->tries_left--;
	enum status status = store_puk(card, puk);
	if (status != STATUS_OK)
		return card_failure(status);
	if (!secret_equal(bytes_first(data, PIN_SIZE), BYTES(puk->value)))
		return tries(puk->tries_left);
	puk->tries_left = puk->tries_maximum;
	named->pin.tries_left = named->pin.tries_maximum;
	named->pin.enabled |= UNBLOCK_ENABLES_PIN;
	copy_value(&named->pin, bytes_after(data, PIN_SIZE));
	status = store_both(card, named, puk);
	if (status != STATUS_OK)
		return card_failure(status);
	security_verify(card, named->context, named->pin.reference);
	return SW_OK;
}

status_word unblock_pin(struct uicc *card, struct channel *channel, const struct apdu *command, struct buffer *answer)
{
	(void)answer;
	AUTO(named_pin) named = { 0 };
	struct puk puk;
	status_word word = find(card, channel, command, &named);
	if (word != SW_OK)
		return word;
	if (named.pin.unblocking_reference == 0)
		return SW_REFERENCE_NOT_FOUND;
	enum status status = profile_store_find_puk(card->store, named.pin.unblocking_reference, &puk);
	if (status != STATUS_OK)
		return status == STATUS_NOT_FOUND ? SW_REFERENCE_NOT_FOUND : card_failure(status);
	if (command->data.size == 0)
		word = tries(puk.tries_left);
	else if (command->data.size != 2 * PIN_SIZE)
		word = SW_WRONG_LENGTH;
	else
		word = unblock(card, &named, &puk, command->data);
	wipe(&puk, sizeof puk);
	return word;
}
