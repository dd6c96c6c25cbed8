/* SPDX-License-Identifier: Apache-2.0 */
/* Notifications: metadata (BF2F), ListNotification (BF28), RetrieveNotificationsList (BF2B), RemoveNotificationFromList
 * (BF30), and ES9+.HandleNotification (SGP.22 5.7.9 to 5.7.11, 5.6.4). */
#ifndef RSP_NOTIFICATION_H
#define RSP_NOTIFICATION_H

#include "base/arena.h"
#include "codec/der_read.h"
#include "codec/der_write.h"
#include "rsp/function_header.h"
#include "rsp/profile_metadata.h"

#define HANDLE_NOTIFICATION_PATH ES9PLUS_PATH "handleNotification"

enum {
	NOTIFICATION_METADATA_TAG = 0xBF2F,
	LIST_NOTIFICATION_TAG = 0xBF28,
	RETRIEVE_NOTIFICATIONS_TAG = 0xBF2B,
	REMOVE_NOTIFICATION_TAG = 0xBF30,
};

struct notification_metadata {
	uint64_t sequence_number;
	uint64_t event;          /* one bit of enum notification_event */
	struct text address;
	bool has_iccid;
	struct iccid iccid;
};

bool notification_metadata_read(struct der_reader *reader, struct notification_metadata *out) MUST_CHECK;
void notification_metadata_put(struct der_writer *writer, const struct notification_metadata *metadata);

/* OtherSignedNotification (30). */
struct signed_notification {
	struct bytes tbs;               /* BF2F, whole: what the signature covers */
	struct notification_metadata metadata;
	struct bytes signature;         /* 64 octets */
	struct bytes euicc_certificate; /* 30 */
	struct bytes eum_certificate;   /* 30 */
};

enum status signed_notification_decode(struct bytes input, struct signed_notification *out) MUST_CHECK;
enum status signed_notification_encode(const struct signed_notification *notification, struct buffer *out) MUST_CHECK;

/* Either kind of PendingNotification (BF37 or 30): only what is needed to send it on. */
enum status pending_notification_metadata(struct bytes pending, struct notification_metadata *out) MUST_CHECK;

/* ListNotification. A filter of nought asks for all. */
enum status list_notification_request_decode(struct bytes input, uint64_t *out_filter) MUST_CHECK;
enum status list_notification_request_encode(uint64_t filter, struct buffer *out) MUST_CHECK;
/* The answer's list is walked with notification_metadata_read(). STATUS_REFUSED: the card answered an error. */
enum status list_notification_answer_decode(struct bytes input, struct der_reader *out_list) MUST_CHECK;

/* RetrieveNotificationsList: by number, or by filter (nought: all). */
struct retrieve_notifications_request {
	bool by_number;
	uint64_t sequence_number;
	uint64_t filter;
};
enum status retrieve_notifications_request_decode(struct bytes input,
                                                  struct retrieve_notifications_request *out) MUST_CHECK;
enum status retrieve_notifications_request_encode(const struct retrieve_notifications_request *request,
                                                  struct buffer *out) MUST_CHECK;
/* The list's elements are PendingNotifications; noResultAvailable gives an empty list. STATUS_REFUSED: another
 * error. */
enum status retrieve_notifications_answer_decode(struct bytes input, struct der_reader *out_list) MUST_CHECK;

enum status remove_notification_request_decode(struct bytes input, uint64_t *out_sequence_number) MUST_CHECK;
enum status remove_notification_request_encode(uint64_t sequence_number, struct buffer *out) MUST_CHECK;

/* ES9+.HandleNotification: the element as the card gave it. */
enum status handle_notification_request_read(struct json_value json, struct arena *storage,
                                             struct bytes *out_pending) MUST_CHECK;
enum status handle_notification_request_write(struct bytes pending, struct buffer *out) MUST_CHECK;

#endif
