/* SPDX-License-Identifier: Apache-2.0 */
/* The jobs that are one ES10 function: list, enable, disable, delete and rename profiles, list, fetch and remove
 * notifications, set the default SM-DP+, reset the memory (SGP.22 5.7). */
#ifndef LPA_CARD_CALL_H
#define LPA_CARD_CALL_H

#include "lpa/job.h"
#include "rsp/notification.h"
#include "rsp/profile_management.h"

enum lpa_card_call_state { CARD_CALL_NEW, CARD_CALL_ASKED, CARD_CALL_DONE, CARD_CALL_FAILED, CARD_CALL_STATE_COUNT };

struct lpa_card_call {
	struct lpa_job job;
	const struct lpa_card_function *function;
	struct buffer request; /* the ES10 command */
	enum status encoded;   /* how writing it went */
	struct buffer answer;  /* the card's, whole; for those that list something */
	int result;            /* of those that answer only a result: enum management_result */
};

extern const struct state_machine lpa_card_call_machine;

/* Each makes a job. A job whose request cannot be written fails when it is started. */
void lpa_list_profiles(struct lpa_card_call *call);
void lpa_enable_profile(struct lpa_card_call *call, const struct profile_identifier *profile, bool refresh);
void lpa_disable_profile(struct lpa_card_call *call, const struct profile_identifier *profile, bool refresh);
void lpa_delete_profile(struct lpa_card_call *call, const struct profile_identifier *profile);
void lpa_set_nickname(struct lpa_card_call *call, const struct iccid *iccid, struct text nickname);
void lpa_set_default_smdp_address(struct lpa_card_call *call, struct text address);
void lpa_reset_memory(struct lpa_card_call *call, uint64_t options);
void lpa_list_notifications(struct lpa_card_call *call);
void lpa_retrieve_notification(struct lpa_card_call *call, uint64_t sequence_number);
void lpa_remove_notification(struct lpa_card_call *call, uint64_t sequence_number);

void lpa_card_call_release(struct lpa_card_call *call);

/* The lists in the answer of a job that is done, for profile_info_read() and notification_metadata_read(). Views into
 * the job. STATUS_REFUSED: the card answered an error. */
enum status lpa_listed_profiles(const struct lpa_card_call *call, struct der_reader *out_list) MUST_CHECK;
enum status lpa_listed_notifications(const struct lpa_card_call *call, struct der_reader *out_list) MUST_CHECK;

/* The element that the card gave, whole. STATUS_NOT_FOUND: it has none under that number. */
enum status lpa_retrieved_notification(const struct lpa_card_call *call, struct bytes *out_pending) MUST_CHECK;

#endif
