/* SPDX-License-Identifier: Apache-2.0 */
/* What most tests of the card begin with: certificates, a card, a server with one profile for it; and looks at the card
 * through its own answers. */
#ifndef TESTS_SUPPORT_CARD_FIXTURE_H
#define TESTS_SUPPORT_CARD_FIXTURE_H

#include "rsp/profile_management.h"
#include "support/scripted_profile.h"
#include "support/test_card.h"

#define TEST_ICCID "8949020000012345670"
#define TEST_ICCID_2 "8949020000012345688"
#define TEST_ICCID_3 "8949020000012345696"

enum { TEST_NOTIFICATIONS_MAXIMUM = 64 };

struct card_fixture {
	struct arena arena;
	struct test_pki pki;
	struct test_card card;
	struct scripted_server server;
};

void card_fixture_set_up(struct card_fixture *fixture, enum curve curve, void (*change)(struct euicc_birth *birth));
void card_fixture_tear_down(struct card_fixture *fixture);

/* The profile that the server sends from now on. */
void card_fixture_offer(struct card_fixture *fixture, const struct profile_metadata *metadata,
                        const struct scripted_profile *profile);
/* Both with default contents but for this ICCID, class and rules. */
void card_fixture_offer_simple(struct card_fixture *fixture, const char *iccid, enum profile_class profile_class,
                               uint64_t rules);

/* Downloads what is offered; fails the test unless the result has this error. */
struct installation_result card_fixture_install(struct card_fixture *fixture, int want_error);

/* False: the card does not list this profile. */
bool card_fixture_find(struct card_fixture *fixture, const char *iccid, struct profile_info *out);
size_t card_fixture_profile_count(struct card_fixture *fixture);
/* The ICCID of the enabled profile as digits; NULL: none. Fails the test if there are two. */
const char *card_fixture_enabled(struct card_fixture *fixture);

/* What waits in the notification list. */
struct test_notifications {
	struct notification_metadata entries[TEST_NOTIFICATIONS_MAXIMUM];
	size_t count;
};
struct test_notifications card_fixture_notifications(struct card_fixture *fixture);
/* The newest one; fails the test when there is none. */
struct notification_metadata card_fixture_last_notification(struct card_fixture *fixture);
/* One whole. */
struct bytes card_fixture_retrieve(struct card_fixture *fixture, uint64_t sequence_number);
void card_fixture_remove_all_notifications(struct card_fixture *fixture);

/* EnableProfile, DisableProfile (without REFRESH) and DeleteProfile; the result code. */
int card_fixture_manage(struct card_fixture *fixture, uint32_t function_tag, const char *iccid);

#endif
