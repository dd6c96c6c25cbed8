/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DS in the test's own process. */
#ifndef TESTS_SUPPORT_TEST_SMDS_H
#define TESTS_SUPPORT_TEST_SMDS_H

#include "smds/es11.h"
#include "smds/es12.h"
#include "smds/event.h"
#include "support/test_host.h"

struct test_smds {
	struct smds smds;
	struct route routes[16]; /* of both doors */
	struct test_host host;
};

/* With credentials of this world, under TEST_SMDS_ADDRESS. */
void test_smds_make(struct test_smds *out, const struct test_pki *world);
void test_smds_release(struct test_smds *server);

/* Over ES12 as the server with this TLS certificate (DER), by its JSON: the codes of the answer. The path is REGISTER_EVENT or
 * DELETE_EVENT. */
const char *test_smds_register(struct test_smds *server, struct bytes certificate, const char *eid, const char *event_id,
                               const char *address);
const char *test_smds_delete(struct test_smds *server, struct bytes certificate, const char *eid, const char *event_id);

#endif
