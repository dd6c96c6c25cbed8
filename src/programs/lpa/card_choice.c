/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/lpa/card_choice.h"

#include <stdlib.h>
#include <unistd.h>

enum { SPEED_MAXIMUM = 4000000, SECONDS_MAXIMUM = 600 };

/* What may stand before the colon of --card, and in LPAC_APDU. */
static const struct card_word {
	const char *word;
	enum card_kind kind;
	const char *driver;
	const char *device;             /* if none is named */
	const char *device_environment; /* lpac's variables, which say what is not said otherwise */
	const char *slot_environment;
	const char *proxy_environment;
	bool is_raw;
} words[] = {
	{ .word = "pcsc", .kind = CARD_PCSC },
	{ .word = "stdio", .kind = CARD_STDIO },
	{ .word = "tcp", .kind = CARD_TCP },
	{ "at", CARD_MODEM, "at", "/dev/ttyUSB0", "LPAC_APDU_AT_DEVICE", NULL, NULL, false },
	{ "at_csim", CARD_MODEM, "at", "/dev/ttyUSB0", "LPAC_APDU_AT_DEVICE", NULL, NULL, true },
	{ "qmi", CARD_MODEM, "qmi", "/dev/cdc-wdm0", "LPAC_APDU_QMI_DEVICE", "LPAC_APDU_QMI_UIM_SLOT", NULL, false },
	{ "mbim", CARD_MODEM, "mbim", "/dev/cdc-wdm0", "LPAC_APDU_MBIM_DEVICE", "LPAC_APDU_MBIM_UIM_SLOT",
	  "LPAC_APDU_MBIM_USE_PROXY", false },
};

static const struct card_word *find(struct text word)
{
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (text_equal(word, text_from(words[i].word)))
			return &words[i];
	return NULL;
}

static struct text environment(const char *name)
{
	return name ? text_trimmed(text_from(getenv(name))) : (struct text){ 0 };
}

/* /run/lock is for everybody, so that users of one modem meet there. */
static const char *lock_folder(void)
{
	const char *own = getenv("XDG_RUNTIME_DIR"), *chosen = getenv("PROVISIM_LOCK_FOLDER");
	if (chosen && *chosen)
		return chosen;
	if (access("/run/lock", W_OK) == 0)
		return "/run/lock";
	return own && *own ? own : "/tmp";
}

static bool read_number(struct text value, uint64_t maximum, unsigned *out)
{
	uint64_t number;
	if (!text_to_number(value, maximum, &number) || number == 0)
		return false;
	*out = (unsigned)number;
	return true;
}

enum { FOR_AT = 1, FOR_QMI = 2, FOR_MBIM = 4, FOR_OTHERS = 8, FOR_MODEMS = FOR_AT | FOR_QMI | FOR_MBIM };

static unsigned link_of(const struct card_word *word)
{
	if (word->kind != CARD_MODEM)
		return FOR_OTHERS;
	struct text driver = text_from(word->driver);
	return text_equal(driver, TEXT("at")) ? FOR_AT : text_equal(driver, TEXT("qmi")) ? FOR_QMI : FOR_MBIM;
}

/* KEY or KEY=VALUE, and which links it is for. */
static bool take_setting(struct text setting, unsigned link, struct card_device_choice *device)
{
	struct text value = setting;
	struct text key = text_cut(&value, '=');
	if (text_equal(key, TEXT("slot")) && link & (FOR_QMI | FOR_MBIM))
		return read_number(value, CARD_SLOT_MAXIMUM, &device->slot);
	if (text_equal(key, TEXT("speed")) && link & FOR_AT)
		return read_number(value, SPEED_MAXIMUM, &device->speed);
	if (text_equal(key, TEXT("timeout")))
		return read_number(value, SECONDS_MAXIMUM, &device->seconds);
	if (text_equal(setting, TEXT("direct")) && link & (FOR_QMI | FOR_MBIM))
		return device->is_direct = true;
	if (text_equal(setting, TEXT("csim")) && link & FOR_AT)
		return device->is_raw = true;
	if (text_equal(setting, TEXT("stay")) && link & FOR_MODEMS)
		return device->stays = true;
	return false;
}

static enum exit_code take_settings(struct invocation *invocation, const struct card_word *word, struct text settings,
                                    struct card_device_choice *device)
{
	static const char *const known[] = {
		[FOR_AT] = "timeout=SECONDS (up to 600), speed=BAUD, csim and stay",
		[FOR_QMI] = "slot=N (1 to 5), timeout=SECONDS (up to 600), direct and stay",
		[FOR_MBIM] = "slot=N (1 to 5), timeout=SECONDS (up to 600), direct and stay",
		[FOR_OTHERS] = "timeout=SECONDS (up to 600)",
	};
	while (settings.size > 0) {
		struct text setting = text_trimmed(text_cut(&settings, ','));
		if (!take_setting(setting, link_of(word), device))
			return usage_error(invocation, "--card: \"%.*s\" is no setting of %s:. It has %s.",
			                   TEXT_ARGUMENTS(setting), word->word, known[link_of(word)]);
	}
	return EXIT_DONE;
}

static bool says_no(struct text value)
{
	return text_equal(value, TEXT("0")) || text_equal_ignoring_case(value, TEXT("false")) ||
	       text_equal_ignoring_case(value, TEXT("no")) || text_equal_ignoring_case(value, TEXT("off"));
}

/* lpac's variables stand behind what was typed. Its QMI always goes through the proxy, its MBIM only when told to; with us
 * both do unless told not to, so that ModemManager is not in the way. */
static enum exit_code choose_modem(struct invocation *invocation, const struct card_word *word, struct text device,
                                   struct card_choice *out)
{
	struct text slot = environment(word->slot_environment), named = environment(word->device_environment);
	if (device.size == 0)
		device = named.size > 0 ? named : text_from(word->device);
	out->driver = word->driver;
	out->device.device = arena_string(&invocation->arena, device);
	out->device.is_raw = word->is_raw;
	out->device.is_direct = says_no(environment(word->proxy_environment));
	if (!out->device.device)
		return output_failure(invocation, "euicc_init", "There is not enough memory.");
	if (slot.size > 0 && !read_number(slot, CARD_SLOT_MAXIMUM, &out->device.slot))
		return usage_error(invocation, "%s: \"%.*s\" is no slot from 1 to %d.", word->slot_environment,
		                   TEXT_ARGUMENTS(slot), CARD_SLOT_MAXIMUM);
	return EXIT_DONE;
}

static enum exit_code choose(struct invocation *invocation, struct text all, struct card_choice *out)
{
	struct text rest = all;
	const struct card_word *word = find(text_cut(&rest, ':'));
	*out = (struct card_choice){ .kind = word ? word->kind : CARD_FILE, .name = word ? rest : all };
	out->device.lock_folder = lock_folder();
	if (!word || word->kind == CARD_PCSC)
		return EXIT_DONE; /* names of files and readers may have commas in them */
	out->name = text_cut(&rest, ',');
	enum exit_code code = EXIT_DONE;
	if (word->kind == CARD_MODEM)
		code = choose_modem(invocation, word, out->name, out);
	return code == EXIT_DONE ? take_settings(invocation, word, rest, &out->device) : code;
}

enum exit_code card_choice_make(struct invocation *invocation, struct card_choice *out)
{
	struct text typed = text_from(option_text(invocation, "card")), driver = environment("LPAC_APDU");
	if (typed.size > 0)
		return choose(invocation, typed, out);
	if (driver.size == 0)
		driver = TEXT("pcsc");
	if (!find(driver))
		return usage_error(invocation, "LPAC_APDU: there is no driver \"%.*s\" here: see \"driver list\".",
		                   TEXT_ARGUMENTS(driver));
	return choose(invocation, driver, out);
}
