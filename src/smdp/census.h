/* SPDX-License-Identifier: Apache-2.0 */
/* How much of what an SM-DP+ has, for metrics. It looks at every profile: to be asked for now and then. */
#ifndef SMDP_CENSUS_H
#define SMDP_CENSUS_H

#include "server/exchange.h"

/* No request; the result is in exchange->rows. */
extern const struct server_function smdp_census_function;

/* Families of an exchange that ran it. */
void smdp_census_print(const struct exchange *exchange, struct metric_writer *writer);

/* sessions_started_total, download_result_total, session_seconds. */
void smdp_metrics_print(const struct server_metrics *metrics, struct metric_writer *writer);

#endif
