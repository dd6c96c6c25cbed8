/* SPDX-License-Identifier: Apache-2.0 */
/* An SM-DP+ in the test's own process: fixed clock, counting random octets, a database of its own, no socket. */
#ifndef TESTS_SUPPORT_TEST_SMDP_H
#define TESTS_SUPPORT_TEST_SMDP_H

#include "io/database_source.h"
#include "server/service.h"
#include "smdp/es9plus.h"
#include "smdp/order.h"
#include "smdp/stock.h"
#include "support/test_database.h"
#include "support/test_pki.h"

#define TEST_ICCID "8949449999999990015"
#define TEST_ICCID_2 "8949449999999990023"

struct test_smdp {
	struct smdp smdp;
	struct arena arena;
	struct test_database database;
	struct database_source *source;
	struct server_ports ports;
	struct service service;
	int64_t now;
	uint64_t random_counter;
	char last_event[400]; /* of the log: "1 authenticateClient transaction=… outcome=…" */
	struct exchange *kept[64]; /* whose results are in use */
	size_t kept_count;
};

/* With credentials of these worlds, one set for each. */
void test_smdp_make(struct test_smdp *out, const struct test_pki *const worlds[], size_t count);
void test_smdp_release(struct test_smdp *server);

/* Closes the database and opens it again, as a new process would. */
void test_smdp_restart(struct test_smdp *server);

/* One request over HTTP without a network. The body lives in the server's arena. */
struct test_answer {
	int status;
	struct text body;
	const char *codes; /* "8.2.6-3.8"; "" when it was executed, or there is no body */
};
struct test_answer test_smdp_post(struct test_smdp *server, const char *path, struct text body);

/* Starts a request without waiting; *out is written when test_smdp_wait() has run. */
void test_smdp_begin(struct test_smdp *server, const char *path, struct text body, struct test_answer *out);
void test_smdp_wait(struct test_smdp *server);

/* A function of orders or stock. Returns the codes, "" when it was executed; the exchange's result is copied flat to
 * `out_result` (of `size` octets) unless that is NULL. Texts in it live as long as the server. */
const char *test_smdp_run(struct test_smdp *server, const struct server_function *function, const void *request,
                          void *out_result, size_t size);

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
