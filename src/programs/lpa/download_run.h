/* SPDX-License-Identifier: Apache-2.0 */
/* A download from its options to its report, for every command that has one. */
#ifndef PROGRAMS_LPA_DOWNLOAD_RUN_H
#define PROGRAMS_LPA_DOWNLOAD_RUN_H

#include "lpa/download_session.h"
#include "programs/lpa/run.h"

/* The device as --imei names it. EXIT_USAGE: that is no IMEI, and it has been told. */
enum exit_code lpa_download_device(const struct invocation *invocation, struct device_info *out);

/* Opens card and network, when there is somebody to be asked and some CI to be trusted. On any other code than EXIT_DONE the
 * reason was printed, under the name of `command`. */
enum exit_code lpa_download_open(struct lpa_run *run, struct invocation *invocation, const char *command);

/* Sends what the card has to report, so that the server knows where it stands (SGP.22 3.5), downloads, enables if --enable
 * says so, and sends again. An interrupted download is kept, see lpa/kept.h. False: not installed, and download->job.failure
 * says why. *out_enabled: EXIT_DONE, or another code if the profile could not be enabled, which has been told. */
bool lpa_download_run(struct lpa_run *run, struct lpa_download *download, enum exit_code *out_enabled);

/* Of a download that is done. */
struct iccid lpa_download_iccid(const struct lpa_download *download);

#endif
