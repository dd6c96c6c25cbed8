/* SPDX-License-Identifier: Apache-2.0 */
/* free5GC: its MongoDB collections, a line of mongosh for each document. */
#include "subscription/network_rows.h"

#include <stdio.h>

#include "codec/json.h"

#define VALUE(field) subscription->values[SUBSCRIPTION_##field]

enum { LEVEL = 8 /* of priority */, SLICE_KEY_SIZE = 9, APN_SIZE = 101 };

static struct text value(const struct subscription *subscription, enum subscription_field field)
{
	return subscription_value(subscription, field);
}

static enum status insert_line(const char *collection, struct json_writer *writer, size_t from)
{
	AUTO(buffer) head = BUFFER(160);
	TRY(json_finish(writer));
	TRY(buffer_print(&head, "db.getCollection(\"%s\").insertOne(", collection));
	TRY(buffer_insert(writer->out, from, buffer_bytes(&head)));
	return buffer_append_text(writer->out, TEXT(");\n"));
}

static struct json_writer open_subscriber(const struct subscription *subscription, struct buffer *out)
{
	char name[sizeof "imsi-" + SUBSCRIPTION_VALUE_MAXIMUM] = "imsi-";
	struct json_writer writer = json_writer(out);
	memcpy(name + sizeof "imsi-" - 1, VALUE(IMSI), sizeof VALUE(IMSI));
	json_open_object(&writer, NULL);
	json_put_text(&writer, "ueId", text_from(name));
	return writer;
}

static enum status free5gc_keys(const struct subscription *subscription, struct buffer *out)
{
	size_t from = out->size;
	struct json_writer writer = open_subscriber(subscription, out);
	json_put_text(&writer, "authenticationMethod", TEXT("5G_AKA"));
	json_put_text(&writer, "encPermanentKey", value(subscription, SUBSCRIPTION_KI));
	json_put_text(&writer, "encOpcKey", value(subscription, SUBSCRIPTION_OPC));
	json_put_text(&writer, "authenticationManagementField", TEXT(NETWORK_AMF));
	json_open_object(&writer, "sequenceNumber");
	json_put_text(&writer, "sqnScheme", TEXT("GENERAL"));
	json_put_text(&writer, "sqn", TEXT(NETWORK_SQN));
	json_close_object(&writer);
	json_close_object(&writer);
	return insert_line("subscriptionData.authenticationData.authenticationSubscription", &writer, from);
}

static void put_slice(struct json_writer *writer, const char *name, const struct network_settings *settings)
{
	json_open_object(writer, name);
	json_put_number(writer, "sst", settings->slice_type);
	if (settings->slice_differentiator.size > 0)
		json_put_text(writer, "sd", settings->slice_differentiator);
	json_close_object(writer);
}

static void put_slice_list(struct json_writer *writer, const char *name, const struct network_settings *settings)
{
	json_open_array(writer, name);
	put_slice(writer, NULL, settings);
	json_close_array(writer);
}

static void put_bit_rates(struct json_writer *writer, const char *name)
{
	json_open_object(writer, name);
	json_put_text(writer, "uplink", TEXT("1 Gbps"));
	json_put_text(writer, "downlink", TEXT("1 Gbps"));
	json_close_object(writer);
}

static struct text network_of(const struct network_settings *settings, const struct subscription *subscription)
{
	return bytes_text(bytes_first(text_bytes(value(subscription, SUBSCRIPTION_IMSI)), 3 + settings->mnc_digits));
}

static enum status free5gc_access(const struct network_settings *settings, const struct subscription *subscription,
                                  struct buffer *out)
{
	size_t from = out->size;
	struct json_writer writer = open_subscriber(subscription, out);
	json_put_text(&writer, "servingPlmnId", network_of(settings, subscription));
	json_open_array(&writer, "gpsis");
	if (subscription_has(subscription, SUBSCRIPTION_MSISDN)) {
		char name[sizeof "msisdn-" + SUBSCRIPTION_VALUE_MAXIMUM] = "msisdn-";
		memcpy(name + sizeof "msisdn-" - 1, VALUE(MSISDN), sizeof VALUE(MSISDN));
		json_put_text(&writer, NULL, text_from(name));
	}
	json_close_array(&writer);
	put_bit_rates(&writer, "subscribedUeAmbr");
	json_open_object(&writer, "nssai");
	put_slice_list(&writer, "defaultSingleNssais", settings);
	put_slice_list(&writer, "singleNssais", settings);
	json_close_object(&writer);
	json_close_object(&writer);
	return insert_line("subscriptionData.provisionedData.amData", &writer, from);
}

/* The key of a slice in objects: SST and SD as hexadecimal digits. */
static struct text slice_key(const struct network_settings *settings, char out[SLICE_KEY_SIZE])
{
	snprintf(out, SLICE_KEY_SIZE, "%02x%.6s", settings->slice_type,
	         settings->slice_differentiator.size > 0 ? settings->slice_differentiator.data : "");
	return text_from(out);
}

static struct text name_of_apn(const struct network_settings *settings, char out[APN_SIZE])
{
	snprintf(out, APN_SIZE, "%.*s", TEXT_ARGUMENTS(settings->apn));
	return text_from(out);
}

static void put_choice(struct json_writer *writer, const char *name, const char *preferred_name, const char *list_name,
                       const char *chosen)
{
	json_open_object(writer, name);
	json_put_text(writer, preferred_name, text_from(chosen));
	json_open_array(writer, list_name);
	json_put_text(writer, NULL, text_from(chosen));
	json_close_array(writer);
	json_close_object(writer);
}

static enum status free5gc_session(const struct network_settings *settings, const struct subscription *subscription,
                                   struct buffer *out)
{
	size_t from = out->size;
	char apn[APN_SIZE];
	struct json_writer writer = open_subscriber(subscription, out);
	json_put_text(&writer, "servingPlmnId", network_of(settings, subscription));
	put_slice(&writer, "singleNssai", settings);
	json_open_object(&writer, "dnnConfigurations");
	json_open_object(&writer, name_of_apn(settings, apn).data);
	put_choice(&writer, "pduSessionTypes", "defaultSessionType", "allowedSessionTypes", "IPV4");
	put_choice(&writer, "sscModes", "defaultSscMode", "allowedSscModes", "SSC_MODE_1");
	put_bit_rates(&writer, "sessionAmbr");
	json_open_object(&writer, "5gQosProfile");
	json_put_number(&writer, "5qi", NETWORK_QCI);
	json_open_object(&writer, "arp"); /* TS 29.571 5.5.4.1: all three of it */
	json_put_number(&writer, "priorityLevel", LEVEL);
	json_put_text(&writer, "preemptCap", TEXT("NOT_PREEMPT"));
	json_put_text(&writer, "preemptVuln", TEXT("NOT_PREEMPTABLE"));
	json_close_object(&writer);
	json_put_number(&writer, "priorityLevel", LEVEL);
	json_close_object(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	return insert_line("subscriptionData.provisionedData.smData", &writer, from);
}

static enum status free5gc_selection(const struct network_settings *settings, const struct subscription *subscription,
                                     struct buffer *out)
{
	size_t from = out->size;
	char key[SLICE_KEY_SIZE];
	struct json_writer writer = open_subscriber(subscription, out);
	json_put_text(&writer, "servingPlmnId", network_of(settings, subscription));
	json_open_object(&writer, "subscribedSnssaiInfos");
	json_open_object(&writer, slice_key(settings, key).data);
	json_open_array(&writer, "dnnInfos");
	json_open_object(&writer, NULL);
	json_put_text(&writer, "dnn", settings->apn);
	json_close_object(&writer);
	json_close_array(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	json_close_object(&writer);
	return insert_line("subscriptionData.provisionedData.smfSelectionSubscriptionData", &writer, from);
}

static enum status free5gc_policy(const struct network_settings *settings, const struct subscription *subscription,
                                  struct buffer *out)
{
	size_t from = out->size;
	char key[SLICE_KEY_SIZE], apn[APN_SIZE];
	struct json_writer access = open_subscriber(subscription, out);
	json_open_array(&access, "subscCats");
	json_put_text(&access, NULL, TEXT("free5gc"));
	json_close_array(&access);
	json_close_object(&access);
	TRY(insert_line("policyData.ues.amData", &access, from));
	from = out->size;
	struct json_writer session = open_subscriber(subscription, out);
	json_open_object(&session, "smPolicySnssaiData");
	json_open_object(&session, slice_key(settings, key).data);
	put_slice(&session, "snssai", settings);
	json_open_object(&session, "smPolicyDnnData");
	json_open_object(&session, name_of_apn(settings, apn).data);
	json_put_text(&session, "dnn", settings->apn);
	json_close_object(&session);
	json_close_object(&session);
	json_close_object(&session);
	json_close_object(&session);
	json_close_object(&session);
	return insert_line("policyData.ues.smData", &session, from);
}

enum status free5gc_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                        struct buffer *out)
{
	(void)index;
	TRY(free5gc_keys(subscription, out));
	TRY(free5gc_access(settings, subscription, out));
	TRY(free5gc_session(settings, subscription, out));
	TRY(free5gc_selection(settings, subscription, out));
	return free5gc_policy(settings, subscription, out);
}
