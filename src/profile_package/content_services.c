/* SPDX-License-Identifier: Apache-2.0 */
/* Service tables: the services that are there, by name or by number. Service 1 is the lowest bit of the first octet. */
#include "profile_package/content_codec.h"

enum { SERVICES_MAXIMUM = 1024 };

/* A table of names; NULL: the number has none. */
struct service_names {
	const char *const *names;
	size_t count;
};

/* TS 31.102 4.2.8. */
static const char *const usim_services[] = {
	"local-phone-book", "fdn", "extension-2", "sdn", "extension-3", "bdn", "extension-4",
	"outgoing-call-information", "incoming-call-information", "sms", "smsr", "smsp", "advice-of-charge", "ccp2",
	"cell-broadcast-identifiers", "cell-broadcast-ranges", "gid1", "gid2", "spn", "plmnwact", "msisdn", "image",
	"localised-service-areas", "emlpp", "automatic-answer", NULL, "gsm-access", "data-download-sms-pp",
	"data-download-sms-cb", "call-control", "mo-sms-control", "run-at-command", "always-1",
	"enabled-services-table", "acl", "depersonalisation-keys", "co-operative-networks", "gsm-security-context",
	"cpbcch", "investigation-scan", "mexe", "oplmnwact", "hplmnwact", "extension-5", "pnn", "opl",
	"mailbox-dialling", "message-waiting", "call-forwarding", NULL, "spdi", "mms", "extension-8",
	"call-control-gprs", "mms-user-parameters", "alerting-indication", "vgcs", "vbs", "pseudonym",
	"wlan-user-plmn", "wlan-operator-plmn", "wlan-user-wsid", "wlan-operator-wsid", "vgcs-security",
	"vbs-security", "wlan-reauthentication", "multimedia-storage", "gba", "mbms-security", "ussd-application",
	"ehplmn", "additional-terminal-profile", "ehplmn-presentation", "last-rplmn-selection", "bcast-smart-card",
	"gba-local-key", "terminal-applications", "spn-icon", "pnn-icon", "usim-ip-connection", "wlan-home-wsid",
	"wlan-ehplmn-presentation", "wlan-hplmn-priority", "wlan-last-plmn", "eps-mobility", "allowed-csg",
	"call-control-eps", "hplmn-direct-access", "ecall-data", "operator-csg", "sm-over-ip", "csg-display",
	"ims-communication-control", "extended-terminal-applications", "uicc-access-to-ims", "nas-configuration",
	"pws-configuration", NULL, "uri-support", "extended-earfcn", "prose", "application-pairing", "media-type",
	"ims-disconnection-cause", "uri-mo-sms-control", "epdg-support", "epdg-configured", "acdc",
	"mission-critical", "epdg-emergency-support", "epdg-emergency-configured", "ecall-over-ims", "uri-sms-pp",
	"from-preferred", "ims-configuration", "tv-configuration", "ps-data-off", "ps-data-off-services", "v2x",
	"xcap-configuration", "earfcn-list", "5gs-mobility", "5g-security-parameters", "subscription-privacy",
	"suci-by-usim", "access-identities", "steering-of-roaming", "call-control-pdu-session", "5gs-operator-plmn",
	"supi-nsi-gli-gci", "ps-data-off-lists", "ursp", "5g-security-extended", "mud-mid", "trusted-non-3gpp",
	"multiple-nas-records", "cag-list", "sor-cmci", "5g-prose", "disaster-roaming", "edrx-parameters", "5g-nswo",
};

/* TS 31.103 4.2.7. */
static const char *const isim_services[] = {
	"p-cscf-address", "gba", "http-digest", "gba-local-key", "p-cscf-discovery", "sms", "smsr", "sm-over-ip",
	"communication-control", "uicc-access-to-ims", "uri-support", "media-type", "disconnection-cause",
	"uri-mo-sms-control", "mission-critical", "uri-sms-pp", "from-preferred", "ims-configuration",
	"xcap-configuration", "webrtc-uri", "mud-mid",
};

/* TS 31.102 4.2.47. */
static const char *const enabled_services[] = { "fdn", "bdn", "acl" };

static const struct service_names usim_names = { usim_services, ARRAY_SIZE(usim_services) };
static const struct service_names isim_names = { isim_services, ARRAY_SIZE(isim_services) };
static const struct service_names enabled_names = { enabled_services, ARRAY_SIZE(enabled_services) };

static bool is_named(const struct service_names *names, struct text word, uint32_t *out)
{
	for (size_t i = 0; i < names->count; i++)
		if (names->names[i] && text_equal(word, text_from(names->names[i]))) {
			*out = (uint32_t)i + 1;
			return true;
		}
	return false;
}

/* All of the file is written, because what is left unwritten reads FF, which is every service. */
static enum status parse(const struct service_names *names, const struct yaml_node *node, size_t size,
                         struct buffer *out, struct source_error *error)
{
	uint8_t bits[SERVICES_MAXIMUM / 8] = { 0 };
	size_t used = 0, room = size != 0 && size < sizeof bits ? size : sizeof bits;
	if (node->kind != YAML_SEQUENCE)
		return source_refuse(error, node, "expected a list of services, by name or number from 1 to %zu", 8 * room);
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		uint32_t number = 0;
		bool is_word = item->kind == YAML_SCALAR && is_named(names, item->scalar, &number);
		if (!is_word || number > 8 * room)
			TRY(source_number(error, item, 1, (uint32_t)(8 * room), &number));
		number--;
		bits[number / 8] |= (uint8_t)(1u << number % 8);
		if (number / 8 + 1 > used)
			used = number / 8 + 1;
	}
	return buffer_append(out, bytes_from(bits, size != 0 ? room : used));
}

static enum status print(const struct service_names *names, struct bytes content, struct buffer *out)
{
	const char *separator = "";
	if (content.size > SERVICES_MAXIMUM / 8)
		return STATUS_UNSUPPORTED;
	TRY(buffer_print(out, "["));
	for (size_t i = 0; i < 8 * content.size; i++) {
		if (!(content.data[i / 8] >> i % 8 & 1))
			continue;
		if (i < names->count && names->names[i])
			TRY(buffer_print(out, "%s%s", separator, names->names[i]));
		else
			TRY(buffer_print(out, "%s%zu", separator, i + 1));
		separator = ", ";
	}
	return buffer_print(out, "]");
}

#define SERVICES(name, table) \
	static enum status parse_##name(const struct yaml_node *node, size_t size, struct buffer *out, \
	                                struct source_error *error) \
	{ \
		return parse(&(table), node, size, out, error); \
	} \
	static enum status print_##name(struct bytes content, struct buffer *out) \
	{ \
		return print(&(table), content, out); \
	} \
	const struct content_codec content_##name##_services = { "services", false, parse_##name, print_##name }

SERVICES(usim, usim_names);
SERVICES(isim, isim_names);
SERVICES(enabled, enabled_names);
