/* SPDX-License-Identifier: Apache-2.0 */
/* What the real SM-DP+ and the real SM-DS stand on, in the current folder: certificates of a test's PKI, settings. */
#ifndef BENCH_SERVER_FOLDER_H
#define BENCH_SERVER_FOLDER_H

#include <sys/types.h>

#include "support/test_pki.h"

/* Writes pki/ and smdp.yaml for a server on a port that it chooses itself. `database`: as in the settings;
 * `more`: further lines of them. */
void server_folder_write(const struct test_pki *pki, const char *database, unsigned threads, const char *more);

/* Starts one and waits until it listens. Its log is appended to smdp.log. `before`: words before the command,
 * like "taskset -c 1"; may be empty. */
pid_t server_folder_start(const char *before, unsigned *out_port);

/* The same of an SM-DS: smds.yaml, and in pki/ also the certificate of an SM-DP+ that comes to it, dptls. */
void server_folder_write_smds(const struct test_pki *pki, const char *database, unsigned threads, const char *more);
pid_t server_folder_start_smds(const char *before, unsigned *out_port);

#endif
