/* SPDX-License-Identifier: Apache-2.0 */
/* StoreMetadataRequest (BF25, SGP.22 5.5.3): what is said about a profile before it is installed, and kept with it. */
#ifndef RSP_PROFILE_METADATA_H
#define RSP_PROFILE_METADATA_H

#include "rsp/identifiers.h"

enum {
	STORE_METADATA_TAG = 0xBF25,
	SERVICE_PROVIDER_NAME_MAXIMUM = 32,
	PROFILE_NAME_MAXIMUM = 64,
	ICON_MAXIMUM = 1024,
	NICKNAME_MAXIMUM = 64,
	NOTIFICATION_ADDRESSES_MAXIMUM = 8,
	METADATA_MAXIMUM = 8192, /* octets of a whole StoreMetadataRequest: ours */
};

enum profile_class { PROFILE_TEST = 0, PROFILE_PROVISIONING = 1, PROFILE_OPERATIONAL = 2 };
const char *profile_class_name(int profile_class); /* "test", "provisioning", "operational" */

enum icon_type { ICON_NONE = -1, ICON_JPEG = 0, ICON_PNG = 1 };

/* Bits of NotificationEvent, bit n as 1 << n. */
enum notification_event {
	NOTIFICATION_INSTALL = 1 << 0,
	NOTIFICATION_ENABLE = 1 << 1,
	NOTIFICATION_DISABLE = 1 << 2,
	NOTIFICATION_DELETE = 1 << 3,
};
const char *notification_event_name(uint64_t event); /* "install" */

struct notification_address {
	uint64_t events;
	struct text address;
};

/* OperatorId. Absent gids differ from empty ones (SGP.22 2.4.12.2). */
struct operator_id {
	uint8_t mcc_mnc[MCC_MNC_SIZE];
	bool has_gid1, has_gid2;
	struct bytes gid1, gid2;
};

/* Views into the decoded octets. */
struct profile_metadata {
	struct iccid iccid;
	struct text service_provider_name;
	struct text profile_name;
	enum icon_type icon_type;
	struct bytes icon;
	enum profile_class profile_class;
	struct notification_address notification_addresses[NOTIFICATION_ADDRESSES_MAXIMUM];
	size_t notification_address_count;
	bool has_owner;
	struct operator_id owner;
	uint64_t profile_policy_rules;     /* PPR1, PPR2 of rsp/euicc_info.h */
	struct bytes service_specific_data;/* BF22, whole; empty: absent */
	struct bytes access_rules;         /* BF76, whole; empty: absent */
};

/* STATUS_MALFORMED: a mandatory field is missing, a size is over its limit, an icon without type. */
enum status profile_metadata_decode(struct bytes input, struct profile_metadata *out) MUST_CHECK;
enum status profile_metadata_encode(const struct profile_metadata *metadata, struct buffer *out) MUST_CHECK;

/* OperatorId under any tag (B7 here, 30 in the rules authorisation table). */
struct der_reader;
struct der_writer;
bool operator_id_read(struct der_reader *reader, uint32_t tag, struct operator_id *out) MUST_CHECK;
void operator_id_put(struct der_writer *writer, uint32_t tag, const struct operator_id *owner);

/* The same profile was offered (SGP.22 3.1.3.2): ICCID, names, class, owner and rules agree. */
bool profile_metadata_equal(const struct profile_metadata *a, const struct profile_metadata *b);

#endif
