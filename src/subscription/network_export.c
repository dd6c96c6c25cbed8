/* SPDX-License-Identifier: Apache-2.0 */
#include "subscription/network_export.h"

#include "subscription/network_rows.h"

#define VALUE(field) subscription->values[SUBSCRIPTION_##field]

/* ---- Open5GS, by its own tool ---- */

static enum status dbctl_begin(const struct network_settings *settings, struct buffer *out)
{
	(void)settings;
	return buffer_append_text(out, TEXT("#!/bin/sh -e\n# Adds subscribers to Open5GS.\n"));
}

static enum status dbctl_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                             struct buffer *out)
{
	(void)index;
	return buffer_print(out, "open5gs-dbctl add_ue_with_apn %s %s %s %.*s\n", VALUE(IMSI), VALUE(KI), VALUE(OPC),
	                    TEXT_ARGUMENTS(settings->apn));
}

/* ---- osmo-hlr: SQL for its SQLite database ---- */

/* Of libosmocore's algorithms. */
static int osmocom_algorithm(enum usim_algorithm algorithm)
{
	return algorithm == USIM_MILENAGE ? 5 : algorithm == USIM_TUAK ? 7 : 4;
}

static enum status osmo_hlr_begin(const struct network_settings *settings, struct buffer *out)
{
	(void)settings;
	return buffer_append_text(out, TEXT("-- sqlite3 hlr.db < osmo-hlr.sql\nBEGIN;\n"));
}

static enum status osmo_hlr_row(const struct network_settings *settings, const struct subscription *subscription,
                                uint64_t index, struct buffer *out)
{
	bool has_number = subscription_has(subscription, SUBSCRIPTION_MSISDN);
	const char *quote = has_number ? "'" : "";
	(void)index;
	TRY(buffer_print(out, "INSERT INTO subscriber (imsi, msisdn) VALUES ('%s', %s%s%s);\n", VALUE(IMSI), quote,
	                 has_number ? VALUE(MSISDN) : "NULL", quote));
	return buffer_print(out,
	                    "INSERT INTO auc_3g (subscriber_id, algo_id_3g, k, opc) "
	                    "SELECT id, %d, '%s', '%s' FROM subscriber WHERE imsi = '%s';\n",
	                    osmocom_algorithm(settings->algorithm), VALUE(KI), VALUE(OPC), VALUE(IMSI));
}

static enum status osmo_hlr_end(struct buffer *out)
{
	return buffer_append_text(out, TEXT("COMMIT;\n"));
}

/* ---- free5GC ---- */

static enum status free5gc_begin(const struct network_settings *settings, struct buffer *out)
{
	(void)settings;
	return buffer_append_text(out, TEXT("// mongosh free5gc free5gc.js\n"));
}

/* ---- srsRAN 4G: user_db.csv ---- */

static enum status srsran_begin(const struct network_settings *settings, struct buffer *out)
{
	(void)settings;
	return buffer_append_text(out, TEXT("# Name,Auth,IMSI,Key,OP_Type,OP/OPc,AMF,SQN,QCI,IP_alloc\n"));
}

static enum status srsran_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                              struct buffer *out)
{
	const char *algorithm = settings->algorithm == USIM_XOR ? "xor" : "mil";
	return buffer_print(out, "ue%llu,%s,%s,%s,opc,%s," NETWORK_AMF "," NETWORK_SQN ",%d,dynamic\n",
	                    (unsigned long long)index + 1, algorithm, VALUE(IMSI), VALUE(KI), VALUE(OPC), NETWORK_QCI);
}

/* ---- as card makers deliver: CSV ---- */

static enum status sysmocom_begin(const struct network_settings *settings, struct buffer *out)
{
	(void)settings;
	return buffer_append_text(out, TEXT("IMSI,ICCID,ACC,PIN1,PUK1,PIN2,PUK2,Ki,OPC,ADM1,KIC1,KID1,KIK1,"
	                                    "KIC2,KID2,KIK2,KIC3,KID3,KIK3,MSISDN\n"));
}

static enum status sysmocom_row(const struct network_settings *settings, const struct subscription *subscription,
                                uint64_t index, struct buffer *out)
{
	static const enum subscription_field fields[] = {
		SUBSCRIPTION_PIN1, SUBSCRIPTION_PUK1, SUBSCRIPTION_PIN2, SUBSCRIPTION_PUK2, SUBSCRIPTION_KI,   SUBSCRIPTION_OPC,
		SUBSCRIPTION_ADM1, SUBSCRIPTION_KIC1, SUBSCRIPTION_KID1, SUBSCRIPTION_KIK1, SUBSCRIPTION_KIC2, SUBSCRIPTION_KID2,
		SUBSCRIPTION_KIK2, SUBSCRIPTION_KIC3, SUBSCRIPTION_KID3, SUBSCRIPTION_KIK3, SUBSCRIPTION_MSISDN,
	};
	size_t digits = strlen(VALUE(IMSI));
	(void)settings, (void)index;
	unsigned access_classes = digits > 0 ? 1U << (VALUE(IMSI)[digits - 1] - '0') : 0;
	TRY(buffer_print(out, "%s,%s,%04X", VALUE(IMSI), VALUE(ICCID), access_classes));
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		TRY(buffer_print(out, ",%s", subscription->values[fields[i]]));
	return buffer_append_octet(out, '\n');
}

/* ---- the table ---- */

static const struct network_export networks[] = {
	{ "open5gs", "open5gs.json", "mongoimport --db open5gs --collection subscribers open5gs.json", NULL, open5gs_row, NULL },
	{ "open5gs-dbctl", "open5gs.sh", "sh open5gs.sh, where open5gs-dbctl is", dbctl_begin, dbctl_row, NULL },
	{ "osmo-hlr", "osmo-hlr.sql", "sqlite3 hlr.db < osmo-hlr.sql", osmo_hlr_begin, osmo_hlr_row, osmo_hlr_end },
	{ "free5gc", "free5gc.js", "mongosh free5gc free5gc.js", free5gc_begin, free5gc_row, NULL },
	{ "srsran", "user_db.csv", "as srsepc's user_db.csv", srsran_begin, srsran_row, NULL },
	{ "sysmocom", "sysmocom.csv", "the list that card makers deliver; other tools read it", sysmocom_begin, sysmocom_row, NULL },
};

const struct network_export *network_export_at(size_t index)
{
	return index < ARRAY_SIZE(networks) ? &networks[index] : NULL;
}

const struct network_export *network_export_find(struct text name)
{
	for (size_t i = 0; i < ARRAY_SIZE(networks); i++)
		if (text_equal_ignoring_case(name, text_from(networks[i].name)))
			return &networks[i];
	return NULL;
}

/* What the others do with TUAK or XOR keys would be wrong; a list of cards takes them all. */
bool network_export_takes(const struct network_export *network, enum usim_algorithm algorithm)
{
	switch (algorithm) {
	case USIM_MILENAGE:
		return true;
	case USIM_XOR:
		return network->row != open5gs_row && network->row != dbctl_row && network->row != free5gc_row;
	default:
		return network->row == osmo_hlr_row || network->row == sysmocom_row;
	}
}
