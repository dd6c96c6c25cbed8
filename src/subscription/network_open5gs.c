/* SPDX-License-Identifier: Apache-2.0 */
/* Open5GS: one document of its MongoDB collection "subscribers" a line. */
#include "subscription/network_rows.h"

#include "codec/json.h"

enum { PRIORITY = 8, IPV4V6 = 3, GIGABIT = 3, TIMER_MINUTES = 12, RESTRICTION = 32, MAY_NOT_PREEMPT = 1, MAY_BE_PREEMPTED = 2 };

static struct text value(const struct subscription *subscription, enum subscription_field field)
{
	return subscription_value(subscription, field);
}

static void put_rates(struct json_writer *writer)
{
	static const char *const directions[] = { "downlink", "uplink" };
	json_open_object(writer, "ambr");
	for (size_t i = 0; i < ARRAY_SIZE(directions); i++) {
		json_open_object(writer, directions[i]);
		json_put_number(writer, "value", 1);
		json_put_number(writer, "unit", GIGABIT);
		json_close_object(writer);
	}
	json_close_object(writer);
}

static void put_session(struct json_writer *writer, const struct network_settings *settings)
{
	json_open_object(writer, NULL);
	json_put_text(writer, "name", settings->apn);
	json_put_number(writer, "type", IPV4V6);
	json_open_object(writer, "qos");
	json_put_number(writer, "index", NETWORK_QCI);
	json_open_object(writer, "arp");
	json_put_number(writer, "priority_level", PRIORITY);
	json_put_number(writer, "pre_emption_capability", MAY_NOT_PREEMPT);
	json_put_number(writer, "pre_emption_vulnerability", MAY_BE_PREEMPTED);
	json_close_object(writer);
	json_close_object(writer);
	put_rates(writer);
	json_open_array(writer, "pcc_rule");
	json_close_array(writer);
	json_close_object(writer);
}

static void put_slices(struct json_writer *writer, const struct network_settings *settings)
{
	json_open_array(writer, "slice");
	json_open_object(writer, NULL);
	json_put_number(writer, "sst", settings->slice_type);
	if (settings->slice_differentiator.size > 0)
		json_put_text(writer, "sd", settings->slice_differentiator);
	json_put_boolean(writer, "default_indicator", true);
	json_open_array(writer, "session");
	put_session(writer, settings);
	json_close_array(writer);
	json_close_object(writer);
	json_close_array(writer);
}

static void put_open5gs_keys(struct json_writer *writer, const struct subscription *subscription)
{
	json_open_object(writer, "security");
	json_put_text(writer, "k", value(subscription, SUBSCRIPTION_KI));
	json_put_text(writer, "amf", TEXT(NETWORK_AMF));
	json_put_null(writer, "op");
	json_put_text(writer, "opc", value(subscription, SUBSCRIPTION_OPC));
	json_close_object(writer);
}

enum status open5gs_row(const struct network_settings *settings, const struct subscription *subscription, uint64_t index,
                        struct buffer *out)
{
	struct json_writer writer = json_writer(out);
	(void)index;
	json_open_object(&writer, NULL);
	json_put_number(&writer, "schema_version", 1);
	json_put_text(&writer, "imsi", value(subscription, SUBSCRIPTION_IMSI));
	json_open_array(&writer, "msisdn");
	if (subscription_has(subscription, SUBSCRIPTION_MSISDN))
		json_put_text(&writer, NULL, value(subscription, SUBSCRIPTION_MSISDN));
	json_close_array(&writer);
	put_open5gs_keys(&writer, subscription);
	put_rates(&writer);
	put_slices(&writer, settings);
	json_put_number(&writer, "access_restriction_data", RESTRICTION);
	json_put_number(&writer, "subscriber_status", 0);
	json_put_number(&writer, "network_access_mode", 0);
	json_put_number(&writer, "subscribed_rau_tau_timer", TIMER_MINUTES);
	json_put_number(&writer, "__v", 0);
	json_close_object(&writer);
	TRY(json_finish(&writer));
	return buffer_append_octet(out, '\n');
}
