/* SPDX-License-Identifier: Apache-2.0 */
/* What a server role stands on in the test's own process: fixed clock, counting random octets, a database of its own, no
 * socket. */
#ifndef TESTS_SUPPORT_TEST_HOST_H
#define TESTS_SUPPORT_TEST_HOST_H

#include "io/database_source.h"
#include "server/credentials.h"
#include "server/service.h"
#include "support/test_database.h"
#include "support/test_pki.h"

struct test_host {
	struct arena arena;
	const struct database_schema *schema;
	struct test_database database;
	struct database_source *source;
	struct server_ports ports;
	struct service service;
	struct bytes client_certificate; /* that requests come with; DER */
	int64_t now;
	uint64_t random_counter;
	char last_event[400]; /* of the log: "1 authenticateClient transaction=… outcome=…" */
	struct exchange *kept[64]; /* whose results are in use */
	size_t kept_count;
};

/* With an empty database. Schema, routes and role must outlive it. */
void test_host_make(struct test_host *out, const struct database_schema *schema, const struct route *routes, size_t route_count,
                    const void *role);
void test_host_release(struct test_host *host);

/* Closes the database and opens it again, as a new process would. */
void test_host_restart(struct test_host *host);

/* One set of credentials of this world: `authentication` is CERTIFICATE_DPAUTH, with DPpb, or CERTIFICATE_DSAUTH. */
void test_host_add_world(struct test_host *host, struct credentials *credentials, const struct test_pki *pki,
                         enum certificate_kind authentication);

/* One request over HTTP without a network. The body lives in the host's arena. */
struct test_answer {
	int status;
	struct text body;
	const char *codes; /* "8.2.6-3.8"; "" when it was executed, or there is no body */
};
struct test_answer test_host_post(struct test_host *host, const char *path, struct text body);

/* Starts a request without waiting; *out is written when test_host_wait() has run. */
void test_host_begin(struct test_host *host, const char *path, struct text body, struct test_answer *out);
void test_host_wait(struct test_host *host);

/* A function without HTTP. Returns the codes, "" when it was executed; the exchange's result is copied flat to `out_result`
 * (of `size` octets) unless that is NULL. Texts in it live as long as the host. */
const char *test_host_run(struct test_host *host, const struct server_function *function, const void *request,
                          void *out_result, size_t size);

/* The same for one that may fail. *out is to be freed. */
enum status test_host_try(struct test_host *host, const struct server_function *function, const void *request,
                          struct exchange **out);

/* One statement of the test's own. */
void test_host_apply(struct test_host *host, const struct database_statement *statement);

#endif
