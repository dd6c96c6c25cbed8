/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DP+ in the test's own process. */
#ifndef TESTS_SUPPORT_TEST_SMDP_H
#define TESTS_SUPPORT_TEST_SMDP_H

#include "smdp/es9plus.h"
#include "smdp/order.h"
#include "smdp/stock.h"
#include "support/test_host.h"
#include "support/test_master_keys.h"

#define TEST_ICCID "8949449999999990015"
#define TEST_ICCID_2 "8949449999999990023"

struct test_smdp {
	struct smdp smdp;
	struct test_host host;
	struct test_master_keys ring;
};

/* With credentials of these worlds, one set for each. */
void test_smdp_make(struct test_smdp *out, const struct test_pki *const worlds[], size_t count);
void test_smdp_release(struct test_smdp *server);

static inline void test_smdp_restart(struct test_smdp *server)
{
	test_host_restart(&server->host);
}

/* As test_host_post() and so on. */
static inline struct test_answer test_smdp_post(struct test_smdp *server, const char *path, struct text body)
{
	return test_host_post(&server->host, path, body);
}

static inline void test_smdp_begin(struct test_smdp *server, const char *path, struct text body, struct test_answer *out)
{
	test_host_begin(&server->host, path, body, out);
}

static inline void test_smdp_wait(struct test_smdp *server)
{
	test_host_wait(&server->host);
}

static inline const char *test_smdp_run(struct test_smdp *server, const struct server_function *function,
                                        const void *request, void *out_result, size_t size)
{
	return test_host_run(&server->host, function, request, out_result, size);
}

/* A package of `size` octets with this ICCID, metadata with the names "Provider" and "Profile". */
struct bytes test_profile_elements(struct arena *arena, const char *iccid, size_t size);
void test_smdp_stock(struct test_smdp *server, const char *iccid, size_t size);
/* In stock, ordered, confirmed and released. eid, matching_id ("" : by EID alone) and code may be NULL. */
void test_smdp_offer(struct test_smdp *server, const char *iccid, const char *eid, const char *matching_id,
                     const char *code);

/* The state's name, and a number of the profile's row. */
const char *test_smdp_state(struct test_smdp *server, const char *iccid);
struct profile_record test_smdp_profile(struct test_smdp *server, const char *iccid);

#endif
