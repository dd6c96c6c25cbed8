/* SPDX-License-Identifier: Apache-2.0 */
/* How much of what an SM-DS has, for metrics. It looks at every event: to be asked for now and then. */
#ifndef SMDS_CENSUS_H
#define SMDS_CENSUS_H

#include "server/exchange.h"

/* No request; the result is in exchange->rows. */
extern const struct server_function smds_census_function;

/* Families of an exchange that ran it. */
void smds_census_print(const struct exchange *exchange, struct metric_writer *writer);

/* sessions_started_total. */
void smds_metrics_print(const struct server_metrics *metrics, struct metric_writer *writer);

#endif
